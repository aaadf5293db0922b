"""The meetings of one rhythm that go on in the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from oneonones.models.meeting import Meeting
from oneonones.models.recurrence import Recurrence

if TYPE_CHECKING:
    from oneonones.models.series import Series


@dataclass(frozen=True)
class Heirs:
    """Their pages, and what was noted on them, go along. The earliest first."""

    meetings: Sequence[Meeting] = ()

    @classmethod
    def of(cls, before: "Series", recurrence: Recurrence, day: date, *, at: datetime) -> "Heirs":
        """Those planned from `day` on that would go on in a rhythm by that rule.

        All, if the rule has the same pace: then each has its place there. Else the first.
        """
        ahead = list(before.planned_from(day, at=at).order_by("starts_at", "id"))
        return cls(ahead if recurrence.pace == before.recurrence.pace else ahead[:1])

    def go_on_in(self, series: "Series", *, at: datetime) -> None:
        """As the first ones of it. Those for which its rule has no date stay what they were."""
        starts = series.recurrence.next(series.first_local, series.planned_after(at), len(self.meetings))
        for meeting, local in zip(self.meetings, starts, strict=False):
            place = series.occurrence(local)
            Meeting.objects.filter(pk=meeting.pk).update(
                series=series,
                original_local=place.original_local,
                starts_at=place.starts_at,
                ends_at=place.ends_at,
                state=Meeting.State.SCHEDULED,
                exempt="",
                kept_at=None,
                kept_by=None,
                cancelled_at=None,
                cancelled_by=None,
                moved_at=None,
                moved_by=None,
                moved_from=None,
            )
