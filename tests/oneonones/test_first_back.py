"""The first 1:1 after a long absence is one of its own."""

from datetime import date, datetime, timedelta

import pytest

from oneonones.models import AdHoc, Attendance, Meeting, Pair, Series
from people.models import Absence, Person
from tests.conftest import MONDAY, Browse, People, frozen, past_meeting

pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def at() -> datetime:
    return MONDAY


def leave(person: Person, first: str, last: str, *, at: datetime = MONDAY) -> Absence:
    first_on, last_on = date.fromisoformat(first), date.fromisoformat(last)
    return Absence.add(person, first_on=first_on, last_on=last_on, kind="leave", by=person, at=at)


def first_back(pair: Pair) -> list[tuple[str, Person | None]]:
    found = Meeting.objects.filter(pair=pair, first_back_of__isnull=False).order_by("starts_at")
    return [(f"{meeting.starts_at:%m-%d}", meeting.first_back_of) for meeting in found]


@pytest.mark.parametrize(("last", "long"), [("2026-12-07", False), ("2026-12-08", True), ("2026-12-14", True)])
def test_an_absence_of_over_two_weeks_has_a_first_meeting_back(
    series: Series, people: People, last: str, long: bool
) -> None:
    leave(people["report"], "2026-11-24", last)
    back = "12-15" if last > "2026-12-07" else "12-08"
    assert first_back(series.pair) == ([(back, people["report"])] if long else [])


def test_the_first_back_follows_what_becomes_of_the_dates(series: Series, people: People, at: datetime) -> None:
    absence = leave(people["report"], "2026-11-24", "2026-12-12")
    first = Meeting.objects.get(pair=series.pair, first_back_of=people["report"])
    by = people["manager"]

    first.skip(reason="clash", by=by, at=at)
    assert first_back(series.pair) == [("12-22", people["report"])]

    sooner = AdHoc.arrange(series.pair, starts_at=frozen("2026-12-14 09:00"), minutes=30, by=by, at=at)
    assert first_back(series.pair) == [("12-14", people["report"])]

    AdHoc(sooner).cancel(reason="clash", by=by, at=at)
    first.unskip(by=by, at=at)
    assert first_back(series.pair) == [("12-15", people["report"])]

    absence.remove(by=people["report"], at=at)
    assert first_back(series.pair) == []


def test_a_meeting_during_the_leave_is_not_the_first_back(series: Series, people: People, at: datetime) -> None:
    leave(people["report"], "2026-11-24", "2026-12-12")
    AdHoc.arrange(series.pair, starts_at=frozen("2026-12-03 09:00"), minutes=30, by=people["report"], at=at)

    assert first_back(series.pair) == [("12-15", people["report"])]


def test_once_they_have_met_again_no_later_meeting_is_the_first_back(
    series: Series, people: People, at: datetime
) -> None:
    Pair.objects.filter(pk=series.pair_id).update(started_on=date(2026, 10, 1))
    met = past_meeting(series.pair, ago=timedelta(days=1), at=at)
    met.wrap_up(by=people["report"], at=at)
    leave(people["report"], "2026-11-01", "2026-11-18")
    assert first_back(series.pair) == []

    Attendance(met).dispute(by=people["report"], at=at)
    assert first_back(series.pair) == [("11-24", people["report"])]


def test_a_leave_from_before_the_two_met_has_no_first_back(people: People, at: datetime) -> None:
    leave(people["outsider"], "2026-11-01", "2026-11-22")
    pair = Pair.start(people["manager"], people["outsider"], kind="peer", by=people["manager"], at=at)
    AdHoc.arrange(pair, starts_at=frozen("2026-11-25 09:00"), minutes=30, by=people["manager"], at=at)

    assert first_back(pair) == []


def test_of_two_who_were_away_it_is_the_first_back_of_whoever_came_later(series: Series, people: People) -> None:
    leave(people["report"], "2026-11-24", "2026-12-14")
    leave(people["manager"], "2026-11-24", "2026-12-10")

    assert first_back(series.pair) == [("12-15", people["report"])]


def test_its_page_says_so_and_why_the_rhythm_pauses(
    series: Series, people: People, browse: Browse, at: datetime
) -> None:
    met = past_meeting(series.pair, ago=timedelta(days=6), at=at)
    met.wrap_up(by=people["manager"], at=at)
    leave(people["report"], "2026-11-24", "2026-12-12")
    first = Meeting.objects.get(pair=series.pair, first_back_of=people["report"])
    manager, report = browse(people["manager"]), browse(people["report"])

    assert "The first 1:1 since Tom was away." in manager.get(first.get_absolute_url()).content.decode()
    assert "Your first 1:1 since you were away." in report.get(first.get_absolute_url()).content.decode()
    for url in ("/", series.pair.get_absolute_url(), met.get_absolute_url()):
        assert "Tom is away until then: the rhythm pauses." in manager.get(url).content.decode(), url
    assert "away until then" in manager.get("/pairs/").content.decode()
