"""What somebody types is a row until it becomes part of the note, a second later: every page reads it meanwhile."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agendas.models import AgendaItem, NoteUpdate, Outcome, PrivateNote, PrivateNoteUpdate, SharedNote
from agendas.models.note_document import NoteDocument
from tests.conftest import past_meeting

WORD = "Quarzuhr"
SCRIPT = {"HX-Request": "true"}


def typed(note, by, text=WORD, *, at):
    note.take([(by.pk, NoteDocument.of(note.opened().updates).append(text))], at=at)


@pytest.fixture
def item(pair, people, at):
    return AgendaItem.raise_on(pair, title="Energy", standing=True, by=people["report"], at=at)


@pytest.fixture
def past(pair, people, item, at):
    """A 1:1 of two days ago at which the item was talked about."""
    meeting = past_meeting(pair, ago=timedelta(days=2), at=at)
    Outcome.finish(item, meeting, kind="discussed", by=people["manager"], at=meeting.starts_at)
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    return meeting


@pytest.fixture
def reads(browse, people):
    """Which of the two find the word at an address."""

    def of(address, **options):
        def sees(who):
            answer = browse(people[who]).get(address, **options)
            assert answer.status_code == 200
            return WORD in html.unescape(answer.content.decode()).split("<main")[-1]

        return {who for who in ("manager", "report") if sees(who)}

    return of


BOTH = {"manager", "report"}


def found(browse, person):
    """How many places a search for the word finds."""
    return browse(person).get("/search/", {"q": WORD}).content.decode().count(f"<mark>{WORD}</mark>")


@pytest.mark.parametrize("stage", ["prepare", "meet", "review"])
@pytest.mark.parametrize("on_item", [True, False])
def test_the_page_of_the_meeting(reads, meeting, item, people, at, stage, on_item):
    typed(SharedNote.of(meeting, item if on_item else None, at=at), people["report"], at=at)
    assert reads(f"{meeting.get_absolute_url()}?stage={stage}") == BOTH


def test_the_record_of_a_meeting_that_is_over(reads, past, item, people, at):
    typed(SharedNote.of(past, item, at=at), people["report"], at=at)
    assert reads(past.get_absolute_url()) == BOTH


def test_what_was_said_last_time_and_the_thread_of_an_item(reads, meeting, past, item, people, at):
    typed(SharedNote.of(past, item, at=at), people["report"], at=at)
    assert reads(reverse("agenda", args=[meeting.pk]), headers=SCRIPT) == BOTH
    assert reads(reverse("agenda_item_thread", args=[item.pk])) == BOTH


def test_the_lines_that_become_actions(reads, meeting, item, people, at):
    note = SharedNote.of(meeting, item, at=at)
    typed(note, people["report"], f"- nothing\n- {WORD}", at=at)
    assert reads(reverse("note_lines", args=[meeting.pk])) == BOTH
    assert reads(f"{reverse('new_action')}?note={note.pk}&line=1") == BOTH


def test_the_history(reads, meeting, people, at):
    note = SharedNote.of(meeting, None, at=at)
    note.append("Before", by=people["manager"], at=at)
    typed(note, people["report"], at=at)
    assert reads(reverse("note_versions", args=[note.pk])) == BOTH


def test_a_search_finds_it_and_makes_it_part_of_the_note(browse, meeting, people, at):
    typed(SharedNote.of(meeting, None, at=at), people["report"], at=at)
    assert {found(browse, people[who]) for who in BOTH} == {1}
    assert not NoteUpdate.objects.exists()


def test_a_search_leaves_alone_what_is_typed_into_notes_of_others(browse, meeting, people, at):
    typed(PrivateNote.of(meeting, people["manager"], at=at), people["manager"], at=at)
    assert found(browse, people["report"]) == found(browse, people["outsider"]) == 0
    assert PrivateNoteUpdate.objects.exists()
    assert found(browse, people["manager"]) == 1


def test_a_private_note_on_its_authors_page_alone(reads, meeting, people, at):
    typed(PrivateNote.of(meeting, people["manager"], at=at), people["manager"], at=at)
    assert reads(meeting.get_absolute_url()) == {"manager"}
    assert reads(reverse("private_note", args=[meeting.pk])) == {"manager"}


def test_an_item_into_which_somebody_types_is_no_longer_without_a_record(meeting, item, people, at):
    assert AgendaItem.objects.without_a_record().filter(pk=item.pk).exists()
    typed(SharedNote.of(meeting, item, at=at), people["report"], at=at)
    assert not AgendaItem.objects.without_a_record().filter(pk=item.pk).exists()


@pytest.mark.parametrize("stage", ["prepare", "meet", "review"])
def test_a_page_with_every_note_being_typed_takes_no_more_than_twelve_queries(
    browse, pair, meeting, past, item, people, at, stage, count_queries
):
    both = (people["report"], people["manager"])
    for number in range(3):
        other = AgendaItem.raise_on(pair, title=f"Item {number}", by=both[0], at=at)
        typed(SharedNote.of(meeting, other, at=at), both[0], at=at)
    for note, by in (
        (SharedNote.of(past, item, at=at), both[0]),
        (SharedNote.of(meeting, None, at=at), both[1]),
        (PrivateNote.of(meeting, both[1], at=at), both[1]),
    ):
        typed(note, by, at=at)
    client = browse(both[1])
    assert count_queries(lambda: client.get(f"{meeting.get_absolute_url()}?stage={stage}")) <= 12


def test_whoever_adds_by_the_form_reads_all_of_it(browse, meeting, people):
    at = timezone.now()
    typed(SharedNote.of(meeting, None, at=at), people["report"], at=at)
    page = browse(people["manager"]).post(reverse("notes", args=[meeting.pk]), {"body": "Added"}, headers=SCRIPT)
    text = page.content.decode()
    assert text.index(WORD) < text.index("Added")
