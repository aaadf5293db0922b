"""The form of the rhythm: every kind of rule, and what will happen said before it does."""

import re
from datetime import date, time

import pytest

from oneonones.models import Meeting, Pair, Recurrence, Series
from people.models import Person
from tests.conftest import MONDAY, Browse, People

NOW = MONDAY
SCRIPT = {"HX-Request": "true"}
USUAL = {"every": "w1", "weekdays": "3", "clock": "14:30", "minutes": "45", "starts_on": "2026-11-24"}

pytestmark = pytest.mark.usefixtures("monday_morning")


def url(pair: Pair) -> str:
    return f"{pair.get_absolute_url()}series/"


def sent(people: People, **said: object) -> dict[str, object]:
    return {**USUAL, "anchor": str(people["manager"].pk), **said}


def agreed(page: str) -> str:
    found = re.search(r'name="agreed" value="(\w+)"', page)
    assert found, "nothing to agree to"
    return found[1]


@pytest.mark.parametrize(
    ("said", "rule", "first"),
    [
        ({"weekdays": ["1", "3"], "every": "w3"}, Recurrence(weekdays=(1, 3), interval=3), "2026-11-24"),
        (
            {"every": "m1", "month_by": "weekday", "nth": "-1", "month_weekday": "4"},
            Recurrence(4, nth=-1),
            "2026-11-27",
        ),
        ({"every": "m1", "month_by": "day", "month_day": "-1"}, Recurrence(day=-1), "2026-11-30"),
        ({"every": "m1", "month_by": "day", "month_day": "15"}, Recurrence(day=15), "2026-12-15"),
        ({"ends": "on", "until": "2027-03-04"}, Recurrence(3, until=date(2027, 3, 4)), "2026-11-26"),
        ({"ends": "after", "times": "10"}, Recurrence(3, count=10), "2026-11-26"),
        ({"ends": "never", "until": "2027-03-04", "times": "2"}, Recurrence(3), "2026-11-26"),
    ],
)
def test_every_kind_of_rule_can_be_chosen(
    browse: Browse, people: People, pair: Pair, said: dict[str, object], rule: Recurrence, first: str
) -> None:
    answer = browse(people["report"]).post(url(pair), sent(people, **said))

    assert answer.status_code == 303
    series = Series.objects.get(pair=pair)
    assert (series.recurrence, f"{series.first_local:%Y-%m-%d}") == (rule, first)


@pytest.mark.parametrize("headers", [{}, SCRIPT])
def test_a_change_says_exactly_what_will_happen_and_happens_once_agreed_to(
    browse: Browse, people: People, meeting: Meeting, headers: dict[str, str]
) -> None:
    pair, client = meeting.pair, browse(people["manager"])
    change = sent(people, every="w2", starts_on="2026-12-02")

    asked = client.post(url(pair), change, headers=headers)
    page = asked.content.decode()

    assert asked.status_code == 200
    for sentence in (
        "From Thursday 3 December on: every 2 weeks on Thursday, 14:30 to 15:15.",
        "The 1:1 planned for Tuesday 8 December becomes the first of these: its page goes along.",
        "6 dates after that are cancelled, the last on Tuesday 19 January 2027.",
        "What was held, and everything written, stays.",
    ):
        assert sentence in page
    assert Series.objects.get(pair=pair).ended_on is None

    answer = client.post(url(pair), {**change, "agreed": agreed(page)}, headers=headers)
    assert answer.status_code in (303, 200, 204)
    assert pair.rhythm is not None
    assert pair.rhythm.recurrence == Recurrence(3, 2)
    assert Meeting.objects.filter(pair=pair, state="cancelled").count() == 6


def test_dates_that_move_along_are_said_to(browse: Browse, people: People, meeting: Meeting) -> None:
    page = browse(people["manager"]).post(url(meeting.pair), sent(people)).content.decode()

    assert "The 9 dates planned from then on move along, each with its page." in page
    assert "cancelled" not in page


def test_what_was_agreed_to_is_what_happens_another_wish_is_asked_again(
    browse: Browse, people: People, meeting: Meeting
) -> None:
    client, pair = browse(people["manager"]), meeting.pair
    words = agreed(client.post(url(pair), sent(people)).content.decode())

    other = client.post(url(pair), {**sent(people, every="w4"), "agreed": words})

    assert other.status_code == 200
    assert "every 4 weeks on Thursday" in other.content.decode()
    assert pair.rhythm == meeting.series


def test_of_two_who_change_the_rhythm_at_once_the_second_is_asked_again(
    browse: Browse, people: People, meeting: Meeting
) -> None:
    first, second, pair = browse(people["manager"]), browse(people["report"]), meeting.pair
    words = [agreed(one.post(url(pair), sent(people)).content.decode()) for one in (first, second)]

    assert first.post(url(pair), {**sent(people), "agreed": words[0]}).status_code == 303
    answer = second.post(url(pair), {**sent(people), "agreed": words[1]})

    assert answer.status_code == 200
    assert Series.objects.filter(pair=pair).count() == 2


def test_both_clocks_are_in_the_sentences_where_they_differ(browse: Browse, people: People, meeting: Meeting) -> None:
    Person.objects.filter(pk=people["report"].pk).update(time_zone="Asia/Singapore")

    mine = browse(people["manager"]).post(url(meeting.pair), sent(people)).content.decode()
    theirs = browse(people["report"]).post(url(meeting.pair), sent(people)).content.decode()

    assert "It keeps to your clock, Europe/Berlin: 21:30 for Tom at first." in mine
    assert "It keeps to Priya’s clock, Europe/Berlin: 21:30 for you at first." in theirs


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        (Recurrence(day=-1, count=4), ['<option value="m1" selected>', '<option value="day" selected>', 'value="4"']),
        (Recurrence(4, 3, nth=-1), ['<option value="m3" selected>Every 3 months', '<option value="-1" selected>Last']),
        (Recurrence(2, 6), ['<option value="w6" selected>Every 6 weeks']),
        (Recurrence(2, until=date(2027, 3, 4)), ['value="2027-03-04"', '<option value="on" selected>']),
    ],
)
def test_the_form_opens_with_every_rule_as_it_is(
    browse: Browse, people: People, pair: Pair, rule: Recurrence, shown: list[str]
) -> None:
    Series.begin(
        pair, recurrence=rule, on_or_after=date(2026, 11, 23), clock=time(9), minutes=30,
        anchor=people["manager"], by=None, at=NOW,
    )  # fmt: skip

    page = browse(people["manager"]).get(url(pair)).content.decode()

    for words in shown:
        assert words in page


def test_a_rhythm_with_an_end_says_so_on_the_page_of_the_pair(browse: Browse, people: People, pair: Pair) -> None:
    said = sent(people, weekdays=["1", "3"], every="w2", ends="on", until="2027-03-04")
    browse(people["report"]).post(url(pair), said)

    page = browse(people["report"]).get(pair.get_absolute_url()).content.decode()

    assert "Every 2 weeks on Tuesday and Thursday, 14:30 to 15:15, until 4 March 2027" in page
