"""What the two keep putting off: rows for the one query of the background, and what they say."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.text import Truncator

from agendas.models.agenda_item import AgendaItem
from agendas.models.outcome import Outcome
from agendas.models.said import Sensitivity
from kit.vault import Ciphertext, Opener, Owner
from oneonones.models import Pair
from people.models import Person

OFTEN = 3
QUOTED = 120  # characters of a title inside another one
KEY = re.compile(r"(carried|slipped)-[0-9a-f]{32}")
LABELS = {"carried": "agenda_item.title", "slipped": "action_item.what"}
"""What the words of each are sealed for."""


@dataclass(frozen=True)
class Stuck:
    """An item that was carried three times or more, or a promise with its third date: how often, and its words."""

    kind: str  # carried or slipped
    id: UUID
    count: int
    words: str

    @classmethod
    def of(cls, kind: str, key: str, count: int, words: bytes, reader: Person) -> "Stuck":
        """From a row, opened for `reader`."""
        (text,) = Opener(Owner("author", reader.pk), [(words,)]).texts(key, [LABELS[kind]], [words])
        return cls(kind, UUID(key), count, Truncator(text).chars(QUOTED))

    @property
    def key(self) -> str:
        """By which it is set aside, and by which an item remembers that it asks about it."""
        return f"{self.kind}-{self.id.hex}"


def carried(pair: Pair, reader: Person) -> "QuerySet[AgendaItem, Any]":
    """Open items that meeting after meeting left open. A sensitive one is quoted nowhere else, so it is left out."""
    each = Outcome.objects.filter(item=OuterRef("pk"), kind=Outcome.Kind.CARRIED).order_by().values("item")
    known = AgendaItem.objects.visible_to(reader).open().revealed().order_by()
    known = known.filter(pair=pair, standing=False, sensitivity=Sensitivity.NORMAL)
    often = known.annotate(times=Coalesce(Subquery(each.annotate(n=Count("pk")).values("n")), 0))
    return often.filter(times__gte=OFTEN).annotate(
        what=word("carried"),
        key=Cast("pk", CharField()),
        sort=word(""),
        moment=F("raised_at"),
        words=Ciphertext("title"),
    )


def slipped(pair: Pair, reader: Person) -> "QuerySet[Pair, Any]":
    """Promises that stand with their third date or a later one, and are not on the agenda already."""
    dated = Q(action_items__slips__gte=OFTEN - 1, action_items__due_on__isnull=False)
    waits = Q(action_items__completed_at=None, action_items__dropped_at=None)
    not_there = Q(action_items__raised_as=None)
    not_there |= Q(action_items__raised_as__closed_at__isnull=False)
    not_there |= Q(action_items__raised_as__removed_at__isnull=False)
    theirs = Pair.objects.visible_to(reader).filter(dated & waits & not_there, pk=pair.pk).order_by()
    return theirs.annotate(
        what=word("slipped"),
        key=Cast("action_items__pk", CharField()),
        sort=word(""),
        moment=F("action_items__promised_at"),
        times=F("action_items__slips") + 1,
        words=Ciphertext("action_items__what"),
    )


def word(text: str) -> Value:
    return Value(text, output_field=CharField())
