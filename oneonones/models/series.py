from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import Q

from activity.models import record
from kit.ids import new_id
from kit.rows import LocalDateTimeField
from kit.vault import Owner, SealedTextField
from oneonones.models.meeting import Meeting, MeetingQuerySet
from oneonones.models.pair import Pair
from oneonones.models.recurrence import Recurrence, at_time, instant, wall_time
from people.models import Person

AHEAD = timedelta(days=60)


class SeriesQuerySet(models.QuerySet["Series"]):
    def running(self) -> "SeriesQuerySet":
        return self.filter(ended_on=None, pair__ended_on=None)

    def short_of(self, *, at: datetime) -> "SeriesQuerySet":
        """Running series whose meetings are not planned far enough ahead."""
        return self.running().filter(Q(planned_until=None) | Q(planned_until__lt=at + AHEAD - timedelta(days=1)))


class Series(models.Model):
    """The pair's recurring schedule: a rule on local wall time in a zone, anchored on one of the two.

    Meeting rows are its exceptions table: they are made ahead, and each keeps its original local start.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="series")
    rule = models.CharField(max_length=200)
    first_local = LocalDateTimeField()
    time_zone = models.CharField(max_length=64)
    anchor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(default=30)
    place = SealedTextField(label="series.place", owner="sealing_owner", null=True)
    started_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    planned_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pair"], condition=Q(ended_on=None), name="one_series_without_an_end"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="minutes_5_to_480"),
        ]

    def __str__(self) -> str:
        return self.rule

    @classmethod
    def begin(
        cls,
        pair: Pair,
        *,
        recurrence: Recurrence,
        on_or_after: date,
        clock: time,
        minutes: int,
        anchor: Person,
        place: str = "",
        by: Person | None,
        at: datetime,
    ) -> "Series":
        """The pair meets by this rule from the first fitting day on, at `clock` in the anchor's zone.

        The series before it, if any, gets its end at once: its meetings before `on_or_after` stay, later ones are
        cancelled, but the first of them goes on as the first of this one, with what was noted for it.
        A day on which the two have met already is not covered again: no day has two.
        """
        with transaction.atomic():
            midnight = instant(at_time(on_or_after, time()), anchor.zone)
            met = Meeting.objects.not_cancelled().filter(pair=pair, starts_at__gte=midnight, starts_at__lte=at)
            if met.filter(starts_at__lt=midnight + timedelta(days=1)).exists():
                on_or_after += timedelta(days=1)
            heir: Meeting | None = None
            for before in cls.objects.filter(pair=pair, ended_on=None):
                heir = before.planned_from(on_or_after, at=at).order_by("starts_at").first()
                before.end(on=on_or_after, by=by, at=at)
            first = at_time(recurrence.first_on_or_after(on_or_after), clock)
            series = cls(
                pair=pair,
                rule=str(recurrence),
                first_local=first,
                time_zone=anchor.time_zone,
                anchor=anchor,
                minutes=minutes,
                place=place or None,
                started_by=by,
                started_at=at,
            )
            series.save(force_insert=True)
            record("series.started", series, by=by, at=at)
            if heir is not None:
                series.adopt(heir, at=at)
            series.plan(at=at)
        return series

    def adopt(self, meeting: Meeting, *, at: datetime) -> None:
        """A meeting of the series before becomes the first of this one: its page, and what was noted on it, go on."""
        first = self.occurrence(self.recurrence.next(self.first_local, self.planned_after(at))[0])
        Meeting.objects.filter(pk=meeting.pk).update(
            series=self,
            original_local=first.original_local,
            starts_at=first.starts_at,
            ends_at=first.ends_at,
            state=Meeting.State.SCHEDULED,
            cancelled_at=None,
            cancelled_by=None,
            moved_at=None,
            moved_by=None,
            moved_from=None,
        )

    def end(self, *, by: Person | None, at: datetime, on: date | None = None) -> None:
        """No more meetings by this rule: none from now on, or none from the day `on` on. What was held stays.

        Those planned ahead are cancelled, also one that was moved to a day from `on` on.
        """
        with transaction.atomic():
            today = at.astimezone(self.zone).date()
            ends_on = today if on is None else on - timedelta(days=1)
            if Series.objects.filter(pk=self.pk, ended_on=None).update(ended_on=ends_on) == 0:
                return
            self.ended_on = ends_on
            if on is not None and on > today:
                self.plan(at=at, until=at_time(on, time()))
            self.planned_from(on, at=at).update(state=Meeting.State.CANCELLED, cancelled_at=at, cancelled_by=by)
            record("series.ended", self, by=by, at=at)

    def planned_from(self, day: date | None, *, at: datetime) -> MeetingQuerySet:
        """Its meetings still to come: all, or those from `day` on, by their rule or because they were moved there."""
        ahead = Meeting.objects.planned().filter(series=self, starts_at__gt=at)
        if day is None:
            return ahead
        midnight = at_time(day, time())
        return ahead.filter(Q(starts_at__gte=instant(midnight, self.zone)) | Q(original_local__gte=midnight))

    def planned_after(self, at: datetime) -> datetime:
        """The local time from which on the series still has meetings to make."""
        start: datetime = max(wall_time(at, self.zone), self.first_local)
        return start

    def hand_on(self, pair: Pair, *, by: Person | None, at: datetime) -> "Series":
        """Another pair meets by the same rule, on its own manager's clock: no week is lost to a reorganisation."""
        return Series.begin(
            pair,
            recurrence=self.recurrence,
            on_or_after=pair.manager.today(at) + timedelta(days=1),
            clock=self.first_local.time(),
            minutes=self.minutes,
            anchor=pair.manager,
            by=by,
            at=at,
        )

    def plan(self, *, at: datetime, until: datetime | None = None) -> int:
        """Make the meeting rows of the next 60 days, and always at least the next one; returns how many are new.

        With `until`, a local time, all rows before it instead. Safe to run twice: a meeting's identity is
        (series, original local start).
        """
        now = self.planned_after(at)
        starts = self.recurrence.between(self.first_local, now, until or now + AHEAD)
        if not starts and until is None:
            starts = self.recurrence.next(self.first_local, now)
        with transaction.atomic():
            known = set(
                Meeting.objects.filter(series=self, original_local__in=starts).values_list("original_local", flat=True)
            )
            rows = [self.occurrence(local) for local in starts if local not in known]
            made = Meeting.objects.bulk_create(rows, ignore_conflicts=True)
            self.planned_until = at + AHEAD
            Series.objects.filter(pk=self.pk).update(planned_until=self.planned_until)
        return len(made)

    def occurrence(self, local: datetime) -> Meeting:
        """The meeting of the rule at that local start: a row not yet saved."""
        starts_at = instant(local, self.zone)
        return Meeting(
            pair=self.pair,
            series=self,
            original_local=local,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.minutes),
        )

    @property
    def sealing_owner(self) -> Owner:
        return Owner("pair", self.pair_id)

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence.parse(self.rule)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
