"""A person with a Google account: calendars, and what arrives there."""

from collections.abc import Callable
from dataclasses import replace

from tests.fakes.google.calendar import Calendar
from tests.fakes.google.event import OWN, SHARED, Event, Fields
from tests.fakes.google.identity import new_id
from tests.fakes.google.invitations import PROVIDER, STATUSES, Invitations, fields_of
from tests.fakes.google.when import When
from tests.fakes.world import Answer, Invitation, World


class Account:
    """`email` is also the id of the primary calendar. A copy has the organiser's iCalUID and an id of its own.

    Guessed: events that come from others have other ids here than at the organiser's, so that no client relies on them
    being the same. An answer of somebody who is not invited changes nothing.
    """

    provider = PROVIDER

    def __init__(self, email: str, zone: str, world: World, on_change: Callable[[Calendar], None]) -> None:
        self.email, self.zone, self.world, self._on_change = email.lower(), zone, world, on_change
        self.busy_is_shown = True
        self.calendars: dict[str, Calendar] = {}
        self.primary = self.add_calendar(self.email, self.email, zone)

    def add_calendar(self, calendar_id: str, summary: str, zone: str, app: str | None = None) -> Calendar:
        calendar = Calendar(
            calendar_id, self.email, zone, self.world.clock, summary=summary, app=app, on_change=self._on_change
        )
        self.calendars[calendar_id] = calendar
        self.world.join(calendar_id, self)
        return calendar

    def calendar(self, calendar_id: str) -> Calendar | None:
        return self.primary if calendar_id == "primary" else self.calendars.get(calendar_id.lower())

    # --- What arrives

    def receive(self, invitation: Invitation) -> None:
        """Put an invitation, a change or a cancellation into the primary calendar, unless a later one is there."""
        known = self.primary.by_uid(invitation.ical_uid)
        if invitation.original:
            return self._receive_occurrence(known, invitation)
        if known and invitation.sequence < known.sequence:
            return None
        if invitation.method == "CANCEL":
            return self._cancel(known, invitation)
        event = known or self._copy(invitation)
        event.fields = fields_of(invitation, event.fields)
        event.sequence = invitation.sequence
        self.primary.keep(event)
        return self._take_exceptions(event, invitation)

    def _copy(self, invitation: Invitation) -> Event:
        now = self.world.clock.now()
        return Event(new_id(), invitation.ical_uid, invitation.organiser, invitation.organiser, now, now)

    def _cancel(self, event: Event | None, invitation: Invitation) -> None:
        if event and not event.cancelled:
            event.fields["status"] = "cancelled"
            event.sequence = invitation.sequence
            self.primary.keep(event)

    def _take_exceptions(self, series: Event, invitation: Invitation) -> None:
        zone = series.start(self.zone).zone
        recurrence = series.recurrence(self.zone) if series.recurring else None
        for exception in self.primary.exceptions(series):
            assert exception.original
            if exception.original.instant(self.zone) in invitation.exceptions:
                continue
            fields: Fields = {**exception.fields, "status": "cancelled"}
            if recurrence and recurrence.includes(exception.original):  # again as the series says; my answer stays
                fields = {name: value for name, value in exception.fields.items() if name in (*OWN, "attendees")}
            if fields != exception.fields:
                exception.fields = fields
                self.primary.keep(exception)
        for moment, span in invitation.exceptions.items():
            exception = self.primary.occurrence(series, When(zone, moment=moment))
            fields = {"status": "cancelled"}
            if span:
                start, end = (When(zone, moment=moment).written() for moment in span)
                fields = {**exception.fields, "start": start, "end": end}
                fields.pop("status", None)
            if fields != exception.fields:
                exception.fields = fields
                self.primary.keep(exception)

    def _receive_occurrence(self, known: Event | None, invitation: Invitation) -> None:
        assert invitation.original
        if known and known.recurring:
            original = When(known.start(self.zone).zone, moment=invitation.original)
            event = self.primary.occurrence(known, original)
        else:
            original = When(invitation.zone, moment=invitation.original)
            event = self._stand_alone(invitation.ical_uid, original) or replace(
                self._copy(invitation), original=original, alone=True
            )
        if event.id in self.primary.events and invitation.sequence < event.sequence:
            return
        if invitation.method == "CANCEL":
            event.fields = {**event.fields, "status": "cancelled"}
            if event.alone and event.id not in self.primary.events:
                return
        else:
            event.fields = self._own(event, fields_of(invitation, event.fields))
        event.sequence = invitation.sequence
        self.primary.keep(event)

    def _own(self, event: Event, fields: Fields) -> Fields:
        """What an occurrence has otherwise than its series: the rest goes on following the series."""
        if not event.master:
            return fields
        inherited = self.primary.effective(replace(event, fields={}))
        gone = {name: None for name in SHARED if name in inherited and name not in fields}
        return {name: value for name, value in fields.items() if inherited.get(name) != value} | gone

    def _stand_alone(self, ical_uid: str, original: When) -> Event | None:
        """The occurrence that one was invited to without its series."""
        found = (event for event in self.primary.events.values() if event.alone and event.ical_uid == ical_uid)
        return next((event for event in found if event.original and event.original.moment == original.moment), None)

    def receive_answer(self, answer: Answer) -> None:
        """Note in the organiser's event who comes."""
        for calendar in self.calendars.values():
            event = calendar.by_uid(answer.ical_uid)
            if event and event.organiser == calendar.id and not event.cancelled:
                self._note(calendar, event, answer)

    def _note(self, calendar: Calendar, event: Event, answer: Answer) -> None:
        if answer.original and event.recurring:
            original = When(event.start(calendar.zone).zone, moment=answer.original)
            event = calendar.occurrence(event, original)
        people = calendar.effective(event).get("attendees", [])
        invited = [person for person in people if person["email"] == answer.attendee.lower()]
        if not invited or event.cancelled:
            return
        invited[0]["responseStatus"] = STATUSES[answer.answer]
        event.fields["attendees"] = people
        calendar.keep(event)
        Invitations(calendar, self.world).share_answers(event, answer.attendee.lower())
