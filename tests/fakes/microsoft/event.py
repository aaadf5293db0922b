"""What is in a mailbox: events, and what Graph shows of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.fakes.microsoft.moment import Moment
from tests.fakes.microsoft.pattern import Pattern
from tests.fakes.world import Span

Words = dict[str, Any]  # the plain properties of an event, by their names in Graph


@dataclass
class Attendee:
    """Somebody invited; `response` in Graph's words."""

    email: str
    name: str = ""
    kind: str = "required"
    response: str = "none"
    at: datetime | None = None
    proposed: Span | None = None

    def asked_again(self) -> "Attendee":
        """The time is another: what was answered counts no longer."""
        return Attendee(self.email, self.name, self.kind)


@dataclass
class Deviation:
    """How one occurrence differs from its series; None is: it does not."""

    starts: Moment | None = None
    ends: Moment | None = None
    words: Words = field(default_factory=dict)
    attendees: list[Attendee] | None = None
    response: str | None = None
    sequence: int = 0

    @property
    def shows(self) -> bool:
        """Whether Graph calls it an exception. (An answer to one occurrence makes it one, too.)"""
        return bool(self.starts or self.words or self.attendees is not None or self.response)


@dataclass
class Event:
    """A single event or a whole series, with all that was done to its occurrences (by their original local day)."""

    number: int
    ical_uid: str
    organiser: str
    organiser_name: str
    starts: Moment
    ends: Moment
    words: Words
    created_at: datetime
    modified_at: datetime
    response: str  # of the calendar's owner
    attendees: list[Attendee] = field(default_factory=list)
    pattern: Pattern | None = None
    deviations: dict[date, Deviation] = field(default_factory=dict)
    cancelled: set[date] = field(default_factory=set)
    extended: dict[str, str] = field(default_factory=dict)
    join_url: str = ""
    transaction_id: str | None = None
    sequence: int = 0
    change: int = 0
    folder: int = 1
    is_cancelled: bool = False

    @property
    def own(self) -> bool:
        return self.response == "organizer"

    @property
    def duration(self) -> timedelta:
        return self.ends.at - self.starts.at

    def originals(self, until: datetime) -> Iterator[date]:
        """The days of the pattern up to that moment, the cancelled ones included."""
        assert self.pattern
        for day in self.pattern.dates():
            if self.starts.on(day).at > until:
                return
            yield day

    def has(self, original: date) -> bool:
        """Whether an occurrence of this original day is there."""
        if self.pattern is None or original in self.cancelled:
            return False
        return original in self.originals(self.starts.on(original).at)

    def items(self, begin: datetime, end: datetime) -> list["Item"]:
        """What touches the window: the single event, or the occurrences where they are now."""
        if self.pattern is None:
            return [Item(self)] if Item(self).touches(begin, end) else []
        regular = {
            day
            for day in self.originals(end)
            if day not in self.deviations and self.starts.on(day).at + self.duration > begin
        }
        days = (regular | {day for day in self.deviations if self.has(day)}) - self.cancelled
        items = [item for day in days if (item := Item(self, day)).touches(begin, end)]
        return sorted(items, key=lambda item: item.starts.at)

    def neighbours(self, original: date) -> tuple["Item | None", "Item | None"]:
        """The occurrences before and after one, in the order of their original days."""
        before: date | None = None
        for day in self.originals(datetime.max.replace(tzinfo=UTC)):
            if day > original and day not in self.cancelled:
                return (Item(self, before) if before else None), Item(self, day)
            if day < original and day not in self.cancelled:
                before = day
        return (Item(self, before) if before else None), None


@dataclass(frozen=True)
class Item:
    """What Graph calls an event: a single one, a series' master, or (with `original`) an occurrence or exception."""

    event: Event
    original: date | None = None

    @property
    def type(self) -> str:
        if self.original is None:
            return "seriesMaster" if self.event.pattern else "singleInstance"
        return "exception" if self.deviation.shows else "occurrence"

    @property
    def deviation(self) -> Deviation:
        """To look at; `deviate` gives one to write to."""
        assert self.original
        return self.event.deviations.get(self.original) or Deviation()

    def deviate(self) -> Deviation:
        assert self.original
        return self.event.deviations.setdefault(self.original, Deviation())

    @property
    def original_starts(self) -> Moment:
        return self.event.starts.on(self.original) if self.original else self.event.starts

    @property
    def starts(self) -> Moment:
        return (self.original and self.deviation.starts) or self.original_starts

    @property
    def ends(self) -> Moment:
        return (self.original and self.deviation.ends) or self.original_starts.later(self.event.duration)

    @property
    def words(self) -> Words:
        return self.event.words | (self.deviation.words if self.original else {})

    @property
    def attendees(self) -> list[Attendee]:
        own = self.deviation.attendees if self.original else None
        return self.event.attendees if own is None else own

    @property
    def response(self) -> str:
        return (self.original and self.deviation.response) or self.event.response

    @property
    def sequence(self) -> int:
        return max(self.event.sequence, self.deviation.sequence) if self.original else self.event.sequence

    def touches(self, begin: datetime, end: datetime) -> bool:
        return self.starts.at < end and (self.ends.at > begin or self.starts.at >= begin)
