"""Whatever the organiser does by hand, both calendars show the same, within a provider and across."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.clock import Clock
from tests.fakes.google.account import Account
from tests.fakes.google.conference import Conferences
from tests.fakes.google.editing import Editing
from tests.fakes.google.hands import Hand as GoogleHand
from tests.fakes.google.weekly import berlin
from tests.fakes.microsoft.delta import Delta
from tests.fakes.microsoft.event import Item
from tests.fakes.microsoft.hands import Hand as OutlookHand
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.preferences import Preferences
from tests.fakes.microsoft.refusal import Refusal
from tests.fakes.world import World

BEGIN, END = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
FIRST = berlin(10, 5)


@dataclass(frozen=True, order=True)
class Seen:
    """An occurrence in somebody's calendar."""

    start: datetime
    end: datetime
    title: str
    series: str = ""
    original: datetime | None = None

    @property
    def shown(self) -> tuple[datetime, datetime, str]:
        return self.start, self.end, self.title


class Party(Protocol):
    """Somebody with a calendar, and the hand to change it."""

    @property
    def hand(self) -> GoogleHand | OutlookHand: ...

    def sees(self) -> list[Seen]: ...

    def rename(self, event_id: str, title: str, original: datetime | None) -> None: ...


class InGoogle:
    def __init__(self, world: World, email: str) -> None:
        self.account = Account(email, "Europe/Berlin", world, lambda calendar: None)
        self.calendar = self.account.primary
        self.hand = GoogleHand(Editing(self.calendar, world, Conferences()), nullcontext)

    def sees(self) -> list[Seen]:
        seen = []
        for event in [one for one in self.calendar.events.values() if not one.master and not one.cancelled]:
            for one in self.calendar.occurrences(event, BEGIN, END) if event.recurring else [event]:
                if not one.cancelled:
                    fields, original = self.calendar.effective(one), one.original
                    was = original.instant(self.calendar.zone) if original else None
                    seen.append(Seen(*self.calendar.span(one), fields["summary"], event.id, was))
        return sorted(seen, key=lambda one: one.shown)

    def rename(self, event_id: str, title: str, original: datetime | None) -> None:
        self.hand.change(event_id, original=original, summary=title)


class InOutlook:
    def __init__(self, world: World, email: str) -> None:
        self.mailbox = Mailbox(world, email, email)
        self.hand = OutlookHand(self.mailbox)

    def sees(self) -> list[Seen]:
        return sorted(map(self._seen, self.mailbox.items(BEGIN, END)), key=lambda one: one.shown)

    def _seen(self, item: Item) -> Seen:
        series = self.mailbox.id_of(Item(item.event))
        was = item.original_starts.at if item.original else None
        return Seen(item.starts.at, item.ends.at, item.words["subject"], series, was)

    def rename(self, event_id: str, title: str, original: datetime | None) -> None:
        self.hand.change(event_id, original=original, subject=title)


@dataclass(frozen=True)
class Step:
    """Something that a person does to the `which`-th occurrence that is seen."""

    kind: str
    which: int
    days: int
    hour: int

    def take(self, who: Party, title: str) -> None:
        seen = [one for one in who.sees() if one.original]
        if not seen:
            return
        one = seen[self.which % len(seen)]
        assert one.original
        there = (one.start + timedelta(days=self.days)).replace(hour=self.hour, minute=0)
        with suppress(Refusal):  # Outlook does not let an occurrence past its neighbour
            match self.kind:
                case "move":
                    who.hand.move(one.series, there, original=one.original)
                case "delete":
                    who.hand.delete(one.series, original=one.original)
                case "rename":
                    who.rename(one.series, title, one.original)
                case "rename all":
                    who.rename(one.series, title, None)
                case "split":
                    who.hand.split(one.series, one.original, one.original + timedelta(hours=1))
                case "end":
                    who.hand.end_before(one.series, one.original)
                case "move all":
                    who.hand.move(one.series, one.original.replace(hour=self.hour))
                case "delete all":
                    who.hand.delete(one.series)


KINDS = ["move", "move", "delete", "rename", "rename all", "split", "end", "move all", "delete all"]
steps = st.lists(
    st.builds(Step, st.sampled_from(KINDS), st.integers(0, 12), st.integers(-3, 3), st.integers(6, 16)), max_size=6
)
PROVIDERS: dict[str, Callable[[World, str], Party]] = {"Google": InGoogle, "Outlook": InOutlook}


@pytest.mark.parametrize("attends", PROVIDERS)
@pytest.mark.parametrize("organises", PROVIDERS)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(steps=steps)
def test_the_attendee_sees_what_the_organiser_sees(organises: str, attends: str, steps: list[Step]) -> None:
    world = World(Clock(datetime(2026, 9, 28, 6, 0, tzinfo=UTC)))
    organiser = PROVIDERS[organises](world, "priya@example.test")
    attendee = PROVIDERS[attends](world, "tom@example.test")
    organiser.hand.make(
        "Priya and Tom", FIRST, rule="FREQ=WEEKLY;BYDAY=MO;WKST=MO;COUNT=9", guests=["tom@example.test"]
    )
    for number, step in enumerate(steps):
        step.take(organiser, f"Title {number}")
        assert [one.shown for one in attendee.sees()] == [one.shown for one in organiser.sees()]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(steps=steps)
def test_whoever_follows_the_feed_of_outlook_has_what_the_calendar_has(steps: list[Step]) -> None:
    """With the one rule that its silence asks for: what a master had is forgotten when it comes again or goes."""
    world = World(Clock(datetime(2026, 9, 28, 6, 0, tzinfo=UTC)))
    owner = InOutlook(world, "priya@example.test")
    delta, prefers = Delta(owner.mailbox), Preferences.read('IdType="ImmutableId"', owner.mailbox.zones)
    window = {"startDateTime": BEGIN.isoformat(), "endDateTime": END.isoformat()}
    mine: dict[str, tuple[str, str]] = {}  # id: master and start
    page = delta.answer(window, prefers, "https://graph")
    owner.hand.make("Priya and Tom", FIRST, rule="FREQ=WEEKLY;BYDAY=MO;WKST=MO;COUNT=9")
    for number in count():
        while True:
            masters = {one["id"] for one in page["value"] if one.get("type", "seriesMaster") == "seriesMaster"}
            mine = {name: kept for name, kept in mine.items() if kept[0] not in masters}
            for one in page["value"]:
                mine.pop(one["id"], None)
                if "@removed" not in one and one["type"] != "seriesMaster":
                    mine[one["id"]] = (one.get("seriesMasterId", ""), one["start"]["dateTime"][:16])
            link = page.get("@odata.nextLink") or page["@odata.deltaLink"]
            page = delta.answer(dict([link.partition("?")[2].split("=", 1)]), prefers, "https://graph")
            if not page["value"] and "@odata.deltaLink" in page:
                break
        expected = sorted(f"{one.start:%Y-%m-%dT%H:%M}" for one in owner.sees())
        assert sorted(start for _, start in mine.values()) == expected
        if number == len(steps):
            return
        steps[number].take(owner, f"Title {number}")
        page = delta.answer(dict([link.partition("?")[2].split("=", 1)]), prefers, "https://graph")
