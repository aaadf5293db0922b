from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import FilteredRelation, Q

from activity.models import record
from agendas.models.agenda_item import AgendaItem
from agendas.models.note_version import NoteVersion, begins_a_version
from kit.ids import new_id
from kit.vault import Owner, SealedTextField, reseal
from oneonones.models import Meeting
from people.models import Person

NOTE_LENGTH = 1_000_000  # characters


class SharedNoteQuerySet(models.QuerySet["SharedNote"]):
    def visible_to(self, person: Person) -> "SharedNoteQuerySet":
        return self.filter(Q(meeting__pair__manager=person) | Q(meeting__pair__report=person))

    def with_conflicts(self) -> "SharedNoteQuerySet":
        """One row for each text that was set aside (`aside`); one with None if there is none."""
        noted = self.annotate(aside=FilteredRelation("conflicts")).order_by("aside__kept_at")
        return noted.select_related("aside")  # type: ignore[misc]  # the relation above


class SharedNote(models.Model):
    """One text that both write: the meeting's own, or that of one item talked about in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="shared_notes")
    item = models.ForeignKey(AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="shared_notes")
    body = SealedTextField(label="shared_note.body", owner="sealing_owner", null=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    began_at = models.DateTimeField(null=True)  # when the version that stands there now began
    version = models.PositiveIntegerField(default=0)

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

    def write(self, body: str, *, version: int, tab: str = "", by: Person, at: datetime) -> bool:
        """Save `body`, written on top of `version`.

        False if somebody saved since: then both texts are kept, and shown until one of the two decides. `tab` is where
        it was typed: what is typed there after that takes the place of what was set aside from there.
        """
        with transaction.atomic():
            if self._save(body, version=version, by=by, at=at):
                record("shared_note.written", self, by=by, at=at, meeting=self.meeting_id)
                return True
            self.refresh_from_db(fields=["body", "version", "updated_at", "updated_by", "began_at"])
            if (self.body or "") == body:
                return True
            NoteConflict.keep(self, body, tab=tab, by=by, at=at)
            record("shared_note.conflicted", self, by=by, at=at, meeting=self.meeting_id)
        return False

    def resolve(self, conflict: "NoteConflict", *, keep: str, by: Person, at: datetime) -> bool:
        """End a conflict, as `by` sees it: keep `mine`, `theirs`, or `both`, what was set aside last.

        The text set aside is `mine` to its author, and `theirs` to the other. False when somebody decided already, or
        wrote in this instant: look again.
        """
        aside, saved = conflict.body or "", self.body or ""
        mine_is_aside = conflict.author_id == by.pk
        with transaction.atomic():
            if not conflict.settle():
                return False
            if keep == "both" or (keep == "mine") == mine_is_aside:
                body = f"{saved}\n\n{aside}".strip("\n") if keep == "both" else aside
                if not self._save(body, version=self.version, by=by, at=at, anew=True):
                    transaction.set_rollback(True)
                    return False
            record("shared_note.written", self, by=by, at=at, meeting=self.meeting_id)
        return True

    def restore(self, kept: NoteVersion, *, by: Person, at: datetime) -> bool:
        """Say again what an earlier version said; what stands there now is kept as a version of its own.

        False if that is what it says, or if somebody saved in this instant. Raises ValueError for another note's.
        """
        if kept.note_id != self.pk:
            raise ValueError("A version is restored in its own note.")
        if (kept.body or "") == (self.body or ""):
            return False
        with transaction.atomic():
            if not self._save(kept.body or "", version=self.version, by=by, at=at, anew=True):
                return False
            record("shared_note.restored", self, by=by, at=at, meeting=self.meeting_id, written_at=kept.written_at)
        return True

    def _save(self, body: str, *, version: int, by: Person, at: datetime, anew: bool = False) -> bool:
        """Take the place of what is there, which becomes a version where another one begins (`anew`: always)."""
        begins = (anew and self.version > 0) or begins_a_version(self, body, by=by, at=at)
        before = NoteVersion.taken_of(self) if begins else None
        since = at if begins or self.began_at is None else self.began_at
        changes = {"body": body or None, "updated_at": at, "updated_by": by, "began_at": since}
        if not reseal(self, guard_version=version, **changes):
            return False
        if before is not None:
            before.save(force_insert=True)
        return True


class NoteConflictQuerySet(models.QuerySet["NoteConflict"]):
    def visible_to(self, person: Person) -> "NoteConflictQuerySet":
        """Both see what either set aside."""
        return self.filter(Q(note__meeting__pair__manager=person) | Q(note__meeting__pair__report=person))


class NoteConflict(models.Model):
    """What somebody wrote while the other saved something else: set aside, lost never."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(SharedNote, on_delete=models.PROTECT, related_name="conflicts")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tab = models.CharField(max_length=36, blank=True)
    body = SealedTextField(label="note_conflict.body", owner="sealing_owner", null=True)
    kept_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = NoteConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "author", "tab"], condition=~Q(tab=""), name="one_conflict_a_tab")
        ]

    def __str__(self) -> str:
        return f"note conflict {self.pk}"

    @property
    def sealing_owner(self) -> Owner:
        return self.note.sealing_owner

    @classmethod
    def keep(cls, note: SharedNote, body: str, *, tab: str, by: Person, at: datetime) -> None:
        """Set the author's text aside. What the same tab set aside before is what it has grown from."""
        for before in cls.objects.filter(note=note, author=by, tab=tab):
            before.note = note
            if (before.body or "") == body:
                return
            if tab and reseal(before, guard_version=before.version, body=body or None, kept_at=at):
                return
        conflict = cls(note=note, author=by, tab=tab, kept_at=at)
        conflict.body = body or None
        try:
            with transaction.atomic():
                conflict.save(force_insert=True)
        except IntegrityError:  # the same tab, twice at once
            cls.keep(note, body, tab=tab, by=by, at=at)

    def settle(self) -> bool:
        """It is decided. False if it was before, or if its author went on typing since it was read."""
        gone, _rows = NoteConflict.objects.filter(pk=self.pk, version=self.version).delete()
        return gone == 1
