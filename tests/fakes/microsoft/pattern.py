"""A `patternedRecurrence`: on which days, and how long."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from tests.fakes.microsoft import guesses
from tests.fakes.microsoft.refusal import invalid

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
INDEXES = ("first", "second", "third", "fourth", "last")
TYPES = ("daily", "weekly", "absoluteMonthly", "relativeMonthly", "absoluteYearly", "relativeYearly")
RANGES = ("endDate", "noEnd", "numbered")
LAST_YEAR = 2200  # where a series without an end stops being looked at
NEVER = "0001-01-01"


@dataclass(frozen=True)
class Pattern:
    """Days of the week count from Monday as 0. Everything that Graph sends back is kept, also what the type ignores."""

    type: str
    interval: int
    start_on: date
    days: tuple[int, ...] = ()
    first_day: int = 6  # Sunday is the vendor's default, not RFC 5545's
    index: str = "first"
    day_of_month: int = 0
    month: int = 0
    end_on: date | None = None
    times: int | None = None
    zone_name: str = "UTC"

    @classmethod
    def read(cls, value: Any, *, start_on: date, zone_name: str) -> "Pattern":
        """From JSON, for an event that starts on that (local) day. Fields that the type ignores are checked, too."""
        if not isinstance(value, dict) or not isinstance(value.get("pattern"), dict):
            raise invalid("The recurrence needs a pattern.")
        if not isinstance(value.get("range"), dict):
            raise invalid("The recurrence needs a range.")
        pattern, span = value["pattern"], value["range"]
        made = cls(
            type=_one_of(pattern.get("type"), TYPES, "type"),
            interval=_number(pattern.get("interval"), 1, 999, "interval"),
            start_on=_day(span.get("startDate"), "startDate"),
            days=tuple(
                sorted({DAYS.index(_one_of(day, DAYS, "daysOfWeek")) for day in pattern.get("daysOfWeek") or []})
            ),
            first_day=DAYS.index(_one_of(pattern.get("firstDayOfWeek") or "sunday", DAYS, "firstDayOfWeek")),
            index=_one_of(pattern.get("index") or "first", INDEXES, "index"),
            day_of_month=_number(pattern.get("dayOfMonth") or 0, 0, 31, "dayOfMonth"),
            month=_number(pattern.get("month") or 0, 0, 12, "month"),
            zone_name=span.get("recurrenceTimeZone") or zone_name,
        )
        kind = _one_of(span.get("type"), RANGES, "range.type")
        if kind == "endDate":
            made = replace(made, end_on=_day(span.get("endDate"), "endDate"))
        elif kind == "numbered":
            made = replace(made, times=_number(span.get("numberOfOccurrences"), 1, 999, "numberOfOccurrences"))
        made._must_hold(start_on)
        return made.begun() if guesses.STARTS_AT_FIRST_FIT else made

    def _must_hold(self, start_on: date) -> None:
        if self.start_on != start_on:
            raise invalid("The range's startDate must be the date of the event's start.")
        if self.end_on and self.end_on < self.start_on:
            raise invalid("The range ends before it starts.")
        if self.type in ("weekly", "relativeMonthly", "relativeYearly") and not self.days:
            raise invalid(f"daysOfWeek is required for {self.type}.")
        if self.type.startswith("absolute") and not self.day_of_month:
            raise invalid(f"dayOfMonth is required for {self.type}.")
        if self.type.endswith("Yearly") and not self.month:
            raise invalid(f"month is required for {self.type}.")
        if next(self.dates(), None) is None:
            raise invalid("No day fits the recurrence.")

    def begun(self) -> "Pattern":
        """The same days, with the first of them as its start. Weeks are counted as before: the first day that fits lies
        in a week, month or year that counts. (A series that was ended before its first day has none.)"""
        return replace(self, start_on=next(self.dates(), self.start_on))

    def as_json(self) -> dict[str, Any]:
        kind = "endDate" if self.end_on else "numbered" if self.times else "noEnd"
        return {
            "pattern": {
                "type": self.type,
                "interval": self.interval,
                "month": self.month,
                "dayOfMonth": self.day_of_month,
                "daysOfWeek": [DAYS[day] for day in self.days],
                "firstDayOfWeek": DAYS[self.first_day],
                "index": self.index,
            },
            "range": {
                "type": kind,
                "startDate": self.start_on.isoformat(),
                "endDate": self.end_on.isoformat() if self.end_on else NEVER,
                "recurrenceTimeZone": self.zone_name,
                "numberOfOccurrences": self.times or 0,
            },
        }

    def dates(self) -> Iterator[date]:
        """Every day of the series, in order; without an end of its own, until LAST_YEAR."""
        for number, day in enumerate(self._fitting(), 1):
            if (self.end_on and day > self.end_on) or day.year > LAST_YEAR:
                return
            yield day
            if number == self.times:
                return

    def _fitting(self) -> Iterator[date]:
        if self.type == "daily":
            yield from (self.start_on + timedelta(days=step * self.interval) for step in count())
        elif self.type == "weekly":
            week = self.start_on - timedelta(days=(self.start_on.weekday() - self.first_day) % 7)
            offsets = sorted((day - self.first_day) % 7 for day in self.days)
            for step in count():
                monday = week + timedelta(weeks=step * self.interval)
                yield from (day for offset in offsets if (day := monday + timedelta(days=offset)) >= self.start_on)
        else:
            for year, month in self._months():
                found = self._day_in(year, month)
                if found is not None and found >= self.start_on:
                    yield found

    def _months(self) -> Iterator[tuple[int, int]]:
        if self.type.endswith("Yearly"):
            yield from ((self.start_on.year + step * self.interval, self.month) for step in count())
        else:
            first = self.start_on.year * 12 + self.start_on.month - 1
            for step in count():
                year, month = divmod(first + step * self.interval, 12)
                yield year, month + 1

    def _day_in(self, year: int, month: int) -> date | None:
        """Of several days of the week, the first (or last) that fits: RRULE would take all of them."""
        length = monthrange(year, month)[1]
        if self.type.startswith("absolute"):
            if self.day_of_month > length and not guesses.CLAMPS_SHORT_MONTHS:
                return None
            return date(year, month, min(self.day_of_month, length))
        fitting = [day for number in range(1, length + 1) if (day := date(year, month, number)).weekday() in self.days]
        return fitting[-1] if self.index == "last" else fitting[INDEXES.index(self.index)]


def _one_of(value: Any, known: tuple[str, ...], name: str) -> str:
    if value not in known:
        raise invalid(f"'{value}' is no value of {name}.")
    return str(value)


def _number(value: Any, least: int, most: int, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise invalid(f"{name} is a number from {least} to {most}.")
    return value


def _day(value: Any, name: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise invalid(f"{name} is a date.") from None
