"""The two meet on a date although one of them has the day off."""

from datetime import date, datetime, timedelta

import pytest

from activity.models import Activity
from oneonones.models import AdHoc, KeptDate, Meeting, Pair, Recent, Series
from oneonones.tasks import mark_days_off
from people.models import Absence
from tests.conftest import MONDAY, Browse, People, frozen, past_meeting

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def at() -> datetime:
    return MONDAY


@pytest.fixture
def absence(series: Series, people: People, at: datetime) -> Absence:
    """Tom is away for the next two 1:1s, tomorrow's and that of next week."""
    first, last, tom = date(2026, 11, 24), date(2026, 12, 2), people["report"]
    return Absence.add(tom, first_on=first, last_on=last, kind="sick", by=tom, at=at)


@pytest.fixture
def exempt(absence: Absence, pair: Pair) -> Meeting:
    return Meeting.objects.with_pair().filter(pair=pair).earliest("starts_at")


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 303), ("report", 303), ("outsider", 404), ("hr_admin", 404), ("owner", 404)]
)
@pytest.mark.parametrize("name", ["kept-date", "kept-date/undo"])
def test_only_the_two_keep_a_date(
    name: str, who: str, status: int, exempt: Meeting, people: People, browse: Browse
) -> None:
    assert browse(people[who]).post(f"{exempt.get_absolute_url()}{name}/").status_code == status


def test_a_date_of_an_ended_pair_is_kept_by_nobody(
    ended_pair: Pair, people: People, browse: Browse, at: datetime
) -> None:
    meeting = past_meeting(ended_pair, ago=DAY, at=at)
    url = f"{meeting.get_absolute_url()}kept-date/"
    assert browse(people["report"]).post(url).status_code == 403
    assert browse(people["manager"]).post(url).status_code == 404


def test_a_kept_date_is_the_next_one_again(exempt: Meeting, people: People, at: datetime) -> None:
    assert KeptDate(exempt).keep(by=people["manager"], at=at + timedelta(minutes=1))

    mark_days_off()
    assert Recent.of(exempt.pair, at=at).next(at=at) == exempt
    assert Activity.objects.filter(kind="meeting.kept", subject_id=exempt.pk, by=people["manager"]).exists()


def test_two_who_press_at_once_keep_it_once(exempt: Meeting, people: People, at: datetime) -> None:
    other_tab = Meeting.objects.get(pk=exempt.pk)
    assert KeptDate(exempt).keep(by=people["manager"], at=at)
    assert not KeptDate(other_tab).keep(by=people["report"], at=at)


def test_not_after_all_exempts_it_again(exempt: Meeting, people: People, at: datetime) -> None:
    KeptDate(exempt).keep(by=people["manager"], at=at + timedelta(minutes=1))
    assert KeptDate(exempt).let_go(by=people["report"], at=at)

    exempt.refresh_from_db()
    assert (exempt.exempt, exempt.exempt_of, exempt.kept_at) == ("absence", people["report"], None)


def test_another_absence_than_the_one_they_knew_of_counts(
    exempt: Meeting, absence: Absence, people: People, at: datetime
) -> None:
    KeptDate(exempt).keep(by=people["manager"], at=at + timedelta(minutes=1))
    days = {"first_on": date(2026, 11, 24), "last_on": date(2026, 12, 10)}
    absence.change(**days, kind="sick", by=people["report"], at=at + timedelta(hours=1))  # type: ignore[arg-type]

    exempt.refresh_from_db()
    assert (exempt.exempt, exempt.kept_at) == ("absence", None)


def test_nothing_is_kept_of_a_date_that_nothing_speaks_against(
    exempt: Meeting, absence: Absence, people: People, at: datetime
) -> None:
    KeptDate(exempt).keep(by=people["manager"], at=at + timedelta(minutes=1))
    absence.remove(by=people["report"], at=at)

    exempt.refresh_from_db()
    assert (exempt.exempt, exempt.kept_at) == ("", None)


def test_who_arranges_a_meeting_on_a_day_off_means_it(absence: Absence, pair: Pair, people: People) -> None:
    later = MONDAY + timedelta(minutes=5)
    arranged = AdHoc.arrange(pair, starts_at=frozen("2026-11-26 10:00"), minutes=30, by=people["manager"], at=later)

    mark_days_off()
    arranged.refresh_from_db()
    assert (arranged.exempt, arranged.kept_by) == ("", people["manager"])


def test_the_page_says_why_and_offers_to_meet_anyway(exempt: Meeting, people: People, browse: Browse) -> None:
    page = browse(people["manager"])
    shown = page.get(exempt.get_absolute_url()).content.decode()
    assert "Tom is away. Nobody counts this date as missed." in shown
    assert "What is open is on the next 1:1" in shown

    kept = page.post(f"{exempt.get_absolute_url()}kept-date/", follow=True).content.decode()
    assert "You keep this date" in kept
    assert "Not after all" in kept
    assert "What is open is on the next 1:1" not in kept
    assert "Priya keeps this date" in browse(people["report"]).get(exempt.get_absolute_url()).content.decode()


def test_no_page_of_the_other_says_what_kind_of_absence_it_is(exempt: Meeting, people: People, browse: Browse) -> None:
    page = browse(people["manager"])
    for url, said in (
        ("/", "Tom is away"),
        ("/pairs/", "away Tue 24 Nov"),
        (exempt.pair.get_absolute_url(), "Tom is away"),
        (exempt.get_absolute_url(), "Tom is away"),
    ):
        shown = page.get(url).content.decode()
        assert said in shown, url
        assert "sick" not in shown.lower(), url


def test_what_nobody_was_expected_at_is_not_asked_about(exempt: Meeting, people: People, browse: Browse) -> None:
    Meeting.objects.filter(pk=exempt.pk).update(starts_at=MONDAY - DAY, ends_at=MONDAY - DAY + timedelta(minutes=30))
    page = browse(people["manager"])

    assert "Did you two meet?" not in page.get("/").content.decode()
    shown = page.get(exempt.get_absolute_url()).content.decode()
    assert "Tom was away" in shown
    assert "Did you two meet?" not in shown
