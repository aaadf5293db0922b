"""*Plan a date*: suggested times, the days of four weeks, the times of one of them, and what speaks against each."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_date
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.words import clock, day, plain_day, short_day
from oneonones.models import Acting, Availability, Meeting, Move, Obstacle, Pair
from oneonones.models.availability import NOTICE
from oneonones.models.recurrence import at_time, instant
from oneonones.models.two_clocks import on_their_clock
from people.models import Person

WEEKS = 4
STEP = timedelta(minutes=30)
AFTER = gettext_lazy("it then comes after the one on %(day)s")
OFFICE = (time(9), time(17))  # the times that are listed of a day on which the reader does not work


@dataclass(frozen=True)
class Planning:
    """Times for one 1:1 of a pair, as its reader sees them."""

    pair: Pair
    reader: Person
    at: datetime
    near: datetime  # the time to stay close to
    length: timedelta
    moving: Meeting | None = None
    instead_of: datetime | None = None  # the time that is given up: nobody wants it offered again
    until: datetime | None = None  # suggestions end before this
    link: str = ""  # where the panel is: days lead there, with `day`
    fields: tuple[tuple[str, str], ...] = ()  # hidden ones, also of the links

    @cached_property
    def other(self) -> Person:
        return self.pair.other(self.reader)

    @cached_property
    def monday(self) -> date:
        """The days begin this week; where the date to stay close to is further ahead, a fortnight before its week."""
        today, near = self.reader.today(self.at), self.reader.today(self.near)
        this, its = (day - timedelta(days=day.weekday()) for day in (today, near))
        return max(this, its - timedelta(weeks=2)) if its - this >= timedelta(weeks=WEEKS - 1) else this

    @cached_property
    def first(self) -> datetime:
        """The earliest that somebody is offered."""
        return max(self.at + NOTICE, instant(at_time(self.monday, time()), self.reader.zone))

    @cached_property
    def last(self) -> datetime:
        return instant(at_time(self.monday + timedelta(weeks=WEEKS), time()), self.reader.zone)

    @cached_property
    def time_of_both(self) -> Availability:
        return Availability.of(self.pair, length=self.length, since=self.first, until=self.last, but=self.moving)

    def suggested(self) -> list[dict[str, Any]]:
        """Up to three times that suit both."""
        until = min(moment for moment in (self.until, self.last, Acting.end_of(self.pair)) if moment)
        found = self.time_of_both.slots(
            since=self.first, until=until, near=self.near, zone=self.reader.zone, but=self.instead_of
        )
        return [{"value": slot.isoformat(), "when": when(slot), "theirs": self.theirs(slot)} for slot in found]

    def theirs(self, start: datetime) -> str:
        return on_their_clock(start, reader=self.reader, other=self.other)

    def panel(self, chosen: str | None) -> dict[str, Any]:
        """What `_plan.html` shows; `chosen`: the day whose times are listed."""
        picked = parse_day(chosen)
        return {
            "slots": self.suggested(),
            "weekdays": [str(WEEKDAYS_ABBR[n]) for n in range(7)],
            "weeks": [[self.a_day(7 * week + n, picked) for n in range(7)] for week in range(WEEKS)],
            "span": (plain_day(self.monday), plain_day(self.monday + timedelta(days=7 * WEEKS - 1))),
            "picked": day(picked) if picked else "",
            "times": self.times(picked) if picked else [],
            "moving": self.moving is not None and self.moving.scheduled,
            "two_clocks": self.reader.zone.key != self.other.zone.key,
        }

    def a_day(self, number: int, picked: date | None) -> dict[str, Any]:
        """One square of the grid: past days lead nowhere."""
        on = self.monday + timedelta(days=number)
        query = urlencode([*self.fields, ("day", on.isoformat())])
        return {
            "number": on.day,
            "name": day(on),
            "href": f"{self.link}?{query}" if on >= self.reader.today(self.at) else "",
            "picked": on == picked,
            "today": on == self.reader.today(self.at),
        }

    def times(self, on: date) -> list[dict[str, Any]]:
        """Every half hour of the reader's working day that is still to come and in which the two do not meet anyway."""
        first, last = self.reader.working_on(on) or OFFICE
        found, clock_time = [], at_time(on, first)
        while clock_time + self.length <= at_time(on, last):
            start = instant(clock_time, self.reader.zone)
            against = self.time_of_both.obstacles(start)
            if start > self.at and not any(self.is_ours(one) for one in against):
                found.append(
                    {
                        "value": start.isoformat(),
                        "time": clock(start),
                        "theirs": self.theirs(start),
                        "notes": [self.note(one) for one in against],
                    }
                )
            clock_time += STEP
        return found

    def is_ours(self, obstacle: Obstacle) -> bool:
        there = obstacle.busy.meeting if obstacle.busy else None
        return there is not None and there.pair_id == self.pair.pk

    def note(self, obstacle: Obstacle) -> str:
        """'outside Tom’s hours', 'Tom is in another 1:1'. Whom the other meets is not the reader's to know."""
        name, mine = obstacle.person.first_name, obstacle.person.pk == self.reader.pk
        there = obstacle.busy.meeting if obstacle.busy else None
        if there is not None and mine:
            return _("you meet %(name)s then") % {"name": there.pair.other(self.reader).first_name}
        yours, theirs = {
            "hours": (_("outside your hours"), _("outside %(name)s’s hours")),
            "away": (_("you are away"), _("%(name)s is away")),
            "holiday": (_("a public holiday for you"), _("a public holiday for %(name)s")),
            "taken": ("", _("%(name)s is in another 1:1")),
        }[obstacle.kind]
        return yours if mine else theirs % {"name": name}

    def warnings(self, to: datetime) -> list[str]:
        """What is worth knowing before the two meet then."""
        said = self.against(to)
        passed = Move(self.moving, to).passes() if self.moving else None
        if passed is not None:
            words = _("it then comes before the one on %(day)s") if to < passed.starts_at else AFTER
            said.append(sentence(str(words) % {"day": short_day(passed.starts_at)}))
        return said

    def against(self, to: datetime) -> list[str]:
        """What of hours, days off and other 1:1s speaks against a time."""
        around = Availability.of(self.pair, length=self.length, since=to, until=to + self.length, but=self.moving)
        return [sentence(self.note(one)) for one in around.obstacles(to) if not self.is_ours(one)]


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."


def when(moment: datetime) -> str:
    """'Thu 3 Dec, 10:30'."""
    return f"{short_day(moment)}, {clock(moment)}"


def parse_day(said: str | None) -> date | None:
    try:
        return parse_date(said or "")
    except ValueError:
        return None
