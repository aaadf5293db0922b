"""An ICS file with public holidays, as somebody uploads it: read whole, or refused in a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from icalendar import Calendar

MOST_EVENTS = 2000
MOST_DAYS = 400
NAME_LENGTH = 120
DAY = timedelta(days=1)
LONGEST_EVENT = timedelta(days=31)
BACK, AHEAD = timedelta(days=31), timedelta(days=5 * 366)


class UnreadableHolidays(ValueError):
    """Why nothing was taken from a file: a sentence for whoever chose it."""


@dataclass
class HolidayFile:
    """What was found: days with their names, and what was passed over. Nothing else of the file is kept."""

    LARGEST: ClassVar[int] = 1024 * 1024

    days: dict[date, str] = field(default_factory=dict)
    timed: int = 0  # events at an hour of the day
    outside: int = 0  # long over, or more than five years ahead
    other: int = 0  # cancelled, without a date, or repeated in a way that is not every year

    @classmethod
    def read(cls, content: bytes, *, today: date) -> "HolidayFile":
        """Raises UnreadableHolidays: nothing is taken from a file that is too large, broken or empty."""
        if len(content) > cls.LARGEST:
            raise UnreadableHolidays(_("That file is larger than 1 MB. Public holidays of some years fit into less."))
        events = content.upper().count(b"BEGIN:VEVENT")
        if events > MOST_EVENTS:
            raise UnreadableHolidays(
                _("That file holds %(n)s entries, and at most %(most)s are read. Nothing was imported.")
                % {"n": f"{events:,}", "most": f"{MOST_EVENTS:,}"}
            )
        found = cls()
        for event in cls._events(content):
            found._take(event, today=today)
        if not found.days:
            raise UnreadableHolidays(found._why_empty())
        if len(found.days) > MOST_DAYS:
            raise UnreadableHolidays(
                _("That file holds %(n)s days off, and at most %(most)s are taken. Nothing was imported.")
                % {"n": f"{len(found.days):,}", "most": MOST_DAYS}
            )
        return found

    @staticmethod
    def _events(content: bytes) -> list[Any]:
        try:
            return list(Calendar.from_ical(content.decode("utf-8-sig")).walk("VEVENT"))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise UnreadableHolidays(
                _("That is no calendar file that can be read. Export public holidays as ICS, then choose that file.")
            ) from error

    def _take(self, event: Any, *, today: date) -> None:
        """One event: its days, if it is an all-day one."""
        start, last = _span(event)
        if isinstance(start, datetime):
            self.timed += 1
            return
        repeats = event.get("RRULE")
        cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
        if start is None or last is None or cancelled or (repeats is not None and not _every_year(repeats)):
            self.other += 1
        else:
            name = " ".join(str(event.get("SUMMARY", "")).split())[:NAME_LENGTH]
            for years in _years(start, today) if repeats is not None else (0,):
                self._add(start, last, years, name, today=today)
            self.outside += repeats is None and start not in self.days and last not in self.days

    def _add(self, start: date, last: date, years: int, name: str, *, today: date) -> None:
        for day in _days(start, last):
            try:
                moved = day.replace(year=day.year + years)
            except ValueError:  # 29 February in a year that has none, or past the end of the calendar
                continue
            if today - BACK <= moved <= today + AHEAD:
                self.days.setdefault(moved, name)

    def _why_empty(self) -> str:
        if self.outside:
            return _("Every day in that file is over, or more than five years ahead. Nothing was imported.")
        if self.timed:
            return _("That file holds appointments at an hour, and no whole days off. Nothing was imported.")
        return _("There is no day off in that file. Nothing was imported.")


def _span(event: Any) -> tuple[date | None, date | None]:
    """The first day and the last of an event; a start with an hour is given as it is."""
    try:
        start = event["DTSTART"].dt
        end = event["DTEND"].dt if "DTEND" in event else None
        length = event["DURATION"].dt if "DURATION" in event else None
    except (KeyError, AttributeError, ValueError, TypeError):
        return None, None
    if isinstance(start, datetime) or not isinstance(start, date):
        return (start if isinstance(start, datetime) else None), None
    if isinstance(end, datetime):
        last = end.date()
    elif end is not None:
        last = end - DAY if end > start else start  # the day after the last (RFC 5545, 3.6.1)
    elif isinstance(length, timedelta) and DAY <= length <= LONGEST_EVENT and start < date.max - LONGEST_EVENT:
        last = start + length - DAY
    else:
        last = start
    return (start, max(start, last)) if last - start <= LONGEST_EVENT else (None, None)


def _every_year(rule: Any) -> bool:
    """The same day each year, without an end: what calendars write for a holiday with a fixed date."""
    asked = {str(name).upper() for name in rule}
    return asked <= {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "WKST"} and (
        rule.get("FREQ") == ["YEARLY"] and rule.get("INTERVAL", [1]) == [1]
    )


def _years(start: date, today: date) -> range:
    """By how many years the first one is moved to be of today's year and the next five."""
    begin = max(0, today.year - start.year)
    return range(begin, begin + 6)


def _days(start: date, last: date) -> Iterator[date]:
    for number in range(start.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)
