"""The rows of every source, those of the small ones from one query together: a page has twelve."""

from typing import Any
from uuid import UUID

from django.db.models import BinaryField, CharField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from kit.vault import Sealed
from pages.views.sources import MOST_ROWS, SOURCES, Raw, Source, Span
from people.models import Person

SEALED, PLAIN = 2, 2  # columns of each sort that a small source has at most


def gather(reader: Person, pair_id: UUID | None, span: Span) -> list[list[Raw]]:
    """What is to be opened, for each of SOURCES in their order."""
    small = together([one for one in SOURCES if one.small and (one.pair or not pair_id)], reader, pair_id, span)
    return [small.get(source.kind, []) if source.small else source.among(reader, pair_id, span) for source in SOURCES]


def together(sources: list[Source], reader: Person, pair_id: UUID | None, span: Span) -> dict[str, list[Raw]]:
    """The rows of several sources by kind, from one query, each the newest first."""
    chosen = [source.chosen(reader, pair_id, span) for source in sources]
    first, *others = [columns(source, rows, n) for n, (source, rows) in enumerate(zip(sources, chosen, strict=True))]
    labels = [
        [rows.model._meta.get_field(name).label for name in source.sealed]
        for source, rows in zip(sources, chosen, strict=True)
    ]
    found: dict[str, list[Raw]] = {source.kind: [] for source in sources}
    for raw in sorted(first.union(*others, all=True), key=lambda raw: raw[0], reverse=True):
        source = sources[raw[-1]]
        found[source.kind].append(as_its_own(source, labels[raw[-1]], raw))
    return found


def columns(source: Source, rows: "QuerySet[Any]", number: int) -> "QuerySet[Any, Raw]":
    """The newest rows, with as many columns as any other source has: what one lacks is empty, its number comes last."""
    newest = rows.order_by(f"-{source.on}", "-id").values("pk")[: MOST_ROWS + 1]
    no_text = [Cast(Value(None), BinaryField())] * (SEALED - len(source.sealed))
    no_more = [Cast(Value(None), CharField())] * (PLAIN - len(source.plain))
    those = rows.filter(pk__in=newest).order_by()
    return those.values_list(
        source.on, *source.ids, *source.sealed, *no_text, *source.plain_columns, *no_more, Value(number, IntegerField())
    )


def as_its_own(source: Source, labels: list[str], raw: Raw) -> Raw:
    """A row as a query of its own would give it: here all values come as if they were of the first table."""
    values = zip(labels, raw[3 : 3 + SEALED], strict=False)
    sealed = [None if value is None else Sealed(label, None, data_of(value)) for label, value in values]
    return (*raw[:3], *sealed, *raw[3 + SEALED : 3 + SEALED + len(source.plain)])


def data_of(value: Sealed | bytes | memoryview) -> bytes:
    """The ciphertext: where the first table has no sealed column, it comes as the database gives it."""
    return value.data if isinstance(value, Sealed) else bytes(value)
