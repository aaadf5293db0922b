"""Somebody's clock is another one now: whose clock a rhythm keeps to from here on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from activity.models import record
from kit.rows import shift
from kit.words import day
from oneonones.models.meeting import Meeting
from oneonones.models.recurrence import instant
from oneonones.models.rhythms import SeriesQuerySet
from oneonones.models.series import Series
from people.models import Person


@dataclass(frozen=True)
class OfficeMove:
    """The rhythm keeps to that person's clock, in that zone: the same time of day there, from the next date on."""

    series: Series
    anchor: Person
    zone: ZoneInfo
    asked: str = ""  # the clock that the two are asked about again: on the way back

    @staticmethod
    def offer(person_id: UUID, zone: str, *, at: datetime) -> None:
        """Their clock is that one now. The rhythms that keep to it still keep to the one before: do they follow?"""
        last_dates = Q(ended_on=None) | Q(ended_on__gte=at.date())
        theirs = Series.objects.filter(last_dates, anchor=person_id, pair__ended_on=None)
        theirs.exclude(time_zone=zone).update(zone_offered=zone)
        theirs.filter(time_zone=zone).update(zone_offered="")

    @classmethod
    def following(cls, series: Series) -> "OfficeMove":
        """It goes along with whoever it is anchored on."""
        return cls(series, series.anchor, series.anchor.zone)

    def make(self, *, by: Person | None, at: datetime) -> bool:
        """Each date to come is at its own time of day on the new clock; past ones, notes and numbers stay.

        One that somebody moved by itself keeps its time. False if the rhythm was changed meanwhile, or is over.
        """
        before, series = self.series.time_zone, self.series
        running = Series.objects.running().filter(version=series.version)
        changes = {
            "anchor": self.anchor,
            "time_zone": self.zone.key,
            "zone_offered": self.asked,
            "version": series.version + 1,
        }
        with transaction.atomic():
            if not shift(series, among=running, **changes):
                return False
            self._before(at).update(anchor=self.anchor, time_zone=self.zone.key, zone_offered=self.asked)
            both = Q(series=series) | Q(series__in=self._before(at))
            ahead = Meeting.objects.select_for_update().filter(both, starts_at__gt=at, moved_at=None)
            rows = list(ahead.filter(state__in=(Meeting.State.SCHEDULED, Meeting.State.SKIPPED)))
            moved = [one for one in rows if self._put(one, at=at)]
            Meeting.objects.bulk_update(moved, ["starts_at", "ends_at"])
            record("series.office_moved", series, by=by, at=at, before=before, after=self.zone.key)
        return True

    def _before(self, at: datetime) -> SeriesQuerySet:
        """The rhythm that this one continues from a later date on, while that still has dates of its own."""
        return Series.objects.filter(pk__in=[self.series.continues_id or self.series.pk], ended_on__gte=at.date())

    def _next(self, at: datetime) -> datetime | None:
        """The next local start of the two."""
        coming = [
            start
            for one in (self.series, *self._before(at))
            for start in one.recurrence.next(one.first_local, one.planned_after(at))
            if one.ended_on is None or start.date() <= one.ended_on
        ]
        return min(coming, default=None)

    def _put(self, one: Meeting, *, at: datetime) -> bool:
        """At its own local start. One that would have begun already by then stays for this time."""
        length, starts_at = one.length, instant(one.original_local, self.zone)
        if starts_at <= at:
            return False
        one.starts_at, one.ends_at = starts_at, starts_at + length
        return True

    def leave(self, *, by: Person, at: datetime) -> bool:
        """No date moves. If the other of the two lives by the clock that it keeps to, it is theirs from now on."""
        pair = self.series.pair
        other = pair.other(self.anchor)
        if other.zone.key == self.series.time_zone:
            return OfficeMove(self.series, other, other.zone).make(by=by, at=at)
        asked = Series.objects.running().filter(version=self.series.version)
        with transaction.atomic():
            self._before(at).update(zone_offered="")
            return shift(self.series, among=asked, zone_offered="", version=self.series.version + 1)

    # --- said before it happens

    def situation(self, reader: Person) -> str:
        """'Your clock is now Europe/Lisbon. This rhythm still keeps to Europe/Berlin.'"""
        said = {"name": self.anchor.first_name, "zone": self.zone.key, "kept": self.series.time_zone}
        mine = self.anchor.pk == reader.pk
        if self.series.zone_vanished:
            words = _("The time zone database no longer knows %(kept)s, to which this rhythm keeps.")
            if mine:
                return (words + " " + _("It follows your clock until you say otherwise: %(zone)s.")) % said
            return (words + " " + _("It follows %(name)s’s clock until one of you says otherwise: %(zone)s.")) % said
        if mine:
            return _("Your clock is now %(zone)s. This rhythm still keeps to %(kept)s.") % said
        return _("%(name)s’s clock is now %(zone)s. This rhythm still keeps to %(kept)s.") % said

    def sentence(self, reader: Person, *, at: datetime) -> str:
        """'On your clock: 16:00 for you and 17:00 for Tom, from Tuesday 1 December on.' Empty if no date is left."""
        coming = self._next(at)
        if coming is None:
            return ""
        said = self._hours(coming, self.zone, reader)
        said |= {"name": self.series.anchor.first_name, "day": day(coming.date())}
        if self.anchor.pk == reader.pk:
            return _("On your clock: %(mine)s for you and %(theirs)s for %(other)s, from %(day)s on.") % said
        return _("On %(name)s’s clock: %(theirs)s for %(other)s and %(mine)s for you, from %(day)s on.") % said

    def as_it_is(self, reader: Person, *, at: datetime) -> str:
        """'Left as it is: 15:00 for you and 16:00 for Tom.'"""
        coming = self._next(at)
        if coming is None:
            return ""
        said = self._hours(coming, self.series.zone, reader)
        return _("Left as it is: %(mine)s for you and %(theirs)s for %(other)s.") % said

    def _hours(self, local: datetime, zone: ZoneInfo, reader: Person) -> dict[str, str]:
        """What that local start of the rhythm, in that zone, is on the clocks of the two."""
        first, other = instant(local, zone), self.series.pair.other(reader)
        mine, theirs = (date_format(first.astimezone(one.zone), "H:i") for one in (reader, other))
        return {"mine": mine, "theirs": theirs, "other": other.first_name}
