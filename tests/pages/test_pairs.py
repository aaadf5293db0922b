"""The page of one pair, and its agenda without a date."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from actions.models import ActionItem
from activity.models import Activity
from agendas.models import AgendaItem
from oneonones.models import Acting, Meeting, Pair
from people.models import Person, ReportingLine
from tests.conftest import MONDAY, Browse, People, past_meeting

NOW = MONDAY
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
OUTSIDERS = ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"]

pytestmark = pytest.mark.usefixtures("monday_morning")


def read(browse: Browse, person: Person, address: str) -> str:
    answer = browse(person).get(address)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("page", ["", "agenda/", "series/"])
def test_nobody_else_learns_of_a_pair(browse: Browse, people: People, pair: Pair, who: str, page: str) -> None:
    assert browse(people[who]).get(pair.get_absolute_url() + page).status_code == 404


def test_the_timeline_says_what_became_of_each_and_by_whom(
    browse: Browse, people: People, pair: Pair, meeting: Meeting
) -> None:
    held, skipped, moved, unconfirmed = (past_meeting(pair, ago=weeks * WEEK, at=NOW) for weeks in (4, 3, 2, 1))
    item = AgendaItem.raise_on(pair, title="One", by=people["report"], at=NOW - 5 * WEEK)
    item.outcomes.model.finish(item, held, kind="discussed", by=people["report"], at=held.starts_at)
    ActionItem.promise(pair, what="Do", who=people["report"], meeting=held, by=people["report"], at=held.starts_at)
    held.wrap_up(by=people["manager"], at=held.ends_at)
    skipped.skip(reason="holiday", note="Away", by=people["report"], at=NOW)
    moved.move(to=moved.starts_at + DAY, by=people["manager"], at=moved.starts_at - DAY)
    moved.wrap_up(by=people["manager"], at=moved.ends_at)
    unconfirmed.leave_unconfirmed(at=NOW)

    html = read(browse, people["manager"], pair.get_absolute_url())

    assert "1 item, 1 action" in html
    assert "Skipped by Tom: holiday" in html
    assert "“Away”" in html
    assert "Moved by you" in html
    assert "Not confirmed" in html
    assert "more dates are planned, until" in html
    assert re.findall(r'<li data-state="(\w+)">', html)[-5:] == ["next", "unconfirmed", "moved", "skipped", "held"]


def test_the_timeline_comes_in_pages_of_fifty(browse: Browse, people: People, pair: Pair) -> None:
    for weeks in range(1, 61):
        past_meeting(pair, ago=weeks * WEEK, at=NOW)

    first = read(browse, people["manager"], pair.get_absolute_url())
    second = read(browse, people["manager"], f"{pair.get_absolute_url()}?page=2")
    beyond = read(browse, people["manager"], f"{pair.get_absolute_url()}?page=x")

    assert first.count("<li data-state=") == 50
    assert second.count("<li data-state=") == 10
    assert "Page 2 of 2" in second
    assert beyond.count("<li data-state=") == 50


def test_actions_are_there_open_and_done(browse: Browse, people: People, pair: Pair) -> None:
    ActionItem.promise(pair, what="Still open", who=people["report"], by=people["manager"], at=NOW)
    kept = ActionItem.promise(pair, what="Long kept", who=people["report"], by=people["manager"], at=NOW)
    kept.complete(by=people["report"], at=NOW)

    html = read(browse, people["manager"], pair.get_absolute_url())
    part = browse(people["manager"]).get(pair.get_absolute_url(), headers={"HX-Request": "true"}).content.decode()

    for text in (html, part):
        assert "Still open" in text
        assert "Long kept" in text
    assert '<section class="part sheet" id="promises"' in part
    assert "<html" not in part


def test_an_ended_pair_is_read_only_and_says_so(browse: Browse, people: People, ended_pair: Pair) -> None:
    html = read(browse, people["former_manager"], ended_pair.get_absolute_url())

    assert "These 1:1s ended on 23 November. You and Tom can still read it." in html
    for word in ("Change rhythm", "Pick a date", "Open the agenda"):
        assert word not in html
    series = browse(people["report"]).post(f"{ended_pair.get_absolute_url()}series/", {"interval": "1"})
    assert series.status_code == 403


def test_the_page_takes_as_many_queries_with_one_row_as_with_nine(
    browse: Browse,
    people: People,
    pair: Pair,
    meeting: Meeting,
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    client, counted = browse(people["manager"]), []
    for rows in (1, 8):
        for number in range(rows):
            past = past_meeting(pair, ago=(number + rows) * WEEK, at=NOW)
            past.skip(reason="clash", note="Why", by=people["report"], at=NOW)
            ActionItem.promise(pair, what="Do", who=people["report"], by=people["manager"], at=NOW)
            AgendaItem.raise_on(pair, title="Gone", by=people["manager"], at=NOW).remove(by=people["manager"], at=NOW)
        client.get(pair.get_absolute_url())
        counted.append(count_queries(lambda: client.get(pair.get_absolute_url())))

    assert counted[0] == counted[1]
    assert counted[0] <= 12


# --- without a date


def test_a_pair_without_a_date_has_its_agenda_and_no_notes(browse: Browse, people: People, pair: Pair) -> None:
    AgendaItem.raise_on(pair, title="It waits", by=people["report"], at=NOW)
    ActionItem.promise(pair, what="It holds", who=people["report"], by=people["manager"], at=NOW)

    html = read(browse, people["manager"], f"{pair.get_absolute_url()}agenda/")

    assert "It waits" in html
    assert "It holds" in html
    assert "No date for the next 1:1" in html
    assert 'id="notes"' not in html
    assert 'class="private' not in html


def test_with_a_date_it_leads_to_the_page_of_that_meeting(
    browse: Browse, people: People, pair: Pair, meeting: Meeting
) -> None:
    answer = browse(people["manager"]).get(f"{pair.get_absolute_url()}agenda/")

    assert (answer.status_code, answer["Location"]) == (302, meeting.get_absolute_url())


def test_the_agenda_of_an_ended_pair_is_read_only(browse: Browse, people: People, pair: Pair) -> None:
    ReportingLine.change(people["report"], None, by=None, at=NOW)

    html = read(browse, people["report"], f"{pair.get_absolute_url()}agenda/")

    assert "These 1:1s ended on 23 November." in html
    assert "Pick a date" not in html
    assert 'id="add"' not in html


# --- who changed it, and when


@pytest.mark.both_databases
@pytest.mark.parametrize(("who", "said"), [("manager", "Tom changed this on"), ("report", "You changed this on")])
def test_the_page_says_who_changed_when_new_items_are_seen(
    browse: Browse, people: People, pair: Pair, who: str, said: str
) -> None:
    address = pair.get_absolute_url()
    assert "changed this on" not in read(browse, people[who], address), "nobody has"

    pair.show_items("at_start", by=people["manager"], at=NOW - 30 * DAY)
    pair.show_items("day_before", by=people["report"], at=NOW - 20 * DAY)
    assert f"{said} 3 November." in read(browse, people[who], address)


def test_the_page_says_that_it_was_changed_by_somebody_whose_account_is_gone(
    browse: Browse, people: People, pair: Pair
) -> None:
    pair.show_items("at_start", by=people["report"], at=NOW - 20 * DAY)
    Activity.objects.filter(kind="pair.reveal_changed").update(by=None)
    assert "It was changed on 3 November." in read(browse, people["manager"], pair.get_absolute_url())


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("report", "You ended these 1:1s on 3 November. You and Nils can still read it."),
        ("outsider", "Tom ended these 1:1s on 3 November. You and Tom can still read it."),
    ],
)
@pytest.mark.both_databases
@pytest.mark.parametrize("page", ["", "agenda/"])
def test_an_ended_pair_says_who_ended_it_and_when(
    browse: Browse, people: People, page: str, who: str, said: str
) -> None:
    peers = Pair.start(people["report"], people["outsider"], kind="peer", by=people["report"], at=NOW - 40 * DAY)
    peers.end(by=people["report"], at=NOW - 20 * DAY)
    assert said in read(browse, people[who], peers.get_absolute_url() + page)


def test_an_ended_pair_names_who_changed_the_chart(browse: Browse, people: People, pair: Pair) -> None:
    ReportingLine.change(people["report"], people["outsider"], by=people["hr_admin"], at=NOW)
    said = "Hana Novak ended these 1:1s on 23 November. You and Priya can still read it."
    assert said in read(browse, people["report"], pair.get_absolute_url())


def test_an_acting_pair_that_closed_by_itself_says_so(browse: Browse, people: People) -> None:
    until = date(2026, 11, 27)
    pair = Acting.start(people["managers_manager"], people["report"], until=until, by=None, at=NOW - 40 * DAY)
    Acting.close_due(at=NOW + 7 * DAY)
    html = read(browse, people["report"], pair.get_absolute_url())
    assert "These 1:1s ended by themselves on 27 November, their last day. You and Elena can still read it." in html
