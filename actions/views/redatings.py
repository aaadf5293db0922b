"""Taking a new due date back, while the toast that says so is still there."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from actions.permissions import can_change_action_item
from actions.views.answers import answer, find
from actions.views.places import Place
from kit.http import enforce
from people.models import PageRequest


@require_POST
def destroy(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """The date before stands again, and nothing slipped."""
    action, at = find(request, action_item_id), timezone.now()
    enforce(can_change_action_item, request.user, action)
    action.take_date_back(by=request.user, at=at)
    return answer(request, Place.of(request, action.pair), action, at=at)
