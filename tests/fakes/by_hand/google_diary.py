"""A calendar of the fake of Google, as its owner sees it."""

from collections.abc import Iterator
from datetime import datetime

from tests.fakes.by_hand.diary import Entry
from tests.fakes.google.calendar import Calendar
from tests.fakes.google.event import Event
from tests.fakes.google.google import Google
from tests.fakes.google.hands import Hand


class GoogleDiary:
    """All calendars of the person together."""

    provider = "Google"

    def __init__(self, google: Google, email: str) -> None:
        self._google, self.email = google, email

    @property
    def hand(self) -> Hand:
        return self._google.hand(self.email)

    def entries(self, after: datetime, before: datetime) -> list[Entry]:
        with self._google.world.lock:
            found = [
                self._entry(calendar, event)
                for calendar in self._google.account(self.email).calendars.values()
                for event in self._events(calendar, after, before)
            ]
        return sorted(found, key=lambda entry: entry.starts)

    @staticmethod
    def _events(calendar: Calendar, after: datetime, before: datetime) -> Iterator[Event]:
        for event in list(calendar.events.values()):
            if event.master:
                continue
            for one in calendar.occurrences(event, after, before) if event.recurring else [event]:
                if calendar.effective(one).get("status") != "cancelled" and calendar.touches(one, after, before):
                    yield one

    @staticmethod
    def _entry(calendar: Calendar, event: Event) -> Entry:
        fields = calendar.resource(event)
        starts, ends = calendar.span(event)
        return Entry(
            event.master or event.id,
            starts,
            ends,
            fields.get("summary", ""),
            event.organiser,
            event.original.instant(calendar.zone) if event.original and event.master else None,
            {person["email"]: person["responseStatus"] for person in fields.get("attendees", [])},
            fields.get("hangoutLink", ""),
        )
