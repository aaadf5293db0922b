"""The notes that both write: the meeting's own, and one for each item."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agendas.forms import NoteForm
from agendas.models import AgendaItem, NoteConflict, SharedNote
from agendas.permissions import can_amend, can_write_shared_note
from agendas.views.agendas import TEMPLATE as AGENDA
from agendas.views.agendas import answer, whole
from agendas.views.amendments import locked
from agendas.views.places import Place
from kit.http import enforce, part, respond
from kit.vault import load_keys
from oneonones.models import Meeting
from people.models import PageRequest, Person

TEMPLATE = "agendas/notes/show.html"


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: the meeting's own note, alone. POST: it is saved."""
    meeting, at = find(request, meeting_id), timezone.now()
    if request.method == "POST":
        return write(request, meeting, None)
    place = Place.of(request, meeting.pair, meeting, at=at)
    return render(request, part(TEMPLATE, "notes", request), whole_notes(place, request.user, at=at))


@require_POST
def save(request: PageRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """The note on one item is saved."""
    meeting = find(request, meeting_id)
    return write(request, meeting, get_object_or_404(items_of(request, meeting), pk=item_id))


def write(request: PageRequest, meeting: Meeting, item: AgendaItem | None) -> HttpResponse:
    """Save a note. If it was saved elsewhere meanwhile, both texts are kept and shown."""
    at = timezone.now()
    if can_amend(request.user, meeting, at):
        return locked(request, meeting, at=at)
    enforce(can_write_shared_note, request.user, meeting, item, at)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refuse(request, meeting, item, form, at=at)

    note = SharedNote.of(meeting, item, at=at)
    saved = note.write(**form.cleaned_data, by=request.user, at=at)
    if "X-Autosave" in request.headers:
        return said(note.version, saved=saved)
    return show_again(request, meeting, item, at=at)


def said(version: int, *, saved: bool) -> JsonResponse:
    """The answer to a text that saves itself. On a conflict the server has both, and the page shows them."""
    return JsonResponse(
        {"version": version} if saved else {"version": version, "conflict": True}, status=200 if saved else 409
    )


def refuse(
    request: PageRequest, meeting: Meeting, item: AgendaItem | None, form: NoteForm, *, at: datetime
) -> HttpResponse:
    """What was typed stays where it is, and a sentence says what to do."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"error": form.complaint}, status=422)
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


@require_POST
def resolve(request: PageRequest, meeting_id: UUID, conflict_id: UUID) -> HttpResponse:
    """Either of the two decides between two texts: keep mine, theirs, or both."""
    meeting = find(request, meeting_id)
    kept = NoteConflict.objects.visible_to(request.user).filter(note__meeting=meeting)
    conflict = get_object_or_404(kept.select_related("note__item"), pk=conflict_id)
    at, note, keep = timezone.now(), conflict.note, request.POST.get("keep", "")
    enforce(can_write_shared_note, request.user, meeting, note.item, at)
    note.meeting = meeting
    if keep in ("mine", "theirs", "both"):
        note.resolve(conflict, keep=keep, by=request.user, at=at)
    return show_again(request, meeting, note.item, at=at)


def notes(place: Place, reader: Person, *, at: datetime, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """What `_notes.html` shows: the meeting's own note and the texts set aside, in one query.

    In Review it is read; Edit leads to where it is written.
    """
    meeting = place.meeting
    assert meeting is not None
    rows: list[Any] = list(SharedNote.objects.visible_to(reader).filter(meeting=meeting, item=None).with_conflicts())
    aside = [text for row in rows if (text := getattr(row, "aside", None)) is not None]
    load_keys(rows, aside)
    writes = can_write_shared_note(reader, meeting, None, at)
    return {
        "notes": {
            "meeting": meeting,
            "note": rows[0] if rows else None,
            "conflicts": aside,
            "writes": writes,
            "reads": place.stage == "review" and not typed,
            "query": place.query,
            "other": meeting.pair.other(reader),
            "reader": reader,
            "typed": typed or {},
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
