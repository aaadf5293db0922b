"""Due dates as people say them: "fri", "in 2 weeks", "1 Dec"."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.utils.dateformat import format as date_format
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

from actions.models.reckoning import last_of, last_of_quarter, months_on, working_days_on

BACK, AHEAD = timedelta(days=366), timedelta(days=5 * 366)

ARTICLES = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
LEADING = re.compile(r"^(?:(?:by|on|due|until|till|the)\s+)+")
DAY_MONTH = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([^\W\d]{3,})(?:\s+(\d{4}))?$")
MONTH_DAY = re.compile(r"^([^\W\d]{3,})\s+(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:\s+(\d{4}))?$")
NUMERIC = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4})?)?$")
A_WEEK_ON = re.compile(r"^(?:a\s+)?(?:week\s+(?:on\s+)?([a-z]+)|([a-z]+)\s+week)$")
DAY_ALONE = re.compile(r"^(?:([a-z]{3,})\s+(?:the\s+)?)?(\d{1,2})(?:st|nd|rd|th)$")
MONTHS_END = re.compile(r"^end\s+of\s+(?:q([1-4])|([^\W\d]{3,}))(?:\s+(\d{4}))?$")
YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
SPAN = re.compile(
    r"^(?:in\s+|within\s+)?(\d{1,3}|(?:a\s+)?couple(?:\s+of)?|[a-z]+)\s*"
    r"(d|days?|w|wks?|weeks?|months?|fortnights?|years?|(?:working|business)\s+days?)"
    r"(?:\s+from\s+(?:now|today))?$"
)


class AnotherWeekday(ValueError):
    """The day is there, and is not the weekday it was said to be."""


def read_due(text: str, *, today: date) -> date | None:
    """The day that `text` means, seen from `today`; None for empty text.

    A weekday is the next one after today: "fri" said on a Friday is the Friday after, as nobody names the day it is.
    "next fri" is the Friday of next week (weeks begin on Monday). A day without a year is the next one to come, today
    included. Numbers are day first, unless the year comes first (ISO 8601).

    Raises ValueError, with a sentence for the person who typed it, when it says no day, a day that does not exist, or
    one that is more than a year back or five years ahead.
    """
    said = " ".join(text.replace(",", " ").split()).casefold()
    if not said:
        return None
    try:
        day = _read(LEADING.sub("", said), today)
    except AnotherWeekday:
        raise
    except (ValueError, OverflowError):  # such as 31 February
        day = None
    if day is None:
        raise ValueError(
            _("“%(text)s” is not a date I can read. Try “fri”, “in 2 weeks” or “1 Dec”.") % {"text": text.strip()[:40]}
        )
    if day < today - BACK:
        raise ValueError(_("%(day)s is long past. Type a day to come.") % {"day": in_full(day)})
    if day > today + AHEAD:
        raise ValueError(_("%(day)s is more than 5 years ahead. Type an earlier day.") % {"day": in_full(day)})
    return day


def in_full(day: date) -> str:
    return date_format(day, "j F Y")


def say_due(day: date | None, *, today: date) -> str:
    """The day in words that `read_due` reads as the same day: "Fri 27 Nov", with the year where it is needed."""
    if day is None:
        return ""
    short = date_format(day, "D j M")
    return short if today <= day < months_on(today, 11) else date_format(day, "D j M Y")


def _read(said: str, today: date) -> date | None:
    """The first way of saying a day that fits; ValueError if it fits and there is no such day."""
    for way in WAYS:
        day = way(said, today)
        if day is not None:
            return day
    return None


def _by_name(said: str, today: date) -> date | None:
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    monday = today + timedelta(days=7 - today.weekday())
    names = {
        "eod": today,
        "end of day": today,
        "end of the day": today,
        "tonight": today,
        "tmrw": today + timedelta(days=1),
        "tmr": today + timedelta(days=1),
        "day after tomorrow": today + timedelta(days=2),
        "this week": friday,
        "end of this week": friday,
        "end of next week": monday + timedelta(days=4),
        "start of next week": monday,
        "beginning of next week": monday,
        "in half a year": months_on(today, 6),
        "this month": last_of(today),
        "end of this month": last_of(today),
        "end of next month": last_of(months_on(today, 1)),
        "start of next month": months_on(today, 1).replace(day=1),
        "beginning of next month": months_on(today, 1).replace(day=1),
        "end of quarter": last_of_quarter(today),
        "end of the quarter": last_of_quarter(today),
        "eoq": last_of_quarter(today),
        "end of year": date(today.year, 12, 31),
        "end of the year": date(today.year, 12, 31),
        "eoy": date(today.year, 12, 31),
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "next week": today + timedelta(days=7),
        "next month": months_on(today, 1),
        "end of week": friday,
        "end of the week": friday,
        "eow": friday,
        "end of month": last_of(today),
        "end of the month": last_of(today),
        "eom": last_of(today),
    }
    return names.get(said)


def _by_weekday(said: str, today: date) -> date | None:
    found = A_WEEK_ON.match(said)
    word = found[1] or found[2] if found else said.removeprefix("next ").removeprefix("this ").removeprefix("coming ")
    weekday = _index(word, WEEKDAYS)
    if weekday is None:
        return None
    if not found and said.startswith("next "):
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + (8 if found else 1))


def _by_day(said: str, today: date) -> date | None:
    """'the 15th', 'fri 4th': the next such day of a month, today included."""
    found = DAY_ALONE.match(said)
    if found is None:
        return None
    name, number = found.groups()
    weekday = _index(name, WEEKDAYS) if name else None
    if name and weekday is None:
        return None
    for ahead in range(12):
        month = months_on(today, ahead)
        if int(number) > last_of(month).day:
            continue
        on = month.replace(day=int(number))
        if on >= today:
            return _on_its_weekday(on, weekday)
    return None


def _by_months_end(said: str, today: date) -> date | None:
    """'end of January', 'end of Q1': its last day, the next one to come."""
    found = MONTHS_END.match(said)
    if found is None:
        return None
    quarter, name, year = found.groups()
    month = 3 * int(quarter) if quarter else _index(name, MONTHS)
    if month is None:
        return None
    on = last_of(date(int(year) if year else today.year, month, 1))
    return on if year or on >= today else last_of(date(today.year + 1, month, 1))


def _by_span(said: str, today: date) -> date | None:
    found = SPAN.match(said)
    if found is None:
        return None
    number, unit = found.groups()
    count = int(number) if number.isdigit() else 2 if "couple" in number else ARTICLES.get(number)
    if count is None:
        return None
    if unit.startswith(("working", "business")):
        return working_days_on(today, count)
    if unit.startswith("d"):
        return today + timedelta(days=count)
    if unit.startswith("m"):
        return months_on(today, count)
    if unit.startswith("y"):
        return months_on(today, 12 * count)
    return today + timedelta(weeks=count * (2 if unit.startswith("f") else 1))


def _by_number(said: str, today: date) -> date | None:
    if found := YEAR_FIRST.match(said):
        return date(*(int(part) for part in found.groups()))
    if found := NUMERIC.match(said):
        day, _sign, month, year = found.groups()
        return _in_year(int(day), int(month), year, today)
    return None


def _by_month(said: str, today: date) -> date | None:
    """'1 Dec', 'Dec 1st', also after the name of its weekday, which then has to be right."""
    first, _space, rest = said.partition(" ")
    weekday = _index(first.rstrip("."), WEEKDAYS)
    words = (rest if weekday is not None else said).replace(".", " ").strip()
    words = " ".join(words.split())
    if found := DAY_MONTH.match(words):
        day, name, year = found.groups()
    elif found := MONTH_DAY.match(words):
        name, day, year = found.groups()
    else:
        return None
    month = _index(name, MONTHS)
    if month is None:
        return None
    on = _in_year(int(day), month, year, today)
    return _on_its_weekday(on, weekday)


WAYS: tuple[Callable[[str, date], date | None], ...] = (
    _by_name,
    _by_weekday,
    _by_span,
    _by_number,
    _by_months_end,
    _by_month,
    _by_day,
)


def _on_its_weekday(on: date, weekday: int | None) -> date:
    """The day, if it is the weekday that was said with it."""
    if weekday is not None and on.weekday() != weekday:
        about = {"day": in_full(on), "weekday": date_format(on, "l")}
        raise AnotherWeekday(_("%(day)s is a %(weekday)s.") % about)
    return on


def _index(word: str, names: Mapping[int, object]) -> int | None:
    """Which of the names a word of three letters or more begins, in English as the interface says it."""
    if len(word) < 3:
        return None
    return next((number for number, name in names.items() if str(name).casefold().startswith(word)), None)


def _in_year(day: int, month: int, year: str | None, today: date) -> date:
    """The day in the year that was said, or the next such day; 29 February waits for its leap year."""
    if year:
        return date(int(year), month, day)
    for ahead in range(9):
        try:
            on = date(today.year + ahead, month, day)
        except ValueError:
            continue
        if on >= today:
            return on
    raise ValueError  # 31 February: in no year
