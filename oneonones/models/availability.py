"""When two people could meet: both at work, and neither of them in another 1:1."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from oneonones.models.meeting import Meeting
from oneonones.models.pair import Pair
from oneonones.models.recurrence import at_time, instant
from people.models import DaysOff, Person, WorkingWeek

STEP = timedelta(minutes=30)
DAY = timedelta(days=1)
NOTICE = timedelta(hours=1)  # nobody is offered a time that begins in a few minutes


@dataclass(frozen=True)
class Busy:
    """Somebody is in another 1:1 then. Whose it is besides is for them alone to know."""

    start: datetime
    end: datetime
    meeting: Meeting | None = None


@dataclass(frozen=True)
class Diary:
    """What planning knows of one person's time."""

    person: Person
    zone: ZoneInfo
    week: WorkingWeek
    busy: tuple[Busy, ...] = ()
    away: frozenset[date] = frozenset()
    holidays: frozenset[date] = frozenset()

    def works(self, start: datetime, end: datetime) -> bool:
        """Is the whole span within their hours of that weekday, on their own clock?"""
        first, last = start.astimezone(self.zone), end.astimezone(self.zone)
        hours = self.week.on(first.date())
        return (
            hours is not None and first.date() == last.date() and hours[0] <= first.time() and last.time() <= hours[1]
        )

    def day_off(self, moment: datetime) -> str:
        """`away` or `holiday` if they have that day off, on their own clock; else empty."""
        day = moment.astimezone(self.zone).date()
        return "away" if day in self.away else "holiday" if day in self.holidays else ""

    def taken(self, start: datetime, end: datetime) -> Busy | None:
        """Another 1:1 of theirs that shares a minute with the span."""
        return next((one for one in self.busy if one.start < end and one.end > start), None)


@dataclass(frozen=True)
class Obstacle:
    """Why a time does not suit one of the two. Said before it is chosen; it forbids nothing."""

    kind: str  # hours, away, holiday, taken
    person: Person
    busy: Busy | None = None


@dataclass(frozen=True)
class Availability:
    """The time of two people, for a 1:1 of a certain length."""

    diaries: tuple[Diary, Diary]
    length: timedelta

    @classmethod
    def of(
        cls, pair: Pair, *, length: timedelta, since: datetime, until: datetime, but: Meeting | None = None
    ) -> "Availability":
        """Three queries, whatever the counts. `but`: the meeting that is to be moved is in nobody's way."""
        both = (pair.manager, pair.report)
        theirs = Meeting.objects.overlapping(since - DAY, until + DAY).select_related("pair__manager", "pair__report")
        theirs = theirs.filter(Q(pair__manager__in=both) | Q(pair__report__in=both), pair__ended_on=None)
        others = [one for one in theirs if but is None or one.pk != but.pk]
        days = [since.date() + DAY * n for n in range(-2, (until - since).days + 4)]
        off = DaysOff.of(both, days[0], days[-1])
        return cls((_diary(both[0], others, off, days), _diary(both[1], others, off, days)), length)

    def obstacles(self, start: datetime) -> list[Obstacle]:
        """Everything that speaks against it; a day off says enough of the hours of that day."""
        found, end = [], start + self.length
        for diary in self.diaries:
            off = diary.day_off(start)
            if off or not diary.works(start, end):
                found.append(Obstacle(off or "hours", diary.person))
            if busy := diary.taken(start, end):
                found.append(Obstacle("taken", diary.person, busy))
        return found

    def suits(self, start: datetime) -> bool:
        end = start + self.length
        return all(
            diary.works(start, end) and not diary.day_off(start) and diary.taken(start, end) is None
            for diary in self.diaries
        )

    def slots(
        self,
        *,
        since: datetime,
        until: datetime,
        near: datetime,
        zone: ZoneInfo,
        but: datetime | None = None,
        most: int = 3,
    ) -> list[datetime]:
        """Up to `most` times that suit both, each over before `until`: one a day, on the days closest to `near`, and
        at the time of day closest to it on the clock of `zone`. The earliest first. `but`: the time that is given up.
        """
        wanted = near.astimezone(zone)
        first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        days = (first + DAY * n for n in range((last - first).days + 1))
        found: list[datetime] = []
        for day in sorted(days, key=lambda day: (abs(day - wanted.date()), day)):
            starts = [start for start in _starts(day, zone, wanted.time()) if since <= start <= until - self.length]
            best = next((start for start in starts if start != but and self.suits(start)), None)
            if best is not None:
                found.append(best)
            if len(found) == most:
                break
        return sorted(found)


def _starts(day: date, zone: ZoneInfo, near: time) -> Iterator[datetime]:
    """Every half hour of a day, and the time `near` itself: the closest to it first. No moment twice."""
    near = near.replace(second=0, microsecond=0)
    middle = at_time(day, near)
    clocks: Sequence[datetime] = [at_time(day, time()) + STEP * n for n in range(48)]
    seen: set[datetime] = set()
    for clock in sorted({*clocks, middle}, key=lambda clock: (abs(clock - middle), clock)):
        moment = instant(clock, zone)
        if moment not in seen:
            seen.add(moment)
            yield moment


def _diary(person: Person, meetings: Iterable[Meeting], off: DaysOff, days: Iterable[date]) -> Diary:
    away: set[date] = set()
    holidays: set[date] = set()
    for day in days:
        if (why := off.of_person(person, day)) is not None:
            (away if why.away else holidays).add(day)
    busy = tuple(Busy(one.starts_at, one.ends_at, one) for one in meetings if one.pair.has(person))
    return Diary(person, person.zone, person.working_week, busy, frozenset(away), frozenset(holidays))
