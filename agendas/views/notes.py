"""The notes that both write: the meeting's own, and one for each item.

They are written live (live/, note_rooms.py), by many small changes; here they are read, and added to by a plain form.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agendas.forms import NoteForm
from agendas.models import AgendaItem, SharedNote
from agendas.models.co_edited import called
from agendas.permissions import can_amend, can_write_shared_note
from agendas.views.agendas import TEMPLATE as AGENDA
from agendas.views.agendas import answer, whole
from agendas.views.amendments import locked
from agendas.views.places import Place
from agendas.views.readings import tree_of
from kit.http import enforce, part, respond
from kit.vault import load_keys
from oneonones.models import Meeting
from people.models import PageRequest, Person

TEMPLATE = "agendas/notes/show.html"


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: the meeting's own note, alone. POST: something is added to it."""
    meeting, at = find(request, meeting_id), timezone.now()
    if request.method == "POST":
        return append(request, meeting, None)
    place = Place.of(request, meeting.pair, meeting, at=at)
    return render(request, part(TEMPLATE, "notes", request), whole_notes(place, request.user, at=at))


@require_POST
def add_to_item(request: PageRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Something is added to the note on one item."""
    meeting = find(request, meeting_id)
    return append(request, meeting, get_object_or_404(items_of(request, meeting), pk=item_id))


def append(request: PageRequest, meeting: Meeting, item: AgendaItem | None) -> HttpResponse:
    """Add to a note. Whatever is being written there meanwhile stays beside it."""
    at = timezone.now()
    if can_amend(request.user, meeting, at):
        return locked(request, meeting, at=at)
    enforce(can_write_shared_note, request.user, meeting, item, at)
    form = NoteForm(request.POST)
    if not form.is_valid() or not form.add_to(SharedNote.of(meeting, item, at=at), by=request.user, at=at):
        return refuse(request, meeting, item, form, at=at)
    return show_again(request, meeting, item, at=at)


def refuse(
    request: PageRequest, meeting: Meeting, item: AgendaItem | None, form: NoteForm, *, at: datetime
) -> HttpResponse:
    """What was typed stays where it is, and a sentence says what to do."""
    typed = {"value": form.data.get("body", ""), "error": form.complaint, "item_id": item.pk if item else None}
    place = Place.of(request, meeting.pair, meeting, at=at)
    if item is not None:
        context = whole(place, request.user, at=at)
        return render(request, part(AGENDA, "agenda", request), context | {"typed_note": typed}, status=422)
    context = whole_notes(place, request.user, at=at, typed=typed)
    return render(request, part(TEMPLATE, "notes", request), context, status=422)


def show_again(request: PageRequest, meeting: Meeting, item: AgendaItem | None, *, at: datetime) -> HttpResponse:
    """The part that holds the note, as it is now."""
    place = Place.of(request, meeting.pair, meeting, at=at)
    if item is not None:
        return answer(request, place, at=at, item_id=item.pk)
    return respond(request, TEMPLATE, "notes", lambda: whole_notes(place, request.user, at=at), to=f"{place.url}#notes")


def notes(place: Place, reader: Person, *, at: datetime, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """What `_notes.html` shows: the meeting's own note, in one query.

    In Review it is read; Edit leads to where it is written.
    """
    meeting = place.meeting
    assert meeting is not None
    note = SharedNote.objects.visible_to(reader).filter(meeting=meeting, item=None).with_typing().first()
    if note is not None:
        note.meeting = meeting
        load_keys([note])
        place.typed.read_into([note])
    writes = can_write_shared_note(reader, meeting, None, at)
    return {
        "notes": {
            "meeting": meeting,
            "note": note,
            "tree": tree_of(note),
            "names": called(meeting.pair),
            "writes": writes,
            "reads": place.stage == "review" and not typed,
            "query": place.query,
            "other": meeting.pair.other(reader),
            "reader": reader,
            "typed": typed or {},
            "key": uuid4(),
        }
    }


def whole_notes(place: Place, reader: Person, *, at: datetime, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """The notes, and what a page around them needs."""
    return notes(place, reader, at=at, typed=typed) | {
        "pair": place.pair,
        "other": place.pair.other(reader),
        "active": "pairs",
    }


def find(request: PageRequest, meeting_id: UUID) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)


def items_of(request: PageRequest, meeting: Meeting) -> Any:
    return AgendaItem.objects.visible_to(request.user).filter(pair=meeting.pair_id)
