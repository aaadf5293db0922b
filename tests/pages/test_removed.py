"""What was recently removed from the agenda and the promises of a pair, and had back in one press."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from actions.models import ActionItem
from agendas.models import AgendaItem, Outcome, put_back
from oneonones.models import Meeting, Pair
from tests.conftest import MONDAY, Browse, People, past_meeting

NOW = MONDAY
DAY = timedelta(days=1)
OUTSIDERS = ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"]

pytestmark = pytest.mark.usefixtures("monday_morning")


def page(browse: Browse, person: object, pair: Pair) -> str:
    answer = browse(person).get(reverse("pair_removed", args=[pair.pk]))  # type: ignore[arg-type]  # one of the cast
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def dropped(pair: Pair, people: People) -> AgendaItem:
    """An item of Tom's that Priya dropped."""
    item = AgendaItem.raise_on(pair, title="Desk by the window", by=people["report"], at=NOW - 10 * DAY)
    item.close(how="dropped", by=people["manager"], at=NOW - 9 * DAY)
    return item


@pytest.fixture
def action(pair: Pair, people: People) -> ActionItem:
    """A promise of Tom's that he dropped with a word why."""
    found = ActionItem.promise(pair, what="Ask Platform", who=people["report"], by=people["report"], at=NOW - 10 * DAY)
    found.drop(why="They did it", by=people["report"], at=NOW - 5 * DAY)
    return found


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_learns_what_was_removed(browse: Browse, people: People, pair: Pair, who: str) -> None:
    assert browse(people[who]).get(reverse("pair_removed", args=[pair.pk])).status_code == 404


def test_both_see_what_was_dropped_by_whom_and_why(
    browse: Browse, people: People, pair: Pair, dropped: AgendaItem, action: ActionItem
) -> None:
    for who, named in (("manager", "dropped by you"), ("report", "dropped by Priya")):
        html = page(browse, people[who], pair)
        assert "Desk by the window" in html
        assert f"Item, {named}" in html
        assert "“They did it”" in html


def test_what_i_removed_lately_can_be_put_back_and_only_i_see_it(browse: Browse, people: People, pair: Pair) -> None:
    lately = AgendaItem.raise_on(pair, title="Desk by the window", by=people["report"], at=NOW)
    long_ago = AgendaItem.raise_on(pair, title="Old desk", by=people["report"], at=NOW - 40 * DAY)
    lately.remove(by=people["report"], at=NOW - 29 * DAY)
    long_ago.remove(by=people["report"], at=NOW - 31 * DAY)

    mine = page(browse, people["report"], pair)

    assert f'action="/agenda-items/{lately.pk}/removal/undo/"' in mine
    assert "Old desk" not in mine
    assert "Desk by the window" not in page(browse, people["manager"], pair)

    browse(people["report"]).post(f"/agenda-items/{lately.pk}/removal/undo/")
    assert AgendaItem.objects.visible_to(people["report"]).filter(pk=lately.pk).exists()


def test_a_private_item_that_its_author_dropped_is_theirs_alone(browse: Browse, people: People, pair: Pair) -> None:
    item = AgendaItem.raise_on(pair, title="Mine", visibility="private", by=people["report"], at=NOW - DAY)
    item.close(how="dropped", by=people["report"], at=NOW)
    assert "Mine" not in page(browse, people["manager"], pair)


def test_after_thirty_days_it_is_listed_no_more(
    browse: Browse, people: People, pair: Pair, dropped: AgendaItem, action: ActionItem
) -> None:
    AgendaItem.objects.filter(pk=dropped.pk).update(closed_at=NOW - 31 * DAY)
    ActionItem.objects.filter(pk=action.pk).update(dropped_at=NOW - 31 * DAY)
    html = page(browse, people["manager"], pair)
    assert "Nothing was removed or dropped in the last 30 days." in html


def test_one_press_puts_a_dropped_item_or_action_back(
    browse: Browse, people: People, pair: Pair, dropped: AgendaItem, action: ActionItem
) -> None:
    tom, html = browse(people["report"]), page(browse, people["report"], pair)
    for address in (
        reverse("agenda_item_drop_undo", args=[dropped.pk]),
        f"/action-items/{action.pk}/drop/undo/?on=pair",
    ):
        assert f'action="{address}"' in html
        assert tom.post(address).status_code == 303
    assert AgendaItem.objects.open().filter(pk=dropped.pk).exists()
    assert ActionItem.objects.open().filter(pk=action.pk).exists()
    assert "Desk by the window" not in page(browse, people["report"], pair)


def drop_at(meeting: Meeting, people: People, at: datetime) -> AgendaItem:
    item = AgendaItem.raise_on(meeting.pair, title="Dropped there", by=people["report"], at=at - DAY)
    Outcome.finish(item, meeting, kind="dropped", by=people["report"], at=at)
    return item


def test_put_back_into_a_meeting_that_is_not_over_it_was_never_dropped(meeting: Meeting, people: People) -> None:
    item = drop_at(meeting, people, NOW)
    assert put_back(item, by=people["manager"], at=NOW)
    assert not item.outcomes.exists()
    assert item.open


def test_the_record_of_a_meeting_that_is_over_keeps_what_became_of_it(pair: Pair, people: People) -> None:
    over = past_meeting(pair, ago=3 * DAY, at=NOW)
    item = drop_at(over, people, over.starts_at)
    over.wrap_up(by=people["manager"], at=over.ends_at)
    assert put_back(item, by=people["manager"], at=NOW)
    assert [one.kind for one in item.outcomes.all()] == ["dropped"]
    assert AgendaItem.objects.open().filter(pk=item.pk).exists()
    assert not put_back(item, by=people["report"], at=NOW), "it is open already"


def test_an_ended_pair_lists_it_and_puts_nothing_back(browse: Browse, people: People, ended_pair: Pair) -> None:
    item = AgendaItem.raise_on(ended_pair, title="Three threads", by=people["report"], at=NOW - 2 * DAY)
    item.close(how="dropped", by=people["report"], at=NOW - DAY)
    html = page(browse, people["former_manager"], ended_pair)
    assert "Three threads" in html
    assert "Put back" not in html


def test_the_pair_page_fetches_the_list_when_asked(browse: Browse, people: People, pair: Pair) -> None:
    tom, url = browse(people["report"]), reverse("pair_removed", args=[pair.pk])
    assert f'hx-get="{url}"' in tom.get(pair.get_absolute_url()).content.decode()
    part = tom.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_it_takes_as_many_queries_with_one_row_as_with_three(
    browse: Browse, people: People, pair: Pair, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    tom, counted = browse(people["report"]), []
    for number in range(3):
        item = AgendaItem.raise_on(pair, title=f"Item {number}", by=people["report"], at=NOW - 2 * DAY)
        item.close(how="dropped", by=people["report"], at=NOW - DAY)
        ActionItem.promise(pair, what="Do", who=people["report"], by=people["report"], at=NOW).drop(
            why="No", by=people["report"], at=NOW
        )
        counted.append(count_queries(lambda: tom.get(reverse("pair_removed", args=[pair.pk]))))
    assert len(set(counted)) == 1
    assert counted[0] <= 12
