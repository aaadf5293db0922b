"""How promises end: dropped with a word why, or given up for a smaller one; and the flag on those put off too often."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from actions.models import ActionItem
from actions.views.told import history
from activity.models import Activity
from agendas.models import AgendaItem
from oneonones.models import Pair
from tests.conftest import Browse, People

SCRIPT = {"HX-Request": "true"}
OUTSIDERS = ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"]


@pytest.fixture
def promise(pair: Pair, people: People, at: datetime) -> ActionItem:
    return ActionItem.promise(
        pair, what="Rewrite the importer", who=people["report"], due_on=date(2026, 1, 9), by=people["report"], at=at
    )


def moved_to(action: ActionItem, *days: date | None, at: datetime) -> ActionItem:
    for day in days:
        who = action.who
        action.edit(what=action.what, who=who, due_on=day, measure="", version=action.version, by=who, at=at)
    return action


@pytest.mark.parametrize("why", ["", "  "])
def test_an_action_stays_until_done_or_dropped_with_a_word_why(
    promise: ActionItem, people: People, at: datetime, why: str
) -> None:
    with pytest.raises(ValueError, match="a word why"):
        promise.drop(why=why, by=people["manager"], at=at)
    assert ActionItem.objects.get().open


def test_dropping_asks_for_the_word_in_one_field_and_keeps_nothing_without_it(
    browse: Browse, people: People, promise: ActionItem
) -> None:
    reader, address = browse(people["manager"]), reverse("action_item_drop", args=[promise.pk])
    page = reader.get(address).content.decode()
    assert promise.what in page
    assert page.count('class="field"') == 1
    refused = reader.post(address, {"why": " "})
    assert refused.status_code == 422
    assert "Say in a word why" in refused.content.decode()
    assert ActionItem.objects.get().open


def test_a_word_that_is_too_long_is_kept_in_the_field(browse: Browse, people: People, promise: ActionItem) -> None:
    refused = browse(people["manager"]).post(reverse("action_item_drop", args=[promise.pk]), {"why": "so " * 150})
    assert refused.status_code == 422
    assert "so so so" in refused.content.decode()
    assert ActionItem.objects.get().open


def test_both_read_why_it_was_dropped(browse: Browse, people: People, pair: Pair, promise: ActionItem) -> None:
    address = reverse("action_item_drop", args=[promise.pk]) + "?on=pair"
    answer = browse(people["manager"]).post(address, {"why": "Finance buys one"})
    assert answer["Location"] == f"{pair.get_absolute_url()}#promises"
    for who, name in (("manager", "You"), ("report", "Priya")):
        page = browse(people[who]).get(promise.get_absolute_url()).content.decode()
        assert f"{name} dropped it on" in page
        assert ": “Finance buys one”</li>" in page
        listed = browse(people[who]).get(pair.get_absolute_url()).content.decode()
        assert "1 dropped lately, with the word why" in listed
        assert "“Finance buys one”" in listed
    assert "Finance" not in str(list(Activity.objects.values_list("particulars", flat=True)))


def test_the_drop_can_be_undone_and_the_word_goes_with_it(browse: Browse, people: People, promise: ActionItem) -> None:
    reader = browse(people["manager"])
    reader.post(reverse("action_item_drop", args=[promise.pk]), {"why": "Finance buys one"})
    undo = reverse("action_item_drop_undo", args=[promise.pk])
    assert f'action="{undo}?on=action"' in reader.get(promise.get_absolute_url()).content.decode()
    reader.post(undo)
    kept = ActionItem.objects.get()
    assert (kept.open, kept.drop_reason) == (True, None)


# --- promised three times


JAN = [date(2026, 1, day) for day in (9, 16, 23, 30)]


@pytest.mark.parametrize(
    ("later", "times"),
    [
        ([], 1),
        ([JAN[1]], 2),
        ([JAN[1], JAN[2]], 3),
        ([JAN[1], JAN[2], JAN[3]], 4),
        ([None], 1),
        ([None, JAN[1]], 2),
        ([JAN[1], None], 2),
        ([JAN[1], None, JAN[2]], 3),
        ([JAN[2], JAN[1]], 2),
    ],
    ids=str,
)
def test_a_promise_is_counted_by_the_days_it_was_made_for(
    promise: ActionItem, at: datetime, later: list[date | None], times: int
) -> None:
    action = moved_to(promise, *later, at=at)
    assert action.times_promised == times
    assert action.promised_again_and_again == (times >= 3)


def test_with_its_third_date_the_row_says_so_and_offers_ways_on(
    browse: Browse, people: People, pair: Pair, promise: ActionItem, at: datetime
) -> None:
    moved_to(promise, JAN[1], at=at)
    assert "promised 2 times" not in browse(people["manager"]).get(pair.get_absolute_url()).content.decode()
    moved_to(promise, JAN[2], at=at)
    for who in ("manager", "report"):
        page = browse(people[who]).get(pair.get_absolute_url()).content.decode()
        assert "promised 3 times" in page
        assert "Another date seldom helps" in page
        for name in ("agenda_item", "replacement", "drop"):
            assert reverse(f"action_item_{name}", args=[promise.pk]) in page


def test_what_is_done_is_flagged_no_more(promise: ActionItem, people: People, at: datetime) -> None:
    action = moved_to(promise, JAN[1], JAN[2], at=at)
    action.complete(by=people["report"], at=at)
    assert not action.promised_again_and_again


def test_taken_up_again_it_keeps_its_first_date_and_its_count_and_said_anew_it_starts_anew(
    promise: ActionItem, people: People, pair: Pair, at: datetime
) -> None:
    """Nobody compares what two people wrote (docs/adr/0016)."""
    action = moved_to(promise, JAN[1], JAN[2], at=at)
    action.drop(why="Not now", by=people["report"], at=at)
    anew = ActionItem.promise(pair, what=action.what, who=action.who, due_on=JAN[3], by=action.who, at=at)
    action.undrop(by=people["report"], at=at)
    assert (action.original_due_on, action.times_promised) == (JAN[0], 3)
    assert anew.times_promised == 1


# --- a smaller promise


def promise_less(browse: Browse, people: People, action: ActionItem, what: str = "List what the importer reads") -> int:
    address = reverse("action_item_replacement", args=[action.pk])
    return browse(people["report"]).post(address, {"what": what, "due": "fri"}).status_code


def test_a_smaller_promise_takes_the_place_of_the_one_that_was_too_big(
    browse: Browse, people: People, promise: ActionItem
) -> None:
    page = browse(people["report"]).get(reverse("action_item_replacement", args=[promise.pk])).content.decode()
    assert "Instead of “Rewrite the importer”" in page
    assert promise_less(browse, people, promise) == 303
    smaller, before = ActionItem.objects.get(instead_of=promise), ActionItem.objects.get(pk=promise.pk)
    assert (smaller.open, smaller.times_promised, before.dropped, before.drop_reason) == (True, 1, True, None)
    assert history(before, people["manager"])[-1].endswith("for a smaller promise: “List what the importer reads”")
    assert history(smaller, people["manager"])[1] == "It stands in the place of “Rewrite the importer”"


def test_a_smaller_promise_without_words_changes_nothing(browse: Browse, people: People, promise: ActionItem) -> None:
    assert promise_less(browse, people, promise, what="") == 422
    assert ActionItem.objects.get().open


def test_a_smaller_promise_can_be_undone_while_nothing_became_of_it(
    browse: Browse, people: People, promise: ActionItem, at: datetime
) -> None:
    promise_less(browse, people, promise)
    smaller = ActionItem.objects.get(instead_of=promise)
    browse(people["report"]).post(reverse("action_item_replacement_undo", args=[smaller.pk]))
    assert ActionItem.objects.get().open
    promise_less(browse, people, promise)
    smaller = ActionItem.objects.get(instead_of=promise)
    smaller.complete(by=people["report"], at=at)
    assert not smaller.step_back(by=people["report"], at=at)
    assert not promise.step_back(by=people["report"], at=at)
    assert ActionItem.objects.count() == 2


def test_a_smaller_promise_is_of_the_same_pair(
    ended_pair: Pair, people: People, promise: ActionItem, at: datetime
) -> None:
    with pytest.raises(ValueError, match="its own pair"):
        ActionItem.promise(
            ended_pair,
            what="x",
            who=people["report"],
            instead_of=promise,
            by=people["report"],
            at=at + timedelta(days=1),
        )


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("name", ["drop", "drop_undo", "replacement", "replacement_undo", "history", "redating_undo"])
def test_nobody_else_drops_or_replaces_anything(
    browse: Browse, people: People, promise: ActionItem, who: str, name: str
) -> None:
    address = reverse(f"action_item_{name}", args=[promise.pk])
    for method in ("get", "post"):
        assert getattr(browse(people[who]), method)(address, {"why": "x", "what": "x"}).status_code in (404, 405)
    assert ActionItem.objects.get().open
    assert not AgendaItem.objects.exists()
