"""What both kinds of notes have in common: a document that grows by updates, each a row, until they are compacted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Self
from uuid import UUID

from django.db import models, transaction

from agendas.models.note_document import NOTE_LENGTH, Full, NoteDocument, writer_of
from kit.vault import Sealed, load_keys, reseal
from oneonones.models import Pair
from people.models import Person

TRIES = 20
MOST_ROWS = 200
"""Rows of one note that are not compacted; at more it is compacted at once."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A note for whoever keeps it in memory: its updates, the rows that are among them, and when it was compacted."""

    updates: list[bytes]
    rows: frozenset[UUID]
    version: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A row that was written: its id, and its content as it lies there."""

    id: UUID
    sealed: bytes


class CoEdited(models.Model):
    """A note that is a Yjs document: `state` is all of it, `body` its reading in Markdown, `updates` what came since.

    Every verb works on the row as it is in the database, not as it was read: whoever is first wins, whoever comes
    second merges.
    """

    version = models.PositiveIntegerField(default=0)
    updates: Any

    class Meta:
        abstract = True

    # --- Each kind of note says where its words are

    def _kept(self) -> tuple[bytes, str]:
        """State and body, opened; empty if there is none."""
        raise NotImplementedError

    def _names(self) -> dict[str, str]:
        """Who may be mentioned, by id."""
        raise NotImplementedError

    def _turn(self, body: str, author_id: UUID | None, at: datetime, *, anew: bool) -> None:
        """On the way to what the note says now: it said this when that author stopped. `anew`: a sitting of its own."""

    def _settled(self, rows: list[Any]) -> None:
        """The note was compacted, in this transaction."""

    def _changes(self, rows: list[Any]) -> dict[str, Any]:
        """What else changes when these updates become part of the note."""
        raise NotImplementedError

    # --- Reading

    def opened(self) -> Opened:
        """The whole document, as stored. A note that was plain text becomes a document now."""
        for _ in range(TRIES):
            row, rows = self._now()
            state, body = row._kept()
            if state or not body:
                return Opened(
                    [*filter(None, [state]), *(one.update for one in rows)],
                    frozenset(one.pk for one in rows),
                    row.version,
                )
            row.compact(begin=True)
        raise RuntimeError("A note changed faster than it could be read.")

    def read(self) -> str:
        """What the note says now, in Markdown: with what is not compacted yet."""
        row, rows = self._now()
        return row.reading(rows)

    def reading(self, rows: Sequence[Any]) -> str:
        """What this row says with these updates, in Markdown."""
        return self.document(rows).markdown(self._names()) if rows else self._kept()[1]

    def document(self, rows: Iterable[Any] = ()) -> NoteDocument:
        """The document as this row has it, and with these updates."""
        state, body = self._kept()
        document = NoteDocument.of([state or (NoteDocument.saying(body).state if body else b"\0\0")])
        for one in rows:
            document.merge(one.update)
        return document

    # --- Writing

    def take(self, typed: Sequence[tuple[UUID | None, bytes]], *, at: datetime) -> list[Typed]:
        """Append updates, each with its author. Once this is committed they are safe."""
        raise NotImplementedError

    def append(self, text: str, *, by: Person, at: datetime, idempotency_key: UUID | None = None) -> bool:
        """Put a text at the end of the note, whoever else writes in it. The same text with the same key is put once.

        False where nothing came of it. Raises Full.
        """
        writer = writer_of(idempotency_key, text) if idempotency_key else None
        with transaction.atomic():
            document = self._alone(writer)
            if writer in document.writers:
                return False
            update = document.append(text)
            if document.length > NOTE_LENGTH:
                raise Full
            return self._say(update, by=by, at=at)

    def rewrite(self, text: str, *, by: Person, at: datetime) -> bool:
        """Say this instead. Blocks that stay as they are stay what they are, for whoever is writing in them.

        False where it says just that.
        """
        with transaction.atomic():
            return self._say(self._alone().replace(text), by=by, at=at)

    def _alone(self, writer: int | None = None) -> NoteDocument:
        """The document, to be changed by the server: one change at a time, so that each sees the one before."""
        type(self)._base_manager.select_for_update(no_key=True).get(pk=self.pk)  # who types goes on meanwhile
        return NoteDocument.of(self.opened().updates, writer=writer)

    def _say(self, update: bytes, *, by: Person, at: datetime, anew: bool = False) -> bool:
        if update:
            self.take([(by.pk, update)], at=at)
            self.compact(anew=anew)
        return bool(update)

    def compact(self, *, begin: bool = False, anew: bool = False) -> bool:
        """Make the updates part of the note; False if there were none. However often, and whoever else does it too.

        `begin`: a plain text becomes a document, too. `anew`: what is typed last begins a version.
        """
        for _ in range(TRIES):
            with transaction.atomic():
                row, rows = self._now()
                state, _ = row._kept()
                if not rows and not (begin and not state):
                    return False
                if row._settle(rows, anew=anew):
                    self.refresh_from_db(
                        fields=[field.attname for field in self._meta.concrete_fields if not field.primary_key]
                    )
                    return True
        raise RuntimeError("A note changed faster than it could be compacted.")

    def _settle(self, rows: list[Any], *, anew: bool) -> bool:
        """Write state and body in one UPDATE that wins only if nobody else did, and take the rows away."""
        version, names, document = self.version, self._names(), self.document()
        turns = [(author_id, list(group)) for author_id, group in groupby(rows, key=lambda one: one.author_id)]
        for number, (author_id, written) in enumerate(turns, start=1):
            for one in written:
                document.merge(one.update)
            last = anew and number == len(turns)
            self._turn(document.markdown(names), author_id, written[-1].written_at, anew=last)
        merged = [one for one in rows if one.update not in document.waiting]  # the others stay until they can be
        if rows and not merged:
            return True
        changes: dict[str, Any] = {"state": document.state, "body": document.markdown(names) or None}
        if not reseal(self, guard_version=version, **changes, **self._changes(rows)):
            return False
        self.updates.filter(pk__in=[one.pk for one in merged]).delete()
        self._settled(rows)
        return True

    def _now(self) -> tuple[Self, list[Any]]:
        """The row and its updates, as they are in the database.

        The updates first: what becomes part of the note in between is in both, which is harmless, and never in neither.
        """
        rows = list(self.updates.order_by("written_at", "pk"))
        row = type(self)._base_manager.select_related("meeting__pair__manager", "meeting__pair__report").get(pk=self.pk)
        for one in rows:
            one.note = row
        load_keys([row], rows)
        return row, rows


def called(pair: Pair) -> dict[str, str]:
    """How the two of a pair are called where a note mentions one of them, by id."""
    return {str(one.pk): one.first_name for one in (pair.manager, pair.report)}


def sealed_bytes(row: models.Model, name: str) -> bytes:
    """The ciphertext of a row that was saved."""
    kept = row.__dict__[name]
    assert isinstance(kept, Sealed)
    return kept.data
