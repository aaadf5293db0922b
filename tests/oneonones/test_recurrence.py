"""When a series meets, on the wall clock and in moments."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneonones.models import Recurrence
from oneonones.models.recurrence import instant, wall_time

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = 1


def test_a_rule_reads_what_it_writes() -> None:
    rule = Recurrence(weekday=TUESDAY, interval=2)

    assert str(rule) == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=MO"
    assert Recurrence.parse(str(rule)) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,TU",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=MO;WKST=SU",
        "FREQ=WEEKLY;INTERVAL=5;BYDAY=MO",
        "FREQ=WEEKLY;INTERVAL=x;BYDAY=MO",
    ],
)
def test_a_rule_that_we_do_not_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 the message is for developers
        Recurrence.parse(text)


@pytest.mark.parametrize(("weekday", "interval"), [(7, 1), (-1, 1), (0, 0), (0, 5)])
def test_a_rule_out_of_range_cannot_be_made(weekday: int, interval: int) -> None:
    with pytest.raises(ValueError, match="weekday|interval"):
        Recurrence(weekday=weekday, interval=interval)


def test_ten_o_clock_stays_ten_o_clock_through_both_changes() -> None:
    rule = Recurrence(weekday=6)
    first = datetime(2026, 3, 22, 10)
    spring = rule.next(first, first, 3)
    autumn = rule.next(datetime(2026, 10, 18, 10), datetime(2026, 10, 18, 10), 3)

    assert [instant(start, BERLIN).hour for start in spring] == [9, 8, 8]
    assert [instant(start, BERLIN).hour for start in autumn] == [8, 9, 9]


def test_a_start_in_the_spring_gap_is_read_with_the_offset_before_it() -> None:
    start = instant(datetime(2026, 3, 29, 2, 30), BERLIN)

    assert start == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert wall_time(start, BERLIN) == datetime(2026, 3, 29, 3, 30)


def test_an_ambiguous_start_in_autumn_is_the_first_of_the_two() -> None:
    assert instant(datetime(2026, 10, 25, 2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_every_second_week_keeps_its_parity_however_late_one_asks() -> None:
    rule = Recurrence(weekday=TUESDAY, interval=2)
    first = datetime(2026, 1, 6, 10)

    later = rule.next(first, first + timedelta(weeks=101), 2)

    assert later == [first + timedelta(weeks=102), first + timedelta(weeks=104)]


@given(
    day=st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1)),
    weekday=st.integers(0, 6),
    interval=st.sampled_from([1, 2, 3, 4]),
)
def test_a_series_starts_on_a_day_of_its_own_rule_and_never_before_the_day_asked_for(
    day: date, weekday: int, interval: int
) -> None:
    rule = Recurrence(weekday=weekday, interval=interval)
    first = rule.first_on_or_after(day)

    assert first.weekday() == weekday
    assert timedelta(0) <= first - day < timedelta(weeks=1)
    start = datetime.combine(first, datetime.min.time())
    assert rule.next(start, start, 2) == [start, start + timedelta(weeks=interval)]


def test_between_takes_the_first_and_leaves_the_last() -> None:
    rule = Recurrence(weekday=TUESDAY)
    first = datetime(2026, 1, 6, 10)

    assert rule.between(first, first, first + timedelta(weeks=2)) == [first, first + timedelta(weeks=1)]
