from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from kit.ids import new_id
from kit.vault import Owner, SealedTextField
from people.models import Person

if TYPE_CHECKING:
    from agendas.models.shared_note import SharedNote

A_SITTING = timedelta(minutes=10)
A_TURN = timedelta(minutes=1)


class NoteVersionQuerySet(models.QuerySet["NoteVersion"]):
    def visible_to(self, person: Person) -> "NoteVersionQuerySet":
        """Both read the history of what both write."""
        return self.filter(Q(note__meeting__pair__manager=person) | Q(note__meeting__pair__report=person))

    def newest_first(self) -> "NoteVersionQuerySet":
        return self.order_by("-written_at", "-id")

    def ahead_of(self, version: "NoteVersion") -> "NoteVersionQuerySet":
        """Those that its note had before it, the newest first."""
        earlier = Q(written_at__lt=version.written_at) | Q(written_at=version.written_at, pk__lt=version.pk)
        return self.filter(earlier, note=version.note_id).newest_first()


class NoteVersion(models.Model):
    """A shared note as it stood when somebody went on from there: what it said, who left it so, and when.

    The newest text is no version, it is the note. Kept as long as the note, and never changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey("agendas.SharedNote", on_delete=models.PROTECT, related_name="versions")
    body = SealedTextField(label="note_version.body", owner="sealing_owner", null=True)
    written_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    also_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")  # in the same sitting
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = NoteVersionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["note", "written_at"])]

    def __str__(self) -> str:
        return f"version {self.pk} of a note"

    @property
    def pair_id(self) -> UUID:
        return self.note.pair_id

    @property
    def sealing_owner(self) -> Owner:
        return self.note.sealing_owner

    @classmethod
    def taken_of(cls, note: "SharedNote") -> "NoteVersion":
        """What the note says now, to be saved once something else has taken its place."""
        writers = {"written_by_id": note.updated_by_id, "also_by_id": note.also_by_id}
        taken = cls(note=note, written_at=note.updated_at, **writers)
        taken.body = note.body
        return taken


def begins_a_version(note: "SharedNote", body: str, *, by_id: UUID | None, at: datetime, anew: bool = False) -> bool:
    """Does `body` begin a version of its own, so that what stands there is kept?

    It does when somebody else goes on, more than a minute after the version there began: who type at the same time
    share one. It does when ten minutes have passed, and when more than half of the text goes at once: a slip of the
    hand can be had back. `anew`: it does wherever it says something else.
    """
    there = note.body or ""
    if not there or body == there:
        return False
    lasted = at - note.began_at if note.began_at else A_SITTING
    another = note.updated_by_id != by_id and lasted >= A_TURN
    return anew or another or lasted >= A_SITTING or 2 * len(body) < len(there)
