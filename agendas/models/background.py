"""What the suggestions of a pair are made from, as far as one of the two may know: one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import BinaryField, Count, F, IntegerField, Max, Q, QuerySet, Value

from agendas.models.agenda_item import AgendaItem
from agendas.models.bank import BY_KEY
from agendas.models.question import Theme
from agendas.models.said import Kind
from agendas.models.set_aside import SetAside
from agendas.models.stuck import Stuck, carried, slipped, word
from oneonones.models import Meeting, Pair
from people.models import Person

THEMES = {
    Kind.WIN: Theme.WINS,
    Kind.CHALLENGE: Theme.BLOCKERS,
    Kind.GROWTH: Theme.GROWTH,
    Kind.FEEDBACK: Theme.FEEDBACK,
}
"""What an item of a kind is about, in the words of the bank."""

NONE = Value(None, output_field=BinaryField())


class Row(NamedTuple):
    """One row of the union: what it is, and what there is to know of it."""

    what: str
    key: str
    sort: str
    moment: Any
    times: int
    words: Any

    @property
    def quoted(self) -> tuple[str, str, int, Any]:
        """What is said of something stuck."""
        return self.what, self.key, self.times, self.words


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
    stuck: tuple[Stuck, ...] = ()
    returning: bool = False  # one of them was away for long, and this is their first 1:1 since

    @classmethod
    def of(cls, pair: Pair, reader: Person, *, at: datetime, returning: bool = False) -> "Background":
        """What the other keeps to themselves tells nothing: neither their private items nor what they set aside."""
        found: dict[str, list[Row]] = defaultdict(list)
        # The first one says what a column is: only `carried()` and `slipped()` have words, and theirs are sealed.
        parts = slipped(pair, reader), _items(pair, reader), _set_aside(pair, reader, at), _meetings(pair, reader)
        every = [part.values_list(*Row._fields) for part in (*parts, _templates(pair, reader))]
        for values in carried(pair, reader).values_list(*Row._fields).union(*every, all=True):
            row = Row(*values)
            found[row.what].append(row)
        stuck = [Stuck.of(*row.quoted, reader) for row in (*found["carried"], *found["slipped"])]
        return cls(
            asked=_asked(found["items"], reader),
            themes=_themes(found["items"], reader),
            waiting=sum(row.times for row in found["items"]),
            held=sum(row.times for row in found["held"]),
            not_now=frozenset(row.key for row in found["aside"] if row.moment),
            hidden=frozenset(row.key for row in found["aside"] if not row.moment),
            templates={row.key: reader.today(row.moment) for row in found["template"]},
            stuck=tuple(sorted(stuck, key=lambda one: (-one.count, one.id))),
            returning=returning,
        )

    @property
    def unwanted(self) -> frozenset[str]:
        return self.not_now | self.hidden

    @property
    def recognised_on(self) -> date | None:
        """When somebody's work last had a word: as a question, a win or as feedback."""
        days = [self.themes[one] for one in (Theme.RECOGNITION, Theme.WINS, Theme.FEEDBACK) if one in self.themes]
        return max(days, default=None)


def _asked(items: Iterable[Row], reader: Person) -> dict[str, Asked]:
    """By question: when it was last raised, and whether it is open."""
    asked: dict[str, Asked] = {}
    for row in items:
        if row.key:
            on = reader.today(row.moment)
            before = asked.get(row.key, Asked(on, False))
            asked[row.key] = Asked(max(on, before.on), row.times > 0 or before.open)
    return asked


def _themes(items: Iterable[Row], reader: Person) -> dict[Theme, date]:
    """When each theme was last on the agenda."""
    themes: dict[Theme, date] = {}
    for row in items:
        theme = BY_KEY[row.key].theme if row.key in BY_KEY else THEMES.get(Kind(row.sort))
        if theme is not None:
            on = reader.today(row.moment)
            themes[theme] = max(on, themes.get(theme, on))
    return themes


def _items(pair: Pair, reader: Person) -> "QuerySet[AgendaItem, Any]":
    """By question (empty: items of their own words) and kind: when last raised, and how many are open."""
    known = AgendaItem.objects.visible_to(reader).filter(pair=pair).order_by()
    named = known.annotate(what=word("items"), key=F("question_key"), sort=F("kind"), words=NONE)
    by_both = named.values("what", "key", "sort", "words")
    return by_both.annotate(moment=Max("raised_at"), times=Count("pk", filter=Q(closed_at=None)))


def _set_aside(pair: Pair, reader: Person, at: datetime) -> "QuerySet[SetAside, Any]":
    """What the reader does not want to see: until when, or None for good."""
    aside = SetAside.objects.visible_to(reader).filter(pair=pair).still(at=at).order_by()
    plain = {"what": word("aside"), "sort": word(""), "moment": F("until"), "words": NONE}
    return aside.annotate(**plain, times=Value(0, output_field=IntegerField()))


def _meetings(pair: Pair, reader: Person) -> "QuerySet[Meeting, Any]":
    """How often they have met."""
    held = Meeting.objects.visible_to(reader).filter(pair=pair, state=Meeting.State.HELD).order_by()
    named = held.annotate(what=word("held"), key=word(""), sort=word(""), words=NONE)
    return named.values("what", "key", "sort", "words").annotate(moment=Max("starts_at"), times=Count("pk"))


def _templates(pair: Pair, reader: Person) -> "QuerySet[AgendaItem, Any]":
    """Which templates were put on the agenda."""
    known = AgendaItem.objects.visible_to(reader).filter(pair=pair).exclude(from_template="").order_by()
    named = known.annotate(what=word("template"), key=F("from_template"), sort=word(""), words=NONE)
    return named.values("what", "key", "sort", "words").annotate(moment=Max("raised_at"), times=Count("pk"))
