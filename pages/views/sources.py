"""Where in a person's own 1:1s words may be: which rows are theirs to read, and which columns hold what was written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import CharField, Model, QuerySet, Value
from django.db.models.functions import Cast

from actions.models import ActionItem
from agendas.models import AgendaItem, AgendaTemplate, Comment, Decision, PrivateNote, SharedNote, WrittenAnswer
from agendas.models.amendment import Amendment
from kit.vault import Ciphertext, Opener, sealed_fields
from people.models import Person

MOST_ROWS = 5000  # of each kind, the newest: what is older is reached by choosing dates

PEOPLE, ITEMS, NOTES, PRIVATE, ACTIONS = "people", "items", "notes", "private", "actions"
DECISIONS, AMENDMENTS = "decisions", "amendments"
COMMENTS, ANSWERS, TEMPLATES = "comments", "answers", "templates"
TYPED = "being_typed"  # of a note: there are words that are not part of it yet

Span = tuple[datetime | None, datetime | None]
Raw = tuple[Any, ...]  # when it was, its id and that of its pair, the ciphertexts, the plain columns


@dataclass(frozen=True)
class Source:
    """Where words may be: which rows a reader has, when each was (`on`), which columns hold its title and the rest of
    its words, and which plain ones a list of them shows."""

    kind: str
    model: type[Model]
    rows: Callable[[Person], "QuerySet[Any]"]
    on: str
    title: str | None
    rest: tuple[str, ...]
    plain: tuple[str, ...]
    pair: str | None = "pair"  # None: in no pair, the reader's own
    small: bool = False  # few enough to share a query: see `pages.views.joint`

    def among(self, reader: Person, pair_id: UUID | None, span: Span) -> list[Raw]:
        """The rows to open, the newest first; one more than the most, if there are."""
        rows = self.chosen(reader, pair_id, span).order_by(f"-{self.on}", "-id")
        return list(rows.values_list(self.on, *self.ids, *self.ciphertexts, *self.plain_columns)[: MOST_ROWS + 1])

    def chosen(self, reader: Person, pair_id: UUID | None, span: Span) -> "QuerySet[Any]":
        """Those of the reader's in this pair and these days."""
        first, last = span
        rows = self.rows(reader)
        if pair_id and self.pair:
            rows = rows.filter(**{self.pair: pair_id})
        if first:
            rows = rows.filter(**{f"{self.on}__gte": first})
        if last:
            rows = rows.filter(**{f"{self.on}__lt": last})
        return rows

    def words(self, raw: Raw, opener: Opener) -> tuple[str, str]:
        """The title and the rest of what somebody wrote there."""
        texts = opener.texts(raw[1], self.labels, raw[3 : 3 + len(self.labels)])
        title = texts.pop(0) if self.title else ""
        return title, "\n".join(filter(None, texts))

    def row(self, raw: Raw) -> Any:
        """What a list shows of it, by name."""
        named = dict(zip(("dated", "id", "of_pair", *self.sealed, *self.plain), raw, strict=True))
        return SimpleNamespace(**{name: self._read(name, value) for name, value in named.items()})

    def unfinished(self, those: list[Raw]) -> bool:
        """Is something just being typed into one of these?"""
        if TYPED not in self.plain:
            return False
        at = 3 + len(self.sealed) + self.plain.index(TYPED)
        return any(raw[at] for raw in those)

    @property
    def ids(self) -> tuple[Cast, Cast]:
        """Its own and that of its pair.

        Ids come as the database writes them: a UUID for each of some ten thousand is a tenth of a search.
        """
        return Cast("pk", CharField()), Cast(f"{self.pair}_id" if self.pair else Value(None), CharField())

    @property
    def plain_columns(self) -> list[Cast | str]:
        return [Cast(name, CharField()) if name.endswith("_id") else name for name in self.plain]

    @property
    def ciphertexts(self) -> list[Ciphertext]:
        return [Ciphertext(name) for name in self.sealed]

    @cached_property
    def labels(self) -> list[str]:
        """What each of its sealed columns is sealed for."""
        labels = {field.name: field.label for field in sealed_fields(self.model)}
        return [labels[name] for name in self.sealed]

    @property
    def sealed(self) -> tuple[str, ...]:
        return (self.title, *self.rest) if self.title else self.rest

    @staticmethod
    def _read(name: str, value: Any) -> Any:
        return UUID(value) if value and (name in ("id", "of_pair") or name.endswith("_id")) else value


SOURCES = (
    Source(
        ITEMS,
        AgendaItem,
        AgendaItem.objects.visible_to,
        "raised_at",
        "title",
        ("context", "impact", "evidence"),
        ("author_id", "revealed_at", "closed_as", "sensitivity"),
    ),
    Source(
        NOTES,
        SharedNote,
        lambda reader: SharedNote.objects.visible_to(reader).written().with_typing(),
        "meeting__starts_at",
        None,
        ("body",),
        ("meeting_id", "item_id", TYPED),
        "meeting__pair",
    ),
    Source(
        PRIVATE,
        PrivateNote,
        lambda reader: PrivateNote.objects.visible_to(reader).written().with_typing(),
        "meeting__starts_at",
        None,
        ("body",),
        ("meeting_id", TYPED),
        "meeting__pair",
    ),
    Source(
        ACTIONS,
        ActionItem,
        ActionItem.objects.visible_to,
        "promised_at",
        "what",
        ("measure", "drop_reason"),
        ("who_id", "due_on", "completed_at", "dropped_at"),
    ),
    Source(
        DECISIONS,
        Decision,
        lambda reader: Decision.objects.visible_to(reader).filter(words__isnull=False),
        "meeting__starts_at",
        None,
        ("words",),
        ("meeting_id", "item_id", "item__sensitivity"),
        "meeting__pair",
    ),
    Source(
        AMENDMENTS,
        Amendment,
        Amendment.objects.visible_to,
        "written_at",
        None,
        ("body",),
        ("meeting_id", "author_id"),
        "meeting__pair",
    ),
    Source(
        COMMENTS,
        Comment,
        Comment.objects.visible_to,
        "written_at",
        None,
        ("body",),
        ("author_id", "item_id"),
        "item__pair",
        small=True,
    ),
    Source(
        ANSWERS,
        WrittenAnswer,
        WrittenAnswer.objects.visible_to,
        "answered_at",
        None,
        ("body",),
        ("author_id", "item_id"),
        "item__pair",
        small=True,
    ),
    Source(
        TEMPLATES,
        AgendaTemplate,
        lambda reader: AgendaTemplate.objects.visible_to(reader).kept(),
        "made_at",
        "name",
        ("text",),
        (),
        pair=None,
        small=True,
    ),
)
KINDS = [PEOPLE, *(source.kind for source in SOURCES)]
