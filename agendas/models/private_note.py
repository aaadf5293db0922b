from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from agendas.models.being_typed import CoEditedQuerySet
from agendas.models.co_edited import CoEdited, Typed, called, sealed_bytes
from kit.ids import new_id
from kit.vault import Owner, SealedBytesField, SealedTextField, open_sealed, open_sealed_bytes
from oneonones.models import Meeting
from people.models import Person


class PrivateNoteQuerySet(CoEditedQuerySet["PrivateNote"]):
    def visible_to(self, person: Person) -> "PrivateNoteQuerySet":
        """One author, one reader: the same person."""
        return self.filter(author=person)


class PrivateNote(CoEdited):
    """What one person notes for themselves about a meeting. Nobody else learns even that it exists.

    So it is recorded nowhere: no activity, no count, no live event. It stays when the meeting goes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="private_notes")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="private_notes")
    state: Any = SealedBytesField(label="private_note.state", owner="sealing_owner", null=True, guarded=True)
    body = SealedTextField(label="private_note.body", owner="sealing_owner", null=True, guarded=True)
    updated_at = models.DateTimeField()

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "author"], name="one_private_note_a_meeting")]

    def __str__(self) -> str:
        return "private note"

    @property
    def sealing_owner(self) -> Owner:
        return Owner("author", self.author_id)

    @classmethod
    def of(cls, meeting: Meeting, author: Person, *, at: datetime) -> "PrivateNote":
        """The author's note on that meeting, made empty (version 0) when first asked for."""
        found = cls.objects.filter(meeting=meeting, author=author).first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                note = cls(meeting=meeting, author=author, updated_at=at)
                note.save(force_insert=True)
        except IntegrityError:
            note = cls.objects.get(meeting=meeting, author=author)
        return note

    # --- A document (co_edited.py)

    def take(self, typed: Sequence[tuple[UUID | None, bytes]], *, at: datetime) -> list[Typed]:
        """Append updates of the author's. Raises PermissionError for anybody else's."""
        model = apps.get_model("agendas", "PrivateNoteUpdate")
        rows = []
        for author_id, update in typed:
            if author_id != self.author_id:
                raise PermissionError("A private note is written by its author only.")
            row: Any = model(note=self, written_at=at)
            row.content = update
            row.save(force_insert=True)
            rows.append(Typed(row.pk, sealed_bytes(row, "content")))
        return rows

    def append(self, text: str, *, by: Person, at: datetime, idempotency_key: UUID | None = None) -> bool:
        """Put a text at the end. Raises PermissionError for anybody but the author."""
        self._only(by)
        return super().append(text, by=by, at=at, idempotency_key=idempotency_key)

    def _kept(self) -> tuple[bytes, str]:
        return open_sealed_bytes(self, "state") or b"", open_sealed(self, "body") or ""

    def _names(self) -> dict[str, str]:
        return called(self.meeting.pair) if self.meeting else {}

    def _changes(self, rows: list[Any]) -> dict[str, Any]:
        return {"updated_at": rows[-1].written_at} if rows else {}

    def open_for(self, person: Person) -> str:
        """The text, for its author. Raises PermissionError for anybody else, whoever asks."""
        self._only(person)
        return open_sealed(self, "body") or ""

    def rewrite(self, text: str, *, by: Person, at: datetime) -> bool:
        """Say this instead. Raises PermissionError for anybody but the author."""
        self._only(by)
        return super().rewrite(text, by=by, at=at)

    def _only(self, person: Person) -> None:
        if person.pk != self.author_id:
            raise PermissionError("A private note opens for its author only.")
