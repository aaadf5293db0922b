"""Private notes: one author, one reader. Nothing here is recorded, counted or told to anybody."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from agendas.forms import NoteForm
from agendas.models import PrivateNote, PrivateNoteConflict
from agendas.permissions import can_write_private_note
from agendas.views.notes import find, said
from kit.http import enforce, part, respond
from oneonones.models import Meeting
from people.models import PageRequest, Person

TEMPLATE = "agendas/notes/private.html"


@sensitive_post_parameters("body")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: the reader's own note, alone. POST: it is saved, also when the pair has ended."""
    meeting = find(request, meeting_id)
    enforce(can_write_private_note, request.user, meeting)
    if request.method == "POST":
        return write(request, meeting)
    return render(request, part(TEMPLATE, "private_note", request), whole(meeting, request.user))


def write(request: PageRequest, meeting: Meeting) -> HttpResponse:
    """Save it. If another device saved meanwhile, both texts are kept and shown to their author."""
    autosave, form, at = "X-Autosave" in request.headers, NoteForm(request.POST), timezone.now()
    if not form.is_valid():
        if autosave:
            return JsonResponse({"error": form.complaint}, status=422)
        typed = {"value": form.data.get("body", ""), "error": form.complaint}
        context = whole(meeting, request.user, typed)
        return render(request, part(TEMPLATE, "private_note", request), context, status=422)

    note = PrivateNote.of(meeting, request.user, at=at)
    saved = note.write(**form.cleaned_data, by=request.user, at=at)
    return said(note.version, saved=saved) if autosave else show_again(request, meeting)


@require_POST
def resolve(request: PageRequest, meeting_id: UUID, conflict_id: UUID) -> HttpResponse:
    """Their author decides between the texts of two devices."""
    meeting = find(request, meeting_id)
    kept = PrivateNoteConflict.objects.visible_to(request.user).filter(note__meeting=meeting)
    conflict = get_object_or_404(kept.select_related("note"), pk=conflict_id)
    keep = request.POST.get("keep", "")
    if keep in ("mine", "theirs", "both"):
        conflict.note.resolve(conflict, keep=keep, by=request.user, at=timezone.now())
    return show_again(request, meeting)


def show_again(request: PageRequest, meeting: Meeting) -> HttpResponse:
    return respond(
        request,
        TEMPLATE,
        "private_note",
        lambda: whole(meeting, request.user),
        to=f"{meeting.get_absolute_url()}#private-notes",
    )


def private_note(meeting: Meeting, reader: Person, typed: dict[str, str] | None = None) -> dict[str, Any]:
    """What `_private.html` shows: the reader's own note and what other devices of theirs typed, in one query."""
    rows: list[Any] = list(PrivateNote.objects.visible_to(reader).filter(meeting=meeting).with_conflicts())
    return {
        "private_note": {
            "meeting": meeting,
            "pk": rows[0].pk if rows and rows[0].version else None,
            "text": rows[0].open_for(reader) if rows else "",
            "version": rows[0].version if rows else 0,
            "conflicts": [
                (text.pk, text.open_for(reader)) for row in rows if (text := getattr(row, "aside", None)) is not None
            ],
            "other": meeting.pair.other(reader),
            "typed": typed or {},
        }
    }


def whole(meeting: Meeting, reader: Person, typed: dict[str, str] | None = None) -> dict[str, Any]:
    """The note, and what a page around it needs."""
    return private_note(meeting, reader, typed) | {
        "pair": meeting.pair,
        "other": meeting.pair.other(reader),
        "active": "pairs",
    }
