"""Days on which two people do not meet by their rhythm."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from oneonones.models.meetings import MeetingQuerySet
from oneonones.models.recurrence import at_time, instant


@dataclass(frozen=True)
class Pause:
    """From one day to another on the clock of the rhythm; without a last day, until somebody resumes it."""

    first_on: date
    last_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.first_on <= day and (self.last_on is None or day <= self.last_on)

    def over(self, today: date) -> bool:
        return self.last_on is not None and self.last_on < today

    def covered(self, meetings: MeetingQuerySet, zone: ZoneInfo) -> MeetingQuerySet:
        """Those of them that it covers, where they are now."""
        since = meetings.filter(starts_at__gte=midnight(self.first_on, zone))
        if self.last_on is None:
            return since
        return since.filter(starts_at__lt=midnight(self.last_on + timedelta(days=1), zone))

    def left_out(self, meetings: MeetingQuerySet, zone: ZoneInfo) -> list[tuple[str, str | None, str | None]]:
        """Those in its days that it does not exempt the two from: id, and when and by whom each was kept, if it was."""
        there = self.covered(meetings, zone).exclude(exempt=meetings.model.Exempt.PAUSED)
        return [
            (str(pk), kept_at.isoformat() if kept_at else None, str(kept_by) if kept_at else None)
            for pk, kept_at, kept_by in there.values_list("pk", "kept_at", "kept_by")
        ]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant(at_time(day, time()), zone)
