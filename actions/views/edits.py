"""What was promised, by whom, by when and how both will know, for the two to change."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.permissions import can_change_action_item
from actions.views.answers import find
from actions.views.places import Place
from actions.views.rows import edit_of
from kit.http import enforce, from_script, part
from people.models import PageRequest


@require_safe
def edit(request: PageRequest, action_item_id: UUID) -> HttpResponse:
    """The form, sent to the action's own address: to a script for its place in the list, to a browser as a page."""
    action = find(request, action_item_id)
    enforce(can_change_action_item, request.user, action)
    place = Place.of(request, action.pair)
    form = edit_of(action, place.read_by(request.user, timezone.now()))
    back = place.page or action.get_absolute_url()
    context = {"form": {"id": action.pk, **form, "cancel": back, "hx": from_script(request)}, "back": back}
    return render(
        request, part("actions/action_items/edit.html", "form", request), context | {"page_class": "page-narrow"}
    )
