"""The history of the shared note is readable by both."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from activity.models import Activity
from agendas.models import NoteConflict, NoteVersion, SharedNote
from agendas.models.note_version import begins_a_version
from tests.conftest import past_meeting

MINUTE = timedelta(minutes=1)
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def note(meeting, at):
    return SharedNote.of(meeting, None, at=at)


@pytest.fixture
def tom(people):
    return people["report"]


@pytest.fixture
def priya(people):
    return people["manager"]


def write(note, body, by, at):
    assert note.write(body, version=note.version, by=by, at=at)


def kept(note):
    versions = NoteVersion.objects.filter(note=note).order_by("written_at", "id")
    return [(one.body or "", one.written_by.first_name) for one in versions]


@pytest.mark.parametrize(
    ("writer", "minutes", "text", "begins"),
    [
        ("report", 0, "What we said, and more", False),
        ("report", 9, "What we said, and more", False),
        ("report", 10, "What we said, and more", True),
        ("report", 0, "What we", False),
        ("report", 0, "What", True),
        ("report", 0, "", True),
        ("report", 99, "What we said", False),
        ("manager", 0, "What we said, and more", True),
        ("manager", 0, "What we said", False),
    ],
)
def test_what_begins_a_version(note, people, at, writer, minutes, text, begins):
    write(note, "What we said", people["report"], at)
    assert begins_a_version(note, text, by=people[writer], at=at + minutes * MINUTE) is begins


def test_what_one_person_types_in_ten_minutes_is_one_version(note, tom, at):
    for minute in range(25):
        write(note, "Word " * (minute + 1), tom, at + minute * MINUTE)
    assert kept(note) == [("Word " * 10, "Tom"), ("Word " * 20, "Tom")]
    assert note.body == "Word " * 25, "the last text is complete in the note itself"


def test_when_the_writer_changes_what_stood_there_is_kept_with_its_own_time(note, tom, priya, at):
    write(note, "Tom’s", tom, at)
    write(note, "Tom’s and Priya’s", priya, at + MINUTE)
    write(note, "Tom’s and Priya’s, once more", tom, at + 2 * MINUTE)
    assert kept(note) == [("Tom’s", "Tom"), ("Tom’s and Priya’s", "Priya")]
    first = NoteVersion.objects.order_by("written_at").first()
    assert first.written_at == at


def test_a_save_that_loses_against_another_makes_no_version(note, tom, priya, at):
    write(note, "First", tom, at)
    late = SharedNote.objects.select_related("meeting").get(pk=note.pk)
    write(note, "First and second", tom, at)
    assert not late.write("Late", version=1, by=priya, at=at)
    assert kept(note) == []


def test_a_conflict_that_is_decided_keeps_both_texts_in_the_history(note, tom, priya, at):
    write(note, "Tom’s", tom, at)
    note.write("Priya’s", version=0, by=priya, at=at)
    assert note.resolve(NoteConflict.objects.select_related("note").get(), keep="mine", by=priya, at=at)
    assert (note.body, kept(note)) == ("Priya’s", [("Tom’s", "Tom")])


def test_restoring_a_version_is_a_new_version_and_loses_nothing(note, tom, priya, at):
    write(note, "Good text", tom, at)
    write(note, "Spoilt", priya, at + MINUTE)
    assert note.restore(NoteVersion.objects.get(), by=priya, at=at + 2 * MINUTE)
    assert (note.body, note.updated_by, kept(note)) == ("Good text", priya, [("Good text", "Tom"), ("Spoilt", "Priya")])
    assert Activity.objects.get(kind="shared_note.restored").particulars["written_at"] == at.isoformat()


def test_what_it_says_already_is_not_restored_again(note, tom, priya, at):
    write(note, "Good text", tom, at)
    write(note, "Spoilt", priya, at)
    write(note, "Good text", tom, at + MINUTE)
    first = NoteVersion.objects.order_by("written_at", "id").get(written_by=tom)
    assert not note.restore(first, by=tom, at=at + MINUTE)


def test_a_version_is_restored_in_its_own_note(note, meeting, three, tom, priya, at):
    write(note, "One", tom, at)
    write(note, "Two", priya, at)
    other = SharedNote.of(meeting, three[0], at=at)
    with pytest.raises(ValueError, match="own note"):
        other.restore(NoteVersion.objects.get(), by=tom, at=at)


# --- the page


def words(answer):
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


@pytest.mark.parametrize("who", ["manager", "report"])
def test_both_read_what_it_said_when_and_by_whom(browse, people, note, tom, priya, at, who):
    write(note, "Energy 6 of 10", tom, at)
    write(note, "Energy 7 of 10, mostly on-call", priya, at + MINUTE)
    client = browse(people[who])
    now = words(client.get(reverse("note_versions", args=[note.pk])))
    assert "As it is now" in now
    assert ("By you." if who == "manager" else "By Priya.") in now
    assert "words added. 2 words removed." in now
    assert '<del><span class="visually-hidden">[removed:] </span> 6<' in now
    assert '<ins><span class="visually-hidden">[added:] </span> 7<' in now
    then = words(client.get(reverse("note_version", args=[NoteVersion.objects.get().pk])))
    assert "As it was on" in then
    assert "Energy 6 of 10" in then
    assert "This is the first version." in then


def test_the_part_alone_comes_to_a_script(browse, priya, note, tom, at):
    write(note, "One", tom, at)
    part = browse(priya).get(reverse("note_versions", args=[note.pk]), headers=SCRIPT).content.decode()
    assert "<html" not in part
    assert 'id="history"' in part


def test_a_version_comes_back_in_one_press_and_undo_takes_it_back(browse, priya, note, tom, at):
    write(note, "Good text", tom, at)
    write(note, "Spoilt", priya, at + MINUTE)
    client = browse(priya)
    answer = client.post(reverse("note_version_restoration", args=[NoteVersion.objects.get().pk]))
    assert (answer.status_code, answer.url) == (303, reverse("note_versions", args=[note.pk]))
    page = words(client.get(answer.url))
    assert "Restored." in page
    undo = re.search(r'class="press" method="post" action="(/note-versions/[^"]*/restoration/)"[^>]*data-undo', page)
    assert undo
    client.post(undo[1])
    assert SharedNote.objects.get().body == "Spoilt"


def test_the_note_of_an_item_has_its_history_too(browse, priya, meeting, three, tom, at):
    note = SharedNote.of(meeting, three[0], at=at)
    write(note, "On the item", tom, at)
    assert "Notes on “One”" in words(browse(priya).get(reverse("note_versions", args=[note.pk])))
    assert reverse("note_versions", args=[note.pk]) in words(browse(priya).get(meeting.get_absolute_url()))


def test_a_former_manager_reads_the_history_and_restores_nothing(browse, people, ended_pair, tom, at):
    meeting = past_meeting(ended_pair, ago=timedelta(days=300), at=at)
    note = SharedNote.of(meeting, None, at=at)
    write(note, "Then", tom, at)
    write(note, "Later", people["former_manager"], at)
    version = NoteVersion.objects.get()
    client = browse(people["former_manager"])
    page = words(client.get(reverse("note_version", args=[version.pk])))
    assert "Restore this version" not in page
    assert client.post(reverse("note_version_restoration", args=[version.pk])).status_code == 403


@pytest.mark.parametrize("who", ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"])
def test_to_anybody_else_there_is_no_history(browse, people, note, tom, priya, at, who):
    write(note, "One", tom, at)
    write(note, "Two", priya, at)
    version, client = NoteVersion.objects.get(), browse(people[who])
    assert client.get(reverse("note_versions", args=[note.pk])).status_code == 404
    assert client.get(reverse("note_version", args=[version.pk])).status_code == 404
    assert client.post(reverse("note_version_restoration", args=[version.pk])).status_code == 404


def test_a_long_history_comes_in_pages_and_takes_as_many_queries_as_a_short_one(
    browse, note, tom, priya, at, count_queries
):
    client, counted = browse(priya), []
    for rounds in (2, 60):
        for number in range(rounds):
            write(note, f"Text {number}", tom if number % 2 else priya, at + (number + rounds) * MINUTE)
        client.get(reverse("note_versions", args=[note.pk]))
        counted.append(count_queries(lambda: client.get(reverse("note_versions", args=[note.pk]))))
    page = words(client.get(reverse("note_versions", args=[note.pk])))
    assert page.count("/note-versions/") == 50
    assert "Older" in page
    assert counted[0] == counted[1] <= 12
