"""Due dates as people say them: "fri", "in 2 weeks", "1 Dec"."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.utils.dateformat import format as date_format
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

BACK, AHEAD = timedelta(days=366), timedelta(days=5 * 366)

ARTICLES = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
LEADING = re.compile(r"^(?:(?:by|on|due|until|till|the)\s+)+")
DAY_MONTH = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([^\W\d]{3,})(?:\s+(\d{4}))?$")
MONTH_DAY = re.compile(r"^([^\W\d]{3,})\s+(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?:\s+(\d{4}))?$")
NUMERIC = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4})?)?$")
YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
SPAN = re.compile(r"^(?:in\s+)?(\d{1,3}|[a-z]+)\s*(d|days?|w|weeks?|months?|fortnights?)(?:\s+from\s+(?:now|today))?$")


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
    return short if today <= day < _months_on(today, 11) else date_format(day, "D j M Y")


def _read(said: str, today: date) -> date | None:
    """The first way of saying a day that fits; ValueError if it fits and there is no such day."""
    for way in WAYS:
        day = way(said, today)
        if day is not None:
            return day
    return None


def _by_name(said: str, today: date) -> date | None:
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    last = today.replace(day=monthrange(today.year, today.month)[1])
    names = {
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "next week": today + timedelta(days=7),
        "next month": _months_on(today, 1),
        "end of week": friday,
        "end of the week": friday,
        "eow": friday,
        "end of month": last,
        "end of the month": last,
        "eom": last,
    }
    return names.get(said)


def _by_weekday(said: str, today: date) -> date | None:
    word = said.removeprefix("next ").removeprefix("this ")
    weekday = _index(word, WEEKDAYS)
    if weekday is None:
        return None
    if said.startswith("next "):
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _by_span(said: str, today: date) -> date | None:
    found = SPAN.match(said)
    if found is None:
        return None
    number, unit = found.groups()
    count = int(number) if number.isdigit() else ARTICLES.get(number)
    if count is None:
        return None
    if unit.startswith("d"):
        return today + timedelta(days=count)
    if unit.startswith("m"):
        return _months_on(today, count)
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
    if weekday is not None and on.weekday() != weekday:
        about = {"day": in_full(on), "weekday": date_format(on, "l")}
        raise AnotherWeekday(_("%(day)s is a %(weekday)s.") % about)
    return on


WAYS: tuple[Callable[[str, date], date | None], ...] = (_by_name, _by_weekday, _by_span, _by_number, _by_month)


def _index(word: str, names: Mapping[int, object]) -> int | None:
    """Which of the names a word of three letters or more begins, in English as the interface says it."""
    if len(word) < 3:
        return None
    return next((number for number, name in names.items() if str(name).casefold().startswith(word)), None)


def _in_year(day: int, month: int, year: str | None, today: date) -> date:
    """The day in the year that was said, or the next such day; 29 February waits for its leap year."""
    if year:
        return date(int(year), month, day)
    date(2000, month, day)  # is there ever such a day?
    for ahead in range(9):
        try:
            on = date(today.year + ahead, month, day)
        except ValueError:
            continue
        if on >= today:
            return on
    raise ValueError("no such day")


def _months_on(day: date, count: int) -> date:
    """The same day some months later, or the last of that month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
