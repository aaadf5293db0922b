"""Did the two meet? What says so without a wrap-up, and what says that they did not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from activity.models import record
from kit.rows import shift
from oneonones.models.meeting import Meeting
from oneonones.models.meetings import UNCONFIRMED_AFTER, MeetingQuerySet
from people.models import Person

DISPUTE_WITHIN = timedelta(days=3)
SIGNS_BEFORE, SIGNS_AFTER = timedelta(hours=1), timedelta(hours=48)  # around the planned time
AWAY = timedelta(days=1)  # signs are still found by a worker that was down so long


@dataclass(frozen=True)
class Attendance:
    """What is known of whether one meeting took place, when nobody wrapped it up or somebody denies it.

    Numbers count meetings that happened. So a meeting that nobody speaks of is held only if something of it was dealt
    with around that time, and one of the two can always say that it did not happen.
    """

    meeting: Meeting

    @classmethod
    def settle(cls, *, at: datetime) -> int:
        """Two hours after its end, what nobody wrapped up is held if there are signs of it, else unconfirmed.

        An unconfirmed one of which signs came in time is held too. Returns how many changed.
        """
        settled = 0
        for meeting in Meeting.objects.ended_unsettled(at=at).select_related("pair").iterator(chunk_size=500):
            settled += cls(meeting).hold_by_signs(at=at) or meeting.leave_unconfirmed(at=at)
        waiting = Meeting.objects.filter(state=Meeting.State.UNCONFIRMED, disputed_at=None)
        signs_may_count = with_signs(waiting.filter(ends_at__gt=at - SIGNS_AFTER - AWAY))
        for meeting in signs_may_count.select_related("pair").iterator(chunk_size=500):
            settled += cls(meeting).hold_by_signs(at=at)
        return settled

    def hold_by_signs(self, *, at: datetime) -> bool:
        """Nobody said so, but something of it was dealt with around that time: it took place.

        Weighed from two hours after the planned end on, so that nobody who talks on is interrupted.
        """
        over = Meeting.objects.filter(state__in=Meeting.OPEN_STATES, ends_at__lte=at - UNCONFIRMED_AFTER)
        return self.meeting.hold(
            Meeting.Evidence.DEALT_WITH,
            among=with_signs(over.filter(disputed_at=None)),
            ended_at=self.meeting.ends_at,
            by=None,
            at=at,
        )

    def dispute(self, *, by: Person, at: datetime) -> bool:
        """ "We didn't meet": it does not count, and what it carried is taken back. What was said for it is kept.

        Of a held meeting within three days of the moment it became held; of one that waits for an answer at any time.
        """
        denied = Meeting.objects.filter(
            Q(state=Meeting.State.HELD, held_at__gte=at - DISPUTE_WITHIN)
            | Q(state__in=Meeting.OPEN_STATES, exempt="", ends_at__lte=at - UNCONFIRMED_AFTER, disputed_at=None)
        )
        with transaction.atomic():
            disputed = shift(
                self.meeting, among=denied, state=Meeting.State.UNCONFIRMED, disputed_at=at, disputed_by=by
            )
            if disputed:
                record("meeting.disputed", self.meeting, by=by, at=at)
        return disputed

    def undispute(self, *, by: Person, at: datetime) -> bool:
        """Whoever said that the two did not meet takes it back: it is what it was before, and carries again."""
        meeting, was_held = self.meeting, self.meeting.held_at is not None
        with transaction.atomic():
            back = shift(
                meeting,
                among=Meeting.objects.filter(disputed_by=by, held_at=meeting.held_at, pair__ended_on=None),
                state=Meeting.State.HELD if was_held else Meeting.State.UNCONFIRMED,
                disputed_at=None,
                disputed_by=None,
            )
            if back and was_held:
                record("meeting.held", meeting, by=by, at=at, evidence=meeting.evidence)
            elif back:
                record("meeting.left_unconfirmed", meeting, by=by, at=at)
        return back

    # --- what a page asks

    def waits_for_an_answer(self, *, at: datetime) -> bool:
        """Over for two hours, due, and nobody has said whether the two met."""
        due = self.meeting.scheduled and not self.meeting.exempt
        over = self.meeting.unconfirmed or (due and self.meeting.ends_at <= at - UNCONFIRMED_AFTER)
        return over and self.meeting.disputed_at is None

    def may_dispute(self, *, at: datetime) -> bool:
        """Is it held, and may one of the two still say that it did not take place?"""
        held_at = self.meeting.held_at
        return self.meeting.held and held_at is not None and held_at >= at - DISPUTE_WITHIN


def with_signs(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Of which an item or action was dealt with from an hour before the planned start to 48 hours after the end."""
    first, last = F("starts_at") - SIGNS_BEFORE, F("ends_at") + SIGNS_AFTER

    def meanwhile(moment: str, **more: Any) -> MeetingQuerySet:
        return Meeting.objects.filter(**{f"{moment}__gte": first, f"{moment}__lte": last}, **more).only("pk")

    return meetings.filter(
        Q(pk__in=meanwhile("outcomes__ended_at", outcomes__kind__in=("discussed", "answered", "dropped")))
        | Q(pk__in=meanwhile("action_items__promised_at"))
        | Q(pk__in=meanwhile("action_items__completed_at"))
        | Q(pk__in=meanwhile("action_items__dropped_at"))
    )
