"""patternedRecurrence: which days, and the same rhythm as an RRULE."""

from datetime import date, datetime, time
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.microsoft.moment import Moment
from tests.fakes.microsoft.pattern import DAYS, INDEXES, TYPES, Pattern
from tests.fakes.microsoft.refusal import Refusal
from tests.fakes.microsoft.rule import Unheld, pattern_of, rule_of

BERLIN = ZoneInfo("Europe/Berlin")


def read(pattern: dict[str, Any], start: str = "2026-10-07", **span: Any) -> Pattern:
    whole = {"pattern": {"interval": 1, **pattern}, "range": {"type": "noEnd", "startDate": start, **span}}
    return Pattern.read(whole, start_on=date.fromisoformat(start), zone_name="Europe/Berlin")


def first(pattern: Pattern, number: int = 4) -> list[str]:
    return [day.isoformat()[5:] for day in islice(pattern.dates(), number)]


def test_the_start_of_the_week_decides_which_sundays_are_in_every_second_week() -> None:
    days = {"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "sunday"]}
    assert first(read({**days, "firstDayOfWeek": "monday"})) == ["10-11", "10-19", "10-25", "11-02"]
    assert first(read({**days, "firstDayOfWeek": "sunday"})) == ["10-18", "10-19", "11-01", "11-02"]
    assert first(read(days)) == ["10-18", "10-19", "11-01", "11-02"], "without it the week starts on Sunday"


def test_of_several_days_a_relative_month_takes_the_first_that_fits() -> None:
    weekdays = list(DAYS[:5])
    assert first(read({"type": "relativeMonthly", "daysOfWeek": weekdays, "index": "first"}, "2026-08-01")) == [
        "08-03", "09-01", "10-01", "11-02",
    ]  # fmt: skip
    assert first(read({"type": "relativeMonthly", "daysOfWeek": list(DAYS), "index": "last"})) == [
        "10-31", "11-30", "12-31", "01-31",
    ]  # fmt: skip


def test_the_31st_is_the_last_day_of_shorter_months() -> None:
    assert first(read({"type": "absoluteMonthly", "dayOfMonth": 31}, "2026-10-31")) == [
        "10-31",
        "11-30",
        "12-31",
        "01-31",
    ]


def test_years_daily_steps_and_ends() -> None:
    assert first(read({"type": "absoluteYearly", "dayOfMonth": 7, "month": 10}), 2) == ["10-07", "10-07"]
    assert first(read({"type": "relativeYearly", "daysOfWeek": ["monday"], "month": 11}), 1) == ["11-02"]
    assert first(read({"type": "daily", "interval": 3}, type="numbered", numberOfOccurrences=2)) == ["10-07", "10-10"]
    assert first(read({"type": "daily"}, type="endDate", endDate="2026-10-08")) == ["10-07", "10-08"]


def test_a_start_on_no_day_of_the_pattern_moves_to_the_first_that_is() -> None:
    begun = read({"type": "weekly", "daysOfWeek": ["monday"]}, type="numbered", numberOfOccurrences=2)
    assert begun.as_json()["range"]["startDate"] == "2026-10-12"
    assert first(begun) == ["10-12", "10-19"]


@pytest.mark.parametrize(
    ("pattern", "span"),
    [
        ({"type": "weekly"}, {}),
        ({"type": "weekly", "daysOfWeek": ["someday"]}, {}),
        ({"type": "hourly"}, {}),
        ({"type": "daily", "interval": 0}, {}),
        ({"type": "daily", "dayOfMonth": 40}, {}),
        ({"type": "daily", "index": "fifth"}, {}),
        ({"type": "daily", "firstDayOfWeek": "mo"}, {}),
        ({"type": "absoluteMonthly"}, {}),
        ({"type": "absoluteYearly", "dayOfMonth": 1}, {}),
        ({"type": "daily"}, {"startDate": "2026-10-08"}),
        ({"type": "daily"}, {"type": "endDate", "endDate": "2026-10-01"}),
        ({"type": "daily"}, {"type": "numbered"}),
        ({"type": "daily"}, {"type": "until"}),
    ],
)
def test_what_does_not_belong_is_refused_even_where_the_type_ignores_it(
    pattern: dict[str, Any], span: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        read(pattern, **span)
    assert refused.value.status == 400


patterns = st.builds(
    Pattern,
    type=st.sampled_from(TYPES),
    interval=st.integers(1, 4),
    start_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    first_day=st.sampled_from([0, 6]),
    index=st.sampled_from(INDEXES),
    day_of_month=st.integers(1, 28),
    month=st.integers(1, 12),
    times=st.none() | st.integers(1, 30),
)


@settings(deadline=None, derandomize=True)
@given(patterns)
def test_as_an_rrule_it_has_the_same_days(pattern: Pattern) -> None:
    """The judge is dateutil, which knows nothing of ours."""
    pattern = pattern.begun()
    start = Moment(datetime.combine(pattern.start_on, time(9, 30)), "Europe/Berlin", BERLIN)
    judge = rrulestr(rule_of(pattern, start), dtstart=start.wall)
    assert [day.date() for day in islice(judge, 12)] == list(islice(pattern.dates(), 12))


@settings(deadline=None, derandomize=True)
@given(patterns)
def test_there_and_back_it_has_the_same_days(pattern: Pattern) -> None:
    pattern = pattern.begun()
    start = Moment(datetime.combine(pattern.start_on, time(9, 30)), "Europe/Berlin", BERLIN)
    again = pattern_of(rule_of(pattern, start), start.wall, BERLIN, "Europe/Berlin")
    assert list(islice(again.dates(), 12)) == list(islice(pattern.dates(), 12))
    whole = Pattern.read(pattern.as_json(), start_on=pattern.start_on, zone_name="Europe/Berlin")
    assert list(islice(whole.dates(), 12)) == list(islice(pattern.dates(), 12))


def test_until_is_the_last_local_day() -> None:
    start = datetime(2026, 10, 5, 9, 30)
    held = pattern_of("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261025T230000Z", start, BERLIN, "Europe/Berlin")
    assert held.end_on == date(2026, 10, 25), "midnight of the 26th is before its 9:30"
    held = pattern_of("FREQ=WEEKLY;BYDAY=MO;UNTIL=20261026T083000Z", start, BERLIN, "Europe/Berlin")
    assert held.end_on == date(2026, 10, 26)
    ended = read({"type": "weekly", "daysOfWeek": ["monday"]}, "2026-10-05", type="endDate", endDate="2026-10-26")
    said = rule_of(ended, Moment(start, "Europe/Berlin", BERLIN))
    assert said.endswith("UNTIL=20261026T083000Z"), "with the winter's offset: the last occurrence is in"


@pytest.mark.parametrize(
    "rule",
    ["FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYDAY=1MO,3MO", "FREQ=HOURLY", "FREQ=WEEKLY;BYHOUR=9,10",
     "FREQ=MONTHLY;BYMONTHDAY=-2", "FREQ=YEARLY;BYMONTH=1,2", "FREQ=DAILY;INTERVAL=2;BYDAY=MO"],
)  # fmt: skip
def test_rules_without_a_pattern_are_not_held(rule: str) -> None:
    with pytest.raises(Unheld):
        pattern_of(rule, datetime(2026, 10, 5, 9, 30), BERLIN, "Europe/Berlin")
