"""What the owner of a calendar does to its events: by the API or by hand, the same thing happens."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.fakes.google.calendar import Calendar
from tests.fakes.google.conference import Conferences
from tests.fakes.google.event import OWN, Event, Fields, merged
from tests.fakes.google.fields import checked_id, cleaned
from tests.fakes.google.identity import new_id
from tests.fakes.google.invitations import REPLIES, Invitations, Notify
from tests.fakes.google.refusal import Refusal, deleted, invalid, not_found
from tests.fakes.google.when import When
from tests.fakes.world import Answer, World

TIMES = ("start", "end", "recurrence")


@dataclass(frozen=True)
class Editing:
    """The verbs of one calendar, and who hears of them.

    Guessed: PATCH of a deleted event is 404 unless it brings it back (`status: confirmed`); a write that changes
    nothing still makes a new etag, and mails nobody; new times ask the attendees anew; SEQUENCE goes up with times and
    with a cancellation; when a series changes its times, exceptions whose original start is no start any more are
    cancelled, and the others stay.
    """

    calendar: Calendar
    world: World
    conferences: Conferences

    @property
    def invitations(self) -> Invitations:
        return Invitations(self.calendar, self.world)

    def insert(self, body: Fields, *, notify: Notify = "none", conference: bool = False) -> Event:
        """A new event; with an id or an iCalUID of the client's, or neither."""
        chosen, ical_uid = body.get("id"), body.get("iCalUID")
        if chosen and ical_uid:
            raise invalid("Only one of id and iCalUID may be given.")
        event_id = checked_id(chosen) if chosen else new_id()
        if event_id in self.calendar.taken:
            raise Refusal(409, "duplicate", "The requested identifier already exists.")
        now, organiser = self.calendar.clock.now(), self.calendar.id
        uid = ical_uid or f"{event_id}@google.com"
        event = Event(event_id, uid, organiser, self.calendar.owner, now, now)
        fields = cleaned(body, self.calendar.zone)
        event.sequence = self._sequence(body, event)
        self._video(event, fields, {}, conference)
        event.fields = fields
        self.calendar.keep(event)
        self.invitations.tell(event, {}, notify)
        return event

    def patch(self, event_id: str, body: Fields, *, notify: Notify = "none", conference: bool = False) -> Event:
        event = self.calendar.find(event_id)
        before = self.calendar.effective(event)
        if before.get("status") == "cancelled" and body.get("status") != "confirmed":
            raise not_found()
        return self._write(event, before, merged(before, body), body, notify, conference, replaces=False)

    def update(self, event_id: str, body: Fields, *, notify: Notify = "none", conference: bool = False) -> Event:
        """Replace: what is not in the body is gone, the guests too."""
        event = self.calendar.find(event_id)
        before = self.calendar.effective(event)
        if before.get("status") == "cancelled" and body.get("status") != "confirmed":
            raise not_found()
        return self._write(event, before, body, body, notify, conference, replaces=True)

    def delete(self, event_id: str, *, notify: Notify = "none") -> None:
        event = self.calendar.find(event_id)
        before = self.calendar.effective(event)
        if before.get("status") == "cancelled":
            raise deleted()
        if event.organiser != self.calendar.id:
            return self._leave(event, notify)
        event.fields["status"] = "cancelled"
        event.sequence = self.calendar.sequence(event) + 1
        self.calendar.keep(event)
        return self.invitations.tell(event, before, notify)

    # --- The organiser's write

    def _write(
        self,
        event: Event,
        before: Fields,
        wanted: Fields,
        body: Fields,
        notify: Notify,
        conference: bool,
        *,
        replaces: bool,
    ) -> Event:
        if event.organiser != self.calendar.id:
            return self._write_own_copy(event, before, wanted, notify)
        if wanted.get("status") == "cancelled":
            self.delete(event.id, notify=notify)
            return self.calendar.events[event.id]
        after = cleaned(wanted, self.calendar.zone)
        if event.original:
            after.pop("recurrence", None)
        event.sequence = self._sequence(body, event)
        self._video(event, after, before, conference)
        retimed = any(before.get(name) != after.get(name) for name in TIMES)
        if retimed or before.get("status") == "cancelled":
            event.sequence = self.calendar.sequence(event) + 1
            self._ask_anew(after, event, before)
        event.fields = self._differences(event, before, after, body, replaces) if event.original else after
        self.calendar.keep(event)
        if retimed and not event.original:
            self._reset_exceptions(event)
        self.invitations.tell(event, before, notify)
        return event

    def _sequence(self, body: Fields, event: Event) -> int:
        wanted = body.get("sequence")
        if wanted is None:
            return event.sequence
        if not isinstance(wanted, int) or wanted < self.calendar.sequence(event):
            raise invalid(
                "Invalid sequence value. The specified sequence number is below the current sequence number of the "
                "resource. Re-fetch the resource and use its sequence number on the following request."
            )
        return wanted

    def _video(self, event: Event, after: Fields, before: Fields, conference: bool) -> None:
        """Without conferenceDataVersion=1 nothing of it is read, and what was there stays."""
        had = before.get("conferenceData")
        wanted = after.pop("conferenceData", None) if conference else had
        after.pop("conferenceData", None)
        if data := self.conferences.ask(self.calendar, event, wanted, had):
            after["conferenceData"] = deepcopy(data)

    @staticmethod
    def _ask_anew(after: Fields, event: Event, before: Fields) -> None:
        answers = {person["email"]: person["responseStatus"] for person in before.get("attendees", [])}
        for person in after.get("attendees", []):
            if person["email"] != event.organiser and person["email"] in answers:
                person["responseStatus"] = "needsAction"

    def _differences(self, event: Event, before: Fields, after: Fields, body: Fields, replaces: bool) -> Fields:
        """An occurrence keeps what was written to it; the rest goes on coming from the series."""
        own: dict[str, Any] = dict(event.fields)
        names = set(before) | set(after) if replaces else set(body) | {"attendees"}
        for name in names - {"status", "recurrence"}:
            if before.get(name) != after.get(name) or name in own or name in body:
                own[name] = after.get(name)
        own.pop("status", None)
        return {name: value for name, value in own.items() if value is not None or name in before}

    def _reset_exceptions(self, series: Event) -> None:
        recurrence = series.recurrence(self.calendar.zone) if series.recurring else None
        for exception in self.calendar.exceptions(series):
            fits = recurrence and exception.original and recurrence.includes(exception.original)
            if not fits and not exception.cancelled:
                exception.fields["status"] = "cancelled"
                self.calendar.keep(exception)

    # --- The attendee's own copy

    def _write_own_copy(self, event: Event, before: Fields, wanted: Fields, notify: Notify) -> Event:
        after = cleaned(wanted, self.calendar.zone)
        shared = ("summary", "description", "location", *TIMES)
        if any(before.get(name) != after.get(name) for name in shared):
            raise Refusal(
                403,
                "forbiddenForNonOrganizer",
                "Shared properties can only be changed by the organizer of the event.",
                domain="calendar",
            )
        for name in OWN:
            if before.get(name) != after.get(name):
                event.fields[name] = after.get(name)
        self.calendar.keep(event)
        mine = {person["email"]: person["responseStatus"] for person in after.get("attendees", [])}
        status = mine.get(self.calendar.owner)
        if status and status != self._my_status(before):
            self.answer(event, status, notify=notify)
        return event

    def _my_status(self, fields: Fields) -> str | None:
        for person in fields.get("attendees", []):
            if person["email"] == self.calendar.owner:
                return str(person["responseStatus"])
        return None

    def answer(self, event: Event, status: str, *, notify: Notify = "all") -> None:
        """Say whether one comes; the organiser's copy says so too."""
        people = self.calendar.effective(event).get("attendees", [])
        for person in people:
            if person["email"] == self.calendar.owner:
                person["responseStatus"] = status
        event.fields["attendees"] = people
        self.calendar.keep(event)
        original = event.original.instant(self.calendar.zone) if event.original else None
        answer = Answer(event.ical_uid, self.calendar.owner, REPLIES[status], original, self.calendar.clock.now())
        self.world.answer(answer, notify=notify != "none")

    def _leave(self, event: Event, notify: Notify) -> None:
        """Guessed: an attendee who deletes a copy declines."""
        if self._my_status(self.calendar.effective(event)):
            self.answer(event, "declined", notify=notify)
        event.fields["status"] = "cancelled"
        self.calendar.keep(event)


def moved(start: When, end: When) -> Fields:
    """The fields of a time."""
    return {"start": start.written(), "end": end.written()}
