"""Dropping an action that will not be done, with a word why, and taking that back."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actions.forms import DropForm
from actions.models import ActionItem
from actions.permissions import can_change_action_item
from actions.views.answers import answer, find
from actions.views.places import Place
from kit.http import Toast, enforce, part
from people.models import PageRequest


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """It will not be done: the page that asks why in one field, and its answer."""
    action, at = find(request, action_item_id), timezone.now()
    enforce(can_change_action_item, request.user, action)
    if request.method != "POST":
        return ask(request, action, DropForm(), at=at)
    form = DropForm(request.POST)
    if not form.is_valid():
        return ask(request, action, form, at=at, status=422)
    dropped = action.drop(why=form.cleaned_data["why"], by=request.user, at=at)
    place = Place.of(request, action.pair)
    undo = place.read_by(request.user, at).url("action_item_drop_undo", action)
    return answer(request, place, action, at=at, toast=Toast(_("Action dropped."), undo) if dropped else None)


def ask(request: PageRequest, action: ActionItem, form: DropForm, *, at: datetime, status: int = 200) -> HttpResponse:
    """The form, with what was typed."""
    place = Place.of(request, action.pair)
    context = {
        "dropped": action,
        "other": action.pair.other(request.user),
        "form": form,
        "to": place.read_by(request.user, at).url("action_item_drop", action),
        "back": place.page or action.get_absolute_url(),
        "page_class": "page-narrow",
    }
    return render(request, part("actions/drops/new.html", "drop", request), context, status=status)


@require_POST
def destroy(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """It stands again."""
    action, at = find(request, action_item_id), timezone.now()
    enforce(can_change_action_item, request.user, action)
    action.undrop(by=request.user, at=at)
    return answer(request, Place.of(request, action.pair), action, at=at)
