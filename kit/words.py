"""Dates, times, spans and counts in words, for templates: short, exact, in the reader's language and zone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import urlize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@cache
def zones() -> frozenset[str]:
    """Every IANA zone that this machine knows. Read once: looking takes a tenth of a second."""
    return frozenset(available_timezones())


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises ValueError for a name that the time zone database does not hold (also `""` and `../etc/passwd`).
    """
    if name not in zones():
        raise ValueError("unknown time zone")
    return ZoneInfo(name)


def local(moment: datetime) -> datetime:
    """The moment on the reader's own clock (their zone is activated for the request)."""
    return timezone.localtime(moment)


def day(value: date | datetime) -> str:
    """'Tuesday 24 November', with the year when it is not this one."""
    on = local(value).date() if isinstance(value, datetime) else value
    return date_format(on, "l j F" if on.year == timezone.localdate().year else "l j F Y")


def short_day(value: date | datetime) -> str:
    """'Fri 27 Nov', with the year when it is not this one."""
    on = local(value).date() if isinstance(value, datetime) else value
    return date_format(on, "D j M" if on.year == timezone.localdate().year else "D j M Y")


def plain_day(value: date | datetime) -> str:
    """'17 November', with the year when it is not this one."""
    on = local(value).date() if isinstance(value, datetime) else value
    return date_format(on, "j F" if on.year == timezone.localdate().year else "j F Y")


def clock(moment: datetime) -> str:
    """'16:00' on the reader's clock."""
    return date_format(local(moment), "H:i")


def soon(moment: datetime) -> str:
    """'Today, 16:00', 'Tomorrow, 9:00', 'Thu, 10:30', else 'Thu 3 Dec, 10:30'."""
    at, today = local(moment), timezone.localdate()
    ahead = (at.date() - today).days
    if ahead == 0:
        return _("Today, %(time)s") % {"time": clock(moment)}
    if ahead == 1:
        return _("Tomorrow, %(time)s") % {"time": clock(moment)}
    name = date_format(at, "D") if 1 < ahead < 7 else short_day(moment)
    return f"{name}, {clock(moment)}"


def span(length: timedelta) -> str:
    """'6 min', '1 h 20 min'."""
    minutes = max(0, round(length.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)d min") % {"n": rest}
    if not rest:
        return _("%(n)d h") % {"n": hours}
    return _("%(h)d h %(m)d min") % {"h": hours, "m": rest}


def days(number: int) -> str:
    """'1 day', '4 days'."""
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def ordinal(number: int) -> str:
    """'47th' (English)."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def iso(value: date | datetime) -> str:
    """For `<time datetime>`: ISO 8601 with the reader's offset."""
    return local(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


def linked(text: str) -> SafeString:
    """The text with its web addresses as links. Everything in it is escaped, also when it is no address."""
    return SafeString(urlize(text, nofollow=True, autoescape=True))


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "short_day": short_day,
    "plain_day": plain_day,
    "clock": clock,
    "soon": soon,
    "span": span,
    "days": days,
    "ordinal": ordinal,
    "iso": iso,
    "linked": linked,
}
