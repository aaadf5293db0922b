"""The rows of every source, those of the small ones from one query together: a page has twelve."""

from typing import Any
from uuid import UUID

from django.db.models import BinaryField, CharField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

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
    found: dict[str, list[Raw]] = {source.kind: [] for source in sources}
    for raw in sorted(first.union(*others, all=True), key=lambda raw: raw[0], reverse=True):
        source = sources[raw[-1]]
        found[source.kind].append(as_its_own(source, raw))
    return found


def columns(source: Source, rows: "QuerySet[Any]", number: int) -> "QuerySet[Any, Raw]":
    """The newest rows, with as many columns as any other source has: what one lacks is empty, its number comes last."""
    newest = rows.order_by(f"-{source.on}", "-id").values("pk")[: MOST_ROWS + 1]
    texts: list[Any] = [*source.ciphertexts, *[Cast(Value(None), BinaryField())] * (SEALED - len(source.sealed))]
    plain: list[Any] = [*source.plain_columns, *[Cast(Value(None), CharField())] * (PLAIN - len(source.plain))]
    those = rows.filter(pk__in=newest).order_by()
    return those.values_list(source.on, *source.ids, *texts, *plain, Value(number, IntegerField()))


def as_its_own(source: Source, raw: Raw) -> Raw:
    """A row as a query of its own would give it, without what other sources have more."""
    plain = 3 + SEALED
    return (*raw[: 3 + len(source.sealed)], *raw[plain : plain + len(source.plain)])
