"""A PATCH of an event, of a series or of one occurrence."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.fakes.microsoft import drafts, guesses, meeting_link
from tests.fakes.microsoft.event import Attendee, Item
from tests.fakes.microsoft.moment import Moment
from tests.fakes.microsoft.refusal import Refusal, invalid

if TYPE_CHECKING:
    from tests.fakes.microsoft.mailbox import Mailbox


class Changes:
    """What one PATCH says, and what follows: another sequence, other answers, mail."""

    def __init__(self, mailbox: "Mailbox", item: Item, body: dict[str, Any]) -> None:
        self.mailbox, self.item, self.body = mailbox, item, body
        self.event = item.event
        self.gone: list[Attendee] = []
        self.come: set[str] = set()

    def make(self) -> Item:
        self._may()
        before = (self.item.starts.at, self.item.ends.at, self.event.pattern)
        if self.item.original:
            self._occurrence()
        else:
            self._whole()
        self._attendees()
        moved = before != (self.item.starts.at, self.item.ends.at, self.event.pattern)
        if moved and self.event.own:
            self._ask_again()
        self.mailbox.changed("updated", self.item)
        if self.event.own:
            self._mail(moved=moved)
        return self.item

    def _may(self) -> None:
        if not self.event.own and set(self.body) - guesses.ATTENDEE_MAY_WRITE:
            sentence = "Access is denied. Check credentials and try again."
            raise Refusal(403, "ErrorAccessDenied", sentence)
        if "transactionId" in self.body and self.body["transactionId"] != self.event.transaction_id:
            raise invalid("transactionId can't be changed.", "ErrorInvalidPropertySet")
        if self.item.original and "recurrence" in self.body:
            raise invalid("An occurrence has no recurrence of its own.", "ErrorInvalidPropertySet")

    def _moments(self) -> tuple[Moment, Moment]:
        """The new start and end. An end that is not spoken of keeps its place, as in any PATCH."""
        starts, ends = self.item.starts, self.item.ends
        if "start" in self.body:
            starts = Moment.read(self.body["start"], self.mailbox.zones)
        if "end" in self.body:
            ends = Moment.read(self.body["end"], self.mailbox.zones)
        if ends.at < starts.at:
            sentence = "The event ends before it starts."
            raise invalid(sentence, "ErrorCalendarEndDateIsEarlierThanStartDate")
        return starts, ends

    def _occurrence(self) -> None:
        starts, ends = self._moments()
        if "start" in self.body or "end" in self.body:
            self._must_stay_between(starts)
        deviation = self.item.deviate()
        if (starts.at, ends.at) != (self.item.starts.at, self.item.ends.at):
            deviation.starts, deviation.ends = starts, ends
        deviation.words = deviation.words | drafts.words_of(self.body)
        if not deviation.shows and not deviation.sequence and self.item.original:
            del self.event.deviations[self.item.original]

    def _must_stay_between(self, starts: Moment) -> None:
        """Not to or past the day of a neighbour, in the series' own zone."""
        assert self.item.original
        zone = self.event.starts.zone
        day = starts.at.astimezone(zone).date()
        before, after = self.event.neighbours(self.item.original)

        def stands(neighbour: Item) -> Any:
            there = guesses.NEIGHBOURS_COUNT_WHERE_THEY_ARE
            return (neighbour.starts if there else neighbour.original_starts).at.astimezone(zone).date()

        if (before and day <= stands(before)) or (after and day >= stands(after)):
            sentence = "Modified occurrence is crossing or overlapping adjacent occurrence."
            raise Refusal(400, "ErrorOccurrenceCrossingBoundary", sentence)

    def _whole(self) -> None:
        event, body = self.event, self.body
        starts, ends = self._moments()
        as_it_was = (event.starts, event.ends, event.pattern)
        words = drafts.words_of(body)
        event.starts, event.ends = starts, ends
        try:
            if body.get("recurrence"):
                self.mailbox.repeat(event, body["recurrence"])
            elif "recurrence" in body:
                event.pattern = None
            elif event.pattern and "start" in body:
                moved = replace(event.pattern, start_on=starts.wall.date(), zone_name=starts.zone_name)
                self.mailbox.anchor(event, moved.begun())
        except Refusal:
            event.starts, event.ends, event.pattern = as_it_was
            raise
        if as_it_was != (event.starts, event.ends, event.pattern) and guesses.SERIES_CHANGE_DROPS_EXCEPTIONS:
            event.deviations, event.cancelled = {}, set()
        event.words = event.words | words
        event.extended = event.extended | drafts.extended_of(body)
        if body.get("isOnlineMeeting"):
            meeting_link.open_meeting(event)
        if "body" in body:
            meeting_link.close_if_the_blob_is_gone(event)

    def _attendees(self) -> None:
        named = drafts.attendees_of(self.body)
        if named is None:
            return
        old = {one.email.lower(): one for one in self.item.attendees}
        new = {one.email.lower(): one for one in named if one.email.lower() != self.mailbox.email.lower()}
        self.gone = [one for email, one in old.items() if email not in new]
        self.come = set(new) - set(old)
        kept = [old.get(email, one) for email, one in new.items()]
        if self.item.original:
            self.item.deviate().attendees = kept
        else:
            self.event.attendees = kept

    def _ask_again(self) -> None:
        if not self.item.attendees:
            return
        asked = [one.asked_again() for one in self.item.attendees]
        if self.item.original:
            self.item.deviate().attendees = asked
        else:
            self.event.attendees = asked

    def _mail(self, *, moved: bool) -> None:
        """Those who are invited no longer get a cancellation, the others the update."""
        said = guesses.TELLS_OF & set(self.body)
        if not said:
            return
        if moved or self.gone:
            self.mailbox.raise_sequence(self.item)
        for one in self.gone:
            self.mailbox.uninvite(self.item, one.email)
        only_people = set(self.body) == {"attendees"}
        self.mailbox.tell(self.item, "REQUEST", self.come if only_people else None)
        if self.item.original is None and not only_people:
            for day, deviation in sorted(self.event.deviations.items()):
                if deviation.shows and self.event.has(day):
                    self.mailbox.tell(Item(self.event, day), "REQUEST")
