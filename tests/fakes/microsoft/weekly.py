"""The event that most tests are about: a 1:1 every Monday at 9:30 in Berlin."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

BERLIN = "Europe/Berlin"
KEY = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name OneOnOneKey"


def when(text: str, zone: str = BERLIN) -> dict[str, str]:
    """'2026-10-05 09:30' as Graph wants it."""
    return {"dateTime": f"{text.replace(' ', 'T')}:00", "timeZone": zone}


def at(text: str, zone: str = BERLIN) -> datetime:
    """The same as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def weekly(
    *guests: str, begins: str = "2026-10-05 09:30", ends: str = "2026-10-05 10:00", **more: Any
) -> dict[str, Any]:
    """Without an end; `more` replaces any property."""
    pattern = {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"}
    return {
        "subject": "Elena and Nils",
        "body": {"contentType": "html", "content": "<p>Agenda</p>"},
        "start": when(begins),
        "end": when(ends),
        "recurrence": {"pattern": pattern, "range": {"type": "noEnd", "startDate": begins[:10]}},
        "attendees": [{"type": "required", "emailAddress": {"address": guest}} for guest in guests],
        **more,
    }


def moved(start: str, end: str, zone: str = BERLIN) -> dict[str, Any]:
    return {"start": when(start, zone), "end": when(end, zone)}


def view(begin: str = "2026-10-01", end: str = "2026-11-01") -> dict[str, Any]:
    """A window for instances, views and delta."""
    return {"startDateTime": f"{begin}T00:00:00Z", "endDateTime": f"{end}T00:00:00Z"}


def starts(answer: dict[str, Any]) -> list[str]:
    """'10-05 07:30' of each event, in the zone that was asked for."""
    return [one["start"]["dateTime"][5:16].replace("T", " ") for one in answer["value"]]
