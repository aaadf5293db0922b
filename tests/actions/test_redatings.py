"""What becomes of the first date: slips, and how far a promise is from the day it was first made for."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from actions.models import ActionItem, Redating
from actions.views.told import history
from oneonones.models import Pair
from people.models import Person
from tests.conftest import Browse, People, frozen

NOW = frozen("2026-11-12 09:00")
FIRST = date(2026, 11, 10)
DAY = timedelta(days=1)
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def at() -> datetime:
    return NOW


@pytest.fixture(autouse=True)
def _a_thursday() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def promise(pair: Pair, people: People) -> ActionItem:
    """Priya's, of 3 November, for the 10th."""
    me = people["manager"]
    return ActionItem.promise(pair, what="Ask Platform", who=me, due_on=FIRST, by=me, at=frozen("2026-11-03 09:00"))


def redate(action: ActionItem, due_on: date | None, *, by: Person, at: datetime = NOW) -> ActionItem:
    assert action.edit(
        what=action.what,
        who=action.who,
        due_on=due_on,
        measure=action.measure or "",
        version=action.version,
        by=by,
        at=at,
    )
    return ActionItem.objects.get(pk=action.pk)


@pytest.mark.parametrize(
    ("days", "slips"),
    [
        ((10, 17), 1),
        ((10, 17, 24), 2),
        ((10, 5), 0),
        ((10, 5, 8), 0),
        ((10, 5, 10), 0),
        ((10, 24, 17), 1),
        ((10, 24, 17, 20), 2),
        ((10, None), 1),
        ((10, None, 24), 1),
        ((10, 17, 17), 1),
        ((None, 17), 0),
        ((None, 17, 24), 1),
    ],
    ids=str,
)
def test_its_original_due_date_is_kept_and_slips_are_counted(
    pair: Pair, people: People, days: tuple[int | None, ...], slips: int
) -> None:
    """Against the first date: pulled forward and back again is no slip, and a date for what had none is not one."""
    me = people["manager"]
    due = [None if day is None else date(2026, 11, day) for day in days]
    action = ActionItem.promise(pair, what="It", who=me, due_on=due[0], by=me, at=NOW)
    for day in due[1:]:
        action = redate(action, day, by=me)
    assert action.original_due_on == next(day for day in due if day)
    assert action.slips == slips
    assert action.redatings.filter(slipped=True).count() == slips


def test_each_new_date_is_noted_with_who_and_when(promise: ActionItem, people: People) -> None:
    redate(promise, FIRST + 7 * DAY, by=people["report"])
    noted = Redating.objects.get()
    assert (noted.by, noted.at) == (people["report"], NOW)
    assert (noted.from_due_on, noted.to_due_on, noted.slipped) == (FIRST, FIRST + 7 * DAY, True)


def test_an_edit_that_leaves_the_date_notes_nothing(promise: ActionItem, people: People) -> None:
    redate(promise, FIRST, by=people["report"])
    assert not Redating.objects.exists()


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (FIRST, ""),
        (FIRST - DAY, ""),
        (FIRST + DAY, "1 day later than first promised"),
        (FIRST + 10 * DAY, "10 days later than first promised"),
        (FIRST + 7 * DAY, "1 week later than first promised"),
        (FIRST + 14 * DAY, "2 weeks later than first promised"),
        (None, "first promised for Tue 10 Nov, no date now"),
    ],
)
def test_the_row_says_how_much_later_than_first_promised(
    browse: Browse, people: People, pair: Pair, promise: ActionItem, day: date | None, says: str
) -> None:
    redate(promise, day, by=people["manager"])
    for who in ("manager", "report"):
        page = browse(people[who]).get(pair.get_absolute_url(), headers=SCRIPT).content.decode()
        assert ("first promised" in page) == bool(says)
        assert says in page


def test_the_history_says_who_promised_and_who_moved_it_from_when_to_when(promise: ActionItem, people: People) -> None:
    """'Priya promised it on 3 Nov, moved from 10 to 17 Nov'."""
    me, other = people["manager"], people["report"]
    action = redate(promise, FIRST + 7 * DAY, by=me)
    action = redate(action, None, by=other, at=NOW + DAY)
    action = redate(action, FIRST + 4 * DAY, by=other, at=NOW + 2 * DAY)
    action = redate(action, FIRST + 2 * DAY, by=other, at=NOW + 3 * DAY)
    action.complete(by=me, at=frozen("2026-11-17 22:30"))
    assert history(action, other) == [
        "Priya promised it on 3 November, for Tue 10 Nov",
        "Priya moved it from Tue 10 Nov to Tue 17 Nov on 12 November, 1 week later",
        "You took its date away on 13 November",
        "You gave it a date, Sat 14 Nov, on 14 November",
        "You moved it from Sat 14 Nov to Thu 12 Nov on 15 November, 2 days earlier",
        "Priya ticked it on 17 November, 1 week after the day first promised",
    ]


def test_the_history_says_who_wrote_down_the_promise_of_the_other(pair: Pair, people: People) -> None:
    me, other = people["manager"], people["report"]
    action = ActionItem.promise(pair, what="It", who=other, by=me, at=NOW)
    assert history(action, me) == ["Tom promised it on 12 November, as you wrote down"]
    assert history(action, other) == ["You promised it on 12 November, as Priya wrote down"]


def test_the_history_comes_alone_to_where_the_action_is_edited(
    browse: Browse, people: People, promise: ActionItem
) -> None:
    address = reverse("action_item_history", args=[promise.pk])
    reader = browse(people["manager"])
    assert reader.get(address, headers=SCRIPT).content.decode().strip() == (
        '<ul role="list" class="history"><li>You promised it on 3 November, for Tue 10 Nov</li></ul>'
    )
    assert reader.get(address)["Location"] == f"{promise.get_absolute_url()}#history"


# --- the wrong day, taken back


def save(browse: Browse, person: Person, action: ActionItem, due: str, **headers: str) -> str:
    said = {"what": action.what, "owner": action.who_id, "due": due, "version": action.version}
    return browse(person).post(action.get_absolute_url() + "?on=pair", said, headers=headers).content.decode()


def test_a_new_date_can_be_taken_back_and_then_nothing_slipped(
    browse: Browse, people: People, promise: ActionItem
) -> None:
    me = people["manager"]
    part = save(browse, me, promise, "24 Nov", **SCRIPT)
    undo = reverse("action_item_redating_undo", args=[promise.pk])
    assert "Due Tue 24 Nov." in part
    assert f'action="{undo}?on=pair"' in part
    assert browse(me).post(f"{undo}?on=pair", headers=SCRIPT).status_code == 200
    kept = ActionItem.objects.get(pk=promise.pk)
    assert (kept.due_on, kept.original_due_on, kept.slips) == (FIRST, FIRST, 0)
    assert not Redating.objects.exists()


def test_a_first_date_that_is_taken_back_never_was(pair: Pair, people: People) -> None:
    me = people["manager"]
    action = redate(ActionItem.promise(pair, what="It", who=me, by=me, at=NOW), FIRST, by=me)
    assert action.take_date_back(by=me, at=NOW)
    assert (action.due_on, action.original_due_on) == (None, None)


def test_a_date_that_is_given_again_and_taken_back_leaves_the_first_one(promise: ActionItem, people: People) -> None:
    me = people["manager"]
    action = redate(redate(promise, None, by=me), FIRST + DAY, by=me, at=NOW + timedelta(seconds=1))
    assert action.take_date_back(by=me, at=NOW + timedelta(seconds=2))
    assert (action.due_on, action.original_due_on, action.slips) == (None, FIRST, 1)


def test_only_who_moved_it_takes_it_back_and_only_at_once(promise: ActionItem, people: People) -> None:
    action = redate(promise, FIRST + DAY, by=people["manager"])
    assert not action.take_date_back(by=people["report"], at=NOW)
    assert not action.take_date_back(by=people["manager"], at=NOW + timedelta(minutes=6))
    stale = ActionItem.objects.get(pk=action.pk)
    ActionItem.objects.filter(pk=action.pk).update(version=9)
    assert not stale.take_date_back(by=people["manager"], at=NOW)
    assert ActionItem.objects.get(pk=action.pk).slips == 1
