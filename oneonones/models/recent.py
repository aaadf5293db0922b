"""What a page asks of a pair's meetings around now, from one query."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from oneonones.models.meeting import Meeting
from oneonones.models.meetings import UNCONFIRMED_AFTER
from oneonones.models.pair import Pair
from oneonones.models.steps import Step, steps
from people.models import Person

EACH_WAY = 20  # the strip shows the last 10, the timeline goes on from there
AT_A_GLANCE = 10  # in a list of pairs the strip shows the last 8
NEIGHBOURS = 3


@dataclass(frozen=True)
class Recent:
    """The meetings of a pair that a page shows or links to, each with its counts. Cancelled ones are absent."""

    meetings: tuple[Meeting, ...]  # the earliest first
    requests: tuple[Meeting, ...] = ()  # times asked for and not agreed yet, the earliest first

    @classmethod
    def sorting(cls, found: Iterable[Meeting]) -> "Recent":
        """Dates and requests apart. `found`: the earliest first."""
        found = list(found)
        agreed = tuple(one for one in found if not one.proposed)
        return cls(agreed, tuple(one for one in found if one.proposed))

    @classmethod
    def of(cls, pair: Pair, *, around: Meeting | None = None, at: datetime) -> "Recent":
        """Those of the pair around now; and of an older meeting its neighbours, and the last one held before it."""
        theirs = Meeting.objects.exclude(state=Meeting.State.CANCELLED).filter(pair=pair)
        wanted = Q(pk__in=theirs.around(at, each_way=EACH_WAY).values("pk"))
        if around is not None:
            agreed = theirs.not_cancelled()
            before = agreed.filter(starts_at__lt=around.starts_at).order_by("-starts_at", "-id").values("pk")
            after = agreed.filter(starts_at__gt=around.starts_at).order_by("starts_at", "id").values("pk")
            held = before.filter(state=Meeting.State.HELD)
            wanted |= Q(pk__in=before[:NEIGHBOURS]) | Q(pk__in=after[:1]) | Q(pk__in=held[:1])
        return cls.sorting(theirs.filter(wanted).select_related("series").with_counts().order_by("starts_at", "id"))

    @classmethod
    def of_each(cls, pairs: Iterable[Pair], *, at: datetime) -> dict[UUID, "Recent"]:
        """Those of many pairs around now, without counts, in one query."""
        pairs = list(pairs)
        found: dict[UUID, list[Meeting]] = defaultdict(list)
        theirs = Meeting.objects.exclude(state=Meeting.State.CANCELLED).filter(pair__in=pairs)
        around = theirs.around(at, each_way=AT_A_GLANCE).select_related("series")
        for meeting in around.order_by("starts_at", "id"):
            found[meeting.pair_id].append(meeting)
        return {pair.pk: cls.sorting(found[pair.pk]) for pair in pairs}

    def strip(self, reader: Person, *, at: datetime, last: int = 10) -> list[Step]:
        """The rhythm strip: the last ones and the next."""
        return steps(self.meetings, reader=reader, at=at, last=last)

    def next(self, *, at: datetime) -> Meeting | None:
        """The pair's next meeting: open items are on its page."""
        return next((one for one in self._planned() if one.ends_at > at - UNCONFIRMED_AFTER), None)

    def asked(self, *, at: datetime) -> list[Meeting]:
        """Requests that can still be answered."""
        return [one for one in self.requests if one.starts_at > at]

    def after(self, meeting: Meeting | None, *, at: datetime) -> Meeting | None:
        """The scheduled one that follows `meeting`; the pair's next one if that is None."""
        if meeting is None:
            return self.next(at=at)
        later = (one for one in self._planned() if one.starts_at > meeting.starts_at and one.ends_at > at)
        return next(later, None)

    def earlier(self, meeting: Meeting) -> Meeting | None:
        return next(iter(self.before(meeting)), None)

    def later(self, meeting: Meeting) -> Meeting | None:
        """The one after it, whatever became of it."""
        return next((one for one in self.meetings if one.starts_at > meeting.starts_at), None)

    def before(self, meeting: Meeting) -> list[Meeting]:
        """Those before it, the latest first."""
        return [one for one in reversed(self.meetings) if one.starts_at < meeting.starts_at]

    def skipped_between(self, meeting: Meeting, following: Meeting) -> list[Meeting]:
        """Those that would have come before `following`; many weeks later they are no longer news."""
        span = [one for one in self.meetings if meeting.starts_at < one.starts_at < following.starts_at]
        return [one for one in span if one.skipped][-NEIGHBOURS:]

    def exempt_before(self, following: Meeting | None, *, after: datetime) -> list[Meeting]:
        """Dates after that moment that something exempts the two from, up to the one that follows."""
        span = (one for one in self.meetings if one.scheduled and one.exempt and one.ends_at > after)
        return [one for one in span if following is None or one.starts_at < following.starts_at]

    def past(self, *, at: datetime) -> list[Meeting]:
        """Those that have begun, the latest first."""
        return [one for one in reversed(self.meetings) if one.starts_at < at]

    def last_held(self, *, before: Meeting | None = None) -> Meeting | None:
        """The last one that took place (before `before`); None for a first time."""
        taken_place = (one for one in reversed(self.meetings) if one.held)
        return next((one for one in taken_place if before is None or one.starts_at < before.starts_at), None)

    def last_ended_at(self, meeting: Meeting | None = None) -> datetime | None:
        """When the last one held (before `meeting`) ended; None for a first time."""
        last = self.last_held(before=meeting)
        return last.ended_at if last else None

    def _planned(self) -> Iterator[Meeting]:
        return (one for one in self.meetings if one.scheduled and not one.exempt)
