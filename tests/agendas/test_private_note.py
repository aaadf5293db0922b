"""Private notes: one author, one reader, on however many devices."""

import pytest

from activity.models import Activity
from agendas.models import PrivateNote, PrivateNoteConflict
from kit.vault import SEALED
from kit.vault.models import DataKey
from tests.agendas.conftest import at_once


@pytest.fixture
def note(meeting, people, at):
    return PrivateNote.of(meeting, people["manager"], at=at)


@pytest.fixture
def priya(people):
    return people["manager"]


def fresh(note):
    return PrivateNote.objects.get(pk=note.pk)


def aside(priya):
    return sorted(conflict.open_for(priya) for conflict in PrivateNoteConflict.objects.select_related("note"))


def test_only_its_author_opens_or_writes_it(note, priya, people, at):
    note.write("Mine", version=0, by=priya, at=at)
    assert fresh(note).open_for(priya) == "Mine"
    for part in ("report", "hr_admin", "owner", "managers_manager"):
        with pytest.raises(PermissionError):
            fresh(note).open_for(people[part])
        with pytest.raises(PermissionError):
            fresh(note).write("Not mine", version=1, by=people[part], at=at)
        assert not PrivateNote.objects.visible_to(people[part]).exists()


def test_it_is_sealed_with_its_authors_key_and_shows_nothing(note, priya, at):
    note.write("Mine", version=0, by=priya, at=at)
    key = DataKey.objects.get(pk=fresh(note).__dict__["body"].key_id)
    assert (key.purpose, key.owner_id) == ("author", priya.pk)
    assert (str(fresh(note).body), str(fresh(note))) == (SEALED, "private note")


def test_nothing_about_it_is_recorded(note, priya, at):
    before = Activity.objects.count()
    note.write("Mine", version=0, by=priya, at=at)
    fresh(note).write("On another device", version=0, tab="phone", by=priya, at=at)
    fresh(note).resolve(PrivateNoteConflict.objects.get(), keep="both", by=priya, at=at)
    assert Activity.objects.count() == before


def test_each_has_a_note_of_their_own(note, meeting, people, at):
    assert PrivateNote.of(meeting, people["manager"], at=at) == note
    assert PrivateNote.of(meeting, people["report"], at=at) != note


@pytest.mark.parametrize(("keep", "kept"), [("mine", "Phone"), ("theirs", "Laptop"), ("both", "Laptop\n\nPhone")])
def test_two_devices_lose_nothing(note, priya, at, keep, kept):
    assert fresh(note).write("Laptop", version=0, tab="laptop", by=priya, at=at)
    assert not fresh(note).write("Ph", version=0, tab="phone", by=priya, at=at)
    assert not fresh(note).write("Phone", version=0, tab="phone", by=priya, at=at)
    assert aside(priya) == ["Phone"]
    assert fresh(note).resolve(PrivateNoteConflict.objects.get(), keep=keep, by=priya, at=at)
    assert fresh(note).open_for(priya) == kept
    assert aside(priya) == []


def test_writing_on_leaves_alone_what_another_device_set_aside(note, priya, at):
    fresh(note).write("Laptop", version=0, tab="laptop", by=priya, at=at)
    fresh(note).write("Phone", version=0, tab="phone", by=priya, at=at)
    fresh(note).write("Tablet", version=0, tab="tablet", by=priya, at=at)
    assert fresh(note).write("Laptop, longer", version=1, tab="laptop", by=priya, at=at)
    assert aside(priya) == ["Phone", "Tablet"]


def test_the_same_words_are_no_conflict(note, priya, at):
    fresh(note).write("Same", version=0, by=priya, at=at)
    assert fresh(note).write("Same", version=0, tab="phone", by=priya, at=at)
    assert aside(priya) == []


def test_a_decision_on_what_has_changed_since_is_asked_again(note, priya, at):
    fresh(note).write("Laptop", version=0, tab="laptop", by=priya, at=at)
    fresh(note).write("Phone", version=0, tab="phone", by=priya, at=at)
    conflict, looked_at = PrivateNoteConflict.objects.get(), fresh(note)
    fresh(note).write("Laptop, longer", version=1, tab="laptop", by=priya, at=at)
    assert not looked_at.resolve(conflict, keep="mine", by=priya, at=at)
    fresh(note).write("Phone, longer", version=0, tab="phone", by=priya, at=at)
    assert not fresh(note).resolve(conflict, keep="theirs", by=priya, at=at)
    assert aside(priya) == ["Phone, longer"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_devices_that_save_at_once_keep_every_text(note, priya, at):
    tabs = ("laptop", "phone", "tablet")
    at_once(*(lambda tab=tab: fresh(note).write(tab, version=0, tab=tab, by=priya, at=at) for tab in tabs))
    assert sorted([fresh(note).open_for(priya), *aside(priya)]) == sorted(tabs)
