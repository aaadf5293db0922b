"""Ticking an action, and taking the tick back."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions.permissions import can_change_action_item
from actions.views.answers import answer, find
from actions.views.places import Place
from kit.http import Toast, enforce
from people.models import PageRequest


@require_POST
def create(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """Done. Whoever of two who press at once is second finds it done."""
    action, at = find(request, action_item_id), timezone.now()
    enforce(can_change_action_item, request.user, action)
    done = action.complete(by=request.user, at=at)
    place = Place.of(request, action.pair)
    undo = place.read_by(request.user, at).url("action_item_completion_undo", action)
    return answer(request, place, action, at=at, toast=Toast(_("Action done."), undo) if done else None)


@require_POST
def destroy(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """Not done after all."""
    action, at = find(request, action_item_id), timezone.now()
    enforce(can_change_action_item, request.user, action)
    action.uncomplete(by=request.user, at=at)
    return answer(request, Place.of(request, action.pair), action, at=at)
