"""A sensitive item's text never leaves the page."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from activity.models import Activity
from agendas.models import AgendaItem
from agendas.models.outside import Outside
from live.messages import Happening
from tests.agendas.test_agenda_page import items, part
from tests.conftest import frozen

SCRIPT = {"HX-Request": "true"}
SECRET = "Zwetschge"
MASKED = "A sensitive item"


@pytest.fixture
def at():
    with time_machine.travel(frozen("2026-11-24 11:00"), tick=False) as clock:
        clock.shift(0)
        yield frozen("2026-11-24 11:00")


@pytest.fixture
def item(pair, people, meeting, at):
    return AgendaItem.raise_on(
        pair, title=SECRET, context=f"{SECRET} context", sensitivity="sensitive", by=people["report"], at=at
    )


def test_a_sensitive_item_s_text_never_leaves_the_page(browse, people, pair, meeting, item, at):
    """Its agenda shows it; home, lists, the rail, the page of the pair and everything live say that it is there."""
    clients = {who: browse(people[who]) for who in ("manager", "report")}
    elsewhere = ["/", reverse("pairs"), reverse("pair", args=[pair.pk]), "/actions/", "/privacy/", "/me/"]
    for client in clients.values():
        assert SECRET in client.get(meeting.get_absolute_url()).content.decode()
        pages = {address: client.get(address).content.decode() for address in elsewhere}
        parts = {
            name: client.get(reverse(name), headers=SCRIPT).content.decode() for name in ("home_card", "home_people")
        }
        assert [name for name, page in (pages | parts).items() if SECRET in page] == []
    assert f"newest: “{MASKED}”" in clients["manager"].get("/").content.decode()
    assert MASKED in clients["report"].get("/").content.decode()
    for happened in Activity.objects.all():
        assert SECRET not in json.dumps(happened.particulars)
        assert SECRET.encode() not in Happening.of(happened).dump()


def test_a_toast_about_a_sensitive_item_holds_none_of_its_words(browse, people, meeting, item):
    client = browse(people["report"])
    for name, args in (("outcome_drop", [meeting.pk, item.pk]), ("outcome_undo", [meeting.pk, item.pk])):
        client.post(reverse(name, args=args))
    client.post(reverse("agenda_item_removal", args=[item.pk]))
    assert SECRET not in json.dumps(client.session["toast"])
    gone = client.get(reverse("pair_removed", args=[meeting.pair_id])).content.decode()
    assert MASKED in gone
    assert SECRET not in gone


@pytest.mark.parametrize(
    ("sensitivity", "title", "context"),
    [("normal", SECRET, f"{SECRET} context"), ("sensitive", MASKED, "")],
)
def test_outside_is_the_one_noun_for_what_may_be_said_elsewhere(pair, people, at, sensitivity, title, context):
    item = AgendaItem.raise_on(
        pair, title=SECRET, context=f"{SECRET} context", sensitivity=sensitivity, by=people["report"], at=at
    )
    assert item.outside == Outside(title, context)


@pytest.mark.parametrize("who", ["manager", "report"])
@pytest.mark.parametrize("context", ["", "About your leave; nothing to prepare."])
@pytest.mark.parametrize("sensitive", [True, False])
def test_if_the_author_is_the_manager_a_line_of_context_is_required(
    browse, people, meeting, at, who, context, sensitive
):
    form = {"title": "Leave", "context": context} | ({"sensitive": "on"} if sensitive else {})
    answer = browse(people[who]).post(reverse("agenda_items", args=[meeting.pk]), form, headers=SCRIPT)
    refused = who == "manager" and sensitive and not context
    assert answer.status_code == (422 if refused else 200)
    assert AgendaItem.objects.count() == (0 if refused else 1)
    page = answer.content.decode()
    assert ("Say what this is about and what Tom may want to prepare." in page) == refused
    assert not refused or 'value="Leave"' in page


def test_no_other_way_in_gets_round_the_context(pair, people, at):
    with pytest.raises(ValueError, match="says what it is about"):
        AgendaItem.raise_on(pair, title="Leave", sensitivity="sensitive", by=people["manager"], at=at)
    item = AgendaItem.raise_on(pair, title="Leave", by=people["manager"], at=at)
    with pytest.raises(ValueError, match="says what it is about"):
        item.edit(sensitivity="sensitive", version=0, by=people["manager"], at=at)
    assert not AgendaItem.objects.get().sensitive


def test_a_sensitive_item_keeps_its_context_when_it_is_edited(browse, people, pair, at):
    item = AgendaItem.raise_on(
        pair, title="Leave", context="About it", sensitivity="sensitive", by=people["manager"], at=at
    )
    client, address = browse(people["manager"]), reverse("agenda_item", args=[item.pk])
    typed = {"title": "Leave", "context": "", "kind": "topic", "sensitive": "on", "version": 0}
    assert client.post(address, typed, headers=SCRIPT).status_code == 422
    assert AgendaItem.objects.get().context == "About it"


def test_the_mark_is_shown_to_both(browse, people, meeting, item):
    for who in ("manager", "report"):
        assert '<span class="tag">Sensitive</span>' in items(part(browse(people[who]), meeting))[SECRET]


def test_sharing_shows_first_exactly_what_becomes_visible(browse, people, pair, at):
    said = {"title": "Up", "context": "Why", "impact": "Who", "evidence": "31", "planned_minutes": 5, "kind": "win"}
    item = AgendaItem.raise_on(
        pair, **said, sensitivity="sensitive", visibility="private", by=people["report"], at=at - timedelta(days=1)
    )
    page = browse(people["report"]).get(reverse("agenda_item_sharing", args=[item.pk])).content.decode()
    what = page.split('id="what"')[1]
    for word in ("Up", "Why", "Who", "31", "planned 5 min", ">Win<", ">Sensitive<", "raised 23 November"):
        assert word in what, word
