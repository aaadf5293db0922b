"""What Google accepts in an event."""

import re
from typing import Any

from tests.fakes.google.event import WRITABLE, Fields
from tests.fakes.google.recurrence import Recurrence
from tests.fakes.google.refusal import Refusal, invalid, required
from tests.fakes.google.when import When

ID = re.compile(r"[a-v0-9]{5,1024}")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
ANSWERS = ("needsAction", "declined", "tentative", "accepted")


def checked_id(text: Any) -> str:
    """An id that a client chose."""
    if not isinstance(text, str) or not ID.fullmatch(text):
        raise invalid("Invalid resource id value.")
    return text


def cleaned(body: Fields, zone: str) -> Fields:
    """The writable fields of an event that is complete; a Refusal if Google would not have it."""
    fields = {name: value for name, value in body.items() if name in WRITABLE and value is not None}
    for name in ("summary", "description", "location"):
        if not isinstance(fields.get(name, ""), str):
            raise invalid(f"Invalid value for: {name}")
    if fields.get("status", "confirmed") not in ("confirmed", "tentative", "cancelled"):
        raise invalid("Invalid value for: status")
    start, end = (When.read(fields.get(name), zone, name) for name in ("start", "end"))
    if end.minus(start).total_seconds() < 0 or (start.all_day and start == end):
        raise Refusal(400, "timeRangeEmpty", "The specified time range is empty.", domain="calendar")
    lines = fields.pop("recurrence", None)
    if lines:
        if not isinstance(lines, list):
            raise invalid("Invalid value for: recurrence")
        if not start.all_day and not fields["start"].get("timeZone"):
            raise required("Missing time zone definition for start time.")
        Recurrence(lines, start)
        fields["recurrence"] = lines
    fields["start"], fields["end"] = start.written(), end.written()
    if "attendees" in fields:
        fields["attendees"] = attendees(fields["attendees"])
    return fields


def attendees(people: Any) -> list[Fields]:
    """Each address once, each with an answer."""
    if not isinstance(people, list):
        raise invalid("Invalid value for: attendees")
    known: dict[str, Fields] = {}
    for person in people:
        address = person.get("email") if isinstance(person, dict) else None
        if not isinstance(address, str) or not ADDRESS.fullmatch(address):
            raise invalid("Invalid attendee email.")
        answer = person.get("responseStatus") or "needsAction"
        if answer not in ANSWERS:
            raise invalid("Invalid value for: responseStatus")
        kept = {name: person[name] for name in ("displayName", "optional", "resource", "comment") if person.get(name)}
        known[address.lower()] = {"email": address.lower(), **kept, "responseStatus": answer}
    return list(known.values())
