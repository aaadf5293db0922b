"""What arrives in a mailbox: invitations, cancellations and answers, and what Exchange makes of them by itself."""

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.fakes.microsoft import guesses, letters
from tests.fakes.microsoft.event import Event, Item
from tests.fakes.microsoft.moment import Moment
from tests.fakes.world import Answer, Invitation

if TYPE_CHECKING:
    from tests.fakes.microsoft.mailbox import Mailbox


class Inbox:
    """Reads what arrives, and writes it into the calendar."""

    def __init__(self, mailbox: "Mailbox") -> None:
        self.mailbox = mailbox

    def receive(self, invitation: Invitation) -> None:
        """An invitation, an update or a cancellation. Old ones change nothing."""
        event = self.mailbox.by_uid(invitation.ical_uid)
        if event is not None and event.own:
            return
        if event is not None and invitation.original is None and invitation.sequence < event.sequence:
            return
        if invitation.method == "CANCEL":
            self._cancelled(event, invitation)
        elif event is not None and invitation.original is not None and event.pattern is not None:
            item = Item(event, letters.day_of(event, invitation.original))
            if invitation.sequence < item.deviation.sequence:
                return  # each occurrence is counted by itself
            before = (item.starts.at, item.ends.at)
            event.cancelled.discard(item.original or event.starts.wall.date())
            letters.apply_to_occurrence(invitation, item)
            if (item.starts.at, item.ends.at) != before:
                item.deviate().response = "notResponded"
            self.mailbox.changed("updated", item)
        else:
            self._invited(event, invitation)

    def receive_answer(self, answer: Answer) -> None:
        """An attendee's answer, noted at the attendee; nobody else is told."""
        event = self.mailbox.by_uid(answer.ical_uid)
        if event is None or not event.own:
            return
        item = Item(event, letters.day_of(event, answer.original) if answer.original and event.pattern else None)
        if item.original:
            if not event.has(item.original):
                return
            item.deviate().attendees = [replace(one) for one in item.attendees]
        for one in item.attendees:
            if one.email.lower() == answer.attendee.lower() and not (one.at and one.at > answer.at):
                one.response = letters.FROM_WORLD[answer.answer]
                one.at, one.proposed = answer.at, answer.proposed
                self.mailbox.changed("updated", item)

    def _invited(self, event: Event | None, letter: Invitation) -> None:
        now = self.mailbox.world.clock.now()
        if event is None:
            number = self.mailbox.next_number()
            start, end = (Moment.of(at, letter.zone, ZoneInfo(letter.zone)) for at in (letter.start, letter.end))
            event = self.mailbox.events[number] = Event(
                number=number,
                ical_uid=guesses.foreign_uid(letter.ical_uid),
                organiser=letter.organiser,
                organiser_name=letter.organiser,
                starts=start,
                ends=end,
                words={},
                created_at=now,
                modified_at=now,
                response="notResponded",
            )
            kind, before = "created", None
        else:
            kind, before = "updated", (event.starts, event.ends, event.pattern)
        letters.apply(letter, event, letter.zone)
        if before and before != (event.starts, event.ends, event.pattern):
            event.response = "notResponded"
            event.words["showAs"] = "tentative"
        self.mailbox.changed(kind, Item(event))

    def _cancelled(self, event: Event | None, letter: Invitation) -> None:
        if event is None:
            return
        if letter.original is not None and event.pattern is not None:
            self.mailbox.remove(Item(event, letters.day_of(event, letter.original)))
        elif self.mailbox.keeps_cancelled:
            event.is_cancelled, event.sequence = True, letter.sequence
            event.words = event.words | {"subject": f"Canceled: {event.words['subject']}", "showAs": "free"}
            self.mailbox.changed("updated", Item(event))
        else:
            self.mailbox.remove(Item(event))
