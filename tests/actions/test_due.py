"""Due dates as people say them."""

import contextlib
from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from actions.models import ActionItem, read_due, say_due
from actions.models.due import AnotherWeekday
from oneonones.models import Pair
from tests.conftest import Browse, People, add, frozen

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


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("next tue", "2026-12-01"),
        ("tmrw", "2026-11-25"),
        ("tonight", "2026-11-24"),
        ("eod", "2026-11-24"),
        ("the day after tomorrow", "2026-11-26"),
        ("this week", "2026-11-27"),
        ("end of next week", "2026-12-04"),
        ("start of next week", "2026-11-30"),
        ("end of this month", "2026-11-30"),
        ("by the end of next month", "2026-12-31"),
        ("beginning of next month", "2026-12-01"),
        ("end of the quarter", "2026-12-31"),
        ("end of Q1", "2027-03-31"),
        ("end of Q4 2027", "2027-12-31"),
        ("end of year", "2026-12-31"),
        ("end of January", "2027-01-31"),
        ("end of nov", "2026-11-30"),
        ("end of february 2028", "2028-02-29"),
        ("the 15th", "2026-12-15"),
        ("24th", "2026-11-24"),
        ("31st", "2026-12-31"),
        ("fri 27th", "2026-11-27"),
        ("fri the 4th", "2026-12-04"),
        ("a week on friday", "2026-12-04"),
        ("friday week", "2026-12-04"),
        ("coming fri", "2026-11-27"),
        ("in a couple of weeks", "2026-12-08"),
        ("in half a year", "2027-05-24"),
        ("in a year", "2027-11-24"),
        ("within 2 weeks", "2026-12-08"),
        ("2 wks", "2026-12-08"),
        ("in 3 working days", "2026-11-27"),
        ("in 4 business days", "2026-11-30"),
        ("in one working day", "2026-11-25"),
    ],
)
def test_more_ways_that_people_say_a_day(said: str, meant: str) -> None:
    assert read_due(said, today=TUESDAY) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("said", "today", "meant"),
    [
        ("fri", "2026-12-31", "2027-01-01"),
        ("tomorrow", "2026-12-31", "2027-01-01"),
        ("in 2 weeks", "2026-12-24", "2027-01-07"),
        ("1 Jan", "2026-12-31", "2027-01-01"),
        ("31 Dec", "2026-12-31", "2026-12-31"),
        ("end of month", "2026-12-31", "2026-12-31"),
        ("end of next month", "2026-12-31", "2027-01-31"),
        ("next tue", "2026-12-30", "2027-01-05"),
        ("next month", "2026-12-31", "2027-01-31"),
        ("end of quarter", "2027-01-01", "2027-03-31"),
        ("end of year", "2027-01-01", "2027-12-31"),
        ("end of december", "2027-01-01", "2027-12-31"),
        ("the 1st", "2026-12-31", "2027-01-01"),
        ("in 1 working days", "2027-01-01", "2027-01-04"),
        ("in 1 working days", "2027-01-02", "2027-01-04"),
    ],
)
def test_the_year_turns(said: str, today: str, meant: str) -> None:
    assert read_due(said, today=date.fromisoformat(today)) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    "said", ["0th", "32nd", "end of", "end of smarch", "week", "couple", "in a blue week", "xyz 4th"]
)
def test_what_only_looks_like_a_day_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="is not a date I can read"):
        read_due(said, today=TUESDAY)


def test_a_day_of_the_month_on_another_weekday_says_so() -> None:
    with pytest.raises(ValueError, match="15 December 2026 is a Tuesday"):
        read_due("fri 15th", today=TUESDAY)


@pytest.mark.parametrize(
    ("said", "today", "meant"),
    [
        ("end of day", "2026-11-24", "2026-11-24"),
        ("end of the day", "2026-11-24", "2026-11-24"),
        ("tmr", "2026-11-24", "2026-11-25"),
        ("this week", "2026-11-27", "2026-11-27"),
        ("end of this week", "2026-11-28", "2026-12-04"),  # a Saturday's week has its Friday behind it
        ("end of week", "2026-11-23", "2026-11-27"),
        ("eow", "2026-11-24", "2026-11-27"),
        ("end of next week", "2026-11-29", "2026-12-04"),
        ("beginning of next week", "2026-11-23", "2026-11-30"),
        ("start of next week", "2026-11-29", "2026-11-30"),
        ("next week", "2026-11-29", "2026-12-06"),
        ("this month", "2026-11-24", "2026-11-30"),
        ("end of the month", "2026-11-24", "2026-11-30"),
        ("eom", "2026-11-24", "2026-11-30"),
        ("start of next month", "2027-01-31", "2027-02-01"),
        ("end of next month", "2027-01-31", "2027-02-28"),
        ("eoq", "2027-02-01", "2027-03-31"),
        ("eoy", "2026-11-24", "2026-12-31"),
        ("end of the year", "2026-11-24", "2026-12-31"),
        ("end of november", "2026-11-30", "2026-11-30"),
        ("end of november", "2026-12-01", "2027-11-30"),
        ("in half a year", "2026-08-31", "2027-02-28"),
    ],
)
def test_a_day_that_has_a_name_of_its_own(said: str, today: str, meant: str) -> None:
    assert read_due(said, today=date.fromisoformat(today)) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("FRI", "2026-11-27"),
        ("by  the\tend of the week", "2026-11-27"),
        ("due on fri", "2026-11-27"),
        ("1,Dec", "2026-12-01"),
        ("tue. 1 dec.", "2026-12-01"),
        ("Dec. 1", "2026-12-01"),
        ("december the 1st 2028", "2028-12-01"),
        ("mon week", "2026-12-07"),
        ("tue week", "2026-12-08"),
        ("wed week", "2026-12-02"),
        ("week on sunday", "2026-12-06"),
        ("next mon", "2026-11-30"),
        ("next sun", "2026-12-06"),
        ("this tue", "2026-12-01"),
        ("coming mon", "2026-11-30"),
        ("fri the 27th", "2026-11-27"),
        ("3d", "2026-11-27"),
        ("2w", "2026-12-08"),
        ("couple weeks", "2026-12-08"),
        ("a couple of months", "2027-01-24"),
        ("six months from now", "2027-05-24"),
        ("2 fortnights", "2026-12-22"),
        ("2 years from today", "2028-11-24"),
        ("in an year", "2027-11-24"),
        ("10 business days", "2026-12-08"),
        ("2 working days", "2026-11-26"),
        ("24/11", "2026-11-24"),
        ("23/11", "2027-11-23"),
        ("1-12-2027", "2027-12-01"),
        ("end of october 2026", "2026-10-31"),
        ("end of october", "2027-10-31"),
        ("end of q3 2026", "2026-09-30"),
        ("end of q3", "2027-09-30"),
        ("1 oct 2026", "2026-10-01"),
    ],
)
def test_each_part_of_what_is_said_counts(said: str, meant: str) -> None:
    assert read_due(said, today=TUESDAY) == date.fromisoformat(meant)


@pytest.mark.parametrize("said", ["fr", "th", "fr 4 dec", "fr 4th", "1/12.2026", "the", "1 foo", "in dec"])
def test_half_a_name_and_mixed_signs_are_no_day(said: str) -> None:
    with pytest.raises(ValueError, match="is not a date I can read"):
        read_due(said, today=TUESDAY)


def test_a_day_of_the_month_waits_for_a_month_that_has_it() -> None:
    assert read_due("31st", today=date(2027, 2, 1)) == date(2027, 3, 31)
    assert read_due("the 30th", today=date(2027, 1, 31)) == date(2027, 3, 30)
    assert read_due("the 15th", today=date(2027, 1, 31)) == date(2027, 2, 15)


def test_a_leap_day_is_found_across_the_century_that_has_none() -> None:
    with pytest.raises(ValueError, match=r"^29 February 2104 is more than 5 years ahead\. Type an earlier day\.$"):
        read_due("29 Feb", today=date(2096, 3, 1))


def test_a_year_back_and_five_years_ahead_are_the_furthest_days_taken() -> None:
    long_ago, far_ahead = TUESDAY - timedelta(days=366), TUESDAY + timedelta(days=5 * 366)

    assert [read_due(day.isoformat(), today=TUESDAY) for day in (long_ago, far_ahead)] == [long_ago, far_ahead]
    with pytest.raises(ValueError, match=r"^22 November 2025 is long past\. Type a day to come\.$"):
        read_due("2025-11-22", today=TUESDAY)
    with pytest.raises(ValueError, match=r"^29 November 2031 is more than 5 years ahead\. Type an earlier day\.$"):
        read_due("2031-11-29", today=TUESDAY)


def test_what_cannot_be_read_is_said_back_short_and_as_it_was_typed() -> None:
    with pytest.raises(ValueError, match="^“Whenever You LIKE” is not a date I can read"):
        read_due("  Whenever You LIKE ", today=TUESDAY)
    with pytest.raises(ValueError, match=f"^“{'x' * 40}” is not a date I can read"):
        read_due("x" * 50, today=TUESDAY)


def test_the_wrong_weekday_is_answered_with_the_right_one_and_nothing_else() -> None:
    with pytest.raises(AnotherWeekday, match=r"^1 December 2026 is a Tuesday\.$"):
        read_due("mon 1 dec", today=TUESDAY)
    with pytest.raises(AnotherWeekday, match=r"^4 December 2026 is a Friday\.$"):
        read_due("thu the 4th", today=TUESDAY)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, ""),
        (date(2026, 11, 24), "Tue 24 Nov"),
        (date(2026, 11, 23), "Mon 23 Nov 2026"),
        (date(2026, 12, 1), "Tue 1 Dec"),
        (date(2027, 10, 23), "Sat 23 Oct"),
        (date(2027, 10, 24), "Sun 24 Oct 2027"),
        (date(2027, 11, 23), "Tue 23 Nov 2027"),
    ],
)
def test_the_year_is_said_where_the_day_is_past_or_eleven_months_ahead(day: date | None, words: str) -> None:
    assert say_due(day, today=TUESDAY) == words


def test_the_day_is_read_on_the_clock_of_whoever_types(browse: Browse, people: People, at: datetime) -> None:
    """Late on 31 December in New York it is New Year's Day in Singapore: "tomorrow" is another day there."""
    mei, rosa = (
        add("Mei Wong", at=at, time_zone="Asia/Singapore"),
        add("Rosa Bianchi", at=at, time_zone="America/New_York"),
    )
    pair = Pair.start(mei, rosa, by=None, at=at)
    with time_machine.travel(frozen("2026-12-31 20:00"), tick=False):
        for person in (mei, rosa):
            browse(person).post(f"/pairs/{pair.pk}/action-items/", {"what": "Call the bank", "due": "tomorrow"})
    due = {action.author.first_name: action.due_on for action in ActionItem.objects.select_related("author")}
    assert due == {"Mei": date(2027, 1, 2), "Rosa": date(2027, 1, 1)}
