"""The event that most tests are about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(month: int, day: int, hour: int = 9, minute: int = 30, year: int = 2026) -> datetime:
    """A moment on Berlin's clocks."""
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


def at(moment: datetime, zone: str = "Europe/Berlin") -> dict[str, str]:
    """As a client writes it."""
    return {"dateTime": moment.isoformat(), "timeZone": zone}


def weekly(**more: Any) -> dict[str, Any]:
    """Priya and Tom, Mondays at 9:30 in Berlin, from 5 October 2026 on."""
    begin = berlin(10, 5)
    event: dict[str, Any] = {
        "summary": "Priya / Tom",
        "start": at(begin),
        "end": at(begin + timedelta(minutes=30)),
        "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=MO;WKST=MO"],
        "attendees": [{"email": "priya@example.test", "responseStatus": "accepted"}, {"email": "tom@example.test"}],
        "extendedProperties": {"private": {"andante": "series-1"}},
    }
    return {name: value for name, value in (event | more).items() if value is not None}


def begins(event: dict[str, Any]) -> datetime:
    """When an answered event starts, in UTC."""
    return datetime.fromisoformat(event["start"]["dateTime"]).astimezone(UTC)
