"""The lines of a meeting's shared notes, each of which can become an action."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions.models import NoteLine
from actions.permissions import can_add_action_item
from agendas.models import SharedNote
from agendas.models.being_typed import BeingTyped
from kit.http import enforce
from kit.vault import load_keys
from oneonones.models import Meeting
from people.models import PageRequest


@require_safe
def index(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """The meeting's own note first, then those on its items."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    enforce(can_add_action_item, request.user, meeting.pair)
    notes = SharedNote.objects.visible_to(request.user).filter(Q(item=None) | Q(item__removed_at=None), meeting=meeting)
    found = list(notes.written().with_typing().select_related("item").order_by("item__position", "id"))
    for note in found:
        note.meeting = meeting
    load_keys(found)
    BeingTyped(meeting.pair, meeting).read_into(found)
    found.sort(key=lambda note: note.item_id is not None)
    context = {
        "meeting": meeting,
        "groups": [(note.item, list(NoteLine.all_of(note))) for note in found],
        "page_class": "page-narrow",
    }
    return render(request, "actions/note_lines/index.html", context)
