"""The history of a shared note, as both read it: what it said, when, by whom; and saying it again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agendas.models import NoteVersion, SharedNote
from agendas.models.being_typed import BeingTyped
from agendas.models.co_edited import called
from agendas.models.markdown import parse
from agendas.models.note_difference import NoteDifference
from agendas.models.prose import Node
from agendas.permissions import can_write_shared_note
from kit.http import Toast, enforce, part, respond
from kit.vault import load_keys
from people.models import PageRequest, Person

TEMPLATE = "agendas/note_versions/show.html"
A_PAGE = 50


@require_safe
def index(request: PageRequest, note_id: UUID) -> HttpResponse:
    """The note as it is, and what it was before."""
    note = find(request, note_id)
    return render(request, part(TEMPLATE, "history", request), history(request, note, None))


@require_safe
def show(request: PageRequest, version_id: UUID) -> HttpResponse:
    """The note as it was."""
    version = find_version(request, version_id)
    return render(request, part(TEMPLATE, "history", request), history(request, version.note, version))


@require_POST
def restore(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Say it again. What the note says now is a version from then on, and Undo says that again."""
    version = find_version(request, version_id)
    note, at = version.note, timezone.now()
    enforce(can_write_shared_note, request.user, note.meeting, note.item, at)
    toast = None
    if note.restore(version, by=request.user, at=at):
        before = NoteVersion.objects.visible_to(request.user).filter(note=note).newest_first()[0]
        toast = Toast(_("Restored."), reverse("note_version_restoration", args=[before.pk]))
    return respond(
        request,
        TEMPLATE,
        "history",
        lambda: history(request, note, None),
        to=reverse("note_versions", args=[note.pk]),
        toast=toast,
    )


def find(request: PageRequest, note_id: UUID) -> SharedNote:
    notes = SharedNote.objects.visible_to(request.user).with_typing()
    return get_object_or_404(notes.select_related("item", *PEOPLE), pk=note_id)


def find_version(request: PageRequest, version_id: UUID) -> NoteVersion:
    versions = NoteVersion.objects.visible_to(request.user)
    return get_object_or_404(
        versions.select_related("note__item", *(f"note__{name}" for name in PEOPLE)), pk=version_id
    )


PEOPLE = ("meeting__pair__manager", "meeting__pair__report")


@dataclass(frozen=True)
class History:
    """What `_history.html` shows: one version and what changed in it, among all of them."""

    note: SharedNote
    version: NoteVersion | None  # None: the note as it is
    difference: NoteDifference | None  # None: it was the first
    pages: Page[NoteVersion]
    reader: Person
    writes: bool

    @property
    def text(self) -> str:
        return (self.version or self.note).body or ""

    @property
    def written_at(self) -> datetime:
        return self.version.written_at if self.version else self.note.updated_at

    @property
    def tree(self) -> Node:
        return parse(self.text)

    @property
    def names(self) -> dict[str, str]:
        return called(self.note.meeting.pair)

    @property
    def by(self) -> str:
        """Whose text it is, in a sentence."""
        ours, name = self._writers(self.version)
        if ours and name:
            return _("By you and %(name)s.") % {"name": name}
        return _("By you.") if ours else _("By %(name)s.") % {"name": name}

    def wrote(self, version: NoteVersion | None) -> str:
        """The same in a list."""
        ours, name = self._writers(version)
        if ours and name:
            return _("You and %(name)s") % {"name": name}
        return _("You") if ours else name

    def _writers(self, version: NoteVersion | None) -> tuple[bool, str]:
        """Was it the reader, and the name of the other where it was."""
        note = self.note
        wrote = (version.written_by_id, version.also_by_id) if version else (note.updated_by_id, note.also_by_id)
        other = note.meeting.pair.other(self.reader)
        theirs = other.pk in wrote or wrote == (None, None)
        return self.reader.pk in wrote, other.first_name if theirs else ""

    @property
    def url(self) -> str:
        if self.version is not None:
            return reverse("note_version", args=[self.version.pk])
        return reverse("note_versions", args=[self.note.pk])


def history(request: PageRequest, note: SharedNote, version: NoteVersion | None) -> dict[str, Any]:
    """The context of the page and of its part."""
    at, reader, meeting = timezone.now(), request.user, note.meeting
    kept = NoteVersion.objects.visible_to(reader).filter(note=note)
    before = (kept.ahead_of(version) if version else kept.newest_first()).first()
    load_keys([one for one in (note, version, before) if one is not None])
    BeingTyped(meeting.pair).read_into([note])
    then, now = (parse(text or "") for text in (before.body if before else "", (version or note).body))
    return {
        "history": History(
            note=note,
            version=version,
            difference=NoteDifference(then, now, called(meeting.pair)) if before else None,
            pages=Paginator(kept.newest_first().defer("body"), A_PAGE).get_page(request.GET.get("page")),
            reader=reader,
            writes=can_write_shared_note(reader, meeting, note.item, at),
        ),
        "meeting": meeting,
        "pair": meeting.pair,
        "other": meeting.pair.other(reader),
        "active": "pairs",
    }
