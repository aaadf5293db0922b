"""Notes and the database, as the live process asks it: who may open which, what lies there, and writing down what came.

All of this runs in the thread of a `Door`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from agendas.models import AgendaItem, NoteUpdate, PrivateNote, PrivateNoteUpdate, SharedNote
from agendas.models.co_edited import Opened, Typed
from agendas.permissions import can_write_private_note, can_write_shared_note
from kit.vault import Sealed, keyring
from people.models import Organisation, Person

Note = SharedNote | PrivateNote
CONTENT = ("state", "body")
"""What nobody needs who asks whether they may."""
LABELS = {False: "note_update.content", True: "private_note_update.content"}


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody may open a note: whether it is private, and whether they may write."""

    private: bool
    writable: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What came of an attempt to write: the rows, and whose updates were refused."""

    rows: list[Typed]
    refused: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Compacted:
    """A note was compacted: its version, and the rows that became part of it."""

    version: int
    rows: frozenset[UUID]


def find(person: Person, note_id: UUID) -> Note | None:
    """The note, if they may see it; None whether there is none or it is not theirs."""
    shared = SharedNote.objects.visible_to(person).filter(pk=note_id).defer(*CONTENT)
    found = shared.select_related("meeting__pair__manager", "meeting__pair__report", "item").first()
    if found is not None:
        item = found.item
        hidden = item is not None and not AgendaItem.objects.visible_to(person).filter(pk=item.pk).exists()
        return None if hidden else found
    own = PrivateNote.objects.visible_to(person).filter(pk=note_id).defer(*CONTENT)
    return own.select_related("meeting__pair").first()


def may_write(person: Person, note: Note, *, at: datetime) -> bool:
    if isinstance(note, SharedNote):
        return can_write_shared_note(person, note.meeting, note.item, at)
    return note.author_id == person.pk and (note.meeting is None or can_write_private_note(person, note.meeting))


def admit(person_id: UUID, note_id: UUID, *, at: datetime) -> Admitted | None:
    """May this person open this note?"""
    person = Person.with_accounts([person_id]).get(person_id)
    note = find(person, note_id) if person else None
    if person is None or note is None:
        return None
    return Admitted(isinstance(note, PrivateNote), may_write(person, note, at=at))


def judge_all(wanted: Collection[tuple[UUID, UUID]], *, at: datetime) -> dict[tuple[UUID, UUID], Admitted]:
    """Those of (person, note) that are still admitted. Four queries, whatever the number."""
    people = Person.with_accounts({person_id for person_id, _ in wanted})
    ids = {note_id for _, note_id in wanted}
    seen: list[tuple[Person, Note]] = [*_of_the_two(ids), *_of_authors(ids)]
    readers = {(person.pk, note.pk): (person, note) for person, note in seen}
    found: dict[tuple[UUID, UUID], Admitted] = {}
    for key in wanted:
        if key in readers and key[0] in people:
            person, note = readers[key]
            found[key] = Admitted(isinstance(note, PrivateNote), may_write(person, note, at=at))
    return found


def _of_the_two(ids: Collection[UUID]) -> Iterator[tuple[Person, SharedNote]]:
    """Who of the two of each shared note sees it, by the rule that pages go by."""
    grace = Organisation.current().grace_days
    sees = {
        f"{one}_sees": Exists(SharedNote.objects.visible_to(_one(f"meeting__pair__{one}")).filter(pk=OuterRef("pk")))
        for one in ("manager", "report")
    }
    knows = {
        f"{one}_knows": Exists(AgendaItem.objects.visible_to(_one(f"meeting__pair__{one}")).filter(pk=OuterRef("item")))
        for one in ("manager", "report")
    }
    notes = SharedNote._base_manager.filter(pk__in=ids).annotate(**sees, **knows).defer(*CONTENT)
    for note in notes.select_related("meeting__pair__manager", "meeting__pair__report", "item"):
        vars(note.meeting)["grace_days"] = grace  # spares the lock a query for each
        for one in ("manager", "report"):
            if getattr(note, f"{one}_sees") and (note.item_id is None or getattr(note, f"{one}_knows")):
                yield getattr(note.meeting.pair, one), note


def _of_authors(ids: Collection[UUID]) -> Iterator[tuple[Person, PrivateNote]]:
    sees = Exists(PrivateNote.objects.visible_to(_one("author")).filter(pk=OuterRef("pk")))
    notes = PrivateNote._base_manager.filter(pk__in=ids).annotate(author_sees=sees).defer(*CONTENT)
    for note in notes.select_related("meeting__pair", "author"):
        if note.author_sees:
            yield note.author, note


def _one(path: str) -> Person:
    """Whoever stands there in the row that is asked about."""
    return cast(Person, OuterRef(path))


def load(note_id: UUID, *, private: bool) -> Opened | None:
    """All of a note that somebody was admitted to; None if it is gone."""
    note = _note(note_id, private=private)
    return note.opened() if note else None


def write(note_id: UUID, typed: list[tuple[UUID, bytes]], *, private: bool, at: datetime) -> Written:
    """Append what people typed, in one transaction; each may write at this moment, or is refused."""
    with transaction.atomic():
        people = Person.with_accounts({author for author, _ in typed})
        allowed: set[UUID] = set()
        note: Note | None = None
        for person in people.values():
            found = find(person, note_id)
            if found is not None and may_write(person, found, at=at):
                allowed.add(person.pk)
                note = found
        kept: list[tuple[UUID | None, bytes]] = [(author, update) for author, update in typed if author in allowed]
        rows = note.take(kept, at=at) if note is not None and kept else []
    return Written(rows, frozenset(author for author, _ in typed if author not in allowed))


def compact(note_id: UUID, *, private: bool) -> Compacted | None:
    """Compact a note: its version from then on, and which rows became part of it. None if there is no such note.

    The lock holds back rows that would come in between: what is said to be part of it is all that became part of it.
    """
    kind = _kind(private=private)
    with transaction.atomic():
        note = kind._base_manager.select_for_update().filter(pk=note_id).first()
        if note is None:
            return None
        rows = set(note.updates.values_list("pk", flat=True))
        note.compact()
        rows -= set(note.updates.values_list("pk", flat=True))  # what waits for something stays
    return Compacted(note.version, frozenset(rows))


def changed(rooms: dict[UUID, tuple[bool, int]]) -> tuple[dict[UUID, int], list[tuple[UUID, UUID]]]:
    """Of these notes (private or not, version known): the version each has, and the rows there are as (note, row)."""
    versions: dict[UUID, int] = {}
    rows: list[tuple[UUID, UUID]] = []
    for private, notes, updates in ((False, SharedNote, NoteUpdate), (True, PrivateNote, PrivateNoteUpdate)):
        ids = [room for room, (is_private, _) in rooms.items() if is_private == private]
        if ids:
            rows += _rows(updates._base_manager.filter(note__in=ids))
            versions |= dict(notes._base_manager.filter(pk__in=ids).values_list("pk", "version"))
    return versions, rows


def _rows(updates: "QuerySet[NoteUpdate] | QuerySet[PrivateNoteUpdate]") -> Iterable[tuple[UUID, UUID]]:
    return list(updates.values_list("note_id", "pk"))


def unseal(row_id: UUID, data: bytes, *, private: bool) -> bytes:
    """An update as it crossed Redis. Unopenable if it is not what it says."""
    return keyring.open(Sealed(LABELS[private], row_id, data))


def _note(note_id: UUID, *, private: bool) -> Note | None:
    """A note that somebody was admitted to."""
    return _kind(private=private)._base_manager.filter(pk=note_id).first()


def _kind(*, private: bool) -> type[SharedNote] | type[PrivateNote]:
    return PrivateNote if private else SharedNote
