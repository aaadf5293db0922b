"""A person's calendar in Exchange."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from tests.fakes.microsoft import drafts, guesses, ids, letters, meeting_link
from tests.fakes.microsoft.changes import Changes
from tests.fakes.microsoft.event import Attendee, Event, Item
from tests.fakes.microsoft.inbox import Inbox
from tests.fakes.microsoft.moment import Moment
from tests.fakes.microsoft.pattern import Pattern
from tests.fakes.microsoft.refusal import Refusal, invalid, missing
from tests.fakes.microsoft.zones import Zones
from tests.fakes.world import Answer, Invitation, Reply, Span, World

Watcher = Callable[[str, Item], None]  # "created", "updated" or "deleted", and what


class Mailbox:
    """One address, one calendar. Verbs are what Graph and Outlook's people can do to it."""

    provider = "microsoft"

    def __init__(self, world: World, email: str, name: str, zone: str = "Europe/Berlin") -> None:
        self.world, self.email, self.name, self.zone = world, email, name, zone
        self.key = hashlib.sha256(email.lower().encode()).hexdigest()[:8]
        self.oid = f"{self.key}-0000-4000-8000-{self.key:0<12}"
        self.zones = Zones()
        self.events: dict[int, Event] = {}
        self.graves: list[tuple[int, Event]] = []  # with the revision at which they went
        self.revision = 0
        self.keeps_cancelled = guesses.CANCELLED_STAYS_UNTIL_REMOVED
        self.watchers: list[Watcher] = []
        world.join(email, self)

    # --- Finding ---

    def id_of(self, item: Item, *, immutable: bool = True) -> str:
        return ids.event_id(self.key, item.event.number, item.original, folder=item.event.folder, immutable=immutable)

    def find(self, name: str) -> Item:
        """What has that id, or 404. An id of the changing kind is lost once its event was put into another folder."""
        mailbox, number, original, folder = ids.parse(name)
        event = self.events.get(number)
        if mailbox != self.key or event is None or (folder is not None and folder != event.folder):
            raise missing()
        if original and not event.has(original):
            raise missing()
        return Item(event, original)

    def by_uid(self, ical_uid: str) -> Event | None:
        return next((event for event in self.events.values() if event.ical_uid == ical_uid), None)

    def items(self, begin: datetime, end: datetime) -> list[Item]:
        """The calendar's view of a window, in order."""
        found = [item for event in self.events.values() for item in event.items(begin, end)]
        return sorted(found, key=lambda item: (item.starts.at, item.event.number))

    def etag(self, item: Item) -> str:
        return f'W/"{self.change_key(item)}"'

    def change_key(self, item: Item) -> str:
        """One for the series and all in it: exceptions are kept with their master."""
        return hashlib.sha256(f"{self.key}|{item.event.number}|{item.event.change}".encode()).hexdigest()[:24]

    # --- What the owner does ---

    def create(self, given: Any) -> Item:
        """Book an event; with attendees they are invited. The same transactionId again is the same event."""
        body = drafts.body_of(given)
        now = self.world.clock.now()
        transaction = body.get("transactionId")
        for event in self.events.values():
            young = now - event.created_at < guesses.TRANSACTION_MEMORY
            if transaction and event.transaction_id == transaction and young:
                return Item(event)
        starts, ends = (Moment.read(body.get(name), self.zones) for name in ("start", "end"))
        number = self.next_number()
        event = Event(
            number=number,
            ical_uid=ids.new_uid(f"{self.key}{number:06d}"),
            organiser=self.email,
            organiser_name=self.name,
            starts=starts,
            ends=ends,
            words=drafts.blank() | drafts.words_of(body),
            created_at=now,
            modified_at=now,
            response="organizer",
            attendees=self._others(drafts.attendees_of(body) or []),
            extended=drafts.extended_of(body),
            transaction_id=transaction,
        )
        _must_last(event)
        if body.get("recurrence"):
            self.repeat(event, body["recurrence"])
        if body.get("isOnlineMeeting"):
            meeting_link.open_meeting(event)
        self.events[number] = event
        self.changed("created", Item(event))
        self.tell(Item(event), "REQUEST")
        return Item(event)

    def change(self, item: Item, given: Any) -> Item:
        """Write some properties; see Changes."""
        return Changes(self, item, drafts.body_of(given)).make()

    def delete(self, item: Item) -> None:
        """The organiser's deletion is a cancellation; an attendee's is of the own copy."""
        self.remove(item)
        if item.event.own:
            self.raise_sequence(item)
            self.tell(item, "CANCEL")
        elif not guesses.COPY_GOES_SILENTLY:
            original = item.original_starts.at if item.original else None
            self.world.answer(Answer(item.event.ical_uid, self.email, "declined", original, self.world.clock.now()))

    def cancel(self, item: Item) -> None:
        if not item.event.own:
            sentence = "Your request can't be completed. You need to be an organizer to cancel a meeting."
            raise Refusal(400, "ErrorInvalidRequest", sentence)
        self.delete(item)

    def respond(self, item: Item, reply: Reply, *, send: bool = True, proposed: Span | None = None) -> None:
        """Accept, decline or perhaps; declined events leave the calendar."""
        event, now = item.event, self.world.clock.now()
        if event.own:
            organiser = "You can't respond to this meeting because you're the meeting organizer."
            sentence = f"Your request can't be completed. {organiser}"
            raise Refusal(400, "ErrorInvalidRequest", sentence)
        if proposed and (not item.words["allowNewTimeProposals"] or not send or reply == "accepted"):
            raise Refusal(400, "ErrorInvalidRequest", "A new time can't be proposed for this event.")
        response = letters.FROM_WORLD[reply]
        if item.original:
            item.deviate().response = response
        else:
            event.response = response
            event.words = event.words | {"showAs": "busy" if reply == "accepted" else "tentative"}
        original = item.original_starts.at if item.original else None
        if reply == "declined" and guesses.DECLINED_LEAVES_CALENDAR:
            self.remove(item)
        else:
            self.changed("updated", item)
        if send:
            self.world.answer(Answer(event.ical_uid, self.email, reply, original, now, proposed))

    def shorten(self, event: Event, last_on: date) -> None:
        """Let a series end on that day; what was done to later occurrences is forgotten, and the others are told."""
        assert event.pattern
        event.pattern = replace(event.pattern, end_on=last_on, times=None)
        event.deviations = {day: one for day, one in event.deviations.items() if day <= last_on}
        event.cancelled = {day for day in event.cancelled if day <= last_on}
        self.raise_sequence(Item(event))
        self.changed("updated", Item(event))
        self.tell(Item(event), "REQUEST")

    def put_into_folder(self, event: Event) -> None:
        """Move it to another folder and back: its changing ids are others from now on."""
        event.folder += 1
        self.changed("updated", Item(event))

    # --- What the others' calendars say ---

    def receive(self, invitation: Invitation) -> None:
        Inbox(self).receive(invitation)

    def receive_answer(self, answer: Answer) -> None:
        Inbox(self).receive_answer(answer)

    # --- Common to all ---

    def repeat(self, event: Event, recurrence: Any) -> None:
        """Make a series of it. It begins on the first day that fits."""
        self.zones.find(((recurrence or {}).get("range") or {}).get("recurrenceTimeZone") or "UTC")
        day, name = event.starts.wall.date(), event.starts.zone_name
        self.anchor(event, Pattern.read(recurrence, start_on=day, zone_name=name))

    def anchor(self, event: Event, pattern: Pattern) -> None:
        lasts = event.duration
        event.pattern, event.starts = pattern, event.starts.on(pattern.start_on)
        event.ends = event.starts.later(lasts)

    def changed(self, kind: str, item: Item) -> None:
        """Count it, and ring at those who watch."""
        self.revision += 1
        item.event.change = self.revision
        item.event.modified_at = self.world.clock.now()
        for watcher in self.watchers:
            watcher(kind, item)
            if item.original and not guesses.RINGS_FOR_THE_ITEM_ALONE:
                watcher("updated", Item(item.event))

    def tell(self, item: Item, method: str, only: set[str] | None = None) -> None:
        """Mail the attendees (or only some of them)."""
        for one in item.attendees:
            if only is None or one.email.lower() in only:
                self.world.send(letters.invitation(item, method), one.email)

    def uninvite(self, item: Item, email: str) -> None:
        """Tell one who is invited no longer."""
        self.world.send(letters.invitation(item, "CANCEL"), email)

    def next_number(self) -> int:
        return len(self.events) + len(self.graves) + 1

    def _others(self, attendees: list[Attendee]) -> list[Attendee]:
        return [one for one in attendees if one.email.lower() != self.email.lower()]

    def raise_sequence(self, item: Item) -> None:
        event = item.event
        if item.original:
            item.deviate().sequence = item.sequence + 1
        else:
            event.sequence = max([event.sequence, *(one.sequence for one in event.deviations.values())]) + 1

    def remove(self, item: Item) -> None:
        if item.original:
            item.event.cancelled.add(item.original)
            self.changed("deleted", item)
        else:
            del self.events[item.event.number]
            self.changed("deleted", item)
            self.graves.append((self.revision, item.event))


def _must_last(event: Event) -> None:
    if event.ends.at < event.starts.at:
        raise invalid("The event ends before it starts.", "ErrorCalendarEndDateIsEarlierThanStartDate")
    if event.words["isAllDay"] and {event.starts.wall.time(), event.ends.wall.time()} != {time()}:
        raise invalid("The start and end of an all-day event need to be set to midnight.")
