"""A rhythm that was paused goes on; and whoever pressed that by mistake has it paused again as before."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from activity.models import Activity, record
from kit.rows import shift
from oneonones.models.meeting import Meeting
from oneonones.models.pause import Pause
from oneonones.models.series import Series
from people.models import Person


@dataclass(frozen=True)
class Resumption:
    """The last time that a series was resumed: the pause that it ended."""

    series: Series

    def take_back(self, *, by: Person, at: datetime) -> bool:
        """The pause holds again, for the same dates. False if the rhythm was not resumed, or was changed since."""
        happened = Activity.objects.filter(subject_id=self.series.pk, kind="series.resumed").order_by("-at").first()
        if happened is None or "version" not in happened.particulars:
            return False
        about = happened.particulars
        first_on, last_on = (about[name] and date.fromisoformat(about[name]) for name in ("first_on", "last_on"))
        untouched = Series.objects.running().filter(paused_from=None, version=about["version"])
        changes = {"paused_from": first_on, "paused_until": last_on, "version": about["version"] + 1}
        with transaction.atomic():
            if not shift(self.series, among=untouched, **changes):
                return False
            ahead = Meeting.objects.planned().filter(series=self.series, starts_at__gt=at)
            paused = Pause(first_on, last_on).covered(ahead, self.series.zone)
            paused.exclude(pk__in=[pk for pk, *_ in about["left_out"]]).update(
                exempt=Meeting.Exempt.PAUSED, exempt_of=None, exempt_country=""
            )
            for pk, kept_at, kept_by in about["left_out"]:
                if kept_at:
                    ahead.filter(pk=pk).update(kept_at=datetime.fromisoformat(kept_at), kept_by=kept_by)
            record("series.paused", self.series, by=by, at=at, first_on=first_on, last_on=last_on)
        return True
