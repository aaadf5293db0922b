"""The note that both write: whatever anybody types is in it, once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from activity.models import Activity
from agendas.models import NoteUpdate, SharedNote
from agendas.models.note_document import NOTE_LENGTH, Full, NoteDocument, writer_of
from oneonones.models import Meeting
from tests.agendas.conftest import at_once

SECOND = timedelta(seconds=1)


@pytest.fixture
def note(meeting, at):
    return SharedNote.of(meeting, None, at=at)


@pytest.fixture
def tom(people):
    return people["report"]


@pytest.fixture
def priya(people):
    return people["manager"]


def fresh(note):
    return SharedNote.objects.select_related("meeting").get(pk=note.pk)


def typed(note, by, text, *, at):
    """What a page types and nobody has compacted."""
    note.take([(by.pk, NoteDocument.of(note.opened().updates).append(text))], at=at)


def test_a_note_is_made_once_and_empty(meeting, three, note, at):
    assert SharedNote.of(meeting, None, at=at) == note
    assert SharedNote.of(meeting, three[0], at=at) != note
    assert (note.body, note.version) == (None, 0)


def test_what_is_added_stands_under_what_is_there_and_is_recorded(note, tom, at):
    assert note.append("First.", by=tom, at=at)
    assert fresh(note).append("Second.", by=tom, at=at)
    assert (fresh(note).body, fresh(note).updated_by) == ("First.\n\nSecond.", tom)
    told = Activity.objects.filter(subject_id=note.pk)
    assert [(one.kind, one.pair_id) for one in told] == [("shared_note.written", note.pair_id)] * 2
    assert not NoteUpdate.objects.exists(), "what was added is part of the note"


def test_whoever_has_read_an_old_note_adds_to_the_new_one(note, tom, priya, at):
    old = fresh(note)
    fresh(note).append("Priya's", by=priya, at=at)
    assert old.append("Tom's", by=tom, at=at)
    assert old.body == fresh(note).body == "Priya's\n\nTom's"


def test_what_is_added_joins_what_is_just_being_typed(note, tom, priya, at):
    typed(note, priya, "Being typed", at=at)
    note.append("Added", by=tom, at=at)
    assert fresh(note).body == "Being typed\n\nAdded"


@pytest.mark.parametrize("nothing", ["", " \n\n "])
def test_nothing_added_changes_nothing(note, tom, at, nothing):
    assert not note.append(nothing, by=tom, at=at)
    assert fresh(note).version == 0
    assert not Activity.objects.filter(subject_id=note.pk).exists()


def test_adding_twice_with_one_key_adds_once(note, tom, priya, at):
    key = uuid4()
    assert note.append("Once", by=tom, at=at, idempotency_key=key)
    note.append("Something else", by=priya, at=at)
    assert not fresh(note).append("Once", by=tom, at=at, idempotency_key=key)
    assert fresh(note).append("Twice", by=tom, at=at, idempotency_key=uuid4())
    assert fresh(note).body == "Once\n\nSomething else\n\nTwice"


def test_another_text_under_a_key_that_was_used_is_added_all_the_same(note, tom, at):
    """A page of before, reached by the browser's Back: what is typed there is not lost."""
    key = uuid4()
    for text in ("Once", "Twice"):
        assert note.append(text, by=tom, at=at, idempotency_key=key)
    assert fresh(note).body == "Once\n\nTwice"


def test_a_note_that_is_full_takes_no_more_and_keeps_what_it_has(note, tom, at):
    note.append("a" * (NOTE_LENGTH - 10), by=tom, at=at)
    with pytest.raises(Full):
        note.append("b" * 20, by=tom, at=at)
    assert set(fresh(note).body or "") == {"a"}


def test_a_key_is_remembered_when_what_it_added_is_gone(note, tom, at):
    key = uuid4()
    note.append("Once", by=tom, at=at, idempotency_key=key)
    note.rewrite("Other words", by=tom, at=at)
    assert not note.append("Once", by=tom, at=at, idempotency_key=key)
    assert fresh(note).body == "Other words"


def test_every_key_is_a_client_that_a_browser_can_count_in():
    assert all(0 < writer_of(uuid4(), "Once") < 2**53 for _ in range(100))


def test_saying_something_else_leaves_alone_what_stays(note, tom, priya, at):
    note.append("Above\n\nOld\n\nBelow", by=tom, at=at)
    tab = NoteDocument.of(note.opened().updates)
    above = tab._fragment.children[0].children[0]
    tab._came.clear()
    above += ", as Priya types on"
    update = tab._came[-1]
    assert note.rewrite("Above\n\nNew\n\nBelow", by=tom, at=at + SECOND)
    note.take([(priya.pk, update)], at=at + 2 * SECOND)
    note.compact()
    assert fresh(note).body == "Above, as Priya types on\n\nNew\n\nBelow"


def test_saying_the_same_again_changes_nothing(note, tom, at):
    note.append("Said\n\n- so", by=tom, at=at)
    version = fresh(note).version
    assert not note.rewrite("Said\n\n- so\n", by=tom, at=at)
    assert fresh(note).version == version


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_three_who_add_at_once_lose_nothing(note, tom, priya, at):
    def adding(name, by):
        return lambda: [fresh(note).append(f"{name}{number}", by=by, at=at) for number in range(12)]

    at_once(adding("a", tom), adding("b", priya), adding("c", tom))
    lines = (fresh(note).body or "").split("\n\n")
    assert sorted(lines) == sorted(f"{name}{number}" for name in "abc" for number in range(12))
    assert [line for line in lines if line[0] == "a"] == [f"a{number}" for number in range(12)]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_pressing_twice_in_the_same_instant_adds_once(note, tom, at):
    key = uuid4()
    done = at_once(*(lambda: fresh(note).append("Once", by=tom, at=at, idempotency_key=key) for _ in range(3)))
    assert sorted(done) == [False, False, True]
    assert fresh(note).body == "Once"


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_note_begun_by_both_at_once_is_one_note(meeting, tom, priya, at):
    meeting = Meeting.objects.get(pk=meeting.pk)
    made = at_once(*(lambda: SharedNote.of(meeting, None, at=at).pk for _ in range(3)))
    assert len(set(made)) == 1
