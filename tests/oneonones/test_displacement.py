"""Moving one date for good takes those after it along: each has one place, and back is where it was."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oneonones.models import BadRule, Recurrence
from oneonones.models.displacement import Displacement
from oneonones.models.recurrence import LAST
from tests.oneonones.test_recurrence_model import by_day, by_weekday, days, weekly

TUESDAY, THURSDAY, FRIDAY = 1, 3, 4
LAST_FRIDAY, FOURTH_FRIDAY = Recurrence(weekdays=(FRIDAY,), nth=LAST), Recurrence(weekdays=(FRIDAY,), nth=4)


def moved(rule: Recurrence, source: str, target: str, *, since: str = "", first: str = "") -> Displacement:
    start = datetime.fromisoformat(source)
    return Displacement.of(
        rule,
        first=datetime.fromisoformat(first) if first else start,
        since=datetime.fromisoformat(since) if since else start,
        source=start,
        target=datetime.fromisoformat(target),
    )


@pytest.mark.parametrize(
    ("rule", "source", "target", "after"),
    [
        (Recurrence(weekday=TUESDAY), "2026-12-01 16:00", "2026-12-03 10:00", "every week on Thursday"),
        (Recurrence(weekday=TUESDAY, interval=2), "2026-12-01 16:00", "2026-12-07 10:00", "every 2 weeks on Monday"),
        (Recurrence(weekdays=(1, 3)), "2026-12-01 16:00", "2026-12-02 16:00", "every week on Wednesday and Thursday"),
        (Recurrence(weekdays=(1, 3)), "2026-12-01 16:00", "2026-12-01 09:00", "every week on Tuesday and Thursday"),
        (LAST_FRIDAY, "2026-11-27 16:00", "2026-11-26 16:00", "on the last Thursday of every month"),
        (LAST_FRIDAY, "2026-11-27 16:00", "2026-11-24 16:00", "on the last Tuesday of every month"),
        (LAST_FRIDAY, "2026-11-27 16:00", "2026-11-23 16:00", "on the fourth Monday of every month"),
        (FOURTH_FRIDAY, "2026-11-27 16:00", "2026-11-26 16:00", "on the fourth Thursday of every month"),
        (FOURTH_FRIDAY, "2027-01-22 16:00", "2027-01-29 16:00", "on the last Friday of every month"),
        (Recurrence(day=15), "2026-12-15 16:00", "2026-12-16 16:00", "on the 16th of every month"),
        (Recurrence(day=LAST), "2026-12-31 16:00", "2027-01-01 16:00", "on the 1st of every month"),
        (Recurrence(day=28), "2026-12-28 16:00", "2026-12-31 16:00", "on the last day of every month"),
        (Recurrence(day=15), "2028-02-15 16:00", "2028-02-29 16:00", "on the last day of every month"),
        (Recurrence(day=LAST), "2027-02-28 16:00", "2027-02-28 09:00", "on the last day of every month"),
        (Recurrence(day=28), "2027-02-28 16:00", "2027-02-28 09:00", "on the 28th of every month"),
    ],
)  # fmt: skip
def test_the_rule_after_is_read_from_the_day_it_goes_to(rule: Recurrence, source: str, target: str, after: str) -> None:
    assert moved(rule, source, target).after.full_words == after


@pytest.mark.parametrize(
    ("rule", "source", "target"),
    [
        (Recurrence(weekdays=(1, 3)), "2026-12-01 16:00", "2026-12-03 10:00"),
        (Recurrence(weekdays=(1, 3)), "2026-12-01 16:00", "2026-12-04 10:00"),
        (Recurrence(weekdays=(1, 3)), "2026-12-01 16:00", "2026-11-29 10:00"),
        (Recurrence(weekdays=(1, 3)), "2026-12-01 16:00", "2026-12-08 16:00"),
        (Recurrence(day=15), "2026-12-15 16:00", "2026-12-29 16:00"),
        (Recurrence(day=15), "2026-12-15 16:00", "2026-12-30 16:00"),
    ],
)
def test_what_no_rule_of_ours_says_is_refused(rule: Recurrence, source: str, target: str) -> None:
    with pytest.raises(BadRule) as refused:
        moved(rule, source, target)
    assert (refused.value.about, str(refused.value)) in (
        ("date", "You two meet on several weekdays, and it would pass another one. Change the rhythm instead."),
        ("day", "Choose a day from 1 to 28, or the last day: not every month has a 29th."),
    )


def test_a_number_of_times_is_used_up_by_those_before() -> None:
    rule = Recurrence(weekday=TUESDAY, count=10)

    after = moved(rule, "2026-12-15 16:00", "2026-12-17 16:00", first="2026-12-01 16:00").after

    assert (after.count, after.weekdays) == (8, (THURSDAY,))


def test_a_rule_until_a_day_ends_with_the_same_date() -> None:
    rule = Recurrence(weekday=TUESDAY, until=date(2026, 12, 24))

    after = moved(rule, "2026-12-01 16:00", "2026-12-04 16:00").after

    assert after.until == date(2026, 12, 25)  # Tuesday the 22nd goes to Friday the 25th


def test_a_move_back_by_hand_finds_the_rule_there_was_before() -> None:
    there = moved(LAST_FRIDAY, "2026-11-27 16:00", "2026-11-20 16:00")
    assert there.after.nth == 3

    back = Displacement.of(
        there.after,
        first=there.target,
        since=there.target,
        source=there.target,
        target=there.source,
        earlier=LAST_FRIDAY,
    )

    assert back.after == LAST_FRIDAY


@pytest.mark.parametrize(
    ("earlier", "target", "after"),
    [
        (replace(LAST_FRIDAY, until=date(2026, 11, 1)), "2026-11-27", "on the last Friday of every month"),
        (replace(LAST_FRIDAY, count=3), "2026-11-27", "on the last Friday of every month"),
        (replace(LAST_FRIDAY, interval=2), "2026-11-27", "on the fourth Friday of every month"),
        (LAST_FRIDAY, "2026-11-26", "on the fourth Thursday of every month"),
        (Recurrence(FRIDAY), "2026-11-27", "on the fourth Friday of every month"),
    ],
)
def test_a_rule_there_was_is_taken_up_again_only_where_it_fits_and_without_its_own_end(
    earlier: Recurrence, target: str, after: str
) -> None:
    third = datetime(2026, 11, 20, 16)
    back = Displacement.of(
        Recurrence(FRIDAY, nth=3),
        first=third,
        since=third,
        source=third,
        target=datetime.fromisoformat(f"{target} 16:00"),
        earlier=earlier,
    )
    assert back.after.full_words == after


def test_of_several_weekdays_the_moved_one_alone_goes_along_however_far_it_moves() -> None:
    move = moved(Recurrence(weekdays=(0, 4)), "2026-11-30 16:00", "2026-12-03 10:00")
    assert [move.image(datetime(2026, 12, day, 16)) for day in (4, 7, 11)] == [
        datetime(2026, 12, 4, 10),
        datetime(2026, 12, 10, 10),
        datetime(2026, 12, 11, 10),
    ]


@st.composite
def lasting(draw: st.DrawFn) -> tuple[Displacement, list[datetime]]:
    """A rule of which the fourth date moves with all that follow, and up to 30 of those as they were."""
    shape = draw(st.one_of(weekly, by_weekday, by_day))
    first = datetime.combine(Recurrence(**shape).first_on_or_after(draw(days)), time(16))
    end = draw(st.sampled_from(["none", "count", "until"]))
    if end == "count":
        shape["count"] = draw(st.integers(4, 40))
    elif end == "until":
        shape["until"] = first.date() + timedelta(days=draw(st.integers(0, 1500)))
    rule = Recurrence(**shape)
    starts = rule.next(first, first, 33)
    assume(len(starts) > 3)
    since = starts[3]
    to = since.replace(hour=draw(st.integers(0, 23))) + timedelta(days=draw(st.integers(-9, 9)))
    try:
        return Displacement.of(rule, first=first, since=since, source=since, target=to), starts[3:]
    except BadRule:
        assume(False)
        raise


@given(lasting())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_each_date_has_its_place_and_the_rule_after_has_no_other(found: tuple[Displacement, list[datetime]]) -> None:
    move, before = found

    images = [move.image(one) for one in before]

    assert images[0] == move.target
    after = move.after.next(images[0], images[0], 31)
    assert after[: len(images)] == images
    assert len(after) == len(images) or len(images) == 30


@given(lasting())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_move_then_a_move_back_is_the_identity(found: tuple[Displacement, list[datetime]]) -> None:
    move, before = found

    assert [move.back.image(move.image(one)) for one in before] == before
