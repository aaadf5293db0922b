"""Two people in two zones, across the weeks in which the clocks of only one of them have changed."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from oneonones.models import Meeting, Pair, Recurrence, Series
from tests.conftest import People
from tests.e2e.conftest import SignIn, meeting_url

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
WEEK = timedelta(weeks=1)


def apart(day: date) -> timedelta | None:
    """How far the two clocks are apart at that noon."""
    here, there = (datetime.combine(day, time(12), zone).utcoffset() for zone in (BERLIN, NEW_YORK))
    return here - there if here is not None and there is not None else None


def monday_between_the_changes(day: date) -> date:
    """The next Monday on which one of the two has changed the clocks, and the other has not yet."""
    while day.weekday() or apart(day) == timedelta(hours=6):
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_ten_stays_ten_on_the_clock_of_the_rhythm_and_each_reads_their_own_hour(
    sign_in: SignIn, people: People, pair: Pair, at: datetime, width: int, scheme: str
) -> None:
    """04:00 in New York is 05:00 for the weeks between the changes, and 04:00 again after them."""
    priya, tom = people["manager"], people["report"]
    tom.choose_time_zone(NEW_YORK.key, at=at)
    between = monday_between_the_changes(at.date() + 2 * WEEK)
    series = Series.begin(
        pair,
        recurrence=Recurrence(weekday=0),
        on_or_after=between - WEEK,
        clock=time(10),
        minutes=30,
        anchor=priya,
        by=priya,
        at=at,
    )
    dates = list(Meeting.objects.filter(series=series).order_by("starts_at")[:5])
    hours = [f"{one.starts_at.astimezone(NEW_YORK):%H:%M}" for one in dates]
    assert hours[:2] == ["04:00", "05:00"]
    assert hours[-1] == "04:00"
    one_page, other_page = (sign_in(person, width=width, scheme=scheme) for person in (priya, tom))
    for meeting, hour in zip(dates, hours, strict=True):
        one_page.goto(meeting_url(meeting))
        other_page.goto(meeting_url(meeting))
        expect(one_page.locator("#head time").first).to_contain_text("10:00 to 10:30")
        expect(one_page.locator("#head")).to_contain_text(f"({hour} to {hour[:3]}30 for Tom)")
        expect(other_page.locator("#head time").first).to_contain_text(f"{hour} to {hour[:3]}30")
        expect(other_page.locator("#head")).to_contain_text("(10:00 to 10:30 for Priya)")
