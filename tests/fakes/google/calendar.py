"""One calendar: its events, its history, and how it shows them."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.google.event import Event, Fields
from tests.fakes.google.refusal import not_found
from tests.fakes.google.when import When


def stamp(moment: datetime) -> str:
    """As in `created` and `updated`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Calendar:
    """`id` is its address (of the primary calendar that of its owner), `app` the OAuth client that made it, if one did.

    `generation` goes up when cursors that were given out are to be useless (`expire_cursors`).
    """

    def __init__(
        self,
        id: str,  # noqa: A002  # as Google calls it
        owner: str,
        zone: str,
        clock: Clock,
        *,
        summary: str = "",
        app: str | None = None,
        on_change: Callable[["Calendar"], None] = lambda calendar: None,
    ) -> None:
        self.id, self.owner, self.zone, self.app = id, owner, zone, app
        self.summary = summary or id
        self.clock, self._on_change = clock, on_change
        self.events: dict[str, Event] = {}
        self.taken: set[str] = set()
        self.revision = 0
        self.generation = 0

    # --- Keeping

    def keep(self, event: Event) -> Event:
        """Store what was made or changed: a new revision."""
        self.revision += 1
        event.revision, event.updated = self.revision, self.clock.now()
        self.events[event.id] = event
        self.taken.add(event.id)
        self._on_change(self)
        return event

    def expire_cursors(self) -> None:
        """From now on each sync token that was given out is answered 410 `fullSyncRequired`."""
        self.generation += 1

    def forget_deleted(self) -> None:
        """Deleted events disappear in the end, from the feed too. Guessed: their ids stay taken."""
        for event in [event for event in self.events.values() if event.cancelled and not event.master]:
            del self.events[event.id]
            for exception in self.exceptions(event):
                del self.events[exception.id]

    # --- Finding

    def find(self, event_id: str) -> Event:
        """An event, or an occurrence (one that is as its series says is made up for the moment: `keep` it)."""
        if event := self.events.get(event_id):
            return event
        series_id, _, original_stamp = event_id.rpartition("_")
        series = self.events.get(series_id)
        if series and series.recurring:
            for original in self._around(series, original_stamp):
                if original.stamp == original_stamp:
                    return self.occurrence(series, original)
        raise not_found()

    def _around(self, series: Event, original_stamp: str) -> Iterator[When]:
        try:
            day = datetime.strptime(original_stamp[:8], "%Y%m%d")
        except ValueError:
            return iter(())
        return series.recurrence(self.zone).between(day - timedelta(days=1), day + timedelta(days=2))

    def by_uid(self, ical_uid: str) -> Event | None:
        """The series or single event of that iCalUID."""
        found = (event for event in self.events.values() if event.ical_uid == ical_uid and not event.master)
        return next(found, None)

    def sequence(self, event: Event) -> int:
        """Of an occurrence no less than that of its series."""
        return max(event.sequence, self.events[event.master].sequence) if event.master else event.sequence

    def exceptions(self, series: Event) -> list[Event]:
        return [event for event in self.events.values() if event.master == series.id]

    def occurrence(self, series: Event, original: When) -> Event:
        made_up = replace(series, id=f"{series.id}_{original.stamp}", fields={}, master=series.id, original=original)
        return self.events.get(made_up.id, made_up)

    def occurrences(self, series: Event, after: datetime | None = None, before: datetime | None = None) -> list[Event]:
        """Those that touch the window, also cancelled ones, the moved ones where they are now; by original start."""
        recurrence = series.recurrence(self.zone)
        until = before or recurrence.horizon(self.clock.now(), self.zone)
        length = self._length(series)
        starts = list(recurrence.between(after - length if after else None, until))
        found = {event.id: event for event in (self.occurrence(series, start) for start in starts)}
        for event in self.exceptions(series):
            if event.original and recurrence.includes(event.original):
                found[event.id] = event
        touching = [event for event in found.values() if self.touches(event, after, before or until)]
        return sorted(touching, key=lambda event: event.original.stamp if event.original else "")

    def _length(self, series: Event) -> timedelta:
        start, end = (When.read(series.fields[name], self.zone, name) for name in ("start", "end"))
        return end.minus(start)

    def span(self, event: Event) -> tuple[datetime, datetime]:
        """From when to when, in UTC."""
        fields = self.effective(event)
        start, end = (When.read(fields[name], self.zone, name).instant(self.zone) for name in ("start", "end"))
        return start, end

    def touches(self, event: Event, after: datetime | None, before: datetime | None) -> bool:
        start, end = self.span(event)
        return (before is None or start < before) and (after is None or max(end, start + timedelta(seconds=1)) > after)

    # --- Showing

    def effective(self, event: Event) -> Fields:
        """All fields; an occurrence has those of its series where it has none of its own."""
        if not event.master or not event.original:
            return deepcopy(event.fields)
        series = self.events[event.master]
        inherited = {name: value for name, value in series.fields.items() if name not in ("recurrence", "status")}
        inherited["start"] = event.original.written()
        inherited["end"] = event.original.plus(self._length(series)).written()
        if series.cancelled:
            inherited["status"] = "cancelled"
        return {name: value for name, value in deepcopy(inherited | event.fields).items() if value is not None}

    def resource(self, event: Event, *, shown_in: str | None = None, bare: bool = False) -> Fields:
        """As the API shows it. `bare`: of what is cancelled no more than Google guarantees."""
        fields = self.effective(event)
        fields.setdefault("status", "confirmed")
        shown: Fields = {"kind": "calendar#event", "etag": event.etag, "id": event.id, "status": fields["status"]}
        if event.master and event.original:
            shown["recurringEventId"] = event.master
        if event.original:
            shown["originalStartTime"] = event.original.written(shown_in or self.zone)
        if fields["status"] == "cancelled" and (bare or event.master):
            return shown
        for name in ("start", "end"):
            fields[name] = When.read(fields[name], self.zone, name).written(shown_in or self.zone)
        if "attendees" in fields:
            fields["attendees"] = [self._attendee(person, event) for person in fields["attendees"]]
        if video := self._video(fields):
            fields["hangoutLink"] = video
        return {
            **fields,
            **shown,
            "htmlLink": f"https://www.google.com/calendar/event?eid={event.id}",
            "created": stamp(event.created),
            "updated": stamp(event.updated),
            "creator": self._person(event.creator),
            "organizer": self._person(event.organiser),
            "iCalUID": event.ical_uid,
            "sequence": self.sequence(event),
            "reminders": fields.get("reminders", {"useDefault": True}),
            "eventType": fields.get("eventType", "default"),
        }

    def _person(self, email: str) -> Fields:
        return {"email": email, **({"self": True} if email in (self.id, self.owner) else {})}

    def _attendee(self, person: Fields, event: Event) -> Fields:
        mine = {"self": True} if person["email"] == self.owner else {}
        organises = {"organizer": True} if person["email"] == event.organiser else {}
        return {**person, **mine, **organises}

    @staticmethod
    def _video(fields: Fields) -> Any:
        points = fields.get("conferenceData", {}).get("entryPoints", [])
        return next((point["uri"] for point in points if point["entryPointType"] == "video"), None)
