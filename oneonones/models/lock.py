"""When the shared record of a meeting locks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from oneonones.models.meeting import Meeting
from people.models import Organisation


@dataclass(frozen=True)
class Lock:
    """After a grace period nobody rewrites what a meeting came to: it is read, and amended by dated additions.

    The time runs from the moment at which the meeting was recorded as held, so whoever confirms late has it too. A
    meeting that did not take place locks by its planned end. While a meeting is still to come nothing locks.
    """

    falls_at: datetime | None

    @classmethod
    def of(cls, meeting: Meeting) -> "Lock":
        """The lock of that meeting; its `grace_days` spare a query where the queryset brought them."""
        over_at = (meeting.held_at or meeting.ended_at) if meeting.held else meeting.ends_at
        if over_at is None or meeting.scheduled:
            return cls(None)
        days = getattr(meeting, "grace_days", None)
        if days is None:
            days = Organisation.current().grace_days
        return cls(over_at + timedelta(days=days))

    def holds(self, *, at: datetime) -> bool:
        return self.falls_at is not None and self.falls_at <= at
