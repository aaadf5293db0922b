"""Move, Skip and Wrap up on a page: in place for a script, by post and redirect without one."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from oneonones.models import Meeting, Pair, Recurrence, Series
from people.models import Person
from tests.conftest import MONDAY, Browse, People, frozen

SCRIPT = {"HX-Request": "true"}
NOW = MONDAY

pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def next_meeting(meeting: Meeting) -> Meeting:
    """The one after `meeting` (tomorrow, 10:00): a week later."""
    return Meeting.objects.planned().filter(pair=meeting.pair, starts_at__gt=meeting.starts_at).earliest("starts_at")


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.with_pair().get(pk=meeting.pk)


def url(meeting: Meeting, change: str) -> str:
    return f"{meeting.get_absolute_url()}{change}/"


# --- move


def test_a_move_is_read_on_the_readers_own_clock(browse: Browse, people: People, meeting: Meeting) -> None:
    Person.objects.filter(pk=people["report"].pk).update(time_zone="America/New_York")

    answer = browse(people["report"]).post(url(meeting, "move"), {"date": "2026-11-25", "time": "10:30"})

    assert answer.status_code == 303
    assert fresh(meeting).starts_at == datetime(2026, 11, 25, 10, 30, tzinfo=ZoneInfo("America/New_York"))


def test_a_script_gets_the_head_and_a_toast_with_undo(browse: Browse, people: People, meeting: Meeting) -> None:
    client = browse(people["manager"])
    answer = client.post(url(meeting, "move"), {"date": "2026-11-26", "time": "11:00"}, headers=SCRIPT)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<div id="head"' in page
    assert "<html" not in page
    assert "Moved to Thursday 26 November, 11:00." in page
    assert "You moved it here from Tuesday 24 November, 10:00" in page
    assert answer["HX-Trigger"] == "live:meeting"

    back = client.post(url(meeting, "move/undo"), headers=SCRIPT)
    assert back.status_code == 204
    assert fresh(meeting).starts_at == meeting.starts_at


def test_both_clocks_are_shown_where_they_differ(browse: Browse, people: People, meeting: Meeting) -> None:
    Person.objects.filter(pk=people["report"].pk).update(time_zone="Asia/Singapore")
    client = browse(people["manager"])

    asked = client.get(url(meeting, "move"), headers=SCRIPT).content.decode()
    assert "17:00 for Tom" in asked
    assert "Tom’s clock is 7 h ahead of yours." in asked

    told = client.post(url(meeting, "move"), {"sure": "2026-11-26T17:00:00+00:00"}, headers=SCRIPT).content.decode()
    assert "Moved to Thursday 26 November, 18:00 (Friday 01:00 for Tom)." in told
    assert "18:00 to 18:30</time> (Friday 01:00 to 01:30 for Tom)" in told


def test_the_next_one_is_moved_from_the_page_of_this_one(
    browse: Browse, people: People, meeting: Meeting, next_meeting: Meeting
) -> None:
    said = {"date": "2026-12-02", "time": "10:00", "page": str(meeting.pk), "stage": "meet"}
    answer = browse(people["manager"]).post(url(next_meeting, "move"), said, headers=SCRIPT)

    page = answer.content.decode()
    assert '<section id="next"' in page
    assert "Next: Wednesday 2 December, 10:00" in page
    assert "You moved it there." in page
    assert "Wrap up" in page
    assert fresh(meeting).starts_at == meeting.starts_at


def test_moving_past_the_next_one_is_said_first_and_done_when_sure(
    browse: Browse, people: People, meeting: Meeting
) -> None:
    client, said = browse(people["manager"]), {"date": "2026-12-03", "time": "10:00"}

    asked = client.post(url(meeting, "move"), said, headers=SCRIPT)
    assert asked.status_code == 422
    assert "It then comes after the one on Tue 1 Dec." in asked.content.decode()
    assert fresh(meeting).starts_at == meeting.starts_at

    done = client.post(url(meeting, "move"), {**said, "sure": "2026-12-03T09:00:00+00:00"}, headers=SCRIPT)
    assert "It now comes after the one on Tue 1 Dec." in done.content.decode()
    assert fresh(meeting).starts_at == frozen("2026-12-03 09:00")


@pytest.mark.parametrize("headers", [{}, SCRIPT])
@pytest.mark.parametrize(
    ("day", "clock", "sentence"),
    [
        ("2026-11-23", "09:59", "That time is over"),
        ("2026-11-22", "10:00", "That time is over"),
        ("2026-02-30", "10:00", "There is no such day"),
        ("9999-12-31", "23:59", "within a year"),
        ("0001-01-01", "00:00", "within a year"),
        ("2026-11-24", "25:00", "That is not a time"),
        ("", "10:00", "Pick a day"),
        ("2026-11-24", "10:00", "planned already"),
        ("2026-12-01", "10:00", "another 1:1 at that time"),
        ("2026-12-01", "09:45", "another 1:1 at that time"),
        ("2026-\x0011-24", "10:00", "There is no such day"),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_place_and_stays_typed(
    browse: Browse, people: People, meeting: Meeting, day: str, clock: str, sentence: str, headers: dict[str, str]
) -> None:
    answer = browse(people["manager"]).post(url(meeting, "move"), {"date": day, "time": clock}, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{clock}"' in page
    assert not fresh(meeting).moved


def test_a_time_in_the_spring_gap_is_read_with_the_offset_before_it(
    browse: Browse, people: People, meeting: Meeting
) -> None:
    page = browse(people["manager"]).post(url(meeting, "move"), {"date": "2027-03-28", "time": "02:30"})

    assert "Outside your hours." in page.content.decode()
    assert 'name="sure" value="2027-03-28T01:30:00+00:00"' in page.content.decode()
    browse(people["manager"]).post(url(meeting, "move"), {"sure": "2027-03-28T01:30:00+00:00"})

    assert fresh(meeting).starts_at == frozen("2027-03-28 01:30")


def test_what_is_no_longer_planned_is_not_moved(browse: Browse, people: People, meeting: Meeting) -> None:
    meeting.skip(reason="clash", by=people["report"], at=NOW)

    answer = browse(people["manager"]).post(url(meeting, "move"), {"date": "2026-11-26", "time": "10:00"})

    assert answer.status_code == 303
    assert "no longer planned" in browse_after(browse, people, answer)


def browse_after(browse: Browse, people: People, answer: object) -> str:
    return answer.client.get(answer["Location"]).content.decode()  # type: ignore[attr-defined, index]


def test_a_page_of_another_pair_is_not_shown_in_the_answer(
    browse: Browse, people: People, meeting: Meeting, ended_pair: Pair
) -> None:
    foreign = Meeting.objects.create(pair=ended_pair, starts_at=NOW, ends_at=NOW + timedelta(minutes=30))
    for page in (str(foreign.pk), "nonsense"):
        answer = browse(people["report"]).get(url(meeting, "move"), {"page": page}, headers=SCRIPT)
        assert f'hx-get="{url(meeting, "move")}"' in answer.content.decode()


# --- skip


def test_a_skip_is_one_press_and_the_page_says_who_and_why(browse: Browse, people: People, meeting: Meeting) -> None:
    said = {"reason": "clash", "note": "Customer <b>visit</b>"}
    answer = browse(people["report"]).post(url(meeting, "skip"), said)

    assert answer.status_code == 303
    mine = browse_after(browse, people, answer)
    assert "Skipped the one on Tuesday 24 November. What is open stays on the agenda." in mine
    assert "You skipped this one: clash." in mine
    theirs = browse(people["manager"]).get(meeting.get_absolute_url()).content.decode()
    assert "Tom skipped this one: clash." in theirs
    assert "“Customer &lt;b&gt;visit&lt;/b&gt;”" in theirs


def test_a_skip_can_be_undone(browse: Browse, people: People, meeting: Meeting) -> None:
    client = browse(people["report"])
    client.post(url(meeting, "skip"), {"reason": "nothing"})

    client.post(url(meeting, "skip/undo"))

    assert fresh(meeting).scheduled


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Press one of the reasons"),
        ({"reason": "lazy"}, "Press one of the reasons"),
        ({"reason": "clash", "note": "x" * 501}, "Keep the line to 500 characters"),
        ({"reason": "clash", "note": "a\0b"}, "Null characters are not allowed"),
    ],
)
def test_a_skip_that_says_no_reason_is_refused_in_place(
    browse: Browse, people: People, meeting: Meeting, said: dict[str, str], sentence: str
) -> None:
    answer = browse(people["report"]).post(url(meeting, "skip"), said, headers=SCRIPT)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert fresh(meeting).scheduled


def test_the_session_holds_none_of_the_words_of_a_skip(browse: Browse, people: People, meeting: Meeting) -> None:
    client = browse(people["report"])
    client.post(url(meeting, "skip"), {"reason": "absence", "note": "Zwetschgen"})

    assert "Zwetschgen" not in str(dict(client.session))


def test_the_other_sees_who_skipped_the_next_one_and_why(
    browse: Browse, people: People, meeting: Meeting, next_meeting: Meeting
) -> None:
    said = {"reason": "holiday", "page": str(meeting.pk), "stage": "meet"}
    answer = browse(people["report"]).post(url(next_meeting, "skip"), said, headers=SCRIPT)

    mine = answer.content.decode()
    assert "Next: Tuesday 8 December, 10:00" in mine
    assert "You skipped Tue 1 Dec: holiday." in mine
    assert "Skipped the one on Tuesday 1 December." in mine
    assert f"/m/{next_meeting.pk}/skip/undo/?page={meeting.pk}" in mine
    theirs = browse(people["manager"]).get(url(meeting, "next"), headers=SCRIPT).content.decode()
    assert "Tom skipped Tue 1 Dec: holiday." in theirs


# --- wrap up


def test_wrapping_up_leads_to_review_with_undo(browse: Browse, people: People, meeting: Meeting) -> None:
    client = browse(people["manager"])
    with time_machine.travel(meeting.ends_at, tick=False):
        answer = client.post(url(meeting, "wrap-up"))
        page = client.get(answer["Location"]).content.decode()

        assert 'data-stage="review"' in page
        assert "Wrapped up. What is open is on the next 1:1." in page
        assert url(meeting, "wrap-up/undo") in page

        client.post(url(meeting, "wrap-up/undo"))
    assert fresh(meeting).scheduled


def test_of_two_who_wrap_up_at_once_both_end_on_the_review(browse: Browse, people: People, meeting: Meeting) -> None:
    first, second = browse(people["manager"]), browse(people["report"])

    assert first.post(url(meeting, "wrap-up")).status_code == 303
    assert second.post(url(meeting, "wrap-up")).status_code == 303
    assert fresh(meeting).ended_by == people["manager"]


def test_a_meeting_in_three_weeks_is_not_wrapped_up(browse: Browse, people: People, meeting: Meeting) -> None:
    far = Meeting.objects.planned().filter(pair=meeting.pair).order_by("starts_at")[3]

    answer = browse(people["manager"]).post(url(far, "wrap-up"))

    assert "could not be wrapped up" in browse_after(browse, people, answer)
    assert fresh(far).scheduled


def test_too_late_to_take_a_wrap_up_back_is_said(browse: Browse, people: People, meeting: Meeting) -> None:
    meeting.wrap_up(by=people["report"], at=NOW - timedelta(hours=2))

    answer = browse(people["manager"]).post(url(meeting, "wrap-up/undo"))

    assert "Too late to take that back" in browse_after(browse, people, answer)
    assert fresh(meeting).held


# --- the rhythm

RHYTHM = {
    "every": "w2",
    "weekdays": "3",
    "clock": "14:30",
    "minutes": "45",
    "starts_on": "2026-11-24",
    "place": "Room Linden",
}


def test_either_of_the_two_sets_the_rhythm(browse: Browse, people: People, pair: Pair) -> None:
    answer = browse(people["report"]).post(
        f"{pair.get_absolute_url()}series/", {**RHYTHM, "anchor": str(people["report"].pk)}
    )

    assert answer["Location"] == pair.get_absolute_url()
    series = Series.objects.get(pair=pair)
    assert (series.recurrence, series.minutes, series.place) == (Recurrence(weekday=3, interval=2), 45, "Room Linden")
    assert (series.first_local, series.anchor) == (datetime(2026, 11, 26, 14, 30), people["report"])
    assert "From now on: every 2 weeks on Thursday. The next one is on Thursday 26 November, 14:30." in browse_after(
        browse, people, answer
    )


def test_a_date_picked_on_the_page_without_one_leads_to_the_new_meeting(
    browse: Browse, people: People, pair: Pair
) -> None:
    said = {**RHYTHM, "anchor": str(people["manager"].pk), "back": "agenda"}
    answer = browse(people["manager"]).post(f"{pair.get_absolute_url()}series/", said, headers=SCRIPT)

    assert answer["HX-Redirect"] == Meeting.objects.filter(pair=pair).earliest("starts_at").get_absolute_url()


def test_the_rhythm_keeps_to_the_clock_that_was_chosen(browse: Browse, people: People, pair: Pair) -> None:
    Person.objects.filter(pk=people["report"].pk).update(time_zone="Asia/Singapore")
    asked = browse(people["manager"]).get(f"{pair.get_absolute_url()}series/", headers=SCRIPT).content.decode()
    assert "Yours: Europe/Berlin" in asked
    assert "Tom’s: Asia/Singapore" in asked

    browse(people["manager"]).post(f"{pair.get_absolute_url()}series/", {**RHYTHM, "anchor": str(people["report"].pk)})

    series = Series.objects.get(pair=pair)
    assert series.time_zone == "Asia/Singapore"
    page = browse(people["manager"]).get(pair.get_absolute_url()).content.decode()
    assert "It keeps to Tom’s clock, Asia/Singapore." in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"every": "w5"}, "Choose how often"),
        ({"weekdays": "8"}, "Choose a weekday"),
        ({"weekdays": ""}, "Choose a weekday"),
        ({"weekdays": []}, "Choose at least one weekday"),
        ({"every": "m1", "month_by": "day", "month_day": "29"}, "not every month has a 29th"),
        ({"every": "m1", "month_by": "day"}, "not every month has a 29th"),
        ({"every": "m1", "month_by": "weekday", "nth": "5"}, "the first to the fourth, or the last"),
        ({"every": "m1", "month_by": "weekday", "month_weekday": "1"}, "the first to the fourth, or the last"),
        ({"ends": "after", "times": "0"}, "Say how many times: 1 to 500"),
        ({"ends": "after", "times": "10000"}, "Say how many times: 1 to 500"),
        ({"ends": "after", "times": "many"}, "Say how many times: 1 to 500"),
        ({"ends": "after"}, "Say how many times: 1 to 500"),
        ({"ends": "on"}, "Say on which day it ends"),
        ({"ends": "on", "until": "2026-11-23"}, "It would end before it starts"),
        ({"ends": "on", "until": "2026-11-25"}, "Nobody would ever meet"),
        ({"ends": "on", "until": "2027-02-30"}, "There is no such day"),
        ({"ends": "some day"}, "Choose how it ends"),
        ({"clock": "later"}, "That is not a time"),
        ({"minutes": "0"}, "5 to 480 minutes"),
        ({"minutes": "481"}, "5 to 480 minutes"),
        ({"minutes": "½"}, "5 to 480 minutes"),
        ({"starts_on": "2026-11-22"}, "That day is over"),
        ({"starts_on": "2028-01-01"}, "more than a year ahead"),
        ({"starts_on": "2026-02-30"}, "There is no such day"),
        ({"anchor": "somebody"}, "Choose one of the two clocks"),
        ({"place": "x" * 301}, "at most 300 characters"),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused_in_place_and_stays_typed(
    browse: Browse, people: People, pair: Pair, wrong: dict[str, str], sentence: str
) -> None:
    said = {**RHYTHM, "anchor": str(people["manager"].pk), **wrong}
    answer = browse(people["manager"]).post(f"{pair.get_absolute_url()}series/", said, headers=SCRIPT)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert said["clock"] in page
    assert not Series.objects.exists()


def test_the_form_opens_with_the_rhythm_as_it_is(browse: Browse, people: People, pair: Pair) -> None:
    Series.begin(
        pair,
        recurrence=Recurrence(weekday=4, interval=3),
        on_or_after=date(2026, 11, 1),
        clock=time(8, 15),
        minutes=25,
        anchor=people["report"],
        place="https://call.example.test/tom",
        by=people["report"],
        at=NOW,
    )

    page = browse(people["manager"]).get(f"{pair.get_absolute_url()}series/").content.decode()

    for value in ("08:15", "25", "https://call.example.test/tom"):
        assert f'value="{value}"' in page
    assert '<option value="w3" selected>Every 3 weeks</option>' in page
    assert 'name="weekdays" value="4" checked' in page
