from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from activity.models import Activity, record
from agendas.models.agenda_item import AgendaItem
from agendas.models.being_typed import CoEditedQuerySet
from agendas.models.co_edited import CoEdited, Typed, called, sealed_bytes
from agendas.models.note_version import NoteVersion, begins_a_version
from kit.ids import new_id
from kit.vault import Owner, SealedBytesField, SealedTextField
from oneonones.models import Meeting
from people.models import Person


class SharedNoteQuerySet(CoEditedQuerySet["SharedNote"]):
    def visible_to(self, person: Person) -> "SharedNoteQuerySet":
        return self.filter(Q(meeting__pair__manager=person) | Q(meeting__pair__report=person))


class SharedNote(CoEdited):
    """One text that both write: the meeting's own, or that of one item talked about in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="shared_notes")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="shared_notes")
    state = SealedBytesField(label="shared_note.state", owner="sealing_owner", null=True)
    body = SealedTextField(label="shared_note.body", owner="sealing_owner", null=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    also_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")  # in the same sitting
    began_at = models.DateTimeField(null=True)  # when the version that stands there now began

    objects = SharedNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "item"], name="one_note_an_item_and_meeting"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(item=None), name="one_note_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"shared note {self.pk}"

    @property
    def pair_id(self) -> UUID:
        return self.meeting.pair_id

    @property
    def sealing_owner(self) -> Owner:
        return Owner("pair", self.meeting.pair_id)

    @classmethod
    def of(cls, meeting: Meeting, item: AgendaItem | None, *, at: datetime) -> "SharedNote":
        """The note, made empty (version 0) when first asked for."""
        note = cls.objects.filter(meeting=meeting, item=item).first()
        if note is None:
            try:
                with transaction.atomic():
                    note = cls(meeting=meeting, item=item, updated_at=at)
                    note.save(force_insert=True)
            except IntegrityError:
                note = cls.objects.get(meeting=meeting, item=item)  # the other began it in the same instant
        note.meeting = meeting
        return note

    # --- A document (co_edited.py)

    def take(self, typed: Sequence[tuple[UUID | None, bytes]], *, at: datetime) -> list[Typed]:
        """Append updates, each with its author. Once this is committed they are safe."""
        model = apps.get_model("agendas", "NoteUpdate")
        rows = []
        for author_id, update in typed:
            row: Any = model(note=self, author_id=author_id, written_at=at)
            row.content = update
            row.save(force_insert=True)
            rows.append(Typed(row.pk, sealed_bytes(row, "content")))
        return rows

    def _kept(self) -> tuple[bytes, str]:
        return bytes(self.state or b""), str(self.body or "")

    def _names(self) -> dict[str, str]:
        return called(self.meeting.pair)

    def _turn(self, body: str, author_id: UUID | None, at: datetime, *, anew: bool) -> None:
        begins = begins_a_version(self, body, by_id=author_id, at=at, anew=anew)
        if begins:
            self._past().append(NoteVersion.taken_of(self))
        if begins or self.began_at is None:
            self.began_at, self.also_by_id = at, None
        elif self.updated_by_id != author_id:
            self.also_by_id = self.updated_by_id
        self.body = body or None
        self.updated_at, self.updated_by_id = at, author_id

    def _past(self) -> list[NoteVersion]:
        """Versions that came to be while updates are made part of the note."""
        past: list[NoteVersion] = self.__dict__.setdefault("_came_to_be", [])
        return past

    def _changes(self, rows: list[Any]) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("updated_at", "updated_by_id", "also_by_id", "began_at")}

    def _settled(self, rows: list[Any]) -> None:
        for version in self._past():
            version.save(force_insert=True)
        for author_id, at in {one.author_id: one.written_at for one in rows}.items():
            sitting = Activity.objects.filter(
                kind="shared_note.written", subject_id=self.pk, by=author_id, at__gte=self.began_at or at
            )
            if author_id and not sitting.exists():
                by = Person.objects.get(pk=author_id)
                record("shared_note.written", self, by=by, at=at, meeting=self.meeting_id)

    def _say(self, update: bytes, *, by: Person, at: datetime, anew: bool = False) -> bool:
        if update and not anew:
            record("shared_note.written", self, by=by, at=at, meeting=self.meeting_id)
        return super()._say(update, by=by, at=at, anew=anew)

    def restore(self, kept: NoteVersion, *, by: Person, at: datetime) -> bool:
        """Say again what an earlier version said; what stands there now is kept as a version of its own.

        False if that is what it says. Raises ValueError for another note's.
        """
        if kept.note_id != self.pk:
            raise ValueError("A version is restored in its own note.")
        with transaction.atomic():
            document = self._alone()
            self.compact()
            update = document.replace(kept.body or "")
            if not self._say(update, by=by, at=at, anew=True):
                return False
            record("shared_note.restored", self, by=by, at=at, meeting=self.meeting_id, written_at=kept.written_at)
        return True
