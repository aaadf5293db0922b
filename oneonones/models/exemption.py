"""Why the two are not expected on a date: one of them is away, or has a public holiday. The one place that decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from oneonones.models.meeting import Meeting
from oneonones.models.meetings import MeetingQuerySet
from oneonones.models.pair import Pair
from people.models import DayOff, DaysOff, Person

DAY = timedelta(days=1)
AT_ONCE = 500
COLUMNS = ("exempt", "exempt_of", "exempt_country", "kept_at", "kept_by")


@dataclass(frozen=True)
class Exemption:
    """What a date is exempt for. Empty: the two are expected there."""

    reason: str = ""  # as in Meeting.Exempt
    of_id: UUID | None = None  # whose day off; None: of both
    country: str = ""

    @classmethod
    def by(cls, days: Sequence[DayOff]) -> "Exemption":
        """An absence says more than a public holiday. `days`: those that the two have off at that moment."""
        for reason, among in (
            (Meeting.Exempt.ABSENCE, [day for day in days if day.away]),
            (Meeting.Exempt.HOLIDAY, [day for day in days if not day.away]),
        ):
            if among:
                countries = {day.country for day in among}
                country = countries.pop() if len(countries) == 1 else ""
                return cls(reason, among[0].person.pk if len(among) == 1 else None, country)
        return cls()

    @classmethod
    def foresee(cls, rows: Sequence[Meeting]) -> None:
        """The same for rows that are about to be made: three queries, however many."""
        pairs, off = _known(rows)
        for row in rows:
            found = cls.by(off.at(row.starts_at, _both(pairs[row.pair_id])))
            if found.reason and not row.exempt:
                found.write_on(row)

    @classmethod
    def mark(cls, meetings: MeetingQuerySet, *, at: datetime) -> list[Meeting]:
        """Bring these meetings up to date with the days off of their people; returns those that changed.

        A handful of statements, however many meetings. One that has begun or was held stays what it is. An unconfirmed
        one that nobody disputes turns out to have been exempt. Nothing that is over becomes due again but by an absence
        that is taken back: whoever moves to another country had last month's public holidays all the same.
        """
        with transaction.atomic():
            rows = list(_open(meetings).select_for_update(of=("self",)).order_by("pk"))
            pairs, off = _known(rows)
            changed = [row for row in rows if cls._renew(row, off.at(row.starts_at, _both(pairs[row.pair_id])), at=at)]
            known = [row.pk for row in changed if row.unconfirmed]
            Meeting.objects.filter(pk__in=known, state=Meeting.State.UNCONFIRMED, disputed_at=None).update(
                state=Meeting.State.SCHEDULED
            )
            Meeting.objects.planned().bulk_update(changed, COLUMNS, batch_size=AT_ONCE)
        return changed

    @classmethod
    def mark_ahead(cls, *, at: datetime) -> None:
        """The same for everything that is still to come, some hundred pairs at a time: memory stays flat."""
        pairs = Pair.objects.active().order_by("pk").values_list("pk", flat=True)
        last: UUID | None = None
        while chunk := list(pairs.filter(Q() if last is None else Q(pk__gt=last))[:AT_ONCE]):
            cls.mark(Meeting.objects.planned().filter(pair__in=chunk, starts_at__gt=at), at=at)
            last = chunk[-1]

    @classmethod
    def _renew(cls, row: Meeting, days: Sequence[DayOff], *, at: datetime) -> bool:
        """Did something change?"""
        before = _columns(row)
        paused, over = _paused(row), row.starts_at <= at
        found = cls.by([day for day in days if _news(day, row)])
        if row.exempt == Meeting.Exempt.PAUSED and (paused or over):
            return False
        if found.reason:
            found.write_on(row)
            row.kept_at = row.kept_by = None
        elif not row.unconfirmed and not (over and row.exempt == Meeting.Exempt.HOLIDAY):
            cls(Meeting.Exempt.PAUSED if paused and not _chosen_at(row) else "").write_on(row)
            if not days and not paused and not row.moved:
                row.kept_at = row.kept_by = None
        return before != _columns(row)

    def write_on(self, row: Meeting) -> None:
        row.exempt, row.exempt_of_id, row.exempt_country = self.reason, self.of_id, self.country


def _columns(row: Meeting) -> tuple[object, ...]:
    return row.exempt, row.exempt_of_id, row.exempt_country, row.kept_at, row.kept_by_id


def _open(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Those of which it is still open whether the two are expected."""
    unsaid = Q(state=Meeting.State.UNCONFIRMED, disputed_at=None)
    return meetings.filter(
        Q(state=Meeting.State.SCHEDULED) | unsaid, started_at=None, pair__ended_on=None
    ).select_related("series")


def _known(rows: Sequence[Meeting]) -> tuple[dict[UUID, Pair], DaysOff]:
    """Their pairs, and the days off of everybody in them."""
    pairs = Pair.objects.with_people().in_bulk({row.pair_id for row in rows})
    moments = [row.starts_at.date() for row in rows]
    people = [person for pair in pairs.values() for person in _both(pair)]
    if not rows:
        return pairs, DaysOff({}, {})
    return pairs, DaysOff.of(people, min(moments) - DAY, max(moments) + DAY)


def _both(pair: Pair) -> tuple[Person, Person]:
    return pair.manager, pair.report


def _chosen_at(row: Meeting) -> datetime | None:
    """When the two last chose this very date: who moves one is told what speaks against the new time."""
    return max((moment for moment in (row.kept_at, row.moved_at) if moment is not None), default=None)


def _news(day: DayOff, row: Meeting) -> bool:
    """Does a day off count? Not if the two chose the date knowing of it; public holidays are known long before."""
    chosen_at = _chosen_at(row)
    return chosen_at is None or (day.absence is not None and day.absence.added_at > chosen_at)


def _paused(row: Meeting) -> bool:
    """Does a pause of its series cover it, where it is now?"""
    return row.series is not None and row.series.paused_on(row.starts_at.astimezone(row.series.zone).date())
