"""When people are busy."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.fakes.google.account import Account
from tests.fakes.google.calendar import Calendar
from tests.fakes.google.event import Fields
from tests.fakes.google.refusal import Refusal, required
from tests.fakes.google.when import known_zone, moment_of

Span = tuple[datetime, datetime]


def busy(calendar: Calendar, after: datetime, before: datetime) -> list[Span]:
    """Where something opaque is that the owner has not declined, joined and in order."""
    spans = []
    for event in list(calendar.events.values()):
        if event.master:
            continue
        for one in calendar.occurrences(event, after, before) if event.recurring else [event]:
            fields = calendar.effective(one)
            declined = {"email": calendar.owner, "responseStatus": "declined"}
            refused = any(declined.items() <= person.items() for person in fields.get("attendees", []))
            free = fields.get("status") == "cancelled" or fields.get("transparency") == "transparent" or refused
            if not free and calendar.touches(one, after, before):
                spans.append(calendar.span(one))
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [(max(start, after), min(end, before)) for start, end in joined]


def answer(body: Fields, calendars: Mapping[str, Calendar], accounts: Mapping[str, Account], asker: str) -> Fields:
    """`freeBusy.query`. Guessed: everybody here sees everybody's busy times, unless `busy_is_shown` says no."""
    if not body.get("timeMin") or not body.get("timeMax"):
        raise required("Missing timeMin or timeMax parameter.")
    after, before = moment_of(body["timeMin"], "timeMin"), moment_of(body["timeMax"], "timeMax")
    if before <= after:
        raise Refusal(400, "timeRangeEmpty", "The specified time range is empty.", domain="calendar")
    zone = ZoneInfo(known_zone(body.get("timeZone", "UTC"), "start"))
    shown: Fields = {}
    for item in body.get("items", [])[:50]:
        calendar = calendars.get(asker if item.get("id") == "primary" else str(item.get("id")).lower())
        if not calendar or not (calendar.owner == asker or accounts[calendar.owner].busy_is_shown):
            shown[item["id"]] = {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
            continue
        spans = [
            {"start": start.astimezone(zone).isoformat(), "end": end.astimezone(zone).isoformat()}
            for start, end in busy(calendar, after, before)
        ]
        shown[item["id"]] = {"busy": spans}
    return {"kind": "calendar#freeBusy", "timeMin": body["timeMin"], "timeMax": body["timeMax"], "calendars": shown}
