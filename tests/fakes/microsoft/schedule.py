"""`getSchedule`: when people of the tenant are busy, without a word about what."""

from datetime import timedelta
from typing import Any

from tests.fakes.microsoft.event import Item
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.moment import Moment, clock_and_zone
from tests.fakes.microsoft.preferences import Preferences
from tests.fakes.microsoft.refusal import invalid

DIGITS = {"free": "0", "tentative": "1", "busy": "2", "oof": "3", "workingElsewhere": "4", "unknown": "5"}
LONGEST = timedelta(days=62)


def schedule(given: Any, asker: Mailbox, everybody: dict[str, Mailbox], prefers: Preferences) -> dict[str, Any]:
    """For each address either its busy times or an error of its own."""
    starts, ends = (Moment.read(given.get(name), asker.zones) for name in ("startTime", "endTime"))
    if not timedelta() < ends.at - starts.at <= LONGEST:
        raise invalid("The time window is empty or too long.", "ErrorInvalidTimeInterval")
    if not 1 <= len(given.get("schedules") or []) <= 20:
        raise invalid("schedules has 1 to 20 addresses.", "ErrorInvalidParameter")
    step = timedelta(minutes=given.get("availabilityViewInterval") or 30)
    return {
        "value": [_of(name, everybody.get(name.lower()), starts, ends, step, prefers) for name in given["schedules"]]
    }


def _of(
    name: str, mailbox: Mailbox | None, starts: Moment, ends: Moment, step: timedelta, prefers: Preferences
) -> dict[str, Any]:
    if mailbox is None:
        sentence = "Unable to resolve e-mail address to an Exchange mailbox."
        error = {"message": sentence, "responseCode": "ErrorMailRecipientNotFound"}
        return {"scheduleId": name, "error": error}
    items = [item for item in mailbox.items(starts.at, ends.at) if item.words["showAs"] != "free"]
    view, at = "", starts.at
    while at < ends.at:
        here = [DIGITS[item.words["showAs"]] for item in items if item.touches(at, at + step)]
        view, at = view + max(here, default="0"), at + step
    return {
        "scheduleId": name,
        "availabilityView": view,
        "scheduleItems": [_busy(item, prefers) for item in items],
        "workingHours": {
            "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "startTime": "08:00:00.0000000",
            "endTime": "17:00:00.0000000",
            "timeZone": {"name": mailbox.zone},
        },
    }


def _busy(item: Item, prefers: Preferences) -> dict[str, Any]:
    return {
        "status": item.words["showAs"],
        "start": clock_and_zone(item.starts.at, prefers.zone, prefers.zone_name),
        "end": clock_and_zone(item.ends.at, prefers.zone, prefers.zone_name),
    }
