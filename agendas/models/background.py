"""What the suggestions of a pair are made from, as far as one of the two may know: one query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Count, F, IntegerField, Max, Q, QuerySet, Value

from agendas.models.agenda_item import AgendaItem
from agendas.models.bank import BY_KEY
from agendas.models.question import Theme
from agendas.models.said import Kind
from agendas.models.set_aside import SetAside
from oneonones.models import Meeting, Pair
from people.models import Person

THEMES = {
    Kind.WIN: Theme.WINS,
    Kind.CHALLENGE: Theme.BLOCKERS,
    Kind.GROWTH: Theme.GROWTH,
    Kind.FEEDBACK: Theme.FEEDBACK,
}
"""What an item of a kind is about, in the words of the bank."""

COLUMNS = ("what", "key", "sort", "moment", "count")


class Asked(NamedTuple):
    """When a question was last put on the agenda, and whether it is open there now."""

    on: date
    open: bool


@dataclass(frozen=True)
class Background:
    """What was asked and talked about when, what the reader set aside, and how often the two have met."""

    asked: Mapping[str, Asked] = field(default_factory=dict)
    themes: Mapping[Theme, date] = field(default_factory=dict)  # when each was last on the agenda
    waiting: int = 0  # open items of any kind
    held: int = 0
    not_now: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    templates: Mapping[str, date] = field(default_factory=dict)  # when each was last put on the agenda

    @classmethod
    def of(cls, pair: Pair, reader: Person, *, at: datetime) -> "Background":
        """What the other keeps to themselves tells nothing: neither their private items nor what they set aside."""
        asked: dict[str, Asked] = {}
        themes: dict[Theme, date] = {}
        templates: dict[str, date] = {}
        waiting, held, not_now, hidden = 0, 0, set[str](), set[str]()
        others = (_set_aside(pair, reader, at), _meetings(pair, reader), _templates(pair, reader))
        rows = _items(pair, reader).union(*others, all=True)
        for what, key, sort, moment, count in rows:
            if what == "aside":
                (not_now if moment else hidden).add(key)
            elif what == "held":
                held = count
            elif what == "template":
                templates[key] = reader.today(moment)
            else:
                on = reader.today(moment)
                waiting += count
                theme = BY_KEY[key].theme if key in BY_KEY else THEMES.get(Kind(sort))
                if theme is not None:
                    themes[theme] = max(on, themes.get(theme, on))
                if key:
                    before = asked.get(key, Asked(on, False))
                    asked[key] = Asked(max(on, before.on), count > 0 or before.open)
        return cls(asked, themes, waiting, held, frozenset(not_now), frozenset(hidden), templates)

    @property
    def unwanted(self) -> frozenset[str]:
        return self.not_now | self.hidden

    @property
    def recognised_on(self) -> date | None:
        """When somebody's work last had a word: as a question, a win or as feedback."""
        days = [self.themes[one] for one in (Theme.RECOGNITION, Theme.WINS, Theme.FEEDBACK) if one in self.themes]
        return max(days, default=None)


def _items(pair: Pair, reader: Person) -> "QuerySet[AgendaItem, Any]":
    """By question (empty: items of their own words) and kind: when last raised, and how many are open."""
    known = AgendaItem.objects.visible_to(reader).filter(pair=pair).order_by()
    named = known.annotate(what=_word("items"), key=F("question_key"), sort=F("kind")).values("what", "key", "sort")
    return named.annotate(moment=Max("raised_at"), count=Count("pk", filter=Q(closed_at=None))).values_list(*COLUMNS)


def _set_aside(pair: Pair, reader: Person, at: datetime) -> "QuerySet[SetAside, Any]":
    """What the reader does not want to see: until when, or None for good."""
    aside = SetAside.objects.visible_to(reader).filter(pair=pair).still(at=at).order_by()
    plain = {"what": _word("aside"), "sort": _word(""), "moment": F("until")}
    return aside.annotate(**plain, count=Value(0, output_field=IntegerField())).values_list(*COLUMNS)


def _meetings(pair: Pair, reader: Person) -> "QuerySet[Meeting, Any]":
    """How often they have met."""
    held = Meeting.objects.visible_to(reader).filter(pair=pair, state=Meeting.State.HELD).order_by()
    named = held.annotate(what=_word("held"), key=_word(""), sort=_word("")).values("what", "key", "sort")
    return named.annotate(moment=Max("starts_at"), count=Count("pk")).values_list(*COLUMNS)


def _templates(pair: Pair, reader: Person) -> "QuerySet[AgendaItem, Any]":
    """Which templates were put on the agenda."""
    known = AgendaItem.objects.visible_to(reader).filter(pair=pair).exclude(from_template="").order_by()
    named = known.annotate(what=_word("template"), key=F("from_template"), sort=_word("")).values("what", "key", "sort")
    return named.annotate(moment=Max("raised_at"), count=Count("pk")).values_list(*COLUMNS)


def _word(text: str) -> Value:
    return Value(text, output_field=CharField())
