"""One rhythm as iCalendar says it (RFC 5545): a repeating event, the dates it leaves out, and those that moved."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from oneonones.models import Meeting, Series
from oneonones.models.recurrence import at_time, instant, wall_time

BACK = timedelta(days=90)
DAY = timedelta(days=1)


class Rhythm:
    """A series from 90 days ago on, as its meeting rows and its rule say it together.

    `meetings`: its rows from `since` on, and which of them take place (`taking_place`, by id).
    """

    def __init__(self, series: Series, meetings: Iterable[Meeting], taking_place: set[UUID], *, at: datetime) -> None:
        self.series, self.zone = series, series.zone
        self.since = max(series.first_local, since(series, at=at))
        self.rows = list(meetings)
        self.takes_place = taking_place

    @property
    def first(self) -> datetime | None:
        """Its first local start; none if the rule has nothing left to say."""
        starts = self.series.recurrence.next(self.series.first_local, self.since)
        return starts[0] if starts and self._within(starts[0]) else None

    @property
    def rule(self) -> dict[str, object]:
        """The RRULE. Its end is said as a moment (UNTIL is UTC where DTSTART has a zone): a number of times would count
        from a first date that is long gone."""
        rule = self.series.recurrence
        parts = dict(part.split("=") for part in str(replace(rule, until=None, count=None)).split(";"))
        said: dict[str, object] = {
            name: value.split(",") if name == "BYDAY" else value for name, value in parts.items()
        }
        if self.last is not None:
            said["UNTIL"] = instant(at_time(self.last, time.max.replace(microsecond=0)), self.zone).astimezone(UTC)
        return said

    @cached_property
    def last(self) -> date | None:
        """The last day it may have, if there is one: of the rule, of the rhythm, of its pair, or of an open pause."""
        rule, pause = self.series.recurrence, self.series.paused
        ends = [self.series.ended_on, self.series.pair.ended_on, self.series.pair.ends_on]
        if rule.ends:
            ends.append(rule.last(self.series.first_local).date())
        if pause is not None and pause.last_on is None:
            ends.append(pause.first_on - DAY)
        return min((end for end in ends if end is not None), default=None)

    @cached_property
    def expected(self) -> list[datetime]:
        """The local starts by the rule as far as there are rows, and through a pause that goes on for longer."""
        known = [one.original_local for one in self.rows if one.original_local is not None]
        if self.series.paused is not None and self.series.paused.last_on is not None:
            known.append(at_time(self.series.paused.last_on, time.max))
        if not known:
            return []
        starts = self.series.recurrence.between(self.series.first_local, self.since, max(known) + timedelta(minutes=1))
        return [start for start in starts if self._within(start)]

    @property
    def left_out(self) -> list[datetime]:
        """The local starts of the rule at which nobody meets: skipped, cancelled, exempt, moved out of the rhythm."""
        there = {one.original_local for one in self.rows if one.pk in self.takes_place}
        return [start for start in self.expected if start not in there]

    @property
    def moved(self) -> list[Meeting]:
        """Those of the rule that take place at another time, or for longer, than it says."""
        return [one for one in self._own if one.original_local and self._elsewhere(one, one.original_local)]

    @property
    def apart(self) -> list[Meeting]:
        """Those that take place, but not on a date that the rule still gives: each is an event of its own."""
        own = {one.pk for one in self._own}
        return [one for one in self.rows if one.pk in self.takes_place and one.pk not in own]

    @cached_property
    def _own(self) -> list[Meeting]:
        expected = set(self.expected)
        return [one for one in self.rows if one.pk in self.takes_place and one.original_local in expected]

    def _elsewhere(self, meeting: Meeting, local: datetime) -> bool:
        return meeting.starts_at != instant(local, self.zone) or meeting.length != timedelta(
            minutes=self.series.minutes
        )

    def _within(self, start: datetime) -> bool:
        return self.last is None or start.date() <= self.last


def since(series: Series, *, at: datetime) -> datetime:
    """From when on a calendar is told of it, on the clock of the rhythm."""
    return wall_time(at - BACK, series.zone)
