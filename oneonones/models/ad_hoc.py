"""A 1:1 outside of any rhythm: once, because the two want it, or in place of one that was skipped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from activity.models import record
from kit.rows import shift
from oneonones.models.meeting import Meeting
from oneonones.models.pair import Pair
from people.models import Person


class TimeTaken(ValueError):
    """The two have another 1:1 at that time."""


@dataclass(frozen=True)
class AdHoc:
    """One 1:1 of a pair that no series gave them."""

    meeting: Meeting

    @classmethod
    def arrange(
        cls, pair: Pair, *, starts_at: datetime, minutes: int, replaces: Meeting | None = None, by: Person, at: datetime
    ) -> Meeting:
        """The two meet at that time; the same form sent twice arranges one. Raises TimeTaken.

        `replaces`: the skipped or cancelled one that it makes up for.
        """
        with transaction.atomic():
            meeting = cls.free_row(pair, starts_at=starts_at, minutes=minutes, state=Meeting.State.SCHEDULED)
            if not meeting._state.adding:
                return meeting
            meeting.replaces = replaces
            meeting.save(force_insert=True)
            record("meeting.scheduled", meeting, by=by, at=at, starts_at=starts_at)
        return meeting

    @staticmethod
    def free_row(pair: Pair, *, starts_at: datetime, minutes: int, state: str) -> Meeting:
        """A row not yet saved, or the ad hoc one that was made for that very time a moment ago. Raises TimeTaken.

        Holds the pair until the transaction ends, so of two forms sent at once the second sees the first.
        """
        Pair.objects.select_for_update(no_key=True).get(pk=pair.pk)
        ends_at = starts_at + timedelta(minutes=minutes)
        theirs = Meeting.objects.filter(pair=pair, starts_at__lt=ends_at, ends_at__gt=starts_at)
        for there in theirs.filter(state__in=(Meeting.State.SCHEDULED, state)):
            if there.ad_hoc and there.state == state and (there.starts_at, there.ends_at) == (starts_at, ends_at):
                return there
            raise TimeTaken
        return Meeting(pair=pair, starts_at=starts_at, ends_at=ends_at, state=state)

    def cancel(self, *, reason: str, note: str = "", by: Person, at: datetime) -> bool:
        """It does not take place; the agenda stays on the pair. False if it is of a series, or no longer scheduled."""
        ad_hoc = Meeting.objects.planned().filter(series=None)
        with transaction.atomic():
            cancelled = shift(
                self.meeting,
                among=ad_hoc,
                state=Meeting.State.CANCELLED,
                skip_reason=Meeting.Reason(reason),
                cancelled_at=at,
                cancelled_by=by,
            )
            if cancelled:
                self.meeting.say_why(note.strip())
                record("meeting.cancelled", self.meeting, by=by, at=at, reason=reason)
        return cancelled

    def uncancel(self, *, by: Person, at: datetime) -> bool:
        """It takes place after all. False if nobody cancelled it with a reason, or its pair has ended since."""
        gone = Meeting.objects.filter(state=Meeting.State.CANCELLED, series=None, pair__ended_on=None)
        with transaction.atomic():
            back = shift(
                self.meeting,
                among=gone.exclude(skip_reason=""),
                state=Meeting.State.SCHEDULED,
                skip_reason="",
                cancelled_at=None,
                cancelled_by=None,
            )
            if back:
                self.meeting.say_why("")
                record("meeting.uncancelled", self.meeting, by=by, at=at)
        return back
