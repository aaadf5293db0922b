"""The two meet on a date although one of them has the day off: they said so, in one press."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from activity.models import record
from kit.rows import shift
from oneonones.models.exemption import Exemption
from oneonones.models.meeting import Meeting
from people.models import Person


@dataclass(frozen=True)
class KeptDate:
    """A date that something exempts the two from, and that they keep on purpose."""

    meeting: Meeting

    def keep(self, *, by: Person, at: datetime) -> bool:
        """ "Meet anyway". False if nothing exempts them (any more), or the date is over."""
        with transaction.atomic():
            kept = shift(
                self.meeting,
                among=Meeting.objects.planned().exclude(exempt="").filter(ends_at__gt=at, pair__ended_on=None),
                exempt="",
                exempt_of=None,
                exempt_country="",
                kept_at=at,
                kept_by=by,
            )
            if kept:
                record("meeting.kept", self.meeting, by=by, at=at)
        return kept

    def arranged(self, *, by_id: UUID | None, at: datetime) -> None:
        """It was arranged a moment ago, ad hoc. On a day off that is on purpose: such a time is not chosen unawares."""
        Exemption.foresee([self.meeting])
        if self.meeting.exempt:
            shift(self.meeting, among=Meeting.objects.planned(), kept_at=at, kept_by_id=by_id)

    def let_go(self, *, by: Person, at: datetime) -> bool:
        """Not after all: what exempted them before does again. False if nobody kept it, or the two are at it."""
        with transaction.atomic():
            let_go = shift(
                self.meeting,
                among=Meeting.objects.planned().filter(kept_at__isnull=False, started_at=None, pair__ended_on=None),
                kept_at=None,
                kept_by=None,
            )
            if let_go:
                Exemption.mark(Meeting.objects.filter(pk=self.meeting.pk), at=at)
                self.meeting.refresh_from_db(fields=["exempt", "exempt_of", "exempt_country"])
                record("meeting.let_go", self.meeting, by=by, at=at)
        return let_go
