"""Private notes: one author, one reader, on however many devices."""

from uuid import uuid4

import pytest

from activity.models import Activity
from agendas.models import PrivateNote, PrivateNoteUpdate
from agendas.models.note_document import NoteDocument
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


def test_only_its_author_opens_or_writes_it(note, priya, people, at):
    note.append("Mine", by=priya, at=at)
    assert fresh(note).open_for(priya) == "Mine"
    update = NoteDocument().append("Not mine")
    for part in ("report", "hr_admin", "owner", "managers_manager"):
        with pytest.raises(PermissionError):
            fresh(note).open_for(people[part])
        for verb in ("append", "rewrite"):
            with pytest.raises(PermissionError):
                getattr(fresh(note), verb)("Not mine", by=people[part], at=at)
        with pytest.raises(PermissionError):
            fresh(note).take([(people[part].pk, update)], at=at)
        assert not PrivateNote.objects.visible_to(people[part]).exists()
    assert fresh(note).open_for(priya) == "Mine"


def test_it_is_sealed_with_its_authors_key_and_shows_nothing(note, priya, at):
    note.append("Mine", by=priya, at=at)
    fresh(note).take([(priya.pk, NoteDocument().append("Being typed"))], at=at)
    update = PrivateNoteUpdate.objects.get()
    for row, name in ((fresh(note), "body"), (fresh(note), "state"), (update, "content")):
        key = DataKey.objects.get(pk=row.__dict__[name].key_id)
        assert (key.purpose, key.owner_id) == ("author", priya.pk)
    assert (str(fresh(note).body), str(fresh(note)), str(update)) == (
        SEALED,
        "private note",
        "update of a private note",
    )


def test_nothing_about_it_is_recorded(note, priya, at):
    before = Activity.objects.count()
    note.append("Mine", by=priya, at=at)
    fresh(note).rewrite("On another device", by=priya, at=at)
    fresh(note).take([(priya.pk, NoteDocument().append("Being typed"))], at=at)
    fresh(note).compact()
    assert Activity.objects.count() == before


def test_each_has_a_note_of_their_own(note, meeting, people, at):
    assert PrivateNote.of(meeting, people["manager"], at=at) == note
    assert PrivateNote.of(meeting, people["report"], at=at) != note


def test_two_devices_lose_nothing(note, priya, at):
    phone = fresh(note)
    fresh(note).append("Laptop", by=priya, at=at)
    phone.append("Phone", by=priya, at=at)
    assert fresh(note).open_for(priya) == "Laptop\n\nPhone"


def test_adding_twice_with_one_key_adds_once(note, priya, at):
    key = uuid4()
    for _ in range(2):
        fresh(note).append("Once", by=priya, at=at, idempotency_key=key)
    assert fresh(note).open_for(priya) == "Once"


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_devices_that_add_at_once_keep_every_text(note, priya, at):
    devices = ("laptop", "phone", "tablet")
    at_once(*(lambda name=name: fresh(note).append(name, by=priya, at=at) for name in devices))
    assert sorted(fresh(note).open_for(priya).split("\n\n")) == sorted(devices)
