"""The note that both write: nothing typed is ever lost."""

from datetime import timedelta

import pytest
from django.db import close_old_connections

from activity.models import Activity
from agendas.models import NoteConflict, SharedNote
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


def aside():
    return sorted((conflict.author.first_name, conflict.body or "") for conflict in NoteConflict.objects.all())


def test_a_note_is_made_once_and_empty(meeting, three, note, at):
    assert SharedNote.of(meeting, None, at=at) == note
    assert SharedNote.of(meeting, three[0], at=at) != note
    assert (note.body, note.version) == (None, 0)


def test_writing_moves_the_version_on_and_is_recorded(note, tom, at):
    assert note.write("First.", version=0, by=tom, at=at)
    assert note.write("First. Second.", version=1, by=tom, at=at)
    assert (fresh(note).body, fresh(note).version, fresh(note).updated_by) == ("First. Second.", 2, tom)
    told = Activity.objects.filter(subject_id=note.pk)
    assert [(one.kind, one.pair_id) for one in told] == [("shared_note.written", note.pair_id)] * 2


def test_of_two_texts_on_one_version_both_are_kept(note, tom, priya, at):
    assert fresh(note).write("Priya's", version=0, by=priya, at=at)
    assert not fresh(note).write("Tom's", version=0, by=tom, at=at)
    assert fresh(note).body == "Priya's"
    assert aside() == [("Tom", "Tom's")]


def test_the_same_words_are_no_conflict(note, tom, priya, at):
    fresh(note).write("Same", version=0, by=priya, at=at)
    assert fresh(note).write("Same", version=0, by=tom, at=at)
    assert aside() == []


def test_what_the_same_tab_goes_on_typing_takes_the_place_of_what_it_set_aside(note, tom, priya, at):
    fresh(note).write("Priya's", version=0, by=priya, at=at)
    for text in ("T", "To", "Tom's"):
        assert not fresh(note).write(text, version=0, tab="phone", by=tom, at=at)
    assert aside() == [("Tom", "Tom's")]


def test_two_tabs_of_one_person_are_set_aside_apart(note, tom, priya, at):
    fresh(note).write("Priya's", version=0, by=priya, at=at)
    fresh(note).write("On the phone", version=0, tab="phone", by=tom, at=at)
    fresh(note).write("On the laptop", version=0, tab="laptop", by=tom, at=at)
    assert aside() == [("Tom", "On the laptop"), ("Tom", "On the phone")]


def test_pages_without_a_script_set_aside_each_text_once(note, tom, priya, at):
    fresh(note).write("Priya's", version=0, by=priya, at=at)
    for text in ("One", "Two", "Two"):
        fresh(note).write(text, version=0, by=tom, at=at)
    assert aside() == [("Tom", "One"), ("Tom", "Two")]


def test_what_was_set_aside_outlives_the_next_save(note, tom, priya, at):
    fresh(note).write("Priya's", version=0, by=priya, at=at)
    fresh(note).write("Tom's old tab", version=0, tab="old", by=tom, at=at)
    assert fresh(note).write("Priya's. Tom's new tab.", version=1, tab="new", by=tom, at=at)
    assert aside() == [("Tom", "Tom's old tab")]


@pytest.mark.parametrize(
    ("who", "keep", "kept"),
    [
        ("tom", "mine", "Tom's"),
        ("tom", "theirs", "Priya's"),
        ("tom", "both", "Priya's\n\nTom's"),
        ("priya", "mine", "Priya's"),
        ("priya", "theirs", "Tom's"),
        ("priya", "both", "Priya's\n\nTom's"),
    ],
)
def test_either_decides_in_their_own_terms(note, tom, priya, at, who, keep, kept):
    fresh(note).write("Priya's", version=0, by=priya, at=at)
    fresh(note).write("Tom's", version=0, by=tom, at=at)
    by = {"tom": tom, "priya": priya}[who]
    assert fresh(note).resolve(NoteConflict.objects.get(), keep=keep, by=by, at=at)
    assert fresh(note).body == kept
    assert aside() == []


def test_what_was_emptied_here_and_filled_there_can_be_kept_either_way(note, tom, priya, at):
    fresh(note).write("Old", version=0, by=tom, at=at)
    fresh(note).write("Old and new", version=1, by=priya, at=at)
    assert not fresh(note).write("", version=1, by=tom, at=at)
    assert aside() == [("Tom", "")]
    assert fresh(note).resolve(NoteConflict.objects.get(), keep="mine", by=tom, at=at)
    assert fresh(note).body is None


def test_a_decision_on_a_text_that_has_grown_since_is_asked_again(note, tom, priya, at):
    fresh(note).write("Priya's", version=0, by=priya, at=at)
    fresh(note).write("Tom's", version=0, tab="phone", by=tom, at=at)
    looked_at = NoteConflict.objects.get()
    fresh(note).write("Tom's, longer", version=0, tab="phone", by=tom, at=at)
    assert not fresh(note).resolve(looked_at, keep="theirs", by=tom, at=at)
    assert aside() == [("Tom", "Tom's, longer")]


def test_a_decision_while_the_other_writes_on_is_asked_again_and_nothing_is_dropped(note, tom, priya, at):
    fresh(note).write("Priya's", version=0, by=priya, at=at)
    fresh(note).write("Tom's", version=0, by=tom, at=at)
    looked_at = fresh(note)
    fresh(note).write("Priya's, longer", version=1, by=priya, at=at)
    assert not looked_at.resolve(NoteConflict.objects.get(), keep="mine", by=tom, at=at)
    assert fresh(note).body == "Priya's, longer"
    assert aside() == [("Tom", "Tom's")]


def test_a_conflict_is_decided_once(note, tom, priya, at):
    fresh(note).write("Priya's", version=0, by=priya, at=at)
    fresh(note).write("Tom's", version=0, by=tom, at=at)
    conflict, again = NoteConflict.objects.get(), NoteConflict.objects.get()
    assert fresh(note).resolve(conflict, keep="both", by=tom, at=at)
    assert not fresh(note).resolve(again, keep="both", by=priya, at=at)
    assert fresh(note).body == "Priya's\n\nTom's"


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_three_who_write_fifty_times_each_lose_nothing(note, tom, priya, at):
    """Each adds lines to what they last saw, as fast as they can; who was overtaken looks and adds again."""

    def writer(name, by):
        def write():
            for number in range(50):
                line = f"{name}{number}"
                while True:
                    seen = fresh(note)
                    body = f"{seen.body}\n{line}" if seen.body else line
                    if seen.write(body, version=seen.version, tab=name, by=by, at=at):
                        break
            close_old_connections()

        return write

    at_once(writer("a", tom), writer("b", priya), writer("c", tom))
    lines = (fresh(note).body or "").split("\n")
    assert sorted(lines) == sorted(f"{name}{number}" for name in "abc" for number in range(50))


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_three_who_never_look_again_have_everything_set_aside(note, tom, priya, at):
    at_once(
        *(
            lambda tab=tab, by=by: [
                fresh(note).write(f"{tab}{number}", version=0, tab=tab, by=by, at=at) for number in range(10)
            ]
            for tab, by in (("a", tom), ("b", priya), ("c", tom))
        )
    )
    assert {text for _name, text in aside()} == {"a9", "b9", "c9"}
    assert fresh(note).body in {"a0", "b0", "c0"}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_note_begun_by_both_at_once_is_one_note(meeting, tom, priya, at):
    meeting = Meeting.objects.get(pk=meeting.pk)
    made = at_once(*(lambda: SharedNote.of(meeting, None, at=at).pk for _ in range(3)))
    assert len(set(made)) == 1
