"""What people do in Google Calendar itself, without asking any program."""

import re
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.fakes.google.calendar import Calendar
from tests.fakes.google.editing import Editing, moved
from tests.fakes.google.event import Event, Fields
from tests.fakes.google.when import When

UNTIL = re.compile(r";?(UNTIL|COUNT)=[^;]+")


class Hand:
    """A person at one calendar. Everybody invited is mailed, as the page suggests.

    `original` names an occurrence by its original start, wherever it is now.
    """

    def __init__(self, editing: Editing, acting: Callable[[], AbstractContextManager[object]]) -> None:
        self._editing, self._acting = editing, acting

    @property
    def calendar(self) -> Calendar:
        return self._editing.calendar

    # --- Making

    def make(
        self,
        title: str,
        start: datetime | date,
        length: timedelta = timedelta(minutes=30),
        *,
        rule: str | None = None,
        guests: Iterable[str] = (),
        zone: str | None = None,
        **more: object,
    ) -> str:
        """A new event, perhaps a series, with a group, or (by a date) all day; the answer is its id."""
        zone = zone or self.calendar.zone
        if isinstance(start, datetime):
            begin = When(zone, moment=start.astimezone(UTC))
        else:
            begin, length = When(zone, day=start), max(length, timedelta(days=1))
        people = [{"email": self.calendar.owner, "responseStatus": "accepted"}, *({"email": guest} for guest in guests)]
        body: Fields = {"summary": title, **moved(begin, begin.plus(length)), **more}
        if len(people) > 1:
            body["attendees"] = people
        if rule:
            body["recurrence"] = [f"RRULE:{rule}"]
        with self._acting():
            return self._editing.insert(body, notify="all", conference="conferenceData" in more).id

    # --- Changing

    def move(self, event_id: str, start: datetime, *, original: datetime | None = None) -> None:
        """To another time: one occurrence, a single event, or the whole series. It stays as long as it was."""
        with self._acting():
            event = self._event(event_id, original)
            fields = self.calendar.effective(event)
            was_start, was_end = (When.read(fields[name], self.calendar.zone, name) for name in ("start", "end"))
            to = When(was_start.zone, moment=start.astimezone(UTC))
            self._editing.patch(event.id, moved(to, to.plus(was_end.minus(was_start))), notify="all")

    def change(self, event_id: str, *, original: datetime | None = None, **fields: object) -> None:
        """Another title, other guests, another rule: whatever the page has fields for."""
        with self._acting():
            self._editing.patch(self._event(event_id, original).id, fields, notify="all", conference=True)

    def delete(self, event_id: str, *, original: datetime | None = None) -> None:
        """One occurrence, or all of it."""
        with self._acting():
            self._editing.delete(self._event(event_id, original).id, notify="all")

    def answer(self, event_id: str, status: str, *, original: datetime | None = None) -> None:
        """Accept, decline, or leave it open: `accepted`, `declined`, `tentative`, `needsAction`."""
        with self._acting():
            self._editing.answer(self._event(event_id, original), status)

    # --- This and following

    def end_before(self, event_id: str, original: datetime) -> None:
        """Delete this and all following."""
        with self._acting():
            series = self.calendar.find(event_id)
            if not self._before(series, original):
                return self._editing.delete(series.id, notify="all")
            self._editing.patch(series.id, {"recurrence": self._until(series, original)}, notify="all")
            return None

    def split(self, event_id: str, original: datetime, start: datetime | None = None, **fields: object) -> str:
        """Change this and all following: the old series ends, and a copy of it, all properties included, goes on.

        The exceptions from there on are reset; from the first on it is the series itself that changes.

        Guessed: the new series has an id that says nothing of the old one.
        """
        with self._acting():
            series = self.calendar.find(event_id)
            zone = series.start(self.calendar.zone).zone
            body = deepcopy(self.calendar.effective(series))
            length = When.read(body["end"], zone, "end").minus(When.read(body["start"], zone, "start"))
            begin = When(zone, moment=(start or original).astimezone(UTC))
            body |= moved(begin, begin.plus(length))
            if not self._before(series, original):
                change = {**fields, **moved(begin, begin.plus(length))}
                return self._editing.patch(series.id, change, notify="all", conference=True).id
            body["recurrence"] = self._rest(series, original)
            self._editing.patch(series.id, {"recurrence": self._until(series, original)}, notify="all")
            return self._editing.insert(body | fields, notify="all", conference=True).id

    def _until(self, series: Event, original: datetime) -> list[str]:
        """Until the end of the day before, as the page writes it: another time of day adds no occurrence."""
        zone = ZoneInfo(series.start(self.calendar.zone).zone)
        midnight = original.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        last = midnight.astimezone(UTC) - timedelta(seconds=1)
        lines: list[str] = series.fields["recurrence"]
        return [
            f"{UNTIL.sub('', one)};UNTIL={last:%Y%m%dT%H%M%SZ}" if one.startswith("RRULE") else one for one in lines
        ]

    def _before(self, series: Event, original: datetime) -> int:
        """How many occurrences were to be before that one."""
        starts = series.recurrence(self.calendar.zone).between(None, original)
        return sum(1 for start in starts if start.instant(self.calendar.zone) < original)

    def _rest(self, series: Event, original: datetime) -> list[str]:
        """A series of ten that is split after four goes on six times."""
        done = self._before(series, original)
        lines: list[str] = series.fields["recurrence"]
        return [re.sub(r"COUNT=(\d+)", lambda match: f"COUNT={int(match[1]) - done}", line) for line in lines]

    def _event(self, event_id: str, original: datetime | None) -> Event:
        event = self.calendar.find(event_id)
        if original is None:
            return event
        zone = event.start(self.calendar.zone).zone
        return self.calendar.find(f"{event.id}_{When(zone, moment=original.astimezone(UTC)).stamp}")
