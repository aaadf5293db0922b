"""The same rhythm as RRULE says it: what goes out with an invitation, and what comes in with one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.fakes.microsoft.moment import Moment
from tests.fakes.microsoft.pattern import INDEXES, Pattern

LETTERS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EVERY_DAY = tuple(range(7))
NUMBERED = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


class Unheld(Exception):
    """A rule that no patternedRecurrence says."""


def rule_of(pattern: Pattern, start: Moment) -> str:
    """RRULE's value (without its name) for a series that starts at that time."""
    parts = {"INTERVAL": str(pattern.interval)}
    if pattern.type == "daily":
        parts["FREQ"] = "DAILY"
    elif pattern.type == "weekly":
        parts |= {"FREQ": "WEEKLY", "BYDAY": _letters(pattern.days), "WKST": LETTERS[pattern.first_day]}
    else:
        parts |= _of_month(pattern)
    if pattern.times:
        parts["COUNT"] = str(pattern.times)
    elif pattern.end_on:
        parts["UNTIL"] = f"{start.on(pattern.end_on).at:%Y%m%dT%H%M%SZ}"
    order = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST", "COUNT", "UNTIL")
    return ";".join(f"{name}={parts[name]}" for name in order if name in parts)


def _of_month(pattern: Pattern) -> dict[str, str]:
    yearly = pattern.type.endswith("Yearly")
    parts = {"FREQ": "YEARLY", "BYMONTH": str(pattern.month)} if yearly else {"FREQ": "MONTHLY"}
    position = next(number for number, name in NUMBERED.items() if name == pattern.index)
    if pattern.type.startswith("absolute"):
        return parts | {"BYMONTHDAY": str(pattern.day_of_month)}
    if pattern.days == EVERY_DAY:
        return parts | {"BYMONTHDAY": str(position)}
    if len(pattern.days) == 1:
        return parts | {"BYDAY": f"{position}{LETTERS[pattern.days[0]]}"}
    return parts | {"BYDAY": _letters(pattern.days), "BYSETPOS": str(position)}


def pattern_of(rule: str, start: datetime, zone: ZoneInfo, zone_name: str) -> Pattern:
    """The pattern of an RRULE for a series whose first wall clock (in `zone`) is `start`; Unheld if there is none."""
    parts = dict(part.split("=", 1) for part in rule.strip().removeprefix("RRULE:").upper().split(";") if part)
    first = start.date()
    known = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH", "WKST", "COUNT", "UNTIL"}
    if set(parts) - known:
        raise Unheld(rule)
    days, position = _days(parts)
    shape: dict[str, object]
    kind = parts.get("FREQ")
    if kind == "DAILY" and not days:
        shape = {"type": "daily"}
    elif kind == "WEEKLY" or (kind == "DAILY" and parts.get("INTERVAL", "1") == "1"):
        if position or set(parts) & {"BYMONTHDAY", "BYMONTH"}:
            raise Unheld(rule)
        shape = {"type": "weekly", "days": days or (first.weekday(),)}
    elif kind in ("MONTHLY", "YEARLY"):
        shape = _in_month(parts, days, position, first)
    else:
        raise Unheld(rule)
    return Pattern(
        **shape,  # type: ignore[arg-type]  # each shape has the fields of its type
        interval=int(parts.get("INTERVAL", "1")),
        start_on=first,
        first_day=LETTERS.index(parts.get("WKST", "MO")),
        end_on=_until(parts["UNTIL"], start, zone) if "UNTIL" in parts else None,
        times=int(parts["COUNT"]) if "COUNT" in parts else None,
        zone_name=zone_name,
    )


def _in_month(parts: dict[str, str], days: tuple[int, ...], position: int, first: date) -> dict[str, object]:
    yearly = parts["FREQ"] == "YEARLY"
    name = "Yearly" if yearly else "Monthly"
    if not yearly and "BYMONTH" in parts:
        raise Unheld("BYMONTH of a monthly rule")
    months = parts.get("BYMONTH", str(first.month))
    numbers = parts.get("BYMONTHDAY", "" if days else str(first.day))
    if "," in months + numbers or (days and numbers):
        raise Unheld("more than one month or day")
    month = {"month": int(months)} if yearly else {}
    if numbers == "-1":
        return {"type": f"relative{name}", "index": "last", "days": EVERY_DAY, **month}
    if numbers:
        if int(numbers) < 0:
            raise Unheld("days counted from the end of the month")
        return {"type": f"absolute{name}", "day_of_month": int(numbers), **month}
    if position not in NUMBERED:
        raise Unheld("a day of the week without its number")
    assert NUMBERED[position] in INDEXES
    return {"type": f"relative{name}", "index": NUMBERED[position], "days": days, **month}


def _days(parts: dict[str, str]) -> tuple[tuple[int, ...], int]:
    """The days of the week, and the one number that they share (0 if there is none)."""
    days, numbers = set(), set()
    for word in parts.get("BYDAY", "").split(","):
        if word:
            days.add(LETTERS.index(word[-2:]))
            numbers.add(int(word[:-2] or parts.get("BYSETPOS", "0")))
    if len(numbers) > 1 or (len(days) > 1 and "BYSETPOS" not in parts and numbers - {0}):
        raise Unheld("days with numbers of their own")
    return tuple(sorted(days)), numbers.pop() if numbers else 0


def _letters(days: tuple[int, ...]) -> str:
    return ",".join(LETTERS[day] for day in days)


def _until(value: str, start: datetime, zone: ZoneInfo) -> date:
    """The last local day: UNTIL is an instant, perhaps one before the day's occurrence, or a date."""
    if "T" not in value:
        return datetime.strptime(value, "%Y%m%d").date()
    at = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")
    if value.endswith("Z"):
        at = at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    return at.date() if at.time() >= start.time() else at.date() - timedelta(days=1)
