"""What a person wrote or was told in their own 1:1s, looked through for words: opened row by row, and kept nowhere.

Each source asks `visible_to(reader)`: a search finds what its reader may open, and nothing else. Rows come as plain
tuples: somebody who met 500 times has thousands of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from agendas.models import finish_notes_of
from kit.finding import Wanted
from kit.vault import Opener, Unopenable
from oneonones.models import Pair
from pages.views.joint import gather
from pages.views.sources import MOST_ROWS, PEOPLE, SOURCES, Raw, Source, Span
from people.models import Person

MOST_FOUND = 200

Match = tuple[Source, Raw, str, str]  # a row, its title and the rest of its words


@dataclass(frozen=True)
class Finding:
    """One place where all the words occur. `row` is what it is; `title` and `body` are its words."""

    kind: str
    row: Any
    pair_id: UUID | None
    on: datetime | None
    title: str
    body: str = ""


@dataclass
class Findings:
    """What one search found, the people first and then the newest; and what it has to admit."""

    found: list[Finding] = field(default_factory=list)
    cut_short: bool = False  # more was found than anybody reads
    not_reached: bool = False  # older texts were not looked at
    unopened: int = 0  # texts that no key opens

    @property
    def counts(self) -> Counter[str]:
        return Counter(one.kind for one in self.found)

    def of(self, kind: str) -> list[Finding]:
        return [one for one in self.found if not kind or one.kind == kind]


def look_for(
    wanted: Wanted, reader: Person, pairs: Iterable[Pair], *, pair_id: UUID | None = None, span: Span = (None, None)
) -> Findings:
    """Search everything that is the reader's: a query for each large source, one for all the small ones, and one for
    the keys that are not at hand.

    Where something is just being typed into a note, it is made part of that first, and all is fetched again.
    """
    result = Findings()
    if not wanted.terms:
        return result
    rows = gather(reader, pair_id, span)
    if any(source.unfinished(those) for source, those in zip(SOURCES, rows, strict=True)):
        finish_notes_of(reader)
        rows = gather(reader, pair_id, span)
    opener = Opener(reader.sealing_owner, *rows)
    found: list[Match] = []
    for source, those in zip(SOURCES, rows, strict=True):
        result.not_reached |= len(those) > MOST_ROWS
        found += matching(source, those[:MOST_ROWS], wanted, opener, result)
    found.sort(key=newest_first, reverse=True)
    met = [] if any(span) else [*people_named(wanted, reader, pairs, pair_id)]
    result.cut_short = len(met) + len(found) > MOST_FOUND
    result.found = [*met, *map(listed, found[: MOST_FOUND - len(met)])]
    return result


def matching(source: Source, rows: Iterable[Raw], wanted: Wanted, opener: Opener, result: Findings) -> Iterator[Match]:
    """Those whose words are all that is wanted. What does not open is counted, and hides nothing else."""
    for raw in rows:
        try:
            title, body = source.words(raw, opener)
        except Unopenable:
            result.unopened += 1
            continue
        if wanted.in_(f"{title}\n{body}" if title else body):
            yield source, raw, title, body


def newest_first(match: Match) -> tuple[bool, datetime | None]:
    """What has no date comes last."""
    on = match[1][0]
    return on is not None, on


def listed(match: Match) -> Finding:
    """One of those that fit on the list: only these are made into more than plain values."""
    source, raw, title, body = match
    row = source.row(raw)
    return Finding(source.kind, row, row.of_pair, row.dated, title, body)


def people_named(wanted: Wanted, reader: Person, pairs: Iterable[Pair], pair_id: UUID | None) -> Iterator[Finding]:
    """Those whom the reader meets, or met: by name, title and department."""
    for pair in pairs:
        other = pair.other(reader)
        about = " · ".join(filter(None, (other.job_title, other.department)))
        if (pair_id is None or pair.pk == pair_id) and wanted.in_(f"{other.name}\n{about}"):
            yield Finding(PEOPLE, pair, pair.pk, None, other.name, about)
