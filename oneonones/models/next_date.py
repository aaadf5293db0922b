"""Always at least the next one: a series whose dates are all exempt plans the first on which the two can meet."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef

from oneonones.models.exemption import Exemption
from oneonones.models.meeting import Meeting
from oneonones.models.recurrence import at_time
from oneonones.models.rhythms import SeriesQuerySet
from oneonones.models.series import Series

FURTHEST = timedelta(days=2 * 366)  # as far ahead as anybody says that they are away
DAY = timedelta(days=1)
TRIED_AT_ONCE = 60


class NextDate:
    """The first date of a series that nothing exempts the two from."""

    @classmethod
    def plan(cls, series: SeriesQuerySet, *, at: datetime) -> int:
        """For those that have none: somebody is on a long leave, or a rare date is a public holiday.

        The rows between are made when their time comes. Returns how many are new.
        """
        due = Meeting.objects.due().filter(series=OuterRef("pk"), ends_at__gt=at)
        waiting = series.running().filter(~Exists(due)).select_related("pair", "anchor")
        return sum(cls._of(one, at=at) for one in waiting.iterator(chunk_size=500))

    @staticmethod
    def _of(series: Series, *, at: datetime) -> bool:
        known = set(Meeting.objects.filter(series=series).values_list("original_local", flat=True))
        after = series.planned_after(at)
        end, last = after + FURTHEST, series.pair.ends_on
        if last is not None:
            end = min(end, at_time(last + DAY, time()))
        while after < end:
            starts = series.recurrence.next(series.first_local, after, TRIED_AT_ONCE)
            rows = [series.occurrence(local) for local in starts if local not in known and local < end]
            Exemption.foresee(rows)
            free = next((row for row in rows if not row.exempt), None)
            if free is not None:
                return bool(Meeting.objects.bulk_create([free], ignore_conflicts=True))
            if len(starts) < TRIED_AT_ONCE:
                return False
            after = starts[-1] + timedelta(minutes=1)
        return False
