"""An action from an item, from a line of the notes, and from an address."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from actions.models import ActionItem, NoteLine
from agendas.models import AgendaItem, SharedNote
from oneonones.models import Meeting, Pair
from tests.conftest import Browse, People

OUTSIDERS = ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"]


@pytest.fixture
def item(pair: Pair, people: People, at: datetime) -> AgendaItem:
    return AgendaItem.raise_on(pair, title="Staging", by=people["report"], at=at)


@pytest.fixture
def note(meeting: Meeting, item: AgendaItem, people: People, at: datetime) -> SharedNote:
    note = SharedNote.of(meeting, item, at=at)
    note.append("No slot yet.\n\n- ask Platform again\n", by=people["report"], at=at)
    return note


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- ask Platform", "ask Platform"),
        ("  * ask", "ask"),
        ("1. ask", "ask"),
        ("[ ] ask", "ask"),
        ("- [x] ask", "ask"),
        ("TODO: ask", "ask"),
        ("ask - or not", "ask - or not"),
        ("-", "-"),
    ],
)
def test_a_line_is_read_without_its_dash(note: SharedNote, text: str, words: str) -> None:
    note.body = text
    assert [line.words for line in NoteLine.all_of(note)] == [words]


def test_an_action_made_from_an_item_links_the_item_and_the_meeting(
    browse: Browse, people: People, meeting: Meeting, item: AgendaItem
) -> None:
    address = reverse("action_items", args=[meeting.pk])
    browse(people["report"]).post(address, {"what": "Ask Platform", "item": item.pk})
    action = ActionItem.objects.get()
    assert (action.item, action.meeting) == (item, meeting)


def test_a_line_of_the_notes_becomes_an_action_of_its_item_and_meeting(
    browse: Browse, people: People, meeting: Meeting, note: SharedNote, item: AgendaItem
) -> None:
    reader = browse(people["manager"])
    lines = reader.get(reverse("note_lines", args=[meeting.pk])).content.decode()
    assert "ask Platform again" in lines
    address = f"{reverse('new_action')}?note={note.pk}&line=2"
    assert address.replace("&", "&amp;") in lines
    page = reader.get(address).content.decode()
    assert 'value="ask Platform again"' in page
    assert f'name="item" value="{item.pk}"' in page
    assert f'action="{reverse("action_items", args=[meeting.pk])}"' in page
    assert not ActionItem.objects.exists()


def test_the_meeting_page_leads_to_the_lines(browse: Browse, people: People, meeting: Meeting, at: datetime) -> None:
    SharedNote.of(meeting, None, at=at).append("Ask Platform", by=people["report"], at=at)
    page = browse(people["report"]).get(meeting.get_absolute_url()).content.decode()
    assert f'href="{reverse("note_lines", args=[meeting.pk])}"' in page


def test_a_line_that_is_gone_is_not_found(browse: Browse, people: People, note: SharedNote) -> None:
    for number in ("1", "99", "x", ""):
        address = f"{reverse('new_action')}?note={note.pk}&line={number}"
        assert browse(people["manager"]).get(address).status_code == 404


def test_an_address_fills_the_form_and_promises_nothing(browse: Browse, people: People, pair: Pair) -> None:
    address = f"{reverse('new_action')}?pair={pair.pk}&what=Ask%20Platform&due=fri"
    page = browse(people["manager"]).get(address).content.decode()
    assert 'value="Ask Platform"' in page
    assert 'value="fri"' in page
    assert f'action="{reverse("pair_action_items", args=[pair.pk])}"' in page
    assert not ActionItem.objects.exists()


def test_without_a_pair_it_asks_with_whom(browse: Browse, people: People, pair: Pair) -> None:
    page = browse(people["report"]).get(f"{reverse('new_action')}?what=Ask").content.decode()
    assert f'href="/actions/new/?what=Ask&amp;pair={pair.pk}"' in page
    assert "Priya Raman" in page
    assert "You have no 1:1s yet." in browse(people["outsider"]).get(reverse("new_action")).content.decode()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_makes_an_action_from_what_two_people_have(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, note: SharedNote, who: str
) -> None:
    reader, new = browse(people[who]), reverse("new_action")
    for address in (f"{new}?pair={pair.pk}", f"{new}?note={note.pk}&line=2", reverse("note_lines", args=[meeting.pk])):
        assert reader.get(address).status_code == 404


def test_what_is_no_pair_and_no_note_is_not_found(browse: Browse, people: People, pair: Pair) -> None:
    for query in (f"pair={uuid4()}", "pair=x", f"note={uuid4()}&line=0", "note=x"):
        assert browse(people["manager"]).get(f"{reverse('new_action')}?{query}").status_code == 404


def test_once_the_pair_is_over_nothing_new_is_promised(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, note: SharedNote, at: datetime
) -> None:
    pair.end(by=None, at=at)
    reader, new = browse(people["report"]), reverse("new_action")
    for address in (f"{new}?pair={pair.pk}", f"{new}?note={note.pk}&line=2", reverse("note_lines", args=[meeting.pk])):
        assert reader.get(address).status_code == 403


def test_the_lines_take_as_many_queries_for_one_note_as_for_three(
    browse: Browse,
    people: People,
    pair: Pair,
    meeting: Meeting,
    note: SharedNote,
    at: datetime,
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    reader, address = browse(people["manager"]), reverse("note_lines", args=[meeting.pk])
    reader.get(address)
    one = count_queries(lambda: reader.get(address))
    for number in range(2):
        more = AgendaItem.raise_on(pair, title=f"More {number}", by=people["report"], at=at)
        SharedNote.of(meeting, more, at=at).append("a line", by=people["report"], at=at)
    assert count_queries(lambda: reader.get(address)) == one <= 12
