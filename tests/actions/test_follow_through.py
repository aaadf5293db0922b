"""Both directions matter: the manager's promises are counted like the report's, against the day first promised."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from actions.models import ActionItem, FollowThrough
from oneonones.models import Pair
from people.models import Person
from tests.conftest import Browse, People, frozen

NOW = frozen("2026-11-24 09:00")
TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def at() -> datetime:
    return NOW


@pytest.fixture(autouse=True)
def _a_tuesday() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def made(
    pair: Pair,
    who: Person,
    *,
    due: int | None = None,
    moved_to: int | None = None,
    done: int | None = None,
    dropped: int | None = None,
    ago: int = 20,
) -> ActionItem:
    """A promise of `ago` days ago, with its days counted from today."""
    first = None if due is None else TODAY + due * DAY
    action = ActionItem.promise(pair, what="It", who=who, due_on=first, by=who, at=NOW - ago * DAY)
    if moved_to is not None:
        later = TODAY + moved_to * DAY
        action.edit(what="It", who=who, due_on=later, measure="", version=0, by=who, at=NOW - ago * DAY)
    if done is not None:
        action.complete(by=who, at=NOW + done * DAY)
    if dropped is not None:
        action.drop(why="Not now", by=who, at=NOW + dropped * DAY)
    return action


def counted(pair: Pair, which: int = 0) -> FollowThrough:
    return FollowThrough.both_ways(pair, at=NOW)[which][1]


@pytest.mark.parametrize(
    ("history", "count"),
    [
        ({"due": -5, "done": -5}, FollowThrough(made=1, due=1, kept=1)),
        ({"due": -5, "done": -6}, FollowThrough(made=1, due=1, kept=1)),
        ({"due": 5, "done": -1}, FollowThrough(made=1, due=1, kept=1)),
        ({"due": -5, "done": -4}, FollowThrough(made=1, due=1)),
        ({"due": -5}, FollowThrough(made=1, due=1, open=1)),
        ({"due": 0}, FollowThrough(made=1, open=1)),
        ({"due": 5}, FollowThrough(made=1, open=1)),
        ({"due": -10, "moved_to": -3, "done": -4}, FollowThrough(made=1, due=1, slips=1)),
        ({"due": -10, "moved_to": 4}, FollowThrough(made=1, due=1, open=1, slips=1)),
        ({"due": 4, "moved_to": 9}, FollowThrough(made=1, open=1, slips=1)),
        ({"due": -5, "dropped": -5}, FollowThrough(made=1)),
        ({"due": -5, "dropped": -4}, FollowThrough(made=1, due=1)),
        ({"due": 5, "dropped": -4}, FollowThrough(made=1)),
        ({}, FollowThrough(made=1, open=1)),
        ({"done": -4}, FollowThrough(made=1)),
        ({"dropped": -4}, FollowThrough(made=1)),
        ({"due": -200, "ago": 210}, FollowThrough()),
    ],
    ids=str,
)
def test_done_on_time_is_done_by_the_original_date(
    pair: Pair, people: People, history: dict[str, int], count: FollowThrough
) -> None:
    made(pair, people["manager"], **history)
    assert counted(pair) == count
    assert count.late == count.due - count.kept


def test_each_promise_counts_for_whoever_made_it(pair: Pair, people: People) -> None:
    made(pair, people["manager"], due=-5)
    made(pair, people["report"], due=-5, done=-6)
    made(pair, people["report"], due=3)
    manager, report = FollowThrough.both_ways(pair, at=NOW)
    assert manager == (people["manager"], FollowThrough(made=1, due=1, open=1))
    assert report == (people["report"], FollowThrough(made=2, due=1, kept=1, open=1))


def test_promises_of_other_pairs_are_not_counted(pair: Pair, ended_pair: Pair, people: People) -> None:
    made(ended_pair, people["report"], due=-5)
    assert counted(pair, 1) == FollowThrough()


@pytest.mark.parametrize(("zone", "kept"), [("Europe/Berlin", 0), ("America/New_York", 1), ("Asia/Singapore", 0)])
def test_the_day_is_that_of_whoever_promised(pair: Pair, people: People, zone: str, kept: int) -> None:
    """Done at 23:30 UTC on the day before: still that day in New York, the day after in Berlin and Singapore."""
    Person.objects.filter(pk=people["manager"].pk).update(time_zone=zone)
    pair = Pair.objects.get(pk=pair.pk)
    action = made(pair, pair.manager, due=-1)
    action.complete(by=people["report"], at=frozen("2026-11-23 23:30"))
    assert counted(pair).kept == kept


def test_it_reads_no_word_and_takes_one_query(
    pair: Pair, people: People, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    pair = Pair.objects.all().with_people().get(pk=pair.pk)
    for number in range(3):
        made(pair, people["manager"], due=-number, done=-1)
        counts = count_queries(lambda: FollowThrough.both_ways(pair, at=NOW))
        assert counts == 1


# --- on the page of the pair


def test_both_see_both_directions_with_what_each_figure_means(browse: Browse, people: People, pair: Pair) -> None:
    made(pair, people["manager"], due=-5)
    made(pair, people["manager"], due=-5, done=-5)
    for who, names in (("manager", ("You", "Tom")), ("report", ("Priya", "You"))):
        page = browse(people[who]).get(pair.get_absolute_url()).content.decode()
        for name in names:
            assert f'<th scope="col">{name}</th>' in page
        assert "<td>1 of 2</td><td>none due</td>" in page
        assert "Done on or before the day first promised. A later date agreed since does not count." in page
        assert "Only the two of you see this." in page


def test_a_pair_without_promises_is_told_what_will_stand_there(browse: Browse, people: People, pair: Pair) -> None:
    page = browse(people["report"]).get(pair.get_absolute_url()).content.decode()
    assert "Nothing was promised here in the last half year." in page
    assert "none due" not in page


@pytest.mark.parametrize("who", ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"])
def test_the_figures_are_for_the_two_only(browse: Browse, people: People, pair: Pair, who: str) -> None:
    made(pair, people["manager"], due=-5)
    for headers in ({}, SCRIPT):
        assert browse(people[who]).get(reverse("follow_through", args=[pair.pk]), headers=headers).status_code == 404


def test_a_script_gets_the_figures_alone_and_a_browser_the_page(browse: Browse, people: People, pair: Pair) -> None:
    address, reader = reverse("follow_through", args=[pair.pk]), browse(people["manager"])
    part = reader.get(address, headers=SCRIPT).content.decode()
    assert part.lstrip().startswith('<section class="part sheet" id="follow-through"')
    assert reader.get(address)["Location"] == f"{pair.get_absolute_url()}#follow-through"
