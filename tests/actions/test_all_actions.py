"""All actions of one person, across their pairs."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from actions.models import ActionItem
from oneonones.models import Pair
from people.models import Person
from tests.conftest import Browse, People, add

SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def pairs(people: People, pair: Pair, at: datetime) -> list[Pair]:
    """Priya meets Tom, and two more."""
    more = [Pair.start(people["manager"], add(name, at=at), by=None, at=at) for name in ("Mei Wong", "Rosa Bianchi")]
    return [pair, *more]


def promise(pair: Pair, who: Person, what: str, at: datetime, days: int | None = None) -> ActionItem:
    due = None if days is None else who.today(at) + timedelta(days=days)
    return ActionItem.promise(pair, what=what, who=who, due_on=due, by=who, at=at)


def titles(page: str) -> list[str]:
    """The groups on the page, in order."""
    return [name for name in ("Late", "This week", "Later", "No date", "Done") if f">{name}</h2>" in page]


@pytest.fixture
def tuesday() -> datetime:
    return datetime.fromisoformat("2026-11-24T15:48+01:00")


def test_they_are_grouped_by_when_they_are_due(
    people: People, browse: Browse, tuesday: datetime, pairs: list[Pair]
) -> None:
    me, reader = people["manager"], browse(people["manager"])
    with time_machine.travel(tuesday, tick=False):
        for what, days in (("late", -4), ("today", 0), ("sunday", 5), ("next monday", 6), ("some day", None)):
            promise(pairs[0], me, what, tuesday, days)
        promise(pairs[1], me, "kept", tuesday).complete(by=me, at=tuesday - timedelta(days=29))
        promise(pairs[1], me, "kept long ago", tuesday).complete(by=me, at=tuesday - timedelta(days=31))
        promise(pairs[1], me, "dropped", tuesday).drop(why="Not now", by=me, at=tuesday)
        browse(me)
        page = browse(me).get("/actions/").content.decode()
    assert titles(page) == ["Late", "This week", "Later", "No date", "Done"]
    order = [page.index(f">{what}</p>") for what in ("late", "today", "sunday", "next monday", "some day", "kept")]
    assert order == sorted(order)
    assert (
        page.index(">This week</h2>")
        < page.index(">sunday</p>")
        < page.index(">Later</h2>")
        < page.index(">next monday</p>")
    )
    assert "kept long ago" not in page
    assert "dropped" not in page
    assert reader.get("/actions/").status_code == 200


def test_mine_and_what_others_promised_me_are_two_lists(
    people: People, browse: Browse, pairs: list[Pair], at: datetime
) -> None:
    promise(pairs[0], people["manager"], "Priya will", at)
    promise(pairs[0], people["report"], "Tom will", at)
    mine = browse(people["manager"]).get("/actions/").content.decode()
    theirs = browse(people["manager"]).get("/actions/?whose=theirs").content.decode()
    assert ("Priya will" in mine, "Tom will" in mine) == (True, False)
    assert ("Priya will" in theirs, "Tom will" in theirs) == (False, True)
    assert f'<a href="/pairs/{pairs[0].pk}/">for Tom</a>' in mine
    assert f'<a href="/pairs/{pairs[0].pk}/">Tom, for you</a>' in theirs


def test_one_person_can_be_chosen(people: People, browse: Browse, pairs: list[Pair], at: datetime) -> None:
    me, reader = people["manager"], browse(people["manager"])
    promise(pairs[0], me, "For Tom", at)
    promise(pairs[1], me, "For Mei", at)
    page = reader.get(f"/actions/?with={people['report'].pk}").content.decode()
    assert ("For Tom" in page, "For Mei" in page) == (True, False)
    assert f'<option value="{people["report"].pk}" selected>Tom Okafor' in page
    empty = reader.get(f"/actions/?with={pairs[2].report_id}").content.decode()
    assert "Nothing is open between you two" in empty


def test_somebody_you_do_not_meet_is_nobody(people: People, browse: Browse, pair: Pair) -> None:
    for who in (people["outsider"].pk, "nonsense", "00000000-0000-0000-0000-000000000000"):
        assert browse(people["manager"]).get(f"/actions/?with={who}").status_code == 404


def test_nobody_sees_the_actions_of_others(people: People, browse: Browse, pairs: list[Pair], at: datetime) -> None:
    promise(pairs[0], people["manager"], "Priya will", at)
    promise(pairs[0], people["report"], "Tom will", at)
    for who in ("outsider", "hr_admin", "owner", "managers_manager", "former_manager"):
        for address in ("/actions/", "/actions/?whose=theirs"):
            page = browse(people[who]).get(address).content.decode()
            assert "Priya will" not in page
            assert "Tom will" not in page
    assert browse(None).get("/actions/").status_code == 302


def test_an_ended_pair_leaves_nothing_to_do(people: People, browse: Browse, pairs: list[Pair], at: datetime) -> None:
    promise(pairs[1], people["manager"], "For Mei", at)
    pairs[1].end(by=None, at=at)
    assert "For Mei" not in browse(people["manager"]).get("/actions/").content.decode()


@pytest.mark.parametrize(
    ("address", "says"),
    [("/actions/", "You owe nobody anything."), ("/actions/?whose=theirs", "Nobody owes you anything.")],
)
def test_an_empty_list_says_what_an_action_is(
    people: People, browse: Browse, pair: Pair, address: str, says: str
) -> None:
    page = browse(people["manager"]).get(address).content.decode()
    assert says in page
    assert "An action is a promise made in a 1:1" in page


def test_a_tick_keeps_the_list_and_its_filters(people: People, browse: Browse, pairs: list[Pair], at: datetime) -> None:
    me = people["manager"]
    action = promise(pairs[0], me, "For Tom", at)
    promise(pairs[1], me, "For Mei", at)
    place = f"?on=actions&with={people['report'].pk}"
    part = browse(me).post(f"/action-items/{action.pk}/completion/{place}", headers=SCRIPT).content.decode()
    assert part.lstrip().startswith('<div id="actions"')
    assert titles(part) == ["Done"]
    assert "For Mei" not in part
    assert f"completion/undo/?on=actions&amp;with={people['report'].pk}" in part


def test_yours_to_do_shows_the_first_five_and_loses_what_is_ticked(
    people: People, browse: Browse, pairs: list[Pair], at: datetime
) -> None:
    me = people["manager"]
    actions = [promise(pairs[n % 3], me, f"Do {n}", at, days=n) for n in range(6)]
    part = browse(me).get("/actions/todo/", headers=SCRIPT).content.decode()
    assert [f"Do {n}" in part for n in range(6)] == [True] * 5 + [False]
    part = browse(me).post(f"/action-items/{actions[0].pk}/completion/?on=todo", headers=SCRIPT).content.decode()
    assert [f">Do {n}<" in part for n in range(6)] == [False] + [True] * 5


@pytest.mark.parametrize("address", ["/actions/", "/actions/?whose=theirs"])
def test_the_list_takes_as_many_queries_for_one_row_as_for_three(
    people: People,
    browse: Browse,
    pairs: list[Pair],
    at: datetime,
    count_queries: Callable[[Callable[[], object]], int],
    address: str,
) -> None:
    me, reader = people["manager"], browse(people["manager"])

    def ask() -> None:
        assert reader.get(address).status_code == 200

    for pair in pairs[:1]:
        promise(pair, me, "One", at)
        promise(pair, pair.report, "One", at).complete(by=me, at=at)
    ask()
    one = count_queries(ask)
    for pair in pairs:
        promise(pair, me, "More", at)
        promise(pair, pair.report, "More", at).complete(by=me, at=at)
    ask()
    assert count_queries(ask) == one <= 12
