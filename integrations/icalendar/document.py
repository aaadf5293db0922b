"""Somebody's 1:1s as one iCalendar document: when they meet, and with whom if they want that said. Never what about."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from integrations.icalendar.rhythm import BACK, Rhythm
from oneonones.models import Meeting, Pair, Series
from people.models import Person

READ_AGAIN = timedelta(hours=4)  # how often a calendar is asked to; many do it less often
PRODUCT = "-//Andante//1:1s//EN"


def document(person: Person, *, with_names: bool, at: datetime) -> bytes:
    """RFC 5545, without a METHOD: it is read, not sent."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("X-WR-CALNAME", _("1:1s"))
    calendar.add("REFRESH-INTERVAL", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT4H")
    events = Events(person, with_names=with_names, at=at)
    for event in sorted(events, key=lambda one: (str(one["UID"]), str(one.get("RECURRENCE-ID", "")))):
        calendar.add_component(event)
    calendar.add_missing_timezones(first_date=date(at.year - 1, 1, 1), last_date=date(at.year + 10, 1, 1))
    return bytes(calendar.to_ical())


def etag(content: bytes) -> str:
    """The same as long as nothing but the hour of reading changed."""
    lines = (line for line in content.split(b"\r\n") if not line.startswith(b"DTSTAMP:"))
    return f'"{hashlib.sha256(b"".join(lines)).hexdigest()[:32]}"'


class Events:
    """The events of all that one person meets by, from 90 days ago on. Four statements, whoever they meet."""

    def __init__(self, person: Person, *, with_names: bool, at: datetime) -> None:
        self.person, self.with_names, self.at = person, with_names, at

    def __iter__(self) -> Iterator[Event]:
        since = self.at - BACK
        local = (since - timedelta(days=1)).replace(tzinfo=None)  # on whatever clock
        recent = Q(ended_on=None) | Q(ended_on__gte=since.date())
        pairs = {one.pk: one for one in Pair.objects.visible_to(self.person).with_people().filter(recent)}
        series = list(Series.objects.filter(recent, pair__in=pairs).select_related("anchor"))
        ahead = Meeting.objects.visible_to(self.person).filter(pair__in=pairs)
        meetings = list(ahead.filter(Q(starts_at__gte=since) | Q(series__in=series, original_local__gte=local)))
        takes_place = set(ahead.taking_place().filter(starts_at__gte=since).values_list("pk", flat=True))
        of_series: dict[UUID | None, list[Meeting]] = defaultdict(list)
        for one in meetings:
            of_series[one.series_id].append(one)
        rhythms = []
        for each in series:
            each.pair = pairs[each.pair_id]
            rhythms.append(Rhythm(each, of_series.pop(each.pk, []), takes_place, at=self.at))
        alone = [one for one in chain.from_iterable(of_series.values()) if one.pk in takes_place]
        for rhythm in rhythms:
            yield from self._repeating(rhythm)
            alone += rhythm.apart
        for meeting in alone:
            yield self._once(meeting, pairs[meeting.pair_id])

    def _repeating(self, rhythm: Rhythm) -> Iterator[Event]:
        """A rhythm, and each of its dates that is elsewhere."""
        first, series = rhythm.first, rhythm.series
        if first is None:
            return
        uid, pair = str(series.pk), series.pair
        event = self._event(uid, pair, reverse("pair", args=[pair.pk]))
        event.add("DTSTART", first.replace(tzinfo=rhythm.zone))
        event.add("DURATION", timedelta(minutes=series.minutes))
        event.add("RRULE", rhythm.rule)
        for start in rhythm.left_out:
            event.add("EXDATE", start.replace(tzinfo=rhythm.zone))
        yield event
        for meeting in rhythm.moved:
            assert meeting.original_local is not None
            there = self._event(uid, pair, meeting.get_absolute_url())
            there.add("RECURRENCE-ID", meeting.original_local.replace(tzinfo=rhythm.zone))
            there.add("DTSTART", meeting.starts_at.astimezone(rhythm.zone))
            there.add("DURATION", meeting.length)
            yield there

    def _once(self, meeting: Meeting, pair: Pair) -> Event:
        event = self._event(str(meeting.pk), pair, meeting.get_absolute_url())
        event.add("DTSTART", meeting.starts_at.astimezone(self.person.zone))
        event.add("DURATION", meeting.length)
        return event

    def _event(self, uid: str, pair: Pair, path: str) -> Event:
        """What every event says of a pair."""
        event = Event()
        event.add("UID", uid)
        event.add("DTSTAMP", self.at)
        name = pair.other(self.person).name
        event.add("SUMMARY", _("1:1 with %(name)s") % {"name": name} if self.with_names else _("Busy"))
        event.add("URL", settings.PUBLIC_URL + path)
        event.add("CLASS", "PRIVATE")
        return event
