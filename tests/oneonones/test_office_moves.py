"""Somebody's clock is another one now: their rhythms stay until one of the two says that they follow, in one press."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest

from oneonones.models import LastingMove, Meeting, OfficeMove, Pair, Recurrence, Scope, Series
from people.models import HolidayList, Person
from tests.conftest import MONDAY, Browse, People, frozen

NOW = MONDAY

pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def moved(series: Series, people: People) -> Series:
    """Priya, whose clock the rhythm keeps to, lives by Lisbon's now: an hour behind Berlin's."""
    people["manager"].choose_time_zone("Europe/Lisbon", at=NOW)
    return Series.objects.select_related("pair__manager", "pair__report", "anchor").get(pk=series.pk)


def starts(series: Series, n: int = 2) -> list[str]:
    dates = Meeting.objects.planned().filter(pair=series.pair_id, starts_at__gt=NOW).order_by("starts_at")
    return [f"{one.starts_at:%m-%d %H:%M}" for one in dates[:n]]


def clock_url(pair: Pair) -> str:
    return f"{pair.get_absolute_url()}series/clock/"


@pytest.mark.parametrize("who", ["former_manager", "managers_manager", "hr_admin", "owner", "outsider"])
def test_only_the_two_say_whose_clock_it_keeps(
    browse: Browse, people: People, pair: Pair, moved: Series, who: str
) -> None:
    for url in (clock_url(pair), clock_url(pair) + f"undo/?zone=UTC&anchor={people['report'].pk}"):
        assert browse(people[who]).post(url).status_code == 404
    assert starts(moved) == ["11-24 09:00", "12-01 09:00"]


def test_nothing_moves_by_itself_when_somebodys_clock_changes(moved: Series) -> None:
    assert (moved.time_zone, moved.zone_offered) == ("Europe/Berlin", "Europe/Lisbon")
    assert starts(moved) == ["11-24 09:00", "12-01 09:00"]


def test_both_are_asked_and_told_what_it_would_do(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, moved: Series
) -> None:
    for_priya = browse(people["manager"]).get(pair.get_absolute_url()).content.decode()
    assert "Your clock is now Europe/Lisbon. This rhythm still keeps to Europe/Berlin." in for_priya
    assert "On your clock: 10:00 for you and 11:00 for Tom, from Tuesday 24 November on." in for_priya
    assert "Left as it is: 09:00 for you and 10:00 for Tom." in for_priya

    for_tom = browse(people["report"]).get(pair.get_absolute_url()).content.decode()
    assert "Priya’s clock is now Europe/Lisbon. This rhythm still keeps to Europe/Berlin." in for_tom
    assert "On Priya’s clock: 10:00 for Priya and 11:00 for you, from Tuesday 24 November on." in for_tom

    page = browse(people["report"]).get(meeting.get_absolute_url()).content.decode()
    assert "Priya’s clock is now Europe/Lisbon. Your rhythm still keeps to Europe/Berlin." in page
    home = browse(people["manager"]).get("/").content.decode()
    assert "Your clock changed. These rhythms still keep to the one before:" in home
    assert f'href="{pair.get_absolute_url()}#rhythm-part"' in home


def test_future_occurrences_keep_ten_on_the_new_clock_and_past_ones_their_dates(
    browse: Browse, people: People, pair: Pair, moved: Series
) -> None:
    held = Meeting.objects.create(
        pair=pair, series=moved, original_local=datetime(2026, 11, 17, 10), starts_at=frozen("2026-11-17 09:00"),
        ends_at=frozen("2026-11-17 09:30"),
    )  # fmt: skip
    second = Meeting.objects.get(series=moved, original_local=datetime(2026, 12, 1, 10))
    second.move(to=frozen("2026-12-02 14:00"), by=people["report"], at=NOW)

    answer = browse(people["report"]).post(clock_url(pair), follow=True)

    assert "The rhythm keeps to Europe/Lisbon from now on." in answer.content.decode()
    assert starts(moved, 3) == ["11-24 10:00", "12-02 14:00", "12-08 10:00"]
    held.refresh_from_db()
    assert (held.starts_at, held.original_local) == (frozen("2026-11-17 09:00"), datetime(2026, 11, 17, 10))
    moved.refresh_from_db()
    assert (moved.time_zone, moved.zone_offered) == ("Europe/Lisbon", "")
    moved.plan(at=NOW, until=datetime(2027, 4, 30))
    assert Meeting.objects.get(series=moved, original_local=datetime(2027, 4, 6, 10)).starts_at.hour == 9  # summer


def test_undone_it_keeps_to_the_clock_before_and_asks_again(
    browse: Browse, people: People, pair: Pair, moved: Series
) -> None:
    client = browse(people["manager"])
    client.post(clock_url(pair))
    client.post(clock_url(pair) + f"undo/?zone=Europe/Berlin&anchor={people['manager'].pk}")

    moved.refresh_from_db()
    assert (moved.time_zone, moved.zone_offered) == ("Europe/Berlin", "Europe/Lisbon")
    assert starts(moved) == ["11-24 09:00", "12-01 09:00"]
    for nonsense in ("zone=Mars/Base", "zone=UTC", "zone=UTC&anchor=tom", f"zone=&anchor={people['manager'].pk}"):
        client.post(clock_url(pair) + f"undo/?{nonsense}")
    assert starts(moved) == ["11-24 09:00", "12-01 09:00"]


def test_left_as_it_is_it_keeps_to_the_clock_of_the_one_who_lives_by_it(
    browse: Browse, people: People, pair: Pair, moved: Series
) -> None:
    page = browse(people["manager"]).post(clock_url(pair), {"leave": "1"}, follow=True).content.decode()

    moved.refresh_from_db()
    assert (moved.anchor, moved.time_zone, moved.zone_offered) == (people["report"], "Europe/Berlin", "")
    assert starts(moved) == ["11-24 09:00", "12-01 09:00"]
    assert "It keeps to Tom’s clock, Europe/Berlin." in page


def test_left_as_it_is_where_neither_lives_by_it_nobody_is_asked_again(
    browse: Browse, people: People, pair: Pair, moved: Series
) -> None:
    people["report"].choose_time_zone("Asia/Singapore", at=NOW)

    page = browse(people["manager"]).post(clock_url(pair), {"leave": "1"}, follow=True).content.decode()

    moved.refresh_from_db()
    assert (moved.anchor, moved.time_zone, moved.zone_offered) == (people["manager"], "Europe/Berlin", "")
    assert "It keeps to Europe/Berlin." in page


def test_whoever_comes_back_before_anybody_said_is_not_asked(people: People, moved: Series) -> None:
    people["manager"].choose_time_zone("Europe/Berlin", at=NOW)

    moved.refresh_from_db()
    assert moved.zone_offered == ""


def test_the_dates_before_a_lasting_move_go_along(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, series: Series
) -> None:
    third = Meeting.objects.with_pair().get(series=series, starts_at=frozen("2026-12-08 09:00"))
    LastingMove(third, to=frozen("2026-12-10 09:00"), scope=Scope.FOLLOWING, at=NOW).make(by=people["report"], at=NOW)
    people["manager"].choose_time_zone("Europe/Lisbon", at=NOW)

    client = browse(people["manager"])
    assert "from Tuesday 24 November on." in client.get(pair.get_absolute_url()).content.decode()
    assert "Your rhythm with Tom still keeps to" in client.get(meeting.get_absolute_url()).content.decode()
    client.post(clock_url(pair))

    assert starts(series, 4) == ["11-24 10:00", "12-01 10:00", "12-10 10:00", "12-17 10:00"]
    assert not Series.objects.filter(pair=pair).exclude(zone_offered="").exists()


def test_who_moves_the_rhythm_meanwhile_is_still_asked_whose_clock_it_keeps(people: People, moved: Series) -> None:
    first = Meeting.objects.with_pair().get(series=moved, starts_at=frozen("2026-11-24 09:00"))

    later = LastingMove(first, to=frozen("2026-11-24 10:00"), scope=Scope.ALL, at=NOW).make(by=people["report"], at=NOW)

    assert later is not None
    assert later.zone_offered == "Europe/Lisbon"


def test_on_the_new_clock_each_date_is_looked_up_again_also_those_before_a_lasting_move(
    people: People, series: Series
) -> None:
    third = Meeting.objects.with_pair().get(series=series, starts_at=frozen("2026-12-08 09:00"))
    LastingMove(third, to=frozen("2026-12-10 09:00"), scope=Scope.FOLLOWING, at=NOW).make(by=people["report"], at=NOW)
    HolidayList.take(
        people["report"], [(date(2026, 11, 30), "a"), (date(2026, 12, 9), "b")], by=people["report"], at=NOW
    )
    people["manager"].choose_time_zone("Pacific/Auckland", at=NOW)  # 10:00 there is the evening before in Berlin

    OfficeMove.following(Series.objects.running().get(pair=series.pair)).make(by=people["report"], at=NOW)

    exempt = Meeting.objects.planned().exclude(exempt="").order_by("starts_at")
    assert [f"{one.starts_at:%m-%d %H:%M} {one.exempt}" for one in exempt] == [
        "11-30 21:00 holiday",
        "12-09 21:00 holiday",
    ]


def test_one_that_would_have_begun_by_then_stays_for_this_time(pair: Pair, people: People, moved: Series) -> None:
    Person.objects.filter(pk=people["manager"].pk).update(time_zone="Asia/Singapore")
    anchor = Person.objects.get(pk=people["manager"].pk)
    soon = frozen("2026-11-24 08:30")  # 10:00 in Singapore was at 02:00

    assert OfficeMove(moved, anchor, anchor.zone).make(by=anchor, at=soon)

    assert starts(moved) == ["11-24 09:00", "12-01 02:00"]


def test_of_two_people_who_say_at_once_one_wins(people: People, moved: Series) -> None:
    same = Series.objects.select_related("anchor").get(pk=moved.pk)

    assert OfficeMove.following(moved).make(by=people["manager"], at=NOW)
    assert not OfficeMove.following(same).leave(by=people["report"], at=NOW)
    assert starts(moved) == ["11-24 10:00", "12-01 10:00"]


# --- a zone that the database no longer knows


def test_a_zone_that_vanished_is_said_and_settled_in_one_press(
    browse: Browse, people: People, pair: Pair, series: Series
) -> None:
    Series.objects.filter(pk=series.pk).update(time_zone="Mars/Base")

    page = browse(people["report"]).get(pair.get_absolute_url()).content.decode()
    assert "The time zone database no longer knows Mars/Base, to which this rhythm keeps." in page
    assert "It follows Priya’s clock until one of you says otherwise: Europe/Berlin." in page

    browse(people["report"]).post(clock_url(pair))
    series.refresh_from_db()
    assert (series.time_zone, series.anchor) == ("Europe/Berlin", people["manager"])
    assert "Mars/Base" not in browse(people["report"]).get(pair.get_absolute_url()).content.decode()


def test_with_a_vanished_zone_every_page_of_the_pair_opens_and_planning_goes_on(
    browse: Browse, people: People, pair: Pair, series: Series, meeting: Meeting
) -> None:
    Series.objects.filter(pk=series.pk).update(time_zone="Mars/Base")
    series.refresh_from_db()

    assert series.plan(at=NOW + timedelta(days=14)) == 2
    for url in (meeting.get_absolute_url(), pair.get_absolute_url(), "/", "/pairs/"):
        assert browse(people["report"]).get(url).status_code == 200


def test_saying_it_takes_few_statements_however_many_dates(
    people: People, pair: Pair, moved: Series, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    few = count_queries(lambda: OfficeMove.following(moved).make(by=people["manager"], at=NOW))
    other = Series.begin(
        pair, recurrence=Recurrence(weekdays=(0, 1, 2, 3, 4)), on_or_after=date(2026, 11, 25), clock=time(8),
        minutes=15, anchor=people["report"], by=None, at=NOW,
    )  # fmt: skip
    assert count_queries(lambda: OfficeMove.following(other).make(by=people["manager"], at=NOW)) <= few
