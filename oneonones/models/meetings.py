"""Which meetings: what is due, what has been, what a page or a job asks for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import Coalesce, RowNumber

from people.models import Organisation, Person

if TYPE_CHECKING:
    from oneonones.models.meeting import Meeting

UNCONFIRMED_AFTER = timedelta(hours=2)
DAY = timedelta(days=1)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    model: "type[Meeting]"

    def visible_to(self, person: Person) -> "MeetingQuerySet":
        """The meetings of the pairs that `person` is or was one of."""
        return self.filter(Q(pair__manager=person) | Q(pair__report=person))

    def of_person(self, person: object) -> "MeetingQuerySet":
        """Those of their pairs that go on. `person`: their id, or they themself. For the product's own work."""
        return self.filter(Q(pair__manager=person) | Q(pair__report=person), pair__ended_on=None)

    def since(self, first: date, last: date | None = None) -> "MeetingQuerySet":
        """Those that may be on such a day of somebody's, wherever in the world they are: a day more on both sides."""
        found = self.filter(starts_at__gte=_midnight(first) - DAY)
        return found if last is None else found.filter(starts_at__lt=_midnight(last) + 2 * DAY)

    def counting(self) -> "MeetingQuerySet":
        """On which the two met, may have met, or are expected to meet."""
        unsaid = Q(state=self.model.State.UNCONFIRMED, disputed_at=None)
        return self.filter(Q(state=self.model.State.HELD) | unsaid | Q(state=self.model.State.SCHEDULED, exempt=""))

    def planned(self) -> "MeetingQuerySet":
        return self.filter(state=self.model.State.SCHEDULED)

    def due(self) -> "MeetingQuerySet":
        """Scheduled, and nothing exempts the two from meeting."""
        return self.planned().filter(exempt="")

    def upcoming(self, *, at: datetime) -> "MeetingQuerySet":
        """Due, and not so long over that it would be unconfirmed; the next one first."""
        return self.due().filter(ends_at__gt=at - UNCONFIRMED_AFTER).order_by("starts_at", "id")

    def taking_place(self) -> "MeetingQuerySet":
        """Due, or over and not called off: where the two meet, or were to meet until the time came."""
        return self.due() | self.filter(state__in=(self.model.State.HELD, self.model.State.UNCONFIRMED))

    def begun(self, *, by: datetime) -> "MeetingQuerySet":
        """Those whose planned start has come by that moment, and what was held ahead of its time."""
        return self.filter(Q(starts_at__lte=by) | Q(state=self.model.State.HELD))

    def ended_unsettled(self, *, at: datetime) -> "MeetingQuerySet":
        """Due, but planned to end two hours ago or more."""
        return self.due().filter(ends_at__lte=at - UNCONFIRMED_AFTER)

    def past(self, *, at: datetime) -> "MeetingQuerySet":
        """What has been, or was to be: the latest first. Cancelled ones are absent."""
        return self.not_cancelled().filter(starts_at__lt=at).order_by("-starts_at", "-id")

    def with_pair(self) -> "MeetingQuerySet":
        return self.select_related("pair__manager", "pair__report", "series").with_grace()

    def with_grace(self) -> "MeetingQuerySet":
        """Each with `grace_days`: how long after its end its shared record stays open."""
        return self.annotate(grace_days=Subquery(Organisation.objects.values("grace_days")[:1]))

    def not_cancelled(self) -> "MeetingQuerySet":
        """What was agreed, and not called off: a request is not a date yet."""
        return self.exclude(state__in=self.model.NO_DATE)

    def requested(self, *, at: datetime) -> "MeetingQuerySet":
        """Times that one of the two asks for, and that are still to come."""
        return self.filter(state=self.model.State.PROPOSED, starts_at__gt=at)

    def overlapping(self, start: datetime, end: datetime) -> "MeetingQuerySet":
        """Due ones that share a minute with the span."""
        return self.due().filter(starts_at__lt=end, ends_at__gt=start)

    def with_number(self) -> "MeetingQuerySet":
        """Each with `number`: the how manieth of its pair it is, cancelled ones not counted."""
        earlier = (
            self.model.objects.not_cancelled()
            .filter(pair=OuterRef("pair"), starts_at__lt=OuterRef("starts_at"))
            .order_by()
            .values("pair")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(number=Coalesce(Subquery(earlier), 0) + 1)

    def with_counts(self) -> "MeetingQuerySet":
        """Each with `item_count` (dealt with there, as both know) and `action_count` (promised there)."""
        talked = Q(outcomes__by_wrap_up=False) | Q(outcomes__kind="discussed")
        talked &= Q(outcomes__item__revealed_at__isnull=False)
        return self.annotate(
            item_count=Count("outcomes", filter=talked, distinct=True),
            action_count=Count("action_items", distinct=True),
        )

    def around(self, at: datetime, *, each_way: int) -> "MeetingQuerySet":
        """Of every pair the `each_way` latest that have begun, the next that are due, and the next of the others.

        Those ahead are counted apart: a rhythm of every working day has 43 of them, a long pause as many exempt ones.
        """
        span = Case(
            When(starts_at__lte=at, then=0), When(state=self.model.State.SCHEDULED, exempt="", then=1), default=2
        )
        begun = Case(When(starts_at__lte=at, then=F("starts_at")))
        nearest = [begun.desc(), F("starts_at").asc(), F("id").asc()]
        place = Window(RowNumber(), partition_by=[F("pair"), F("span")], order_by=nearest)
        return self.annotate(span=span).annotate(place=place).filter(place__lte=each_way)

    def timeline(self, reader: Person) -> "MeetingQuerySet":
        """All that is to be remembered, the latest first: a cancelled one only where something was written on it."""
        written = self.model.objects.filter(
            Q(shared_notes__version__gt=0)
            | Q(private_notes__author=reader, private_notes__version__gt=0)
            | Q(outcomes__item__revealed_at__isnull=False)
        )
        kept = ~Q(state__in=self.model.NO_DATE) | Q(pk__in=written.values("pk"))
        return self.filter(kept).order_by("-starts_at", "-id")

    def not_denied_to(self, person: Person) -> "MeetingQuerySet":
        """Those that nobody but `person` says did not happen: it stands until taken back by whoever said it."""
        return self.filter(Q(disputed_at=None) | Q(disputed_by=person))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
