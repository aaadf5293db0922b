"""One of the two asks for a time; the other accepts, proposes another one, or declines."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from activity.models import record
from kit.rows import shift
from oneonones.models.ad_hoc import AdHoc, TimeTaken
from oneonones.models.meeting import Meeting
from oneonones.models.meetings import MeetingQuerySet
from oneonones.models.move import Move
from oneonones.models.pair import Pair
from people.models import Person


@dataclass(frozen=True)
class Request:
    """A time that is asked for: a meeting that is not yet agreed. Whoever asked waits for the other."""

    meeting: Meeting

    @classmethod
    def ask(cls, pair: Pair, *, starts_at: datetime, minutes: int, line: str = "", by: Person, at: datetime) -> Meeting:
        """`by` asks the other for that time; the same form sent twice asks once. Raises TimeTaken."""
        with transaction.atomic():
            meeting = AdHoc.free_row(pair, starts_at=starts_at, minutes=minutes, state=Meeting.State.PROPOSED)
            if not meeting._state.adding:
                return meeting
            meeting.proposed_at, meeting.proposed_by = at, by
            meeting.request_line = line.strip() or None
            meeting.save(force_insert=True)
            record("meeting.proposed", meeting, by=by, at=at, starts_at=starts_at)
        return meeting

    @classmethod
    def expire(cls, *, at: datetime) -> int:
        """What nobody answered in time is no longer asked. Returns how many."""
        expired = 0
        for meeting in Meeting.objects.filter(state=Meeting.State.PROPOSED, starts_at__lte=at).select_related("pair"):
            expired += cls(meeting)._end("meeting.request_expired", among=Meeting.objects.all(), by=None, at=at)
        return expired

    def accept(self, *, by: Person, starts_at: datetime, at: datetime) -> bool:
        """The two meet then. `starts_at`: the time that `by` has seen. Pressing twice does no harm.

        False if something else was proposed since, it was taken back, or its time is over. Raises TimeTaken if the
        two have agreed on another 1:1 at that time meanwhile.
        """
        with transaction.atomic():
            Pair.objects.select_for_update(no_key=True).get(pk=self.meeting.pair_id)
            if Move(self.meeting, self.meeting.starts_at).meets_another():
                raise TimeTaken
            agreed = shift(
                self.meeting, among=self._of_the_other(by, at=at).filter(starts_at=starts_at), state="scheduled"
            )
            if agreed:
                record("meeting.scheduled", self.meeting, by=by, at=at, starts_at=starts_at)
        return agreed

    def propose_instead(self, *, to: datetime, line: str = "", by: Person, at: datetime) -> bool:
        """Another time: now the one who asked is asked. False as in `accept()`. Raises TimeTaken."""
        before, meeting = self.meeting.starts_at, self.meeting
        with transaction.atomic():
            Pair.objects.select_for_update(no_key=True).get(pk=meeting.pair_id)
            if Move(meeting, to).meets_another():
                raise TimeTaken
            changed = shift(
                meeting,
                among=self._of_the_other(by, at=at).filter(starts_at=before),
                starts_at=to,
                ends_at=to + meeting.length,
                proposed_at=at,
                proposed_by=by,
            )
            if changed:
                meeting.request_line = line.strip() or None
                meeting.save(update_fields=["request_line"])
                record("meeting.proposed", meeting, by=by, at=at, before=before, starts_at=to)
        return changed

    def decline(self, *, by: Person, at: datetime) -> bool:
        """Not then. False as in `accept()`."""
        return self._end("meeting.declined", among=self._of_the_other(by, at=at), by=by, at=at)

    def withdraw(self, *, by: Person, at: datetime) -> bool:
        """Whoever asked takes it back. False if the other has answered, or somebody else asked."""
        return self._end("meeting.withdrawn", among=Meeting.objects.filter(proposed_by=by), by=by, at=at)

    def reopen(self, *, by: Person, at: datetime) -> bool:
        """Undo of declining or withdrawing, by whoever did, while its time is still to come: it is asked again."""
        ended = Meeting.objects.filter(
            state=Meeting.State.CANCELLED,
            cancelled_by=by,
            proposed_at__isnull=False,
            skip_reason="",
            starts_at__gt=at,
            pair__ended_on=None,
        )
        with transaction.atomic():
            back = shift(self.meeting, among=ended, state=Meeting.State.PROPOSED, cancelled_at=None, cancelled_by=None)
            if back:
                record("meeting.proposed", self.meeting, by=by, at=at, starts_at=self.meeting.starts_at)
        return back

    def _end(self, kind: str, *, among: MeetingQuerySet, by: Person | None, at: datetime) -> bool:
        with transaction.atomic():
            ended = shift(
                self.meeting,
                among=among.filter(state=Meeting.State.PROPOSED),
                state=Meeting.State.CANCELLED,
                cancelled_at=at,
                cancelled_by=by,
            )
            if ended:
                record(kind, self.meeting, by=by, at=at)
        return ended

    @staticmethod
    def _of_the_other(person: Person, *, at: datetime) -> MeetingQuerySet:
        """What the other asks of `person`, and can still be answered."""
        return Meeting.objects.requested(at=at).exclude(proposed_by=person)
