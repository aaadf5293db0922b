"""Talking about an action: an item of the pair's agenda in the same words."""

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
    """Put it on the agenda, once while it is open there; the page fetches its agenda anew."""
    action, at = find(request, action_item_id), timezone.now()
    enforce(can_change_action_item, request.user, action)
    action.talk_about(by=request.user, at=at)
    response = answer(request, Place.of(request, action.pair), action, at=at, toast=Toast(_("On the agenda.")))
    response["HX-Trigger"] = "live:agenda_item"
    return response
