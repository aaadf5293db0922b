"""Which rhythms: those that go on, those of which dates are missing; and making those dates, for many at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q

from oneonones.models.exemption import Exemption
from oneonones.models.meeting import Meeting

if TYPE_CHECKING:
    from oneonones.models.series import Series

AHEAD = timedelta(days=60)
CHUNK = 500


class SeriesQuerySet(models.QuerySet["Series"]):
    def running(self) -> "SeriesQuerySet":
        return self.filter(ended_on=None, pair__ended_on=None)

    def short_of(self, *, at: datetime) -> "SeriesQuerySet":
        """Running series whose meetings are not planned far enough ahead."""
        return self.running().filter(Q(planned_until=None) | Q(planned_until__lt=at + AHEAD - timedelta(days=1)))

    def plan(self, *, at: datetime) -> int:
        """Make the meeting rows of the next 60 days of each, a few hundred series at a time; returns how many are new.

        Walks by key, so that memory stays flat, and what is done stays done if it is broken off.
        """
        made, last = 0, None
        in_order = self.select_related("pair").order_by("pk")
        while chunk := list(in_order.filter(Q() if last is None else Q(pk__gt=last))[:CHUNK]):
            made += self.plan_for(chunk, at=at)
            last = chunk[-1].pk
        return made

    def plan_for(self, series: Sequence["Series"], *, at: datetime, until: datetime | None = None) -> int:
        """Make the rows that these lack; returns how many are new. Seven statements, however many series.

        Safe to run twice, and at once: a meeting's identity is (series, original local start).
        """
        wanted = [(one, local) for one in series for local in one.ahead(at=at, until=until)]
        with transaction.atomic():
            rows: list[Meeting] = []
            if wanted:
                earliest = min(local for _one, local in wanted)
                there = Meeting.objects.filter(series__in=series, original_local__gte=earliest)
                known = set(there.values_list("series_id", "original_local"))
                rows = [one.occurrence(local) for one, local in wanted if (one.pk, local) not in known]
                Exemption.foresee(rows)
                Meeting.objects.bulk_create(rows, ignore_conflicts=True)
            self.model.objects.filter(pk__in=[one.pk for one in series]).update(planned_until=at + AHEAD)
        return len(rows)
