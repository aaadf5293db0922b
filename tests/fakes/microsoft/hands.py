"""What people do in Outlook itself, without asking any program."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.microsoft.event import Item
from tests.fakes.microsoft.letters import FROM_WORLD, day_of
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.moment import clock_and_zone
from tests.fakes.microsoft.pattern import Pattern
from tests.fakes.microsoft.rule import pattern_of
from tests.fakes.world import Reply, Span

REPLIES = {response: reply for reply, response in FROM_WORLD.items()} | {reply: reply for reply in FROM_WORLD}


class Hand:
    """A person at one calendar. Everybody invited is mailed, as always in Exchange.

    Events are named by their immutable ids; `original` names an occurrence by its original start, wherever it is now.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

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
        """A new event, perhaps a series (by an RRULE that has a pattern), with a group, or (by a date) all day."""
        zone = zone or self.mailbox.zone
        zone_info = self.mailbox.zones.find(zone)
        whole_day = not isinstance(start, datetime)
        if not isinstance(start, datetime):
            start = datetime(start.year, start.month, start.day, tzinfo=zone_info)
            length = max(length, timedelta(days=1))
        body: dict[str, Any] = {
            "subject": title,
            "start": clock_and_zone(start, zone_info, zone),
            "end": clock_and_zone(start + length, zone_info, zone),
            "isAllDay": whole_day,
            "attendees": [{"emailAddress": {"address": guest}} for guest in guests],
            **more,
        }
        if rule:
            wall = start.astimezone(zone_info).replace(tzinfo=None)
            body["recurrence"] = pattern_of(rule, wall, zone_info, zone).as_json()
        with self.mailbox.world.lock:
            return self.mailbox.id_of(self.mailbox.create(body))

    # --- Changing

    def move(self, event_id: str, start: datetime, *, original: datetime | None = None) -> None:
        """To another time: one occurrence, a single event, or the whole series. It stays as long as it was."""
        with self.mailbox.world.lock:
            item = self._item(event_id, original)
            zone, name = item.starts.zone, item.starts.zone_name
            ends = start + (item.ends.at - item.starts.at)
            self.mailbox.change(
                item, {"start": clock_and_zone(start, zone, name), "end": clock_and_zone(ends, zone, name)}
            )

    def change(self, event_id: str, *, original: datetime | None = None, **fields: object) -> None:
        """Another title, other guests: whatever the window has fields for, by Graph's names."""
        with self.mailbox.world.lock:
            self.mailbox.change(self._item(event_id, original), fields)

    def delete(self, event_id: str, *, original: datetime | None = None) -> None:
        """One occurrence, or all of it."""
        with self.mailbox.world.lock:
            self.mailbox.delete(self._item(event_id, original))

    def answer(
        self, event_id: str, status: str, *, original: datetime | None = None, propose: Span | None = None
    ) -> None:
        """Accept, decline, or perhaps (`accepted`, `declined`, `tentative`), with another time if one would rather."""
        reply: Reply = REPLIES[status]
        with self.mailbox.world.lock:
            self.mailbox.respond(self._item(event_id, original), reply, proposed=propose)

    def put_into_folder(self, event_id: str) -> None:
        """Move it to another folder and back."""
        with self.mailbox.world.lock:
            self.mailbox.put_into_folder(self.mailbox.find(event_id).event)

    # --- This and following

    def end_before(self, event_id: str, original: datetime) -> None:
        """Delete this and all following; from the first on that is all of it."""
        with self.mailbox.world.lock:
            item = self._item(event_id, None)
            day = day_of(item.event, original)
            if day == item.event.starts.wall.date():
                self.mailbox.delete(item)
            else:
                self.mailbox.shorten(item.event, day - timedelta(days=1))

    def split(self, event_id: str, original: datetime, start: datetime | None = None, **fields: object) -> str:
        """Change this and all following: the old series ends before it, and a copy goes on, our property included.
        From the first on it is a change of all of it, and the id stays."""
        with self.mailbox.world.lock:
            event = self._item(event_id, None).event
            assert event.pattern
            day = day_of(event, original)
            if day == event.starts.wall.date():
                self.move(event_id, start or original)
                self.mailbox.change(Item(event), fields)
                return event_id
            done = sum(1 for past in event.originals(original) if past < day)
            begins = (start or original).astimezone(event.starts.zone)
            rest = replace(event.pattern, start_on=begins.date())
            if rest.times:
                rest = replace(rest, times=rest.times - done)
            self.mailbox.shorten(event, day - timedelta(days=1))
            return self.make(
                event.words["subject"],
                begins,
                event.duration,
                guests=[one.email for one in event.attendees],
                zone=event.starts.zone_name,
                **{
                    "recurrence": self._on_the_new_day(rest, event.starts.on(day).wall.date(), begins).as_json(),
                    "singleValueExtendedProperties": [
                        {"id": name, "value": value} for name, value in event.extended.items()
                    ],
                    "body": event.words["body"],
                    **fields,
                },
            )

    def _on_the_new_day(self, pattern: Pattern, was: date, begins: datetime) -> Pattern:
        """Of a weekly series on one day, the day moves along."""
        if pattern.type == "weekly" and len(pattern.days) == 1 and begins.date() != was:
            return replace(pattern, days=(begins.weekday(),))
        return pattern

    def _item(self, event_id: str, original: datetime | None) -> Item:
        event = self.mailbox.find(event_id).event
        if original is None:
            return Item(event)
        return self.mailbox.find(self.mailbox.id_of(Item(event, day_of(event, original))))


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    """'2026-10-05 09:30' in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
