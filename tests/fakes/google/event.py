"""An event as Google keeps it."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.fakes.google.recurrence import Recurrence
from tests.fakes.google.when import When

Fields = dict[str, Any]

# What a client may write. `start` and `end` are kept as written, in the form of `When.written`.
WRITABLE = frozenset(
    {
        *("anyoneCanAddSelf", "attachments", "attendees", "colorId", "conferenceData", "description", "end"),
        *("eventType", "extendedProperties", "guestsCanInviteOthers", "guestsCanModify", "guestsCanSeeOtherGuests"),
        *("location", "recurrence", "reminders", "source", "start", "status", "summary", "transparency", "visibility"),
    }
)
# What an attendee may write on an own copy; the rest belongs to the organiser.
OWN = frozenset({"colorId", "extendedProperties", "reminders", "transparency", "visibility"})
# What the attendees see: they hear of a change of these only.
SHARED = ("summary", "description", "location", "start", "end", "recurrence", "conferenceData", "status")


@dataclass
class Event:
    """A single event, a series, or one occurrence of it that differs (then `fields` hold the differences; None: gone).

    `revision` is the place in the calendar's history; the etag follows from it.
    """

    id: str
    ical_uid: str
    organiser: str
    creator: str
    created: datetime
    updated: datetime
    fields: Fields = field(default_factory=dict)
    revision: int = 0
    sequence: int = 0
    master: str | None = None
    original: When | None = None
    alone: bool = False  # one occurrence of a series that this calendar does not have

    @property
    def etag(self) -> str:
        return f'"{3_500_000_000_000_000 + self.revision * 2}"'

    @property
    def cancelled(self) -> bool:
        return self.fields.get("status") == "cancelled"

    @property
    def recurring(self) -> bool:
        return bool(self.fields.get("recurrence"))

    def start(self, zone: str) -> When:
        return When.read(self.fields["start"], zone, "start")

    def recurrence(self, zone: str) -> Recurrence:
        return Recurrence(self.fields["recurrence"], self.start(zone))


def merged(old: Fields, patch: Fields) -> Fields:
    """Google's patch: objects are merged, null removes, an array replaces the whole array."""
    new = deepcopy(old)
    for name, value in patch.items():
        if value is None:
            new.pop(name, None)
        elif isinstance(value, dict) and isinstance(new.get(name), dict):
            new[name] = merged(new[name], value)
        else:
            new[name] = deepcopy(value)
    return new
