"""What was typed into notes and is not yet part of what they keep: one row for each update, sealed as it came."""

from typing import Any

from django.db import models
from django.db.models import BooleanField, Value

from agendas.models.private_note import PrivateNote
from agendas.models.shared_note import SharedNote
from kit.ids import new_id
from kit.vault import Owner, SealedBytesField, open_sealed_bytes
from people.models import Person


class NoteUpdate(models.Model):
    """What somebody typed into a shared note: a Yjs update, until the note is compacted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(SharedNote, on_delete=models.CASCADE, related_name="updates")
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    content = SealedBytesField(label="note_update.content", owner="sealing_owner", null=True)
    written_at = models.DateTimeField(db_index=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"update {self.pk} of a note"

    @property
    def sealing_owner(self) -> Owner:
        return self.note.sealing_owner

    @property
    def update(self) -> bytes:
        return self.content or b""


class PrivateNoteUpdate(models.Model):
    """What an author typed into a private note: a Yjs update, until the note is compacted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(PrivateNote, on_delete=models.CASCADE, related_name="updates")
    content: Any = SealedBytesField(label="private_note_update.content", owner="sealing_owner", null=True, guarded=True)
    written_at = models.DateTimeField(db_index=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return "update of a private note"

    @property
    def sealing_owner(self) -> Owner:
        return self.note.sealing_owner

    @property
    def author_id(self) -> Any:
        return self.note.author_id

    @property
    def update(self) -> bytes:
        """For the note itself, which asks who wants to know."""
        return open_sealed_bytes(self, "content") or b""


def finish_notes_of(person: Person) -> None:
    """Make what is being typed into notes of theirs part of those: for whoever looks through all of them at once."""
    shared = NoteUpdate.objects.filter(note__in=SharedNote.objects.visible_to(person))
    private = PrivateNoteUpdate.objects.filter(note__in=PrivateNote.objects.visible_to(person))
    of_both = shared.values_list("note", Value(False, BooleanField())).union(
        private.values_list("note", Value(True, BooleanField()))
    )
    for note_id, is_private in of_both:
        note = PrivateNote(pk=note_id) if is_private else SharedNote(pk=note_id)
        note.compact()
