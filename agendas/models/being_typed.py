"""Notes with updates that are not part of them yet, as they are for a second or so: read as if those were."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from agendas.models.co_edited import CoEdited, called
from agendas.models.note_document import NoteDocument
from kit.vault import Sealed, keyring
from oneonones.models import Meeting, Pair

Note = TypeVar("Note", bound=CoEdited, covariant=True)


class CoEditedQuerySet(QuerySet[Note, Note]):
    """Notes of one kind."""

    def with_typing(self) -> Self:
        """Each with whether there are updates that are not part of it: `being_typed`, for `BeingTyped.read_into`."""
        return self.annotate(being_typed=typed_into(self.model, "pk")).defer("state")

    def written(self) -> Self:
        """Those that say something, or in which somebody is just writing it."""
        return self.filter(Q(body__isnull=False) | typed_into(self.model, "pk"))


def typed_into(notes: type[Model], where: str) -> Exists:
    """Has the note whose id is at `where` updates that are not part of it?"""
    return Exists(updates_of(notes)._base_manager.filter(note=OuterRef(where)))


def updates_of(notes: type[Model]) -> Any:
    return notes._meta.get_field("updates").related_model


class BeingTyped:
    """What a page reads of notes in which somebody is just writing: asked in one query, and only if there are any.

    `meeting`: one whose shared notes are all on the page, so that whoever asks first asks for all of them.
    """

    def __init__(self, pair: Pair, meeting: Meeting | None = None) -> None:
        self._pair, self._meeting = pair, meeting
        self._texts: dict[UUID, str] = {}

    def read_into(self, notes: Iterable[Any]) -> None:
        """From here on each of these that is `being_typed` says all of it."""
        typed = [note for note in notes if getattr(note, "being_typed", False)]
        if any(note.pk not in self._texts for note in typed):
            self._ask(type(typed[0]), [note.pk for note in typed])
        for note in typed:
            note.body = self._texts[note.pk] or None

    def _ask(self, kind: type[CoEdited], ids: list[UUID]) -> None:
        """State and updates in one statement: nothing goes from there to here in between."""
        these, theirs = Q(pk__in=ids), Q(note__in=ids)
        if self._meeting is not None:
            these |= Q(typed_into(kind, "pk"), meeting=self._meeting)
            theirs |= Q(note__meeting=self._meeting)
        notes: Any = kind._base_manager.filter(these)
        updates = updates_of(kind)._base_manager.filter(theirs)
        pieces = (
            notes.order_by()
            .values_list("pk", "pk", F("updated_at"), "state")
            .union(updates.order_by().values_list("note", "pk", F("written_at"), "content"), all=True)
        )
        state, content = notes.model._meta.get_field("state"), updates.model._meta.get_field("content")
        by_note: dict[UUID, list[Sealed]] = {note_id: [] for note_id in ids}
        for note_id, row_id, _, sealed in sorted(pieces, key=lambda one: (one[0] != one[1], one[2], one[1])):
            if sealed is not None:
                field = state if row_id == note_id else content
                by_note.setdefault(note_id, []).append(Sealed(field.label, row_id, sealed.data))
        keyring.load({one.key_id for those in by_note.values() for one in those})
        names = called(self._pair)
        for note_id, those in by_note.items():
            self._texts[note_id] = NoteDocument.of(keyring.open(one) for one in those).markdown(names)
