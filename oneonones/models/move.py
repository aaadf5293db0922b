"""One meeting goes to another time: what it meets there, and what it passes on its way."""

from dataclasses import dataclass
from datetime import datetime

from oneonones.models.meeting import Meeting
from oneonones.models.meetings import MeetingQuerySet


@dataclass(frozen=True)
class Move:
    """A meeting that is to be at `to` instead. `Meeting.move` does it; this is what there is to say of it."""

    meeting: Meeting
    to: datetime

    def meets_another(self) -> bool:
        """Would the two have to be in another 1:1 of theirs at the same time?"""
        there = Meeting.objects.filter(pair_id=self.meeting.pair_id).exclude(pk=self.meeting.pk)
        return there.overlapping(self.to, self.to + self.meeting.length).exists()

    def passes(self) -> Meeting | None:
        """The pair's scheduled one that it would then come after or before, and does not now: their order swaps."""
        return self._between().planned().first()

    def came_past(self) -> Meeting | None:
        """The pair's next one that it now comes after, having been planned at `to` before."""
        return self._between().due().first() if self.to < self.meeting.starts_at else None

    def _between(self) -> MeetingQuerySet:
        first, last = sorted((self.meeting.starts_at, self.to))
        others = Meeting.objects.filter(pair_id=self.meeting.pair_id).exclude(pk=self.meeting.pk)
        return others.filter(starts_at__gt=first, starts_at__lt=last).order_by("starts_at")
