"""A smaller promise in the place of one that was put off again and again."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actions.forms import ActionItemForm
from actions.models import ActionItem
from actions.permissions import can_change_action_item
from actions.views.answers import answer, find
from actions.views.places import Place
from actions.views.regions import new_form
from kit.http import Toast, enforce, part, undone
from people.models import PageRequest


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """The page that asks for it, and its answer: it is promised, and the one that was too big is dropped."""
    action, at = find(request, action_item_id), timezone.now()
    enforce(can_change_action_item, request.user, action)
    if request.method != "POST":
        return ask(request, action, None, at=at)
    form = ActionItemForm(request.POST, pair=action.pair, reader=request.user, today=request.user.today(at))
    if not form.is_valid():
        return ask(request, action, form, at=at, status=422)
    smaller = ActionItem.promise(
        action.pair,
        **form.promise,
        meeting=action.meeting,
        item=action.item,
        instead_of=action,
        idempotency_key=form.replay_key,
        by=request.user,
        at=at,
    )
    place = Place.of(request, action.pair)
    undo = place.read_by(request.user, at).url("action_item_replacement_undo", smaller)
    return answer(request, place, smaller, at=at, toast=Toast(_("A smaller promise stands in its place."), undo))


def ask(
    request: PageRequest, action: ActionItem, form: ActionItemForm | None, *, at: datetime, status: int = 200
) -> HttpResponse:
    """The form for a new action, which says what it stands for."""
    place = Place.of(request, action.pair)
    to = place.read_by(request.user, at).url("action_item_replacement", action)
    new = new_form(action.pair, request.user, to=to, form=form)
    assert new is not None  # the pair lasts, or this were forbidden
    new["values"] = form.typed if form else {"owner": str(action.who_id)}
    new["hint"] = _("Instead of “%(what)s”: which part of it can be done, by when?") % {"what": action.what}
    context = {
        "new": new,
        "pair": action.pair,
        "title": _("A smaller promise"),
        "back": place.page or action.get_absolute_url(),
        "page_class": "page-narrow",
    }
    return render(request, part("actions/action_items/new.html", "new", request), context, status=status)


@require_POST
def destroy(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """The smaller one never was, and the one before stands again."""
    action, at = find(request, action_item_id), timezone.now()
    enforce(can_change_action_item, request.user, action)
    replaced = action.instead_of or action
    action.step_back(by=request.user, at=at)
    return undone(request, to=Place.of(request, action.pair).page or replaced.get_absolute_url())
