"""Items: raised, changed, ordered, closed, removed."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from activity.models import Activity
from agendas.models import AgendaItem, Outcome, SharedNote
from agendas.models.order import GAP
from kit.vault import Owner
from kit.vault.models import DataKey
from tests.agendas.conftest import at_once


def titles(pair, person):
    return [item.title for item in AgendaItem.objects.visible_to(person).filter(pair=pair).open().in_order()]


def recorded(item):
    return sorted(Activity.objects.filter(subject_id=item.pk).values_list("kind", flat=True))


def test_an_item_is_raised_at_the_end_of_the_agenda(three, pair, people):
    assert titles(pair, people["manager"]) == ["One", "Two", "Three"]
    assert recorded(three[0]) == ["agenda_item.raised"]


def test_a_form_sent_again_makes_nothing_new(pair, people, at):
    key = uuid4()
    first = AgendaItem.raise_on(pair, title="Once", idempotency_key=key, by=people["report"], at=at)
    again = AgendaItem.raise_on(pair, title="Once", idempotency_key=key, by=people["report"], at=at)
    assert again == first
    assert titles(pair, people["report"]) == ["Once"]
    assert recorded(first) == ["agenda_item.raised"]


def test_the_same_key_of_somebody_else_is_another_form(pair, people, at):
    key = uuid4()
    for part in ("manager", "report"):
        AgendaItem.raise_on(pair, title=part, idempotency_key=key, by=people[part], at=at)
    assert titles(pair, people["report"]) == ["manager", "report"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_makes_one_item(pair, people, at):
    key = uuid4()

    def send():
        return AgendaItem.raise_on(pair, title="Once", idempotency_key=key, by=people["report"], at=at).pk

    assert len(set(at_once(send, send, send))) == 1
    assert AgendaItem.objects.count() == 1
    assert Activity.objects.filter(kind="agenda_item.raised").count() == 1


def test_an_edit_on_an_older_version_changes_nothing(three, people, at):
    mine, elsewhere = AgendaItem.objects.get(pk=three[0].pk), AgendaItem.objects.get(pk=three[0].pk)
    words = {"context": "", "planned_minutes": None, "by": people["report"], "at": at}
    assert elsewhere.edit(title="Elsewhere", version=0, **words)
    assert not mine.edit(title="Here", version=0, **words)
    assert AgendaItem.objects.get(pk=three[0].pk).title == "Elsewhere"
    assert recorded(three[0]) == ["agenda_item.edited", "agenda_item.raised"]


def test_a_private_item_is_sealed_with_its_authors_key_and_shared_with_that_of_the_pair(pair, people, at):
    author = people["manager"]
    item = AgendaItem.raise_on(pair, title="Ask gently", context="Soon", visibility="private", by=author, at=at)
    assert item.sealing_owner == Owner("author", author.pk)
    assert titles(pair, people["report"]) == []
    assert Activity.objects.get(subject_id=item.pk).private_to == author

    assert item.share(version=0, by=author, at=at)

    fresh = AgendaItem.objects.get(pk=item.pk)
    key = DataKey.objects.get(pk=fresh.__dict__["title"].key_id)
    assert (key.purpose, key.owner_id) == ("pair", pair.pk)
    assert (fresh.title, fresh.context, fresh.revealed_at) == ("Ask gently", "Soon", at)
    assert titles(pair, people["report"]) == ["Ask gently"]
    assert not fresh.share(version=fresh.version, by=author, at=at)


def test_an_item_edited_since_it_was_looked_at_is_not_shared(pair, people, at):
    item = AgendaItem.raise_on(pair, title="Mild", visibility="private", by=people["manager"], at=at)
    other_tab = AgendaItem.objects.get(pk=item.pk)
    other_tab.edit(title="Harsh", context="", planned_minutes=None, version=0, by=people["manager"], at=at)
    assert not item.share(version=0, by=people["manager"], at=at)
    assert titles(pair, people["report"]) == []


def test_a_private_item_cannot_be_revealed_in_the_database(pair, people, at):
    item = AgendaItem.raise_on(pair, title="Mine", visibility="private", by=people["manager"], at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(revealed_at=at)


@pytest.mark.parametrize(
    ("moved", "before", "order"),
    [
        (2, 0, ["Three", "One", "Two"]),
        (0, 2, ["Two", "One", "Three"]),
        (0, None, ["Two", "Three", "One"]),
        (1, 1, ["One", "Two", "Three"]),
    ],
)
def test_an_item_is_put_before_another_or_last(three, pair, people, at, moved, before, order):
    other = three[before] if before is not None else None
    assert three[moved].place_before(other, by=people["manager"], at=at) == (moved != before)
    assert titles(pair, people["report"]) == order


def test_an_item_goes_between_two_that_were_raised_at_once(three, pair, people, at):
    AgendaItem.objects.update(position=GAP, raised_at=at)
    one, two, _three = AgendaItem.objects.filter(pair=pair).in_order()
    last = AgendaItem.raise_on(pair, title="Last", by=people["report"], at=at)
    last.place_before(two, by=people["report"], at=at)
    assert titles(pair, people["report"])[:3] == [one.title, "Last", two.title]


def test_any_number_of_moves_to_one_place_keeps_the_order(three, pair, people, at):
    first = three[0]
    for number in range(60):
        mover = three[1 + number % 2]
        mover.place_before(first, by=people["manager"], at=at)
        first.place_before(mover, by=people["manager"], at=at)
        assert AgendaItem.objects.filter(pair=pair).in_order().first() == first
    assert titles(pair, people["manager"]) == ["One", "Three", "Two"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_who_move_at_once_both_get_their_way(pair, people, at):
    items = [AgendaItem.raise_on(pair, title=str(number), by=people["report"], at=at) for number in range(4)]
    at_once(
        lambda: items[3].place_before(items[1], by=people["manager"], at=at),
        lambda: items[0].place_before(None, by=people["report"], at=at),
    )
    order = titles(pair, people["manager"])
    assert (order[0], order[-1], sorted(order)) == ("3", "0", ["0", "1", "2", "3"])


def test_of_two_who_close_one_wins_and_is_recorded(three, people, at):
    here, there = AgendaItem.objects.get(pk=three[0].pk), AgendaItem.objects.get(pk=three[0].pk)
    assert here.close(how="dropped", by=people["manager"], at=at)
    assert not there.close(how="discussed", by=people["report"], at=at)
    assert there.reopen(by=people["report"], at=at)
    assert not here.reopen(by=people["manager"], at=at)
    assert recorded(three[0]) == ["agenda_item.dropped", "agenda_item.raised", "agenda_item.reopened"]


def test_a_removed_item_is_gone_for_both_and_comes_back_where_it_was(three, pair, people, at):
    assert three[1].remove(by=people["report"], at=at)
    assert titles(pair, people["manager"]) == titles(pair, people["report"]) == ["One", "Three"]
    assert list(AgendaItem.removed_by(people["report"])) == [three[1]]
    assert not AgendaItem.removed_by(people["manager"]).exists()
    for person in (people["manager"], people["report"]):
        assert three[1] not in AgendaItem.objects.visible_to(person)
    assert three[1].restore(by=people["report"], at=at)
    assert titles(pair, people["manager"]) == ["One", "Two", "Three"]


def test_what_became_something_at_a_meeting_is_not_removed(three, meeting, people, at):
    Outcome.finish(three[0], meeting, kind="carried", by=people["manager"], at=at)
    SharedNote.of(meeting, three[1], at=at).append("Noted by the other.", by=people["manager"], at=at)
    assert [item.remove(by=people["report"], at=at) for item in three] == [False, False, True]


def test_an_empty_note_that_was_only_opened_does_not_keep_an_item(three, meeting, people, at):
    SharedNote.of(meeting, three[0], at=at)
    assert three[0].remove(by=people["report"], at=at)
