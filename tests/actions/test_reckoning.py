"""Days of the calendar, reckoned from another one: months and quarters end where the calendar says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.models.reckoning import last_of, last_of_quarter, months_on, working_days_on

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (1, (3, 31)), (2, (3, 31)), (3, (3, 31)), (4, (6, 30)), (5, (6, 30)), (6, (6, 30)),
        (7, (9, 30)), (8, (9, 30)), (9, (9, 30)), (10, (12, 31)), (11, (12, 31)), (12, (12, 31)),
    ],
)  # fmt: skip
def test_a_quarter_ends_with_its_third_month(month: int, last: tuple[int, int]) -> None:
    ends = date(2027, *last)
    assert last_of_quarter(date(2027, month, 1)) == ends
    assert last_of_quarter(last_of(date(2027, month, 1))) == ends


@given(days)
def test_the_last_day_of_a_month_is_the_one_before_the_first_of_the_next(day: date) -> None:
    last = last_of(day)
    assert (last.year, last.month) == (day.year, day.month)
    assert (last + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-24", 1, "2026-12-24"),
        ("2026-11-24", 2, "2027-01-24"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-01-31", 13, "2028-02-29"),
        ("2026-01-05", 11, "2026-12-05"),
        ("2026-01-05", 12, "2027-01-05"),
        ("2026-01-05", -1, "2025-12-05"),
    ],
)
def test_some_months_later_is_the_same_day_or_the_last_of_that_month(day: str, count: int, later: str) -> None:
    assert months_on(date.fromisoformat(day), count) == date.fromisoformat(later)


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        ("2026-11-24", 0, "2026-11-24"),  # a Tuesday
        ("2026-11-24", 1, "2026-11-25"),
        ("2026-11-26", 1, "2026-11-27"),
        ("2026-11-27", 1, "2026-11-30"),  # from a Friday, a Saturday and a Sunday to the Monday
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-29", 1, "2026-11-30"),
        ("2026-11-24", 5, "2026-12-01"),
        ("2026-11-24", 10, "2026-12-08"),
    ],
)
def test_working_days_are_monday_to_friday(day: str, count: int, later: str) -> None:
    assert working_days_on(date.fromisoformat(day), count) == date.fromisoformat(later)
