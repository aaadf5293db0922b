"""What happened to an action, for the place where it is edited."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actions.views.answers import PARTS, find
from actions.views.told import history
from kit.http import from_script, part, see_other
from people.models import PageRequest


@require_safe
def show(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """The list alone; a browser goes to the page of the action, which holds it."""
    action = find(request, action_item_id)
    if not from_script(request):
        return see_other(f"{action.get_absolute_url()}#history")
    return render(request, part(PARTS, "history", request), {"history": history(action, request.user)})
