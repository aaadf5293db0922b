"""What was said of a standing item at the meetings before, as far as a page shows it beside the item."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from agendas.models.agenda_item import AgendaItem
from agendas.models.agenda_items import AgendaItemQuerySet
from agendas.models.being_typed import typed_into
from agendas.models.outcome import Outcome
from agendas.models.shared_note import SharedNote
from oneonones.models import Meeting


@dataclass(frozen=True)
class LastTime:
    """The last note on a standing item and the start of its meeting; without one, when it was last talked about."""

    at: datetime
    note: SharedNote | None

    @classmethod
    def of(cls, row: AgendaItem) -> "LastTime | None":
        """Of a row of `with_last_time()`; None for any other item, and for one that was never talked about."""
        found: Any = row
        note, said_at = getattr(row, "said", None), getattr(row, "said_at", None)
        if note is not None and said_at is not None:
            return cls(said_at, note)
        return cls(found.talked_at, None) if getattr(row, "talked_at", None) else None

    @property
    def words(self) -> str:
        return (self.note.body if self.note else "") or ""


def with_last_time(items: AgendaItemQuerySet, meeting: Meeting | None) -> AgendaItemQuerySet:
    """Each standing item with what was said of it at the last meeting before this one, in the query of the page."""
    notes = SharedNote.objects.written().filter(item=OuterRef("pk"), item__standing=True)
    talks = Outcome.objects.filter(item=OuterRef("pk"), item__standing=True, kind=Outcome.Kind.DISCUSSED)
    if meeting is not None:
        notes = notes.filter(meeting__starts_at__lt=meeting.starts_at)
        talks = talks.filter(meeting__starts_at__lt=meeting.starts_at)
    last = notes.order_by("-meeting__starts_at", "-pk").values("pk")[:1]
    found = items.annotate(
        said=FilteredRelation("shared_notes", condition=Q(shared_notes__pk=Subquery(last))),
        talked_at=Subquery(talks.order_by("-meeting__starts_at").values("meeting__starts_at")[:1]),
    ).annotate(said_at=F("said__meeting__starts_at"), said_typed=typed_into(SharedNote, "said__pk"))
    return found.joined("said").defer("said__state")  # type: ignore[misc]  # the relation above
