"""From an organiser's event to what its attendees are told, and from that to the attendee's own copy."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from tests.fakes.google.calendar import Calendar
from tests.fakes.google.event import OWN, SHARED, Event, Fields
from tests.fakes.google.when import When
from tests.fakes.world import Invitation, Reply, World

PROVIDER = "google"
Notify = Literal["all", "externalOnly", "none"]
NOTIFY: tuple[Notify, ...] = get_args(Notify)

REPLIES: dict[str, Reply] = {
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "tentative",
    "needsAction": "needs_action",
}
STATUSES = {reply: status for status, reply in REPLIES.items()}


def guests(fields: Fields, organiser: str) -> dict[str, Reply]:
    """Who is invited, the organiser aside."""
    return {
        person["email"]: REPLIES[person["responseStatus"]]
        for person in fields.get("attendees", [])
        if person["email"] != organiser
    }


def rule_of(fields: Fields) -> str | None:
    rules = [line.partition(":")[2] for line in fields.get("recurrence", []) if line.upper().startswith("RRULE")]
    return rules[0] if rules else None


def join_url(fields: Fields) -> str:
    points = fields.get("conferenceData", {}).get("entryPoints", [])
    return str(points[0]["uri"]) if points else ""


@dataclass(frozen=True)
class Invitations:
    """What one calendar's events say to their attendees."""

    calendar: Calendar
    world: World

    def tell(self, event: Event, before: Fields, notify: Notify) -> None:
        """Send what the change from `before` asks for: to those who are new, who are out, or who see a difference.

        Guessed: that others come, go or answer is seen, and not mailed.
        """
        after = self.calendar.effective(event)
        was = {} if before.get("status") == "cancelled" else guests(before, event.organiser)
        now = {} if after.get("status") == "cancelled" else guests(after, event.organiser)
        seen = any(before.get(name) != after.get(name) for name in SHARED)
        for email in was:
            if email not in now:
                self._send(event, after, "CANCEL", email, notify)
        for email in now:
            if seen or email not in was:
                self._send(event, after, "REQUEST", email, notify)
            elif before.get("attendees") != after.get("attendees"):
                self._send(event, after, "REQUEST", email, "none")

    def share_answers(self, event: Event, answered: str) -> None:
        """The other attendees see who comes; nobody is mailed."""
        fields = self.calendar.effective(event)
        for email in guests(fields, event.organiser):
            if email != answered:
                self._send(event, fields, "REQUEST", email, "none")

    def _send(
        self, event: Event, fields: Fields, method: Literal["REQUEST", "CANCEL"], email: str, notify: Notify
    ) -> None:
        there = self.world.mailbox(email)
        outside = there is None or there.provider != PROVIDER
        mailed = notify == "all" or (notify == "externalOnly" and outside)
        self.world.send(self.compose(event, fields, method), email, notify=mailed)

    def compose(self, event: Event, fields: Fields, method: Literal["REQUEST", "CANCEL"]) -> Invitation:
        start, end = self.calendar.span(event)
        return Invitation(
            method=method,
            ical_uid=event.ical_uid,
            sequence=self.calendar.sequence(event),
            organiser=event.organiser,
            attendees=guests(fields, event.organiser),
            start=start,
            end=end,
            zone=When.read(fields["start"], self.calendar.zone, "start").zone,
            rule=None if event.original else rule_of(fields),
            exceptions={} if event.original else self._exceptions(event),
            original=event.original.instant(self.calendar.zone) if event.original else None,
            title=fields.get("summary", ""),
            description=fields.get("description", ""),
            location=fields.get("location", ""),
            join_url=join_url(fields),
        )

    def _exceptions(self, series: Event) -> dict[datetime, tuple[datetime, datetime] | None]:
        """Those that are still starts of the series."""
        if not series.recurring:
            return {}
        zone, recurrence = self.calendar.zone, series.recurrence(self.calendar.zone)
        return {
            exception.original.instant(zone): None if exception.cancelled else self.calendar.span(exception)
            for exception in self.calendar.exceptions(series)
            if exception.original and recurrence.includes(exception.original)
        }


def fields_of(invitation: Invitation, mine: Fields) -> Fields:
    """The attendee's copy of what was sent; what is the attendee's own stays as it is in `mine`."""
    start, end = (When(invitation.zone, moment=moment) for moment in (invitation.start, invitation.end))
    people = [{"email": invitation.organiser, "responseStatus": "accepted"}]
    people += [{"email": email, "responseStatus": STATUSES[reply]} for email, reply in invitation.attendees.items()]
    fields: Fields = {
        "summary": invitation.title,
        "description": invitation.description,
        "location": invitation.location,
        "start": start.written(),
        "end": end.written(),
        "attendees": people,
    }
    fields = {name: value for name, value in fields.items() if value}
    if invitation.rule:
        fields["recurrence"] = [f"RRULE:{invitation.rule}"]
    if invitation.join_url:
        point = {"entryPointType": "video", "uri": invitation.join_url}
        fields["conferenceData"] = {"entryPoints": [point], "conferenceSolution": {"key": {"type": "hangoutsMeet"}}}
    return fields | {name: mine[name] for name in OWN if name in mine}
