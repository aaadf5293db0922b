"""Who can read this: the list, and that it is what the pages go by."""

import pytest
from django.urls import reverse

from agendas.models import AgendaItem, PrivateNote, SharedNote, readers_of
from people.models import Person
from tests.conftest import Browse, People

TWO = ["Priya Raman", "Tom Okafor"]


@pytest.fixture
def shared(pair, people, at):
    return AgendaItem.raise_on(pair, title="Cover in December", by=people["report"], at=at)


@pytest.fixture
def private(pair, people, at):
    return AgendaItem.raise_on(pair, title="For me alone", visibility="private", by=people["report"], at=at)


@pytest.fixture
def note(meeting, people, at):
    note = SharedNote.of(meeting, None, at=at)
    note.append("What we said", by=people["report"], at=at)
    return note


@pytest.fixture
def own_note(meeting, people, at):
    note = PrivateNote.of(meeting, people["report"], at=at)
    note.append("What I think", by=people["report"], at=at)
    return note


@pytest.mark.parametrize("who", ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"])
def test_nobody_else_learns_who_reads(browse: Browse, people: People, who, shared, note, own_note):
    for name, thing in (
        ("agenda_item_readers", shared),
        ("shared_note_readers", note),
        ("private_note_readers", own_note),
    ):
        assert browse(people[who]).get(reverse(name, args=[thing.pk])).status_code == 404, name


def test_the_other_does_not_learn_of_a_private_thing_by_its_reader_list(
    browse: Browse, people: People, private, own_note
):
    other = browse(people["manager"])
    assert other.get(reverse("agenda_item_readers", args=[private.pk])).status_code == 404
    assert other.get(reverse("private_note_readers", args=[own_note.pk])).status_code == 404


def test_each_thing_names_those_to_whom_visible_to_gives_it(people, shared, private, note, own_note):
    """The list and the rule are one: each account asked alone says the same."""
    for thing, wanted in ((shared, TWO), (note, TWO), (private, ["Tom Okafor"]), (own_note, ["Tom Okafor"])):
        alone = [one.name for one in people.values() if type(thing).objects.visible_to(one).filter(pk=thing.pk)]
        assert [one.name for one in readers_of(thing)] == sorted(alone) == wanted


def test_two_of_one_name_are_always_listed_in_the_same_order(people, shared):
    Person.objects.filter(pk__in=[people["manager"].pk, people["report"].pk]).update(name="Kim Lee")
    assert [one.pk for one in readers_of(shared)] == sorted([people["manager"].pk, people["report"].pk])


def test_a_former_manager_reads_what_was_theirs_and_the_new_one_does_not(ended_pair, people, at):
    old = AgendaItem.raise_on(ended_pair, title="Three threads", by=people["report"], at=at)
    assert [one.name for one in readers_of(old)] == ["Sofia Marin", "Tom Okafor"]


def test_sharing_adds_the_other_to_the_list(private, people, at):
    private.share(version=private.version, by=people["report"], at=at)
    assert [one.name for one in readers_of(private)] == TWO


def test_a_closed_account_reads_nothing(shared, people, at):
    people["report"].deactivate(by=None, at=at)
    assert [one.name for one in readers_of(shared)] == ["Priya Raman"]


def test_it_is_one_statement_whatever_the_number_of_accounts(shared, count_queries, at):
    for number in range(9):
        Person.add(email=f"p{number}@example.test", name=f"P {number}", by=None, at=at, invite=False)
    assert count_queries(lambda: list(readers_of(shared))) == 1


def test_a_script_gets_the_list_alone_and_a_browser_a_page(browse: Browse, people: People, shared, private):
    tom = browse(people["report"])
    page = tom.get(reverse("agenda_item_readers", args=[shared.pk]))
    part = tom.get(reverse("agenda_item_readers", args=[shared.pk]), headers={"HX-Request": "true"})
    for html in (page.content.decode(), part.content.decode()):
        assert "Priya Raman" in html
        assert "no HR admin, no owner, no manager above you two" in html
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    alone = tom.get(reverse("agenda_item_readers", args=[private.pk])).content.decode()
    assert "Only you. Priya does not learn that it exists." in alone


def test_the_meeting_page_offers_it_for_each_thing(browse: Browse, people: People, meeting, shared, note, own_note):
    html = browse(people["report"]).get(meeting.get_absolute_url()).content.decode()
    for name, thing in (
        ("agenda_item_readers", shared),
        ("shared_note_readers", note),
        ("private_note_readers", own_note),
    ):
        assert reverse(name, args=[thing.pk]) in html, name


def test_the_page_keeps_its_budget(browse: Browse, people: People, shared, count_queries):
    tom = browse(people["report"])
    assert count_queries(lambda: tom.get(reverse("agenda_item_readers", args=[shared.pk]))) <= 12
