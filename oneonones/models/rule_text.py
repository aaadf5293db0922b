"""The text form of a rule: an RFC 5545 RRULE value (3.3.10), as far as we hold such rules, read strictly."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

BY_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
NUMBER = re.compile(r"[0-9]{1,6}")
MONTH_DAY = re.compile(r"[+-]?[0-9]{1,2}")
DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


class BadRule(ValueError):
    """A rule that we do not hold, or by which nobody would ever meet: why, in words, and which part of it."""

    def __init__(self, about: str, why: str) -> None:
        super().__init__(why)
        self.about = about


def not_held() -> BadRule:
    return BadRule("rule", _("That is a rule that cannot be kept here."))


def read(text: str) -> dict[str, Any]:
    """What the text says, by the names of a Recurrence; raises BadRule.

    A week start other than Monday is taken where the dates do not depend on it.
    """
    parts = _parts(text)
    frequency, by_month_day = parts.pop("FREQ", ""), parts.pop("BYMONTHDAY", "")
    nth, weekdays = _by_day(parts.pop("BYDAY", ""))
    monthly = nth is not None or bool(by_month_day)
    if frequency != ("MONTHLY" if monthly else "WEEKLY"):
        raise not_held()
    said: dict[str, Any] = {
        "interval": _number(parts.pop("INTERVAL", "1")),
        "weekdays": weekdays,
        "nth": nth,
        "day": _number(by_month_day, MONTH_DAY) if by_month_day else None,
        "until": _date(parts.pop("UNTIL")) if "UNTIL" in parts else None,
        "count": _number(parts.pop("COUNT")) if "COUNT" in parts else None,
    }
    start = parts.pop("WKST", "MO")
    if parts or start not in DAYS:
        raise not_held()
    before = {weekday < DAYS.index(start) for weekday in weekdays}
    if not monthly and said["interval"] > 1 and len(before) > 1:
        raise not_held()
    return said


def write(*, interval: int, weekdays: tuple[int, ...], nth: int | None, day: int | None, end: date | int | None) -> str:
    """The text form, always the same for the same rule."""
    monthly = nth is not None or day is not None
    parts = [f"FREQ={'MONTHLY' if monthly else 'WEEKLY'}", f"INTERVAL={interval}"]
    parts.append(
        f"BYMONTHDAY={day}"
        if day is not None
        else "BYDAY=" + ",".join(f"{nth or ''}{DAYS[weekday]}" for weekday in weekdays)
    )
    if isinstance(end, date):
        parts.append(f"UNTIL={end:%Y%m%d}")
    elif end is not None:
        parts.append(f"COUNT={end}")
    return ";".join([*parts, "WKST=MO"])


def _parts(text: str) -> dict[str, str]:
    """Each part once, and each with a value."""
    fields = [field.partition("=") for field in text.upper().split(";")]
    parts = {name: value for name, _equals, value in fields if value}
    if len(parts) != len(fields):
        raise not_held()
    return parts


def _by_day(text: str) -> tuple[int | None, tuple[int, ...]]:
    """The ordinal, if any, and the weekdays: each once, all with the same ordinal or none."""
    found = [BY_DAY.fullmatch(one) for one in text.split(",")] if text else []
    days = [(int(one[1]) if one[1] else None, DAYS.index(one[2])) for one in found if one]
    nths = {nth for nth, _weekday in days}
    if len(days) != len(found) or len(set(days)) != len(found) or len(nths) > 1:
        raise not_held()
    return (nths.pop() if nths else None), tuple(weekday for _nth, weekday in days)


def _number(text: str, form: re.Pattern[str] = NUMBER) -> int:
    if not form.fullmatch(text):
        raise not_held()
    return int(text)


def _date(text: str) -> date:
    found = DATE.fullmatch(text)
    if found is None:
        raise not_held()
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise not_held() from None
