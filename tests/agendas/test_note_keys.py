"""Keys turn over while people write: every sealed column of a note moves to the new key, and nothing of it is lost."""

import pytest

from agendas.models import NoteUpdate, NoteVersion, PrivateNote, PrivateNoteUpdate, SharedNote
from agendas.models.note_document import NoteDocument
from kit.vault.models import DataKey
from kit.vault.rotation import prove, rotate_data_key


def typed(note, by, text, *, at):
    note.take([(by.pk, NoteDocument.of(note.opened().updates).append(text))], at=at)


def keys_of(owner, *rows):
    """The keys that the sealed values of these rows name, and whether each is the owner's of today."""
    names = {SharedNote: ("state", "body"), PrivateNote: ("state", "body"), NoteVersion: ("body",)}
    sealed = [row.__dict__[name] for row in rows for name in names.get(type(row), ("content",))]
    assert all(sealed)
    today = DataKey.objects.unretired(owner).get().pk
    return {one.key_id == today for one in sealed}


@pytest.fixture
def shared(meeting, people, at):
    note = SharedNote.of(meeting, None, at=at)
    note.append("First", by=people["report"], at=at)
    note.rewrite("x", by=people["report"], at=at)  # most of it gone at once: a version
    typed(note, people["manager"], "Being typed", at=at)
    return note


def test_a_shared_note_its_versions_and_what_is_being_typed_move_to_the_new_key(shared, people, at):
    owner = shared.sealing_owner
    moved, failures = rotate_data_key(owner, at=at)
    assert (moved >= 3, failures) == (True, [])
    rows = [SharedNote.objects.get(), NoteVersion.objects.get(), NoteUpdate.objects.get()]
    assert keys_of(owner, *rows) == {True}
    assert prove().failures == []
    assert SharedNote.objects.get().read() == "x\n\nBeing typed"
    assert NoteVersion.objects.get().body == "First"


def test_a_private_note_moves_with_its_author(meeting, people, at):
    priya = people["manager"]
    note = PrivateNote.of(meeting, priya, at=at)
    note.append("Mine", by=priya, at=at)
    typed(note, priya, "Being typed", at=at)
    moved, failures = rotate_data_key(note.sealing_owner, at=at)
    assert (moved >= 2, failures) == (True, [])
    assert keys_of(note.sealing_owner, PrivateNote.objects.get(), PrivateNoteUpdate.objects.get()) == {True}
    assert prove().failures == []
    assert PrivateNote.objects.get().read() == "Mine\n\nBeing typed"


def test_whoever_had_the_note_open_goes_on_under_the_new_key(shared, people, at):
    page = NoteDocument.of(shared.opened().updates)
    rotate_data_key(shared.sealing_owner, at=at)
    SharedNote.objects.get().take([(people["report"].pk, page.append("Afterwards"))], at=at)
    shared.compact()
    assert shared.body == "x\n\nBeing typed\n\nAfterwards"
    assert keys_of(shared.sealing_owner, SharedNote.objects.get()) == {True}
    assert not NoteUpdate.objects.exists()
