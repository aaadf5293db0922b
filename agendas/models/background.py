"""What the suggestions of a pair are made from, as far as one of the two may know: one query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, IntegerField, Max, Q, QuerySet, Value

from agendas.models.agenda_item import AgendaItem
from agendas.models.set_aside import SetAside
from oneonones.models import Pair
from people.models import Person


class Asked(NamedTuple):
    """When a question was last put on the agenda, and whether it is open there now."""

    on: date
    open: bool


@dataclass(frozen=True)
class Background:
    """What was asked when, what the reader set aside, and whether anything is open."""

    asked: Mapping[str, Asked] = field(default_factory=dict)
    waiting: int = 0  # open items of any kind
    not_now: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pair: Pair, reader: Person, *, at: datetime) -> "Background":
        """What the other keeps to themselves tells nothing: neither their private items nor what they set aside."""
        asked: dict[str, Asked] = {}
        waiting, not_now, hidden = 0, set[str](), set[str]()
        for what, key, moment, count in _items(pair, reader).union(_set_aside(pair, reader, at), all=True):
            if what == "aside":
                (not_now if moment else hidden).add(key)
                continue
            waiting += count
            if key:
                asked[key] = Asked(reader.today(moment), count > 0)
        return cls(asked, waiting, frozenset(not_now), frozenset(hidden))

    @property
    def unwanted(self) -> frozenset[str]:
        return self.not_now | self.hidden


def _items(pair: Pair, reader: Person) -> "QuerySet[AgendaItem, Any]":
    """By question (empty: items of their own words): when it was last raised, and how many are open."""
    known = AgendaItem.objects.visible_to(reader).filter(pair=pair).order_by().annotate(what=_word("items"))
    return (
        known.values("what", "question_key")
        .annotate(moment=Max("raised_at"), count=Count("pk", filter=Q(closed_at=None)))
        .values_list("what", "question_key", "moment", "count")
    )


def _set_aside(pair: Pair, reader: Person, at: datetime) -> "QuerySet[SetAside, Any]":
    """What the reader does not want to see: until when, or None for good."""
    aside = SetAside.objects.visible_to(reader).filter(pair=pair).still(at=at).order_by()
    return aside.annotate(
        what=_word("aside"), moment=F("until"), count=Value(0, output_field=IntegerField())
    ).values_list("what", "key", "moment", "count")


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())
