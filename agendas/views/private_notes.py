"""Private notes: one author, one reader. Nothing here is recorded, counted or told to anybody."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from agendas.forms import NoteForm
from agendas.models import PrivateNote
from agendas.models.being_typed import BeingTyped
from agendas.models.co_edited import called
from agendas.models.markdown import parse
from agendas.permissions import can_write_private_note
from agendas.views.notes import find
from kit.http import enforce, part, respond
from oneonones.models import Meeting
from people.models import PageRequest, Person

TEMPLATE = "agendas/notes/private.html"


@sensitive_post_parameters("body")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: the reader's own note, alone. POST: something is added to it, also when the pair has ended."""
    meeting = find(request, meeting_id)
    enforce(can_write_private_note, request.user, meeting)
    if request.method == "POST":
        return append(request, meeting)
    return render(request, part(TEMPLATE, "private_note", request), whole(meeting, request.user))


def append(request: PageRequest, meeting: Meeting) -> HttpResponse:
    """Add to it. What another device of theirs writes meanwhile stays beside it."""
    form, at = NoteForm(request.POST), timezone.now()
    if not form.is_valid() or not form.add_to(PrivateNote.of(meeting, request.user, at=at), by=request.user, at=at):
        typed = {"value": form.data.get("body", ""), "error": form.complaint}
        context = whole(meeting, request.user, typed)
        return render(request, part(TEMPLATE, "private_note", request), context, status=422)
    return respond(
        request,
        TEMPLATE,
        "private_note",
        lambda: whole(meeting, request.user),
        to=f"{meeting.get_absolute_url()}#private-notes",
    )


def private_note(meeting: Meeting, reader: Person, typed: dict[str, str] | None = None) -> dict[str, Any]:
    """What `_private.html` shows: the reader's own note, in one query."""
    note = PrivateNote.objects.visible_to(reader).filter(meeting=meeting).with_typing().first()
    BeingTyped(meeting.pair).read_into(filter(None, [note]))
    return {
        "private_note": {
            "meeting": meeting,
            "pk": note.pk if note else None,
            "tree": parse(note.open_for(reader) if note else ""),
            "names": called(meeting.pair),
            "other": meeting.pair.other(reader),
            "typed": typed or {},
            "key": uuid4(),
        }
    }


def whole(meeting: Meeting, reader: Person, typed: dict[str, str] | None = None) -> dict[str, Any]:
    """The note, and what a page around it needs."""
    return private_note(meeting, reader, typed) | {
        "pair": meeting.pair,
        "other": meeting.pair.other(reader),
        "active": "pairs",
    }
