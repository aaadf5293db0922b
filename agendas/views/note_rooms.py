"""Where a note is written together: the id of its room at the notes socket. Asked when somebody begins to write."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from agendas.models import PrivateNote, SharedNote
from agendas.permissions import can_write_private_note, can_write_shared_note
from agendas.views.notes import find, items_of
from kit.http import enforce
from people.models import PageRequest


@require_POST
def shared(request: PageRequest, meeting_id: UUID, item_id: UUID | None = None) -> HttpResponse:
    """The room of the meeting's own note, or of the note on one item; made empty when it is first asked for."""
    meeting, at = find(request, meeting_id), timezone.now()
    item = get_object_or_404(items_of(request, meeting), pk=item_id) if item_id else None
    enforce(can_write_shared_note, request.user, meeting, item, at)
    return JsonResponse({"room": str(SharedNote.of(meeting, item, at=at).pk)})


@require_POST
def private(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """The room of the reader's own note on the meeting."""
    meeting = find(request, meeting_id)
    enforce(can_write_private_note, request.user, meeting)
    return JsonResponse({"room": str(PrivateNote.of(meeting, request.user, at=timezone.now()).pk)})
