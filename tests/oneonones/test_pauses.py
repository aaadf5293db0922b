"""A rhythm pauses and goes on: nobody misses a date meanwhile, and either of the two ends it. And one runs out."""

from datetime import date, time, timedelta

import pytest

from oneonones.models import KeptDate, Meeting, Pair, Recurrence, Series
from people.models import Absence
from tests.conftest import MONDAY, Browse, People

SCRIPT = {"HX-Request": "true"}
NOW = MONDAY

pytestmark = pytest.mark.usefixtures("monday_morning")


def paused(pair: Pair) -> list[str]:
    dates = Meeting.objects.filter(pair=pair, exempt=Meeting.Exempt.PAUSED).order_by("starts_at")
    return [f"{one.starts_at:%m-%d}" for one in dates]


def pause_url(pair: Pair) -> str:
    return f"{pair.get_absolute_url()}series/pause/"


def again_url(pair: Pair) -> str:
    return f"{pair.get_absolute_url()}series/resumption/undo/"


def dates(pair: Pair) -> list[tuple[object, ...]]:
    """Everything that a pause may touch."""
    columns = ("starts_at", "state", "exempt", "exempt_of", "exempt_country", "kept_at", "kept_by")
    return list(Meeting.objects.filter(pair=pair).order_by("starts_at").values_list("pk", *columns))


@pytest.mark.parametrize("who", ["former_manager", "managers_manager", "hr_admin", "owner", "outsider"])
def test_only_the_two_pause_it(browse: Browse, people: People, pair: Pair, series: Series, who: str) -> None:
    for url in (pause_url(pair), pause_url(pair) + "undo/", again_url(pair)):
        assert browse(people[who]).post(url, {"first_on": "2026-11-30"}).status_code == 404
    assert paused(pair) == []


def test_either_pauses_it_from_a_day_to_a_day_and_undo_brings_it_back(
    browse: Browse, people: People, pair: Pair, series: Series
) -> None:
    client = browse(people["report"])

    page = client.post(
        pause_url(pair), {"first_on": "2026-11-30", "last_on": "2026-12-11"}, follow=True
    ).content.decode()

    assert paused(pair) == ["12-01", "12-08"]
    assert "Paused from 30 November to 11 December." in page
    assert "It pauses from 30 November to 11 December." in page
    client.post(pause_url(pair) + "undo/")
    assert paused(pair) == []


def test_a_pause_without_a_last_day_lasts_until_one_of_the_two_resumes(
    browse: Browse, people: People, pair: Pair, series: Series
) -> None:
    page = browse(people["manager"]).post(pause_url(pair), {"first_on": "2026-11-23"}, follow=True).content.decode()

    assert paused(pair)[:2] == ["11-24", "12-01"]
    assert "Paused until one of you resumes it. Nobody misses a 1:1 meanwhile." in page
    assert "Resume" in page
    assert ">Pause<" not in page

    page = browse(people["report"]).post(pause_url(pair) + "undo/", follow=True).content.decode()
    assert "The rhythm goes on." in page
    assert paused(pair) == []


@pytest.mark.parametrize("last", [date(2026, 12, 18), None])
def test_undo_of_resuming_pauses_it_again_exactly_as_before(
    browse: Browse, people: People, pair: Pair, series: Series, last: date | None
) -> None:
    """With a date that they keep all the same, one on which Tom is away, and one that was moved into the pause."""
    tom, priya = people["report"], people["manager"]
    rows = list(Meeting.objects.filter(series=series).order_by("starts_at"))
    Absence.add(tom, first_on=date(2026, 12, 8), last_on=date(2026, 12, 8), kind="other", by=tom, at=NOW)
    series.pause(first_on=date(2026, 11, 30), last_on=last, by=priya, at=NOW)
    KeptDate(rows[1]).keep(by=tom, at=NOW)
    rows[3].refresh_from_db()
    rows[3].move(to=rows[3].starts_at + timedelta(hours=1), by=tom, at=NOW)
    series.refresh_from_db()
    before, pause = dates(pair), series.paused
    client = browse(tom)

    page = client.post(pause_url(pair) + "undo/", follow=True).content.decode()
    assert "The rhythm goes on." in page
    assert f'action="{again_url(pair)}"' in page, "the toast takes it back"
    assert "12-15" not in paused(pair)

    said = client.post(again_url(pair), follow=True).content.decode()
    assert "Paused again, as it was." in said
    series.refresh_from_db()
    assert (dates(pair), series.paused) == (before, pause)


def test_a_rhythm_that_was_changed_since_is_not_paused_again(
    browse: Browse, people: People, pair: Pair, series: Series
) -> None:
    client = browse(people["manager"])
    said = client.post(again_url(pair), follow=True).content.decode()
    assert "It is not paused." in said, "it never was"
    client.post(pause_url(pair), {"first_on": "2026-11-30", "last_on": "2026-12-11"})
    client.post(pause_url(pair) + "undo/")
    client.post(pause_url(pair), {"first_on": "2026-12-14", "last_on": "2026-12-16"})

    said = client.post(again_url(pair), follow=True).content.decode()
    assert "The rhythm has been changed since." in said
    assert paused(pair) == ["12-15"]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "", "Say from which day on."),
        ("2026-02-30", "", "There is no such day."),
        ("2026-11-22", "", "That day is over."),
        ("2028-01-01", "", "more than a year ahead"),
        ("2026-12-01", "2026-11-30", "It would end before it starts."),
        ("2026-12-01", "2029-11-30", "That is more than a year."),
        ("2026-12-01", "2026-11-\x0030", "There is no such day."),
        ("9999-12-31", "9999-12-31", "more than a year ahead"),
    ],
)
@pytest.mark.parametrize("headers", [{}, SCRIPT])
def test_a_pause_that_cannot_be_is_refused_in_place_and_stays_typed(
    browse: Browse, people: People, pair: Pair, series: Series, first: str, last: str, sentence: str,
    headers: dict[str, str],
) -> None:  # fmt: skip
    answer = browse(people["report"]).post(pause_url(pair), {"first_on": first, "last_on": last}, headers=headers)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'value="{first}"' in answer.content.decode()
    assert paused(pair) == []


def test_pausing_twice_or_nothing_does_no_harm(browse: Browse, people: People, pair: Pair, series: Series) -> None:
    client = browse(people["report"])
    client.post(pause_url(pair), {"first_on": "2026-12-01"})

    again = client.post(pause_url(pair), {"first_on": "2026-12-08"}, follow=True).content.decode()
    assert "It is paused already, or has just been changed." in again

    series.refresh_from_db()
    series.end(by=people["report"], at=NOW)
    assert "You two have no rhythm to pause." in client.get(pause_url(pair), follow=True).content.decode()
    assert "It is not paused any more." in client.post(pause_url(pair) + "undo/", follow=True).content.decode()


def test_the_page_without_a_date_says_that_it_is_paused(
    browse: Browse, people: People, pair: Pair, series: Series
) -> None:
    client = browse(people["report"])
    client.post(pause_url(pair), {"first_on": "2026-11-23", "back": "agenda"})

    page = client.get(f"{pair.get_absolute_url()}agenda/").content.decode()
    assert "Paused until one of you resumes it." in page
    back = client.post(pause_url(pair) + "undo/?back=agenda")
    assert back["Location"] == f"{pair.get_absolute_url()}agenda/"


# --- a rhythm that has run out


@pytest.fixture
def run_out(pair: Pair) -> Series:
    """Three Tuesdays, the last on 10 November."""
    return Series.begin(
        pair, recurrence=Recurrence(weekday=1, count=3), on_or_after=date(2026, 10, 27), clock=time(10), minutes=30,
        anchor=pair.manager, by=None, at=NOW.replace(month=10, day=20),
    )  # fmt: skip


def test_a_rhythm_that_has_run_out_offers_a_date_or_a_new_one(
    browse: Browse, people: People, pair: Pair, run_out: Series
) -> None:
    assert run_out.has_run_out(at=NOW)
    assert not run_out.has_run_out(at=NOW.replace(day=10, hour=8))

    for url in (pair.get_absolute_url(), f"{pair.get_absolute_url()}agenda/"):
        page = browse(people["report"]).get(url).content.decode()
        assert "The rhythm has run out: Every week on Tuesday, 10:00 to 10:30, 3 times." in page
        assert f'href="{pair.get_absolute_url()}meetings/"' in page
        assert "New rhythm" in page


def test_the_new_rhythm_after_one_that_ran_out_goes_on_unless_one_says_otherwise(
    browse: Browse, people: People, pair: Pair, run_out: Series
) -> None:
    page = browse(people["report"]).get(f"{pair.get_absolute_url()}series/", headers=SCRIPT).content.decode()

    assert '<option value="never" selected' in page
