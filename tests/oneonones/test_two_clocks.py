"""What is said of the other one's clock, wherever it shows another time than the reader's."""

from datetime import timedelta

import pytest

from oneonones.models.two_clocks import apart, on_their_clock
from people.models import Person
from tests.conftest import frozen

HALF_AN_HOUR = timedelta(minutes=30)
START = frozen("2026-11-24 15:00")  # 16:00 in Berlin


def someone(zone: str, name: str = "Mei Wong") -> Person:
    return Person(name=name, time_zone=zone)


BERLIN = someone("Europe/Berlin", "Priya Raman")


@pytest.mark.parametrize(
    ("zone", "start", "span"),
    [
        ("Asia/Singapore", "23:00 for Mei", "23:00 to 23:30 for Mei"),
        ("America/New_York", "10:00 for Mei", "10:00 to 10:30 for Mei"),
        ("Asia/Tokyo", "Wednesday 00:00 for Mei", "Wednesday 00:00 to 00:30 for Mei"),
        ("Europe/Rome", "", ""),
    ],
)
def test_a_time_is_said_on_the_others_clock_with_the_weekday_where_it_is_another_day(
    zone: str, start: str, span: str
) -> None:
    assert on_their_clock(START, reader=BERLIN, other=someone(zone)) == start
    assert on_their_clock(START, START + HALF_AN_HOUR, reader=BERLIN, other=someone(zone)) == span


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Singapore", "Mei’s clock is 7 h ahead of yours."),
        ("America/New_York", "Mei’s clock is 6 h behind yours."),
        ("Asia/Kolkata", "Mei’s clock is 4 h 30 min ahead of yours."),
        ("America/St_Johns", "Mei’s clock is 4 h 30 min behind yours."),
        ("Europe/London", "Mei’s clock is 1 h behind yours."),
        ("Europe/Rome", ""),
    ],
)
def test_how_far_apart_two_clocks_are_is_said_from_the_readers(zone: str, words: str) -> None:
    assert apart(START, reader=BERLIN, other=someone(zone)) == words


def test_two_clocks_that_change_on_different_days_are_compared_at_the_moment_in_question() -> None:
    new_york = someone("America/New_York")
    assert apart(frozen("2026-03-20 15:00"), reader=BERLIN, other=new_york) == "Mei’s clock is 5 h behind yours."
    assert apart(frozen("2026-04-20 15:00"), reader=BERLIN, other=new_york) == "Mei’s clock is 6 h behind yours."
