"""Where in a person's own 1:1s words may be: which rows are theirs to read, and which columns hold what was written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from actions.models import ActionItem
from agendas.models import AgendaItem, Decision, PrivateNote, SharedNote
from agendas.models.amendment import Amendment
from kit.vault import Opener
from people.models import Person

MOST_ROWS = 5000  # of each kind, the newest: what is older is reached by choosing dates

PEOPLE, ITEMS, NOTES, PRIVATE, ACTIONS = "people", "items", "notes", "private", "actions"
DECISIONS, AMENDMENTS = "decisions", "amendments"

Span = tuple[datetime | None, datetime | None]


@dataclass(frozen=True)
class Source:
    """Where words may be: which rows a reader has, when each was (`on`), which columns hold its title and the rest of
    its words, and which plain ones a list of them shows."""

    kind: str
    rows: Callable[[Person], "QuerySet[Any]"]
    on: str
    title: str | None
    rest: tuple[str, ...]
    plain: tuple[str, ...]
    pair: str = "pair"

    def among(self, reader: Person, pair_id: UUID | None, span: Span) -> list[Any]:
        """The rows to open, the newest first; one more than the most, if there are."""
        first, last = span
        rows = self.rows(reader)
        if pair_id:
            rows = rows.filter(**{self.pair: pair_id})
        if first:
            rows = rows.filter(**{f"{self.on}__gte": first})
        if last:
            rows = rows.filter(**{f"{self.on}__lt": last})
        dated = rows.annotate(dated=F(self.on), of_pair=F(f"{self.pair}_id")).order_by(f"-{self.on}", "-id")
        sealed = (self.title, *self.rest) if self.title else self.rest
        return list(dated.values_list("id", "dated", "of_pair", *sealed, *self.plain, named=True)[: MOST_ROWS + 1])

    def words(self, row: Any, opener: Opener) -> tuple[str, str]:
        title = opener.text(row.id, getattr(row, self.title)) if self.title else ""
        rest = (opener.text(row.id, getattr(row, name)) for name in self.rest)
        return title, "\n".join(text for text in rest if text)


SOURCES = (
    Source(
        ITEMS,
        AgendaItem.objects.visible_to,
        "raised_at",
        "title",
        ("context", "impact", "evidence"),
        ("author_id", "revealed_at", "closed_as", "sensitivity"),
    ),
    Source(
        NOTES,
        lambda reader: SharedNote.objects.visible_to(reader).filter(body__isnull=False),
        "meeting__starts_at",
        None,
        ("body",),
        ("meeting_id", "item_id"),
        "meeting__pair",
    ),
    Source(
        PRIVATE,
        lambda reader: PrivateNote.objects.visible_to(reader).filter(body__isnull=False),
        "meeting__starts_at",
        None,
        ("body",),
        ("meeting_id",),
        "meeting__pair",
    ),
    Source(
        ACTIONS,
        ActionItem.objects.visible_to,
        "promised_at",
        "what",
        ("measure", "drop_reason"),
        ("who_id", "due_on", "completed_at", "dropped_at"),
    ),
    Source(
        DECISIONS,
        lambda reader: Decision.objects.visible_to(reader).filter(words__isnull=False),
        "meeting__starts_at",
        None,
        ("words",),
        ("meeting_id", "item_id", "item__sensitivity"),
        "meeting__pair",
    ),
    Source(
        AMENDMENTS,
        Amendment.objects.visible_to,
        "written_at",
        None,
        ("body",),
        ("meeting_id", "author_id"),
        "meeting__pair",
    ),
)
KINDS = [PEOPLE, *(source.kind for source in SOURCES)]
