"""When two people meet, read slowly: day after day from the first one on, without the product's code."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
FAR = 800 * DAY  # nobody asks for later dates


@dataclass(frozen=True)
class Rule:
    """On weekdays, every so many weeks; or monthly: on the nth (-1: last) of one weekday, or on a day (-1: last)."""

    weekdays: tuple[int, ...] = ()
    interval: int = 1
    nth: int | None = None
    day: int | None = None
    until: date | None = None
    count: int | None = None

    @property
    def monthly(self) -> bool:
        return self.nth is not None or self.day is not None

    @property
    def pace(self) -> tuple[bool, int, int]:
        return self.monthly, self.interval, len(self.weekdays) or 1

    def fits(self, day: date) -> bool:
        """Leaving aside which weeks or months are its own."""
        if self.day is not None:
            return day.day == self.day or (self.day == -1 and (day + DAY).day == 1)
        if day.weekday() not in self.weekdays:
            return False
        last = (day + 7 * DAY).month != day.month
        return self.nth in (None, (day.day - 1) // 7 + 1) or (self.nth == -1 and last)

    def first(self, day: date) -> date | None:
        """The first day from that one on that fits it; None where it ends before."""
        found = next(one for one in (day + n * DAY for n in range(62)) if self.fits(one))
        return None if self.until is not None and found > self.until else found


@dataclass(eq=False)
class Rhythm:
    """The two meet by a rule from `first` on, on somebody's clock."""

    rule: Rule
    first: date
    clock: time
    zone: ZoneInfo
    anchor: Any
    id: Any = None
    last: date | None = None  # set once it is over, or goes on in another one: no date of it is after that day
    goes_on_from: "Rhythm | None" = None
    asked_about: str = ""  # the anchor's clock is that one now: does the rhythm follow?
    paused_from: date | None = None
    paused_until: date | None = None
    planned_until: datetime | None = None

    def is_its_own(self, day: date) -> bool:
        """Of the weeks or months that it has: every one, or every so many."""
        if self.rule.monthly:
            gone = (day.year - self.first.year) * 12 + day.month - self.first.month
        else:
            monday, first_monday = (one - one.weekday() * DAY for one in (day, self.first))
            gone = (monday - first_monday).days // 7
        return gone % self.rule.interval == 0

    def dates(self) -> Iterator[date]:
        day, left = self.first, self.rule.count
        while left != 0 and day < self.first + FAR and (self.rule.until is None or day <= self.rule.until):
            if self.rule.fits(day) and self.is_its_own(day):
                yield day
                left = None if left is None else left - 1
            day += DAY

    def starts(self, after: datetime) -> Iterator[datetime]:
        """Local starts from `after` on, one after the other."""
        starts = (datetime.combine(day, self.clock) for day in self.dates())
        return (start for start in starts if start >= after)

    def here(self, now: datetime) -> datetime:
        """From when on it has dates to come, on its clock."""
        return max(self.local(now), datetime.combine(self.first, self.clock))

    def ahead(self, now: datetime, until: datetime | None = None) -> list[datetime]:
        """The local starts that are to be planned: those of 60 days from now or from the first on, or the next one."""
        here, found = self.here(now), list[datetime]()
        for start in self.starts(here):
            if start >= (until or here + 60 * DAY):
                return found or ([] if until else [start])
            found.append(start)
        return found

    def left(self, day: date) -> Rule | None:
        """The rule for two others who go on by it from that day on; None where it has run out by then."""
        dates = list(self.dates())
        gone = sum(one < day for one in dates)
        count = None if self.rule.count is None else self.rule.count - gone
        return replace(self.rule, count=count) if gone < len(dates) else None

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def moment(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def midnight(self, day: date) -> datetime:
        return self.moment(datetime.combine(day, time()))

    def paused_on(self, day: date) -> bool:
        return self.paused_from is not None and self.paused_from <= day <= (self.paused_until or date.max)
