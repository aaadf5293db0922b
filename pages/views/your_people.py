"""The people somebody meets, with their rhythm and what is on their agendas: few queries, whatever the counts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agendas.models import AgendaItem
from oneonones.models import Attendance, Meeting, Pair, Recent, Step, passed_over_briefly, passed_over_words
from oneonones.models.steps import in_words
from people.models import Person

STRIP = 8
OFTEN_SKIPPED = 3
ASKED_FOR = timedelta(days=14)
LED = (Pair.Kind.DIRECT, Pair.Kind.DOTTED_LINE, Pair.Kind.ACTING, Pair.Kind.SKIP_LEVEL)
LINE = (Pair.Kind.DIRECT, Pair.Kind.ACTING)


@dataclass(frozen=True)
class Met:
    """One pair as its reader sees it today."""

    pair: Pair
    reader: Person
    at: datetime
    recent: Recent
    counts: dict[object, int]

    @cached_property
    def other(self) -> Person:
        return self.pair.other(self.reader)

    @property
    def leads(self) -> bool:
        """Is the other one of the reader's people?"""
        return self.pair.manager_id == self.reader.pk and self.pair.kind in LED

    @property
    def is_line(self) -> bool:
        """Is the other the reader's own manager?"""
        return self.pair.report_id == self.reader.pk and self.pair.kind in LINE

    @cached_property
    def next(self) -> Meeting | None:
        """The next 1:1, or the one that is going on."""
        return self.recent.next(at=self.at)

    @cached_property
    def last(self) -> Meeting | None:
        """The last one that took place."""
        return self.recent.last_held()

    @property
    def unanswered(self) -> Meeting | None:
        """The latest 1:1 of which nobody has said whether it took place; after two weeks nobody is asked any more."""
        return next(
            (
                one
                for one in self.recent.past(at=self.at)
                if one.ends_at > self.at - ASKED_FOR and Attendance(one).waits_for_an_answer(at=self.at)
            ),
            None,
        )

    @cached_property
    def passed_over(self) -> list[str]:
        """'Tom is away on Tue 1 Dec.': why the two do not meet before the next one."""
        return passed_over_words(self._exempt, self.next, self.pair, self.reader, at=self.at)

    @property
    def briefly(self) -> str:
        """'away Tue 1 Dec'."""
        return passed_over_briefly(self._exempt, self.next, self.pair, self.reader)

    @cached_property
    def _exempt(self) -> list[Meeting]:
        return self.recent.exempt_before(self.next, after=self.at)

    @property
    def days_since(self) -> int | None:
        return (self.reader.today(self.at) - self.reader.today(self.last.starts_at)).days if self.last else None

    @cached_property
    def steps(self) -> list[Step]:
        return self.recent.strip(self.reader, at=self.at, last=STRIP)

    @property
    def strip(self) -> list[str]:
        return [step.shape for step in self.steps]

    @property
    def strip_words(self) -> str:
        return in_words(self.steps)

    @property
    def often_skipped(self) -> str:
        """'3 of 8 skipped', where it is worth a look."""
        past = [shape for shape in self.strip if shape not in ("today", "next")]
        skipped = past.count("skipped")
        return _("%(n)d of %(all)d skipped") % {"n": skipped, "all": len(past)} if skipped >= OFTEN_SKIPPED else ""

    @property
    def theirs(self) -> int:
        return self.counts.get(self.other.pk, 0)

    @property
    def mine(self) -> int:
        return self.counts.get(self.reader.pk, 0)

    @property
    def items(self) -> str:
        """'4 items': what waits on the agenda, as far as the reader may know."""
        total = self.mine + self.theirs
        return ngettext("%(n)d item", "%(n)d items", total) % {"n": total} if total else _("No items yet")

    @property
    def rhythm(self) -> str:
        """'every week': the rule of the next 1:1; one more query."""
        series = self.next.series if self.next else None
        return series.recurrence.words if series else ""

    def met_on(self, day: object) -> int:
        """How many 1:1s of the two are on that day of the reader's."""
        alive = (Meeting.State.SCHEDULED, Meeting.State.HELD)
        return sum(
            m.state in alive and not m.exempt and self.reader.today(m.starts_at) == day for m in self.recent.meetings
        )


def people_met(reader: Person, *, at: datetime) -> list[Met]:
    """Every pair of the reader that goes on, by the date of the next 1:1; those without one last. Three queries."""
    pairs = list(Pair.objects.visible_to(reader).active().with_people())
    recents = Recent.of_each(pairs, at=at)
    counts: dict[object, dict[object, int]] = defaultdict(dict)
    open_items = AgendaItem.objects.visible_to(reader).open().filter(pair__in=pairs).order_by()
    for pair_id, author_id, n in open_items.values_list("pair", "author").annotate(n=Count("pk")):
        counts[pair_id][author_id] = n
    met = [Met(pair, reader, at, recents[pair.pk], counts[pair.pk]) for pair in pairs]
    return sorted(met, key=order)


def order(one: Met) -> tuple[bool, datetime, str]:
    """By next date; of those without one, whoever was not met for longest first."""
    moment = one.next.starts_at if one.next else one.last.starts_at if one.last else one.at
    return one.next is None, moment, one.other.name.casefold()
