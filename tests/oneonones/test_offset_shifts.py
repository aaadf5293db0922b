"""When the time between the clocks of two people is about to change, both are told a week ahead."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from oneonones.models import Meeting, OffsetShift, Pair, Recurrence, Series
from people.models import Person
from tests.conftest import Browse, People, frozen

ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Singapore", "Australia/Lord_Howe", "America/Sao_Paulo",
    "Africa/Casablanca", "Asia/Kolkata", "Pacific/Apia", "America/Havana", "UTC",
)  # fmt: skip


def coming(mine: str, theirs: str, at: str) -> datetime | None:
    shift = OffsetShift.coming(Person(time_zone=mine), Person(time_zone=theirs), at=frozen(at))
    return shift.moment if shift else None


@pytest.mark.parametrize(
    ("mine", "theirs", "at", "moment"),
    [
        ("Europe/Berlin", "America/New_York", "2026-10-17 12:00", None),
        ("Europe/Berlin", "America/New_York", "2026-10-18 01:00", "2026-10-25 01:00"),
        ("Europe/Berlin", "America/New_York", "2026-10-25 00:59", "2026-10-25 01:00"),
        ("Europe/Berlin", "America/New_York", "2026-10-25 06:00", "2026-11-01 06:00"),
        ("Europe/Berlin", "America/New_York", "2026-11-01 06:00", None),
        ("Asia/Singapore", "Europe/Berlin", "2027-03-25 12:00", "2027-03-28 01:00"),
        ("Europe/Berlin", "Europe/Lisbon", "2026-10-20 12:00", None),  # both change at once
        ("Europe/Berlin", "Europe/Berlin", "2026-10-20 12:00", None),
        ("Asia/Singapore", "Asia/Kolkata", "2026-10-20 12:00", None),
    ],
)
def test_it_is_told_from_a_week_before_to_the_minute(mine: str, theirs: str, at: str, moment: str | None) -> None:
    assert coming(mine, theirs, at) == (frozen(moment) if moment else None)


@given(
    st.sampled_from(ZONES), st.sampled_from(ZONES),
    st.datetimes(datetime(2022, 1, 1), datetime(2030, 1, 1)).map(lambda one: one.replace(tzinfo=UTC, microsecond=0)),
)  # fmt: skip
@settings(max_examples=150, deadline=None, derandomize=True)
def test_it_is_the_first_hour_by_hour_at_which_the_difference_is_another(mine: str, theirs: str, at: datetime) -> None:
    def apart(moment: datetime) -> timedelta | None:
        return (moment.astimezone(ZoneInfo(theirs)).utcoffset() or timedelta()) - (
            moment.astimezone(ZoneInfo(mine)).utcoffset() or timedelta()
        )

    found = coming_at(mine, theirs, at)

    hours = [at + timedelta(hours=n) for n in range(24 * 7 + 1)]
    first = next((one for one in hours if apart(one) != apart(at)), None)
    if first is not None and apart(hours[-1]) == apart(at):
        return  # there and back within the week: Casablanca's month of fasting is longer, so this does not come up
    assert (found is None) == (first is None)
    if found is not None and first is not None:
        assert first - timedelta(hours=1) < found <= first
        assert apart(found) != apart(found - timedelta(minutes=1))


def coming_at(mine: str, theirs: str, at: datetime) -> datetime | None:
    shift = OffsetShift.coming(Person(time_zone=mine), Person(time_zone=theirs), at=at)
    return shift.moment if shift else None


@pytest.fixture
def at() -> datetime:
    return frozen("2026-10-20 08:00")


@pytest.fixture
def across(pair: Pair, people: People, at: datetime) -> Meeting:
    """Priya in Berlin, Tom in New York: Wednesdays at 15:00 on Priya's clock, the next one on 28 October."""
    Person.objects.filter(pk=people["report"].pk).update(time_zone="America/New_York")
    series = Series.begin(
        pair, recurrence=Recurrence(weekday=2), on_or_after=date(2026, 10, 26), clock=time(15), minutes=30,
        anchor=pair.manager, by=None, at=at,
    )  # fmt: skip
    return Meeting.objects.filter(series=series).earliest("starts_at")


@pytest.mark.parametrize("where", ["home", "page"])
def test_both_are_told_on_home_and_on_the_page_of_the_meeting(
    browse: Browse, people: People, across: Meeting, at: datetime, where: str
) -> None:
    url = "/" if where == "home" else across.get_absolute_url()
    with time_machine.travel(at, tick=False):
        for_priya = browse(people["manager"]).get(url).content.decode()
        for_tom = browse(people["report"]).get(url).content.decode()

    assert "On Sunday 25 October the time between you and Tom changes." in for_priya
    assert "Tom’s clock is 5 h behind yours." in for_priya
    assert "is at 15:00 for you as before, at 10:00 for Tom instead of 09:00." in for_priya
    assert "On Saturday 24 October the time between you and Priya changes." in for_tom
    assert "is at 10:00 for you instead of 09:00, at 15:00 for Priya as before." in for_tom


def test_nobody_is_told_earlier_or_afterwards(browse: Browse, people: People, across: Meeting) -> None:
    for moment in ("2026-10-17 08:00", "2026-11-02 08:00"):
        with time_machine.travel(frozen(moment), tick=False):
            for url in ("/", across.get_absolute_url()):
                assert "the time between you" not in browse(people["manager"]).get(url).content.decode()


def test_two_whose_clocks_come_together_read_that_they_show_the_same(people: People, across: Meeting) -> None:
    london, reykjavik = Person(time_zone="Europe/London", name="Ann"), Person(time_zone="Atlantic/Reykjavik", name="Bo")

    shift = OffsetShift.coming(london, reykjavik, at=frozen("2026-10-20 08:00"))

    assert shift is not None
    assert shift.words() == (
        "On Sunday 25 October the time between you and Bo changes. From then on your clocks show the same."
    )
