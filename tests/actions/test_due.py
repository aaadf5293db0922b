"""Due dates as people say them."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.models import read_due, say_due

TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
SUNDAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-11-24"),
        ("Tomorrow", "2026-11-25"),
        ("fri", "2026-11-27"),
        ("Friday", "2026-11-27"),
        ("this fri", "2026-11-27"),
        ("by fri", "2026-11-27"),
        ("mon", "2026-11-30"),
        ("in 2 weeks", "2026-12-08"),
        ("2 weeks", "2026-12-08"),
        ("in a week", "2026-12-01"),
        ("a fortnight", "2026-12-08"),
        ("in 3 days", "2026-11-27"),
        ("in two months", "2027-01-24"),
        ("next week", "2026-12-01"),
        ("next month", "2026-12-24"),
        ("end of month", "2026-11-30"),
        ("end of the week", "2026-11-27"),
        ("1 Dec", "2026-12-01"),
        ("1st December", "2026-12-01"),
        ("1st of December", "2026-12-01"),
        ("Dec 1", "2026-12-01"),
        ("1 Dec 2027", "2027-12-01"),
        ("Tue 1 Dec", "2026-12-01"),
        ("Tuesday, 1 December 2026", "2026-12-01"),
        ("2026-12-01", "2026-12-01"),
        ("2026/12/01", "2026-12-01"),
        ("31/12", "2026-12-31"),
        ("31/12/2026", "2026-12-31"),
        ("1.12.", "2026-12-01"),
        ("01.12.2026", "2026-12-01"),
        ("  fri  ", "2026-11-27"),
    ],
)
def test_dates_are_read_as_people_say_them(said: str, meant: str) -> None:
    assert read_due(said, today=TUESDAY) == date.fromisoformat(meant)


def test_nothing_said_is_no_date() -> None:
    assert read_due("", today=TUESDAY) is None
    assert read_due("  ", today=TUESDAY) is None


def test_the_name_of_todays_weekday_means_the_next_one() -> None:
    assert read_due("fri", today=FRIDAY) == FRIDAY + timedelta(days=7)
    assert read_due("friday", today=FRIDAY - timedelta(days=1)) == FRIDAY


@pytest.mark.parametrize(
    ("today", "meant"),
    [
        (TUESDAY, date(2026, 12, 4)),
        (FRIDAY, date(2026, 12, 4)),
        (SUNDAY, date(2026, 12, 4)),
        (date(2026, 11, 26), date(2026, 12, 4)),
    ],
)
def test_next_friday_is_the_friday_of_next_week(today: date, meant: date) -> None:
    assert read_due("next friday", today=today) == meant


def test_a_day_without_a_year_is_the_next_one_to_come_today_included() -> None:
    assert read_due("24 Nov", today=TUESDAY) == TUESDAY
    assert read_due("23 Nov", today=TUESDAY) == date(2027, 11, 23)
    assert read_due("3 Jan", today=TUESDAY) == date(2027, 1, 3)
    assert read_due("29 Feb", today=TUESDAY) == date(2028, 2, 29)


def test_a_month_later_ends_with_its_month() -> None:
    assert read_due("in a month", today=date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    "said",
    [
        "31 Feb",
        "30/2",
        "2026-02-30",
        "12/31",
        "32 Dec",
        "soon",
        "asap",
        "5",
        "17",
        "5pm",
        "may",
        "now",
        "fri or sat",
        "٣ Dec x",
        "0 Dec",
    ],
)
def test_what_says_no_day_is_answered_with_a_sentence_and_examples(said: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date I can read\. Try “fri”, “in 2 weeks” or “1 Dec”"):
        read_due(said, today=TUESDAY)


def test_a_day_that_is_another_weekday_says_so() -> None:
    with pytest.raises(ValueError, match="27 November 2026 is a Friday"):
        read_due("Sat 27 Nov", today=TUESDAY)


def test_the_far_past_and_the_far_future_are_refused() -> None:
    with pytest.raises(ValueError, match="1 January 1999 is long past"):
        read_due("1999-01-01", today=TUESDAY)
    with pytest.raises(ValueError, match="more than 5 years ahead"):
        read_due("2099-01-01", today=TUESDAY)
    with pytest.raises(ValueError, match="more than 5 years ahead"):
        read_due("in 999 months", today=TUESDAY)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-365, 1500))
def test_what_is_shown_in_the_field_is_read_as_the_same_day(today: date, ahead: int) -> None:
    due = today + timedelta(days=ahead)
    assert read_due(say_due(due, today=today), today=today) == due


@given(st.text(max_size=60))
def test_no_text_makes_it_fail_in_another_way(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(read_due(text, today=TUESDAY), date | None)
