"""The private address of somebody's calendar: who may read it, and that it says exactly when they meet."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from typing import Any

import pytest
import time_machine
from dateutil.rrule import rrulestr
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from agendas.models import AgendaItem
from integrations.models import CalendarFeed
from oneonones.models import Meeting, Pair, Recurrence, Series
from oneonones.models.recurrence import instant
from people.models import Absence, Person
from tests.conftest import Browse, People

AHEAD = timedelta(days=59)


def read(feed: CalendarFeed, **headers: str) -> Calendar:
    answer = Client().get(feed.address.removeprefix("http://127.0.0.1:8000"), headers=headers)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def events(feed: CalendarFeed) -> list[Event]:
    return list(read(feed).walk("VEVENT"))


def moments(feed: CalendarFeed, *, until: datetime) -> list[datetime]:
    """When the calendar shows an event, by the rules of RFC 5545: repeats without the dates left out and moved."""
    shown: list[datetime] = []
    all_events = events(feed)
    moved = {(str(one["UID"]), one["RECURRENCE-ID"].dt) for one in all_events if "RECURRENCE-ID" in one}
    for one in all_events:
        start = one["DTSTART"].dt
        if "RRULE" not in one:
            shown.append(start.astimezone(UTC))
            continue
        rule = dict(one["RRULE"])
        last = rule.pop("UNTIL", [None])[0]
        zone = start.tzinfo
        text = ";".join(f"{name}={','.join(map(str, values))}" for name, values in rule.items())
        out = one.get("EXDATE", [])
        left_out = {each.dt for some in (out if isinstance(out, list) else [out]) for each in some.dts}
        by_rule = rrulestr(text, dtstart=start.replace(tzinfo=None))
        for local in takewhile(lambda found: found <= until.replace(tzinfo=None), by_rule):
            there = local.replace(tzinfo=zone)
            if (last is None or there <= last) and there not in left_out and (str(one["UID"]), there) not in moved:
                shown.append(instant(local, zone))
    return sorted(one for one in shown if one <= until)


def meets(person: Person, *, at: datetime) -> list[datetime]:
    """When they meet, as the pages have it."""
    there = Meeting.objects.visible_to(person).taking_place().filter(starts_at__range=(at - AHEAD, at + AHEAD))
    return sorted(one.starts_at for one in there)


@pytest.fixture
def feed(people: People, meeting: Meeting, at: datetime) -> CalendarFeed:
    return CalendarFeed.open(people["manager"], with_names=True, at=at)


# --- Who may read it


def test_the_address_is_the_key_and_every_other_one_is_404(feed: CalendarFeed, people: People, at: datetime) -> None:
    theirs = CalendarFeed.open(people["report"], with_names=True, at=at)
    *_start, feed_id, signature, name = feed.address.split("/")
    other = Signer(salt="integrations.calendar_feed").signature(str(theirs.pk))
    forged = Signer(salt="another").signature(feed_id)
    for wrong in (other, forged, signature[:-1], signature.swapcase(), "x", signature + "x"):
        assert Client().get(f"/calendar/{feed_id}/{wrong}/{name}").status_code == 404
    assert Client().get(f"/calendar/{theirs.pk}/{signature}/{name}").status_code == 404
    assert Client().post(f"/calendar/{feed_id}/{signature}/{name}").status_code == 405


def test_a_closed_address_and_that_of_a_closed_account_show_nothing(
    feed: CalendarFeed, people: People, at: datetime
) -> None:
    path = feed.address.removeprefix("http://127.0.0.1:8000")
    new = CalendarFeed.open(people["manager"], with_names=True, at=at)
    assert new.address != feed.address
    assert Client().get(path).status_code == 404
    assert [one["UID"] for one in events(new)]
    Person.objects.filter(pk=people["manager"].pk).update(deactivated_at=at)
    assert Client().get(new.address.removeprefix("http://127.0.0.1:8000")).status_code == 404


def test_everybody_sees_their_own_address_only(feed: CalendarFeed, people: People, browse: Browse) -> None:
    for who, person in people.items():
        shown = browse(person).get("/me/calendar/").content.decode()
        assert (feed.address in shown) is (who == "manager")


def test_an_outsider_s_calendar_and_that_of_hr_are_empty(people: People, meeting: Meeting, at: datetime) -> None:
    for who in ("outsider", "hr_admin", "owner", "managers_manager"):
        assert events(CalendarFeed.open(people[who], with_names=True, at=at)) == []


def test_a_former_manager_s_calendar_has_no_date_of_the_pair_that_goes_on(
    people: People, meeting: Meeting, at: datetime
) -> None:
    theirs = CalendarFeed.open(people["former_manager"], with_names=True, at=at)
    assert moments(theirs, until=at + AHEAD) == []


def test_no_word_that_was_written_is_in_it(feed: CalendarFeed, people: People, meeting: Meeting, at: datetime) -> None:
    AgendaItem.raise_on(meeting.pair, title="Zwetschgendatschi", by=people["report"], at=at)
    text = read(feed).to_ical().decode()
    assert "Zwetschgendatschi" not in text
    assert "1:1 with Tom Okafor" in text


def test_without_names_it_says_busy(feed: CalendarFeed) -> None:
    feed.say_names(False)
    text = read(feed).to_ical().decode()
    assert "SUMMARY:Busy" in text
    assert "Tom" not in text


# --- What it says


def week_of(pair: Pair, people: People, at: datetime, *, clock: time = time(15, 30), **rule: Any) -> Series:
    return Series.begin(
        pair,
        recurrence=Recurrence(**rule),
        on_or_after=at.date() + timedelta(days=1),
        clock=clock,
        minutes=45,
        anchor=people["report"],
        by=people["report"],
        at=at,
    )


def skip_the_second(meetings: list[Meeting], people: People, at: datetime) -> None:
    meetings[1].skip(reason="absence", by=people["report"], at=at)


def move_the_first(meetings: list[Meeting], people: People, at: datetime) -> None:
    meetings[0].move(to=meetings[0].starts_at + timedelta(hours=3), by=people["manager"], at=at)


def move_the_first_behind_the_second(meetings: list[Meeting], people: People, at: datetime) -> None:
    meetings[0].move(to=meetings[1].starts_at + timedelta(days=1), by=people["manager"], at=at)


def pause_for_good(meetings: list[Meeting], people: People, at: datetime) -> None:
    series = meetings[0].series
    assert series is not None
    series.pause(first_on=meetings[2].starts_at.date(), by=people["manager"], at=at)


def pause_for_long(meetings: list[Meeting], people: People, at: datetime) -> None:
    series, first = meetings[0].series, meetings[1].starts_at.date()
    assert series is not None
    series.pause(first_on=first, last_on=first + timedelta(days=120), by=people["manager"], at=at)


def end_it(meetings: list[Meeting], people: People, at: datetime) -> None:
    series = meetings[0].series
    assert series is not None
    series.end(on=meetings[2].starts_at.date(), by=people["manager"], at=at)


def be_away(meetings: list[Meeting], people: People, at: datetime) -> None:
    day = meetings[1].starts_at.date()
    Absence.add(people["report"], first_on=day, last_on=day, kind="sick", by=people["report"], at=at)


def a_new_rhythm(meetings: list[Meeting], people: People, at: datetime) -> None:
    week_of(meetings[0].pair, people, at, weekdays=(1, 3), interval=2)


def four_times(meetings: list[Meeting], people: People, at: datetime) -> None:
    week_of(meetings[0].pair, people, at, weekdays=(0, 4), count=4)


def the_last_friday(meetings: list[Meeting], people: People, at: datetime) -> None:
    week_of(meetings[0].pair, people, at, weekdays=(4,), nth=-1)


def until_a_day(meetings: list[Meeting], people: People, at: datetime) -> None:
    week_of(meetings[0].pair, people, at, weekdays=(2,), until=meetings[4].starts_at.date())


WHATEVER: list[Callable[[list[Meeting], People, datetime], None]] = [
    skip_the_second,
    move_the_first,
    move_the_first_behind_the_second,
    pause_for_good,
    pause_for_long,
    end_it,
    be_away,
    a_new_rhythm,
    four_times,
    the_last_friday,
    until_a_day,
]


@pytest.mark.parametrize("happened", WHATEVER, ids=lambda one: one.__name__)
def test_whatever_happens_the_calendar_shows_when_they_meet(
    happened: Callable[[list[Meeting], People, datetime], None], feed: CalendarFeed, people: People, at: datetime
) -> None:
    coming = Meeting.objects.visible_to(people["manager"]).upcoming(at=at).select_related("series", "pair")
    before = moments(feed, until=at + AHEAD)
    assert before == meets(people["manager"], at=at)
    happened(list(coming), people, at)
    after = moments(feed, until=at + AHEAD)
    assert after == meets(people["manager"], at=at)
    assert after != before


def test_dates_beyond_those_that_are_planned_follow_the_rule(feed: CalendarFeed, at: datetime) -> None:
    far = moments(feed, until=at + timedelta(days=365))
    assert len(far) == 52 or len(far) == 53
    assert {one.astimezone(Person(time_zone="Europe/Berlin").zone).time() for one in far} == {time(10)}


def test_an_hour_that_the_clock_leaves_out_is_the_next_one(people: People, pair: Pair) -> None:
    """Half past two on 29 March 2026 (calendar.md 5, case 10)."""
    with time_machine.travel(datetime(2026, 3, 20, 9, tzinfo=UTC)):
        week_of(pair, people, timezone.now(), weekdays=(6,), clock=time(2, 30))
        there = CalendarFeed.open(people["manager"], with_names=True, at=timezone.now())
        shown = moments(there, until=timezone.now() + timedelta(days=12))
    assert shown == [datetime(2026, 3, 22, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)]


def test_a_meeting_that_was_moved_keeps_the_identity_of_its_rhythm(
    feed: CalendarFeed, meeting: Meeting, people: People, at: datetime
) -> None:
    meeting.move(to=meeting.starts_at + timedelta(days=1), by=people["manager"], at=at)
    master, moved = sorted(events(feed), key=lambda one: "RECURRENCE-ID" in one)
    assert master["UID"] == moved["UID"]
    assert moved["RECURRENCE-ID"].dt.replace(tzinfo=None) == meeting.original_local
    assert moved["URL"].endswith(meeting.get_absolute_url())


def test_a_calendar_that_knows_it_already_is_told_so(feed: CalendarFeed, meeting: Meeting, at: datetime) -> None:
    path = feed.address.removeprefix("http://127.0.0.1:8000")
    first = Client().get(path)
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    meeting.skip(reason="absence", by=feed.person, at=at)
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert first["Content-Type"] == "text/calendar; charset=utf-8"


def test_every_zone_that_it_names_is_explained_in_it(feed: CalendarFeed) -> None:
    calendar = read(feed)
    named = {one["DTSTART"].params["TZID"] for one in calendar.walk("VEVENT")}
    assert named == {str(one["TZID"]) for one in calendar.walk("VTIMEZONE")} == {"Europe/Berlin"}


def test_reading_it_costs_the_same_for_one_pair_and_for_many(
    feed: CalendarFeed, people: People, at: datetime, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    one = count_queries(lambda: read(feed))
    for name in ("outsider", "owner", "hr_admin"):
        other = Pair.start(people["manager"], people[name], by=people["manager"], at=at)
        week_of(other, people, at, weekdays=(1,))
    assert count_queries(lambda: read(feed)) == one <= 6


# --- The page


def test_making_renaming_and_closing_it_by_its_page(people: People, browse: Browse) -> None:
    browser, mine = browse(people["report"]), CalendarFeed.objects.filter(person=people["report"])
    browser.post("/me/calendar/feed/", {"names": "no"})
    assert [one.with_names for one in mine.open()] == [False]
    browser.post("/me/calendar/feed/names/", {"names": "yes"})
    browser.post("/me/calendar/feed/")
    assert [(one.with_names, one.closed_at is None) for one in mine.order_by("opened_at")] == [
        (True, False),
        (True, True),
    ]
    browser.post("/me/calendar/feed/removal/")
    assert not mine.open().exists()
    assert "closed meanwhile" in browser.post("/me/calendar/feed/names/", {"names": "no"}, follow=True).content.decode()
    assert browser.post("/me/calendar/feed/removal/").status_code in (302, 303)
