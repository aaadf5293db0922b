"""When a series happens, by dateutil alone: the product's own expansion is checked against this one."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrule, rruleset, rrulestr

from tests.fakes.google.refusal import invalid
from tests.fakes.google.when import When

LINE = re.compile(r"(RRULE|EXRULE|RDATE|EXDATE)((?:;[^:;]+)*):(.+)", re.IGNORECASE)
UNTIL = re.compile(r"UNTIL=([^;]+)", re.IGNORECASE)
FAR = timedelta(days=730)


class Recurrence:
    """The lines of `recurrence` from a first start, expanded on the wall clock of the start's zone.

    Guessed: a start that does not fit the rule is no occurrence; an UNTIL that is a day means the whole day, and one
    without Z is refused.
    """

    def __init__(self, lines: list[str], start: When) -> None:
        self.start, self.finite = start, True
        self._set = rruleset()
        has_rule = False
        for line in lines:
            match = LINE.fullmatch(str(line).strip())
            if not match:
                raise invalid(f"Invalid recurrence rule: {line}.")
            name, parameters, value = match[1].upper(), match[2], match[3]
            if name in ("RRULE", "EXRULE"):
                rule = self._rule(value)
                (self._set.rrule if name == "RRULE" else self._set.exrule)(rule)
                has_rule |= name == "RRULE"
            else:
                add = self._set.rdate if name == "RDATE" else self._set.exdate
                for wall in self._walls(parameters, value):
                    add(wall)
        if not has_rule:
            self._set.rdate(start.wall)

    def _rule(self, text: str) -> rrule:
        self.finite &= bool(re.search(r"\b(COUNT|UNTIL)=", text, re.IGNORECASE))
        try:
            parsed = rrulestr(UNTIL.sub(lambda match: f"UNTIL={self._until(match[1])}", text), dtstart=self.start.wall)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            raise invalid(f"Invalid recurrence rule: {text}.") from None
        assert isinstance(parsed, rrule)
        return parsed

    def _until(self, text: str) -> str:
        if re.fullmatch(r"\d{8}", text):
            return f"{text}T235959"
        if not re.fullmatch(r"\d{8}T\d{6}Z", text):
            raise invalid(f"Invalid recurrence rule: UNTIL={text}.")
        return f"{self._wall_of(text):%Y%m%dT%H%M%S}"

    def _wall_of(self, stamp: str) -> datetime:
        moment = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return moment.replace(tzinfo=None) if self.start.all_day else When(self.start.zone, moment=moment).wall

    def _walls(self, parameters: str, value: str) -> Iterator[datetime]:
        zone = re.search(r"TZID=([^;]+)", parameters, re.IGNORECASE)
        for text in value.split(","):
            try:
                if re.fullmatch(r"\d{8}", text):
                    yield datetime.strptime(text, "%Y%m%d")
                elif text.endswith("Z"):
                    yield self._wall_of(text)
                else:
                    wall = datetime.strptime(text, "%Y%m%dT%H%M%S")
                    there = ZoneInfo(zone[1] if zone else self.start.zone)
                    yield When(self.start.zone, moment=wall.replace(tzinfo=there).astimezone(UTC)).wall
            except (ValueError, ZoneInfoNotFoundError):
                raise invalid(f"Invalid recurrence rule: {value}.") from None

    def between(self, after: datetime | None, before: datetime) -> Iterator[When]:
        """The starts around a window (a day more on both sides: it is for the caller to look closer)."""
        day = timedelta(days=1)
        lower = self.start.wall - day if after is None else after.replace(tzinfo=None) - day
        for wall in self._set.between(lower, before.replace(tzinfo=None) + day, inc=True):
            yield When.local(wall, self.start.zone, all_day=self.start.all_day)

    def horizon(self, now: datetime, zone: str) -> datetime:
        """Where an expansion ends that nobody bounded. Guessed: two years from now, or from the start."""
        return max(now, self.start.instant(zone)) + (FAR * 50 if self.finite else FAR)

    def includes(self, original: When) -> bool:
        around = original.wall
        return any(start.stamp == original.stamp for start in self.between(around, around))
