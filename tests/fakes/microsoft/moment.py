"""A time as Graph writes it: a wall clock, and the name of its zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.microsoft.refusal import invalid
from tests.fakes.microsoft.zones import Zones


@dataclass(frozen=True)
class Moment:
    """A `dateTimeTimeZone`: what the wall clock says in a named zone."""

    wall: datetime
    zone_name: str
    zone: ZoneInfo

    @classmethod
    def read(cls, value: Any, zones: Zones) -> "Moment":
        """From JSON. A time with an offset is brought to the zone; a zone that the mailbox does not know is refused."""
        if not isinstance(value, dict) or not isinstance(value.get("dateTime"), str):
            raise invalid("The property 'dateTime' is required.", "ErrorInvalidRequest")
        name = value.get("timeZone") or "UTC"
        zone = zones.find(name)
        try:
            wall = datetime.fromisoformat(value["dateTime"])
        except ValueError:
            raise invalid(f"'{value['dateTime']}' is no date and time.", "ErrorInvalidRequest") from None
        return cls((wall.astimezone(zone) if wall.tzinfo else wall).replace(tzinfo=None), name, zone)

    @classmethod
    def of(cls, at: datetime, zone_name: str, zone: ZoneInfo) -> "Moment":
        return cls(at.astimezone(zone).replace(tzinfo=None), zone_name, zone)

    @property
    def at(self) -> datetime:
        """The instant, in UTC. A wall clock that happens twice is the first; one that never happens, after the gap."""
        return self.wall.replace(tzinfo=self.zone).astimezone(UTC)

    def on(self, day: date) -> "Moment":
        """The same wall clock on another day."""
        return Moment(datetime.combine(day, self.wall.time()), self.zone_name, self.zone)

    def later(self, by: timedelta) -> "Moment":
        """In real time: over a change of clocks, too."""
        return Moment.of(self.at + by, self.zone_name, self.zone)


def stamp(at: datetime) -> str:
    """A `DateTimeOffset`: in UTC, always."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def clock_and_zone(at: datetime, zone: ZoneInfo, zone_name: str) -> dict[str, str]:
    """An instant as `dateTimeTimeZone`, with the seven digits after the second."""
    wall = at.astimezone(zone)
    return {"dateTime": f"{wall:%Y-%m-%dT%H:%M:%S}.{wall.microsecond:06d}0", "timeZone": zone_name}


def window(query: dict[str, str]) -> tuple[datetime, datetime]:
    """`startDateTime` and `endDateTime` of a query; without an offset they are in UTC."""
    ends = []
    for name in ("startDateTime", "endDateTime"):
        if not query.get(name):
            both = "the query string parameters StartDateTime and EndDateTime"
            sentence = f"This request requires a time window specified by {both} ({name} is missing)."
            raise invalid(sentence, "ErrorInvalidParameter")
        try:
            at = datetime.fromisoformat(query[name].replace(" ", "+"))
        except ValueError:
            raise invalid(f"'{query[name]}' is no date and time.", "ErrorInvalidParameter") from None
        ends.append(at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))
    if ends[1] < ends[0]:
        raise invalid("EndDateTime is before StartDateTime.", "ErrorInvalidParameter")
    return ends[0], ends[1]
