"""A start or an end, as Google writes it: a day, or a moment in a zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.fakes.google.refusal import invalid, required


def known_zone(name: Any, place: str) -> str:
    """The name, if it is one of the IANA's."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError, AttributeError):
        raise invalid(f"Invalid time zone definition for {place} time.") from None


def moment_of(text: Any, name: str) -> datetime:
    """A parameter like `timeMin`: RFC 3339, and the offset is mandatory."""
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        raise invalid("Bad Request", name) from None
    if moment.tzinfo is None:
        raise invalid("Bad Request", name)
    return moment.astimezone(UTC)


@dataclass(frozen=True)
class When:
    """Either `moment` (in UTC) or `day`; `zone` is where it is written down."""

    zone: str
    moment: datetime | None = None
    day: date | None = None

    @classmethod
    def read(cls, data: Any, calendar_zone: str, place: str) -> "When":
        """Understand what a client sends; without an offset the zone must be named."""
        if not isinstance(data, dict):
            raise required(f"Missing {place} time.")
        zone, day, text = data.get("timeZone"), data.get("date"), data.get("dateTime")
        zone = None if zone is None else known_zone(zone, place)
        if (day is None) == (text is None):
            raise invalid(f"Invalid {place} time.") if day else required(f"Missing {place} time.")
        try:
            if day is not None:
                return cls(zone or calendar_zone, day=date.fromisoformat(day))
            moment = datetime.fromisoformat(str(text))
        except (ValueError, TypeError):
            raise invalid(f"Invalid value for: {place}") from None
        if moment.tzinfo is None:
            if zone is None:
                raise required(f"Missing time zone definition for {place} time.")
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        return cls(zone or calendar_zone, moment=moment.astimezone(UTC))

    @classmethod
    def local(cls, wall: datetime, zone: str, *, all_day: bool) -> "When":
        """A wall clock's time in a zone: in a gap the time after it, of two the first."""
        if all_day:
            return cls(zone, day=wall.date())
        return cls(zone, moment=wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC))

    @property
    def all_day(self) -> bool:
        return self.day is not None

    @property
    def wall(self) -> datetime:
        """What the clock shows in the zone, without the zone."""
        if self.day is not None:
            return datetime.combine(self.day, time())
        assert self.moment
        return self.moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    @property
    def stamp(self) -> str:
        """As in the ids of occurrences."""
        return f"{self.day:%Y%m%d}" if self.day else f"{self.moment:%Y%m%dT%H%M%SZ}"

    def instant(self, calendar_zone: str) -> datetime:
        """The moment; of a day its midnight in the calendar's zone."""
        return self.moment or self.wall.replace(tzinfo=ZoneInfo(calendar_zone)).astimezone(UTC)

    def plus(self, span: timedelta) -> "When":
        """Later by real time (days: by days)."""
        if self.day is not None:
            return When(self.zone, day=self.day + span)
        assert self.moment
        return When(self.zone, moment=self.moment + span)

    def minus(self, other: "When") -> timedelta:
        if self.all_day != other.all_day:
            raise invalid("Start and end times must either both be date or both be dateTime.")
        if self.moment and other.moment:
            return self.moment - other.moment
        return self.wall - other.wall

    def written(self, shown_in: str | None = None) -> dict[str, str]:
        """As Google answers: the offset is that of the calendar (or of the zone that was asked for)."""
        if self.day is not None:
            return {"date": self.day.isoformat()}
        assert self.moment
        shown = self.moment.astimezone(ZoneInfo(shown_in or self.zone)).isoformat(timespec="seconds")
        return {"dateTime": shown.replace("+00:00", "Z"), "timeZone": self.zone}
