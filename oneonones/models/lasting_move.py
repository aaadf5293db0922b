"""Moving one meeting and, for good, all that follow it, or the whole rhythm."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from hashlib import sha256

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activity.models import record
from kit.rows import shift
from kit.words import clock, day
from oneonones.models.displacement import Displacement
from oneonones.models.meeting import Meeting
from oneonones.models.recurrence import at_time, instant, wall_time
from oneonones.models.rhythm_words import clock_kept, from_then_on
from oneonones.models.rule_text import BadRule
from oneonones.models.series import Series
from people.models import Person

NAMED = 3
MOVED_ROW = ["series", "original_local", "starts_at", "ends_at", "exempt", "moved_at", "moved_by", "moved_from"]


class Scope(models.TextChoices):
    """How much of a rhythm moves."""

    ONE = "one", gettext_lazy("Only this one")
    FOLLOWING = "following", gettext_lazy("This and all following")
    ALL = "all", gettext_lazy("The whole rhythm")


@dataclass(frozen=True)
class LastingMove:
    """An occurrence goes to another time, and the rhythm with it: from this one on, or from the next one on.

    The series before gets its end, another one continues it. The rows of the meetings go along, so nothing that was
    noted, raised or promised on one is touched; one that somebody had moved by itself keeps the time it has.
    """

    meeting: Meeting
    to: datetime
    scope: Scope
    at: datetime

    @staticmethod
    def scopes(meeting: Meeting, *, at: datetime) -> list[Scope]:
        """What can be moved with it. From the next date on, all following are the whole rhythm."""
        series = meeting.series
        if series is None or series.ended_on is not None or meeting.original_local is None:
            return [Scope.ONE]
        before = Meeting.objects.planned().filter(
            series=series, original_local__lt=meeting.original_local, starts_at__gt=at
        )
        return list(Scope) if before.exists() else [Scope.ONE, Scope.ALL]

    @cached_property
    def series(self) -> Series:
        assert self.meeting.series is not None
        return self.meeting.series

    @cached_property
    def source(self) -> datetime:
        start: datetime | None = self.meeting.original_local
        assert start is not None
        return start

    @cached_property
    def since(self) -> datetime:
        """The first local start that moves, by the rule as it is."""
        if self.scope == Scope.FOLLOWING:
            return self.source
        coming = self.series.recurrence.next(self.series.first_local, self.series.planned_after(self.at))
        first: datetime = min([self.source, *coming])
        return first

    @cached_property
    def displacement(self) -> Displacement:
        """Raises BadRule."""
        earlier = self.series.continues
        return Displacement.of(
            self.series.recurrence,
            first=self.series.first_local,
            since=self.since,
            source=self.source,
            target=wall_time(self.to, self.series.zone).replace(second=0, microsecond=0),
            earlier=earlier.recurrence if earlier else None,
        )

    @cached_property
    def first(self) -> datetime:
        """The first local start of the rhythm as it will be."""
        return self.displacement.image(self.since)

    @property
    def refusal(self) -> str:
        """Why it cannot be, in words; else empty."""
        try:
            first = instant(self.first, self.series.zone)
        except BadRule as refusal:
            return str(refusal)
        if first <= self.at:
            return _("The next one would then have been on %(day)s: that is over. Pick a later time.") % {
                "day": day(first)
            }
        rows = Meeting.objects.filter(series=self.series, original_local__lt=self.since)
        before: datetime | None = rows.aggregate(last=models.Max("original_local"))["last"]
        if before is not None and before.date() >= self.first.date():
            return _("All following would then begin before the one on %(day)s. Move the whole rhythm instead.") % {
                "day": day(before.date())
            }
        return ""

    # --- said before it happens

    @cached_property
    def rows(self) -> list[Meeting]:
        """The meetings that go along, whatever became of them."""
        return list(
            Meeting.objects.filter(series=self.series, original_local__gte=self.since).order_by("original_local")
        )

    @property
    def agreement(self) -> str:
        """What somebody agrees to who has read the sentences: another one once the rhythm or the wish has changed."""
        said = (self.series.pk, self.series.version, self.meeting.pk, self.meeting.starts_at, self.to, self.scope)
        return sha256(repr(said).encode()).hexdigest()[:32]

    def sentences(self, reader: Person) -> list[str]:
        """Exactly what will happen: the dates on the reader's clock, the rule on the clock that it keeps."""
        zone, minutes = self.series.zone, self.series.minutes
        said = [from_then_on(self.displacement.after, self.first, minutes)]
        said += clock_kept(self.series.anchor, zone, instant(self.first, zone), reader, self.meeting.pair.other(reader))
        along = [one for one in self.rows if one.scheduled and one.starts_at > self.at and not self._keeps_time(one)]
        said.append(
            ngettext(
                "%(n)d planned date moves, with its page.", "%(n)d planned dates move, each with its page.", len(along)
            )
            % {"n": len(along)}
        )
        if self.scope == Scope.FOLLOWING:
            said.append(_("Those before %(day)s stay where they are.") % {"day": day(self.since.date())})
        said += [
            _("The one on %(day)s, %(time)s was moved by itself: it stays there.")
            % {"day": day(one.starts_at), "time": clock(one.starts_at)}
            for one in self.rows
            if one.scheduled and one.starts_at > self.at and self._keeps_time(one)
        ][:NAMED]
        said += [
            _("On %(day)s, %(time)s you two have another 1:1 already.")
            % {"day": day(one.starts_at), "time": clock(one.starts_at)}
            for one in self._in_the_way(along)
        ][:NAMED]
        return [*said, _("What was held, and everything written, stays.")]

    def _in_the_way(self, along: Iterable[Meeting]) -> list[Meeting]:
        """Dates of the two that do not move along, at the time to which one of those goes."""
        zone, image = self.series.zone, self.displacement.image
        starts = [(one, instant(image(one.original_local), zone)) for one in along if one.original_local]
        others = Meeting.objects.due().filter(pair_id=self.meeting.pair_id, starts_at__gt=self.at)
        return [
            one
            for one in others.exclude(pk__in=[row.pk for row in along]).order_by("starts_at")
            if any(one.starts_at < start + moving.length and one.ends_at > start for moving, start in starts)
        ]

    def _keeps_time(self, one: Meeting) -> bool:
        return one.moved and one.pk != self.meeting.pk

    # --- verbs

    def make(self, *, by: Person, at: datetime) -> Series | None:
        """The two meet by the moved rhythm. None if somebody changed the meeting or the rhythm meanwhile."""
        before = self.series
        there = Meeting.objects.planned().filter(pk=self.meeting.pk, series=before, starts_at=self.meeting.starts_at)
        running = Series.objects.running().filter(version=before.version)
        ended_on = min(self.since, self.first).date() - timedelta(days=1)
        with transaction.atomic():
            rows = list(Meeting.objects.select_for_update().filter(series=before, original_local__gte=self.since))
            if not there.exists() or not shift(before, among=running, ended_on=ended_on, version=before.version + 1):
                return None
            series = Series(
                pair_id=before.pair_id,
                rule=str(self.displacement.after),
                first_local=self.first,
                time_zone=before.zone.key,
                zone_offered=before.zone_offered,
                anchor_id=before.anchor_id,
                minutes=before.minutes,
                place=before.place,
                started_by=by,
                started_at=at,
                paused_from=before.paused_from,
                paused_until=before.paused_until,
                continues=before,
                since_on=before.began_on,
            )
            series.save(force_insert=True)
            handle = next(one for one in rows if one.pk == self.meeting.pk)
            handle.moved_at, handle.moved_by, handle.moved_from = None, None, None
            rehome(rows, series, self.displacement.image, at=at)
            series.plan(at=at)
            record("series.moved", series, by=by, at=at, before=before.pk, meeting=self.meeting.pk, scope=self.scope)
        return series

    @staticmethod
    def take_back(series: Series, *, by: Person, at: datetime) -> bool:
        """The two meet by the rhythm before again, each meeting where it was.

        False if there is none, the rhythm was changed since, or its first date has come.
        """
        before = series.continues
        if before is None or instant(series.first_local, series.zone) <= at:
            return False
        assert before.ended_on is not None
        since = before.recurrence.next(before.first_local, at_time(before.ended_on + timedelta(days=1), time()))[0]
        back = Displacement(series.recurrence, before.recurrence, source=series.first_local, target=since)
        with transaction.atomic():
            rows = list(Meeting.objects.select_for_update().filter(series=series))
            untouched = Series.objects.running().filter(version=0)
            if not shift(series, among=untouched, ended_on=before.ended_on, version=1):
                return False
            rehome(rows, before, back.image, at=at)
            Series.objects.filter(pk=before.pk).update(ended_on=None, version=before.version + 1)
            series.delete()
            before.refresh_from_db()
            before.plan(at=at)
            record("series.moved_back", before, by=by, at=at)
        return True


def rehome(rows: Iterable[Meeting], series: Series, image: Callable[[datetime], datetime], *, at: datetime) -> None:
    """These meetings are occurrences of that series from now on, each with its page, at the place it gives them.

    What was held or has begun, and what somebody moved by itself, keeps its time.
    """
    kept: list[Meeting] = []
    for one in rows:
        assert one.original_local is not None
        one.series, one.original_local = series, image(one.original_local)
        if (one.scheduled or one.skipped) and one.starts_at > at and not one.moved:
            length = one.length
            one.starts_at = instant(one.original_local, series.zone)
            one.ends_at = one.starts_at + length
            paused = one.scheduled and series.paused_on(one.original_local.date())
            one.exempt = Meeting.Exempt.PAUSED if paused else ""
        kept.append(one)
    Meeting.objects.bulk_update(kept, MOVED_ROW)
