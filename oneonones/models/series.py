from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import Q

from activity.models import record
from kit.ids import new_id
from kit.rows import LocalDateTimeField, shift
from kit.vault import Owner, SealedTextField
from kit.words import zones
from oneonones.models.heirs import Heirs
from oneonones.models.meeting import Meeting
from oneonones.models.meetings import MeetingQuerySet
from oneonones.models.pair import Pair
from oneonones.models.pause import Pause, midnight
from oneonones.models.recurrence import Recurrence, at_time, instant, wall_time
from oneonones.models.rhythms import AHEAD, SeriesQuerySet
from people.models import Person


class Series(models.Model):
    """The pair's recurring schedule: a rule on local wall time in a zone, anchored on one of the two.

    Meeting rows are its exceptions table: they are made ahead, and each keeps its original local start.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="series")
    rule = models.CharField(max_length=200)
    first_local = LocalDateTimeField()
    time_zone = models.CharField(max_length=64)
    zone_offered = models.CharField(max_length=64, blank=True)  # the anchor's clock now; nobody has said yet what then
    anchor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(default=30)
    place = SealedTextField(label="series.place", owner="sealing_owner", null=True)
    started_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)
    paused_from = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    planned_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    since_on = models.DateField(null=True, blank=True)  # its first day, where it goes on from another of its pace

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

        The series before it, if any, gets its end at once: its meetings before `on_or_after` stay. Of the later ones
        the first goes on as the first of this one, with what was noted for it, and if the pace is the same all do;
        the others are cancelled. A day on which the two have met already is not covered again: no day has two.
        Raises BadRule if nobody would ever meet by it.
        """
        with transaction.atomic():
            on_or_after = cls.free_from(pair, on_or_after, anchor=anchor, at=at)
            heirs, since_on = Heirs(), None
            for before in cls.objects.filter(pair=pair, ended_on=None):
                heirs = Heirs.of(before, recurrence, on_or_after, at=at)
                before.end(on=on_or_after, by=by, at=at)
                since_on = before.began_on if heirs.meetings and recurrence.pace == before.recurrence.pace else None
            series = cls(
                pair=pair,
                rule=str(recurrence),
                first_local=at_time(recurrence.first_on_or_after(on_or_after), clock),
                time_zone=anchor.time_zone,
                anchor=anchor,
                minutes=minutes,
                place=place or None,
                started_by=by,
                started_at=at,
                since_on=since_on,
            )
            series.save(force_insert=True)
            heirs.go_on_in(series, at=at)
            series.plan(at=at)
            record("series.started", series, by=by, at=at)
        return series

    @staticmethod
    def free_from(pair: Pair, day: date, *, anchor: Person, at: datetime) -> date:
        """That day, or the next one if the two have met on it already: no day has two."""
        start = midnight(day, anchor.zone)
        met = Meeting.objects.not_cancelled().filter(pair=pair, starts_at__gte=start, starts_at__lte=at)
        return day + timedelta(days=1) if met.filter(starts_at__lt=start + timedelta(days=1)).exists() else day

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

    def hand_on(self, pair: Pair, *, by: Person | None, at: datetime) -> "Series | None":
        """Another pair goes on by the same rule, on its manager's clock: no week is lost. None if it has run out."""
        tomorrow = pair.manager.today(at) + timedelta(days=1)
        rest = self.recurrence.rest(self.first_local, at_time(tomorrow, time()))
        if rest is None:
            return None
        return Series.begin(
            pair,
            recurrence=rest,
            on_or_after=tomorrow,
            clock=self.first_local.time(),
            minutes=self.minutes,
            anchor=pair.manager,
            by=by,
            at=at,
        )

    def plan(self, *, at: datetime, until: datetime | None = None) -> int:
        """Make the meeting rows of the next 60 days, and always at least the next one; returns how many are new.

        With `until`, a local time, all rows before it instead. Safe to run twice.
        """
        return Series.objects.plan_for([self], at=at, until=until)

    def ahead(self, *, at: datetime, until: datetime | None = None) -> list[datetime]:
        """The local starts for which there should be rows."""
        now = self.planned_after(at)
        starts = self.recurrence.between(self.first_local, now, until or now + AHEAD)
        if not starts and until is None:
            starts = self.recurrence.next(self.first_local, now)
        last = self.pair.ends_on
        return starts if last is None else [start for start in starts if start.date() <= last]

    def occurrence(self, local: datetime) -> Meeting:
        """The meeting of the rule at that local start: a row not yet saved."""
        starts_at = instant(local, self.zone)
        return Meeting(
            pair_id=self.pair_id,
            series_id=self.pk,
            original_local=local,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.minutes),
            exempt=Meeting.Exempt.PAUSED if self.paused_on(local.date()) else "",
        )

    # --- pauses

    def pause(self, *, first_on: date, last_on: date | None = None, by: Person | None, at: datetime) -> bool:
        """The two do not meet by this rule from `first_on` to `last_on`, or until somebody resumes it.

        Its meetings there stay in view, exempt: nobody misses one. False if it has ended or is paused already.
        """
        with transaction.atomic():
            today = wall_time(at, self.zone).date()
            free = Q(paused_from=None) | Q(paused_until__lt=today)
            running = Series.objects.running().filter(free, version=self.version)
            changes = {"paused_from": first_on, "paused_until": last_on, "version": self.version + 1}
            if not shift(self, among=running, **changes):
                return False
            ahead = Meeting.objects.due().filter(series=self, starts_at__gt=at)
            Pause(first_on, last_on).covered(ahead, self.zone).update(exempt=Meeting.Exempt.PAUSED)
            record("series.paused", self, by=by, at=at, first_on=first_on, last_on=last_on)
        return True

    def resume(self, *, by: Person | None, at: datetime) -> bool:
        """They meet again from now on. What the pause has covered so far stays exempt. False if it is not paused."""
        pause = self.paused
        with transaction.atomic():
            paused = Series.objects.running().filter(paused_from__isnull=False, version=self.version)
            changes = {"paused_from": None, "paused_until": None, "version": self.version + 1}
            if pause is None or not shift(self, among=paused, **changes):
                return False
            ahead = Meeting.objects.planned().filter(series=self, starts_at__gt=at)
            before = {**asdict(pause), "left_out": pause.left_out(ahead, self.zone), "version": self.version}
            ahead.filter(exempt=Meeting.Exempt.PAUSED).update(exempt="")
            record("series.resumed", self, by=by, at=at, **before)
        return True

    @property
    def paused(self) -> Pause | None:
        """The pause that was said last, over or not."""
        return Pause(self.paused_from, self.paused_until) if self.paused_from else None

    def paused_on(self, day: date) -> bool:
        """Does a pause cover that day of its clock?"""
        return self.paused is not None and self.paused.covers(day)

    # --- what a page asks

    @property
    def sealing_owner(self) -> Owner:
        return Owner("pair", self.pair_id)

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence.parse(self.rule)

    @property
    def began_on(self) -> date:
        """Since when the two meet at this pace: moving a rhythm for good does not begin it again."""
        return self.since_on or self.first_local.date()

    @property
    def zone(self) -> ZoneInfo:
        """The clock it keeps to; its anchor's own where the time zone database no longer knows that name."""
        return self.anchor.zone if self.zone_vanished else ZoneInfo(self.time_zone)

    def has_run_out(self, *, at: datetime) -> bool:
        """Has the rule no date left? Only one with an end can."""
        return self.recurrence.ends and not self.recurrence.next(self.first_local, self.planned_after(at))

    @property
    def zone_vanished(self) -> bool:
        return self.time_zone not in zones()
