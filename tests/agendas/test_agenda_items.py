"""Reads after the item: what is open, in which order, and what a template of the agenda keeps."""

from datetime import timedelta

import pytest

from agendas.models import AgendaItem, Decision, Outcome

MINUTE = timedelta(minutes=1)


@pytest.fixture
def scattered(pair, people, at):
    """Of one place, one place and moment, and others: in the order of the agenda, raised in another."""
    places = [(2, 0), (1, 1), (1, 2), (1, 1), (3, -1), (1, 1), (2, 1), (0, 3)]
    for place, minutes in places:
        item = AgendaItem.raise_on(pair, title="x", by=people["report"], at=at)
        AgendaItem.objects.filter(pk=item.pk).update(position=float(place), raised_at=at + minutes * MINUTE)
    return sorted(AgendaItem.objects.all(), key=lambda item: (item.position, item.raised_at, item.pk))


def test_of_one_place_the_one_raised_first_comes_first_and_of_one_moment_always_the_same(scattered):
    assert list(AgendaItem.objects.in_order()) == scattered


def test_each_stands_behind_those_ahead_of_it_and_ahead_of_the_rest(scattered):
    for index, item in enumerate(scattered):
        assert list(AgendaItem.objects.ahead_of(item).in_order()) == scattered[:index]
        assert list(AgendaItem.objects.behind(item).in_order()) == scattered[index + 1 :]


def test_what_was_taken_off_the_agenda_is_not_open(pair, people, three, at):
    three[0].remove(by=people["report"], at=at)
    assert set(AgendaItem.objects.open()) == set(three[1:])


@pytest.mark.parametrize(
    ("by", "said", "kept"),
    [
        ("report", {}, True),
        ("report", {"visibility": "private"}, False),
        ("report", {"sensitivity": "sensitive"}, False),
        ("report", {"standing": True}, True),
        ("manager", {}, False),
        ("manager", {"standing": True}, True),
        ("manager", {"standing": True, "sensitivity": "sensitive", "context": "Pay"}, False),
    ],
)
def test_a_template_of_the_agenda_keeps_ones_own_words_and_what_stands_on_each(pair, people, at, by, said, kept):
    item = AgendaItem.raise_on(pair, title="x", by=people[by], at=at, **said)
    assert list(AgendaItem.objects.worth_keeping_for(people["report"])) == [item] * kept


def test_a_template_keeps_nothing_that_the_other_has_not_been_shown(pair, people, at):
    pair.show_items("at_start", by=people["report"], at=at)
    item = AgendaItem.raise_on(pair, title="x", standing=True, by=people["manager"], at=at)
    assert not AgendaItem.objects.worth_keeping_for(people["report"]).exists()
    assert AgendaItem.objects.worth_keeping_for(people["manager"]).get() == item


def test_what_a_decision_was_marked_on_is_not_taken_off_even_if_its_outcome_is_undone(pair, people, three, meeting, at):
    item, tom = three[0], people["report"]
    Outcome.finish(item, meeting, kind="carried", by=tom, at=at)
    Decision.mark(item, meeting, by=tom, at=at)
    assert Outcome.undo(item, meeting, by=tom, at=at)
    assert not item.remove(by=tom, at=at)
