"""When a series meets: rules in text and in words, on the wall clock and in moments."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from oneonones.models import BadRule, Recurrence
from oneonones.models.recurrence import instant, wall_time
from tests.conftest import frozen

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, TUESDAY, THURSDAY, FRIDAY, SUNDAY = 0, 1, 3, 4, 6

HELD = [
    (Recurrence(TUESDAY), "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;WKST=MO"),
    (Recurrence(TUESDAY, 2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=MO"),
    (Recurrence(weekdays=(3, 1), interval=6), "FREQ=WEEKLY;INTERVAL=6;BYDAY=TU,TH;WKST=MO"),
    (Recurrence(FRIDAY, nth=-1), "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR;WKST=MO"),
    (Recurrence(MONDAY, nth=2, interval=3), "FREQ=MONTHLY;INTERVAL=3;BYDAY=2MO;WKST=MO"),
    (Recurrence(day=28), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28;WKST=MO"),
    (Recurrence(day=-1), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1;WKST=MO"),
    (Recurrence(TUESDAY, until=date(2027, 3, 4)), "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20270304;WKST=MO"),
    (Recurrence(TUESDAY, count=10), "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;COUNT=10;WKST=MO"),
]


@pytest.mark.parametrize(("rule", "text"), HELD)
def test_a_rule_reads_what_it_writes(rule: Recurrence, text: str) -> None:
    assert str(rule) == text
    assert Recurrence.parse(text) == rule
    assert len(text) <= 200


def test_the_week_start_is_said_always_and_another_one_is_taken_where_the_dates_are_the_same() -> None:
    assert str(Recurrence.parse("FREQ=WEEKLY;BYDAY=MO,SU;WKST=SU")).endswith("BYDAY=MO,SU;WKST=MO")
    assert Recurrence.parse("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;WKST=SU") == Recurrence(weekdays=(1, 3), interval=2)
    with pytest.raises(BadRule):
        Recurrence.parse("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU")


@pytest.mark.parametrize(
    "text",
    [
        "", ";", "FREQ", "FREQ=", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=YEARLY;BYDAY=MO", "BYDAY=MO",
        "RRULE:FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO;", "FREQ=WEEKLY;BYDAY=MO;FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=MO,MO", "FREQ=WEEKLY;BYDAY=MO,", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9", "FREQ=WEEKLY;BYDAY=MO;WKST=XX",
        "FREQ=WEEKLY;INTERVAL=53;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=x;BYDAY=MO",
        "FREQ=WEEKLY;INTERVAL=²;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=1_0;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=0", "FREQ=WEEKLY;BYDAY=MO;COUNT=10000", "FREQ=WEEKLY;BYDAY=MO;COUNT=-1",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=3;UNTIL=20270101", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270229",
        "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101T090000Z", "FREQ=WEEKLY;BYDAY=MO;UNTIL=soon",
        "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=5MO", "FREQ=MONTHLY;BYDAY=-2MO",
        "FREQ=MONTHLY;BYDAY=1MO,1TU", "FREQ=MONTHLY;BYDAY=1MO,-1MO", "FREQ=MONTHLY;BYMONTHDAY=29",
        "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-2", "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=1FR", "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;INTERVAL=13;BYMONTHDAY=1", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1",
    ],
)  # fmt: skip
def test_a_rule_that_we_do_not_hold_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadRule) as refused:
        Recurrence.parse(text)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("about", "made"),
    [
        ("weekdays", {}),
        ("weekdays", {"weekdays": (7,)}),
        ("weekdays", {"weekdays": (-1, 2)}),
        ("interval", {"weekdays": (1,), "interval": 0}),
        ("interval", {"weekdays": (1,), "interval": 53}),
        ("interval", {"day": 1, "interval": 13}),
        ("nth", {"weekdays": (1,), "nth": 5}),
        ("nth", {"weekdays": (1, 2), "nth": 1}),
        ("nth", {"nth": 1}),
        ("day", {"day": 29}),
        ("day", {"day": 0}),
        ("day", {"day": 3, "weekdays": (1,)}),
        ("count", {"weekdays": (1,), "count": 0}),
        ("count", {"weekdays": (1,), "count": 10_000}),
        ("count", {"weekdays": (1,), "count": 2, "until": date(2027, 1, 1)}),
    ],
)
def test_a_rule_out_of_range_cannot_be_made_and_the_refusal_says_what_to_do(about: str, made: dict[str, Any]) -> None:
    with pytest.raises(BadRule) as refused:
        Recurrence(**made)
    assert refused.value.about == about


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("Choose a weekday.", {"weekdays": (7,)}),
        ("Choose at least one weekday.", {}),
        ("Choose how often.", {"weekdays": (1,), "interval": 0}),
        ("Choose the first to the fourth, or the last, of one weekday.", {"weekdays": (1, 2), "nth": 1}),
        ("Choose a day from 1 to 28, or the last day: not every month has a 29th.", {"day": 29}),
        ("Choose a day from 1 to 28, or the last day: not every month has a 29th.", {"day": 3, "nth": 1}),
        ("Say how many times: 1 to 500.", {"weekdays": (1,), "count": 501}),
        ("Choose one end: a date, or a number of times.", {"day": 1, "count": 2, "until": date(2027, 1, 1)}),
    ],
)
def test_a_refused_rule_is_answered_with_what_to_choose_instead(words: str, made: dict[str, Any]) -> None:
    with pytest.raises(BadRule) as refused:
        Recurrence(**made)
    assert str(refused.value) == words


@pytest.mark.parametrize(
    "made",
    [
        {"weekdays": (0, 6), "interval": 52},
        {"weekdays": (0,), "nth": 4, "interval": 12},
        {"day": 28, "interval": 1},
        {"day": 1},
        {"weekdays": (1,), "count": 1},
        {"weekdays": (1,), "count": 500},
    ],
)
def test_a_rule_may_go_to_its_limits(made: dict[str, Any]) -> None:
    rule = Recurrence(**made)
    assert {name: getattr(rule, name) for name in made} == made
    assert Recurrence.parse(str(rule)) == rule


def test_weekdays_are_kept_once_each_and_in_the_order_of_the_week() -> None:
    assert Recurrence(weekdays=(3, 1, 3)) == Recurrence(weekdays=(1, 3))


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        (Recurrence(TUESDAY, count=10), "2026-12-01", "2027-02-02"),
        (Recurrence(TUESDAY, 3, until=date(2027, 3, 15)), "2026-12-01", "2027-02-23"),
        (Recurrence(TUESDAY, until=date(2026, 12, 22)), "2026-12-01", "2026-12-22"),
        (Recurrence(TUESDAY, until=date(2026, 12, 1)), "2026-12-01", "2026-12-01"),
        (Recurrence(TUESDAY, 52, until=date(2028, 11, 27)), "2026-12-01", "2027-11-30"),
        (Recurrence(day=15, interval=12, until=date(2027, 12, 14)), "2026-12-15", "2026-12-15"),
        (Recurrence(FRIDAY, nth=-1, until=date(2027, 3, 25)), "2026-11-27", "2027-02-26"),
        (Recurrence(day=-1, count=1), "2026-11-30", "2026-11-30"),
    ],
)
def test_a_rule_that_ends_has_a_last_date(rule: Recurrence, first: str, last: str) -> None:
    assert rule.last(datetime.fromisoformat(f"{first} 10:00")) == datetime.fromisoformat(f"{last} 10:00")


@pytest.mark.parametrize(
    ("rule", "short", "full"),
    [
        (Recurrence(1), "every week", "every week on Tuesday"),
        (
            Recurrence(weekdays=(1, 3), interval=2, until=date(2026, 3, 4)),
            "every 2 weeks on Tuesday and Thursday",
            "every 2 weeks on Tuesday and Thursday, until 4 March",
        ),
        (
            Recurrence(weekdays=(0, 2, 4), until=date(2027, 3, 4)),
            "every week on Monday, Wednesday and Friday",
            "every week on Monday, Wednesday and Friday, until 4 March 2027",
        ),
        (Recurrence(1, count=10), "every week", "every week on Tuesday, 10 times"),
        (Recurrence(1, count=1), "every week", "every week on Tuesday, once"),
        (Recurrence(4, nth=-1), "on the last Friday of every month", "on the last Friday of every month"),
        (Recurrence(0, 3, nth=2), "every 3 months on the second Monday", "every 3 months on the second Monday"),
        (Recurrence(day=15), "on the 15th of every month", "on the 15th of every month"),
        (Recurrence(day=-1), "on the last day of every month", "on the last day of every month"),
        (Recurrence(day=22, interval=2), "every 2 months on the 22nd", "every 2 months on the 22nd"),
    ],
)
def test_a_rule_is_said_in_plain_words(rule: Recurrence, short: str, full: str) -> None:
    with time_machine.travel(frozen("2026-01-05 09:00")):
        assert (rule.words, rule.full_words) == (short, full)


def test_ten_o_clock_stays_ten_o_clock_through_both_changes() -> None:
    rule = Recurrence(SUNDAY)
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


def test_a_start_is_the_same_moment_in_utc_whichever_fold_a_clock_has_left_on_it() -> None:
    start = instant(datetime(2026, 10, 25, 2, 30, fold=1), BERLIN)

    assert (start, start.tzinfo) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), UTC)


def test_a_rule_for_the_first_of_the_month_is_found_on_that_very_day() -> None:
    first = datetime(2026, 1, 1, 10)

    assert Recurrence(day=1).next(first, datetime(2026, 3, 1, 10)) == [datetime(2026, 3, 1, 10)]


@pytest.mark.parametrize("rule", [Recurrence(TUESDAY, 2), Recurrence(weekdays=(0, 1), interval=2)])
def test_every_second_week_keeps_its_parity_however_late_one_asks(rule: Recurrence) -> None:
    first = datetime(2026, 1, 6, 10)

    later = rule.next(first, first + timedelta(weeks=101), 1)

    assert later[0].isocalendar()[:2] == (first + timedelta(weeks=102)).isocalendar()[:2]


def test_a_quarterly_rule_keeps_its_months_however_late_one_asks() -> None:
    rule = Recurrence(THURSDAY, nth=-1, interval=3)
    first = datetime(2026, 1, 29, 10)

    assert rule.next(first, datetime(2036, 11, 1), 2) == [datetime(2037, 1, 29, 10), datetime(2037, 4, 30, 10)]


def test_every_fifth_month_keeps_its_months_over_the_years() -> None:
    first = datetime(2026, 1, 1, 10)

    assert Recurrence(day=1, interval=5).next(first, datetime(2033, 2, 10), 2) == [
        datetime(2033, 7, 1, 10),
        datetime(2033, 12, 1, 10),
    ]


def test_the_last_day_counts_and_is_a_day_on_the_clock_of_the_series() -> None:
    first = datetime(2026, 12, 1, 23, 45)
    rule = Recurrence(TUESDAY, until=date(2026, 12, 15))

    assert [start.day for start in rule.next(first, first, 9)] == [1, 8, 15]


def test_a_number_of_times_counts_from_the_first_however_late_one_asks() -> None:
    first = datetime(2026, 12, 1, 10)
    rule = Recurrence(TUESDAY, count=3)

    assert rule.next(first, first + timedelta(days=1), 9) == [first + timedelta(weeks=1), first + timedelta(weeks=2)]
    assert rule.next(first, first + timedelta(weeks=3), 9) == []


@pytest.mark.parametrize(
    ("rule", "day", "first"),
    [
        (Recurrence(weekdays=(1, 3), interval=2), date(2026, 11, 25), date(2026, 11, 26)),
        (Recurrence(FRIDAY, nth=-1), date(2026, 11, 28), date(2026, 12, 25)),
        (Recurrence(FRIDAY, nth=1, interval=6), date(2026, 11, 28), date(2026, 12, 4)),
        (Recurrence(day=15), date(2026, 11, 15), date(2026, 11, 15)),
        (Recurrence(day=-1), date(2027, 2, 1), date(2027, 2, 28)),
        (Recurrence(TUESDAY, count=1), date(2026, 11, 25), date(2026, 12, 1)),
        (Recurrence(TUESDAY, until=date(2026, 12, 1)), date(2026, 11, 25), date(2026, 12, 1)),
    ],
)
def test_a_series_starts_on_a_day_of_its_own_rule(rule: Recurrence, day: date, first: date) -> None:
    assert rule.first_on_or_after(day) == first


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2026, 11, 24), "It would end before it starts. Choose a later last day."),
        (date(2026, 11, 30), "Nobody would ever meet: there is no such day before it ends."),
        (date(2026, 11, 25), "Nobody would ever meet: there is no such day before it ends."),
    ],
)
def test_a_rule_that_ends_before_its_first_date_is_refused_in_words(until: date, words: str) -> None:
    with pytest.raises(BadRule) as refused:
        Recurrence(TUESDAY, until=until).first_on_or_after(date(2026, 11, 25))
    assert (refused.value.about, str(refused.value)) == ("until", words)


def test_between_takes_the_first_and_leaves_the_last() -> None:
    rule = Recurrence(TUESDAY)
    first = datetime(2026, 1, 6, 10)

    assert rule.between(first, first, first + timedelta(weeks=2)) == [first, first + timedelta(weeks=1)]
    assert rule.between(first, first - timedelta(weeks=9), first + timedelta(weeks=1)) == [first]


def test_a_rule_without_an_end_stops_where_the_calendar_does() -> None:
    last = datetime.combine(date(9999, 12, 1), time(10))

    assert len(Recurrence(TUESDAY).next(last, last, 99)) < 6


def test_the_next_one_alone_is_given_where_no_number_is_asked_for() -> None:
    first = datetime(2026, 12, 1, 10)
    assert Recurrence(TUESDAY).next(first, first + timedelta(days=1)) == [first + timedelta(weeks=1)]
