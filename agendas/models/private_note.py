from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.db.models import FilteredRelation, Q

from kit.ids import new_id
from kit.vault import Owner, SealedTextField, open_sealed, reseal
from oneonones.models import Meeting
from people.models import Person


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    def visible_to(self, person: Person) -> "PrivateNoteQuerySet":
        """One author, one reader: the same person."""
        return self.filter(author=person)

    def with_conflicts(self) -> "PrivateNoteQuerySet":
        """One row for each text that was set aside (`aside`); one with None if there is none."""
        noted = self.annotate(aside=FilteredRelation("conflicts")).order_by("aside__kept_at")
        return noted.select_related("aside")  # type: ignore[misc]  # the relation above


class PrivateNote(models.Model):
    """What one person notes for themselves about a meeting. Nobody else learns even that it exists.

    So it is recorded nowhere: no activity, no count, no live event. It stays when the meeting goes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="private_notes")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="private_notes")
    body = SealedTextField(label="private_note.body", owner="sealing_owner", null=True, guarded=True)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

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

    def open_for(self, person: Person) -> str:
        """The text, for its author. Raises PermissionError for anybody else, whoever asks."""
        self._only(person)
        return open_sealed(self, "body") or ""

    def write(self, body: str, *, version: int, tab: str = "", by: Person, at: datetime) -> bool:
        """Save `body`, written on top of `version`.

        False if another device of the author's saved since: then this text is set aside, and both are kept.
        """
        self._only(by)
        with transaction.atomic():
            if reseal(self, guard_version=version, body=body or None, updated_at=at):
                return True
            self.refresh_from_db(fields=["body", "version", "updated_at"])
            if self.open_for(by) == body:
                return True
            PrivateNoteConflict.keep(self, body, tab=tab, at=at)
        return False

    def resolve(self, conflict: "PrivateNoteConflict", *, keep: str, by: Person, at: datetime) -> bool:
        """End a conflict between two devices: keep `mine` (set aside), `theirs` (saved) or `both`.

        False when it is decided already, or another device wrote in this instant: look again.
        """
        self._only(by)
        saved, aside = self.open_for(by), conflict.open_for(by)
        kept = {"mine": aside, "theirs": saved, "both": f"{saved}\n\n{aside}".strip("\n")}[keep]
        with transaction.atomic():
            if not conflict.settle():
                return False
            if not reseal(self, guard_version=self.version, body=kept or None, updated_at=at):
                transaction.set_rollback(True)
                return False
        return True

    def _only(self, person: Person) -> None:
        if person.pk != self.author_id:
            raise PermissionError("A private note opens for its author only.")


class PrivateNoteConflictQuerySet(models.QuerySet["PrivateNoteConflict"]):
    def visible_to(self, person: Person) -> "PrivateNoteConflictQuerySet":
        return self.filter(note__author=person)


class PrivateNoteConflict(models.Model):
    """What the author wrote on one device while another saved something else: set aside until they choose."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(PrivateNote, on_delete=models.CASCADE, related_name="conflicts")
    tab = models.CharField(max_length=36, blank=True)
    body = SealedTextField(label="private_note_conflict.body", owner="sealing_owner", null=True, guarded=True)
    kept_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = PrivateNoteConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "tab"], condition=~Q(tab=""), name="one_private_conflict_a_tab")
        ]

    def __str__(self) -> str:
        return "private note"

    @property
    def sealing_owner(self) -> Owner:
        return self.note.sealing_owner

    @classmethod
    def keep(cls, note: PrivateNote, body: str, *, tab: str, at: datetime) -> None:
        """Set a device's text aside. What the same tab set aside before is what it has grown from."""
        for before in cls.objects.filter(note=note, tab=tab):
            before.note = note
            if (open_sealed(before, "body") or "") == body:
                return
            if tab and reseal(before, guard_version=before.version, body=body or None, kept_at=at):
                return
        conflict = cls(note=note, tab=tab, kept_at=at)
        conflict.body = body or None
        try:
            with transaction.atomic():
                conflict.save(force_insert=True)
        except IntegrityError:  # the same tab, twice at once
            cls.keep(note, body, tab=tab, at=at)

    def open_for(self, person: Person) -> str:
        """The text, for its author. Raises PermissionError for anybody else."""
        if person.pk != self.note.author_id:
            raise PermissionError("A private note opens for its author only.")
        return open_sealed(self, "body") or ""

    def settle(self) -> bool:
        """It is decided. False if it was before, or if that device wrote on since it was read."""
        gone, _rows = PrivateNoteConflict.objects.filter(pk=self.pk, version=self.version).delete()
        return gone == 1
