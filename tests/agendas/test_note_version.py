"""The history of the shared note is readable by both."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from activity.models import Activity
from agendas.models import NoteVersion, SharedNote
from agendas.models.note_document import NoteDocument
from agendas.models.note_version import begins_a_version
from tests.conftest import past_meeting

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
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
    assert note.rewrite(body, by=by, at=at)


def typed(note, by, text, *, at):
    """What a page types and nobody has compacted."""
    note.take([(by.pk, NoteDocument.of(note.opened().updates).append(text))], at=at)


def fresh(note):
    return SharedNote.objects.select_related("meeting").get(pk=note.pk)


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
        ("manager", 0, "What we said, and more", False),
        ("manager", 1, "What we said, and more", True),
        ("manager", 1, "What we said", False),
    ],
)
def test_what_begins_a_version(note, people, at, writer, minutes, text, begins):
    write(note, "What we said", people["report"], at)
    assert begins_a_version(note, text, by_id=people[writer].pk, at=at + minutes * MINUTE) is begins


def test_what_one_person_types_in_ten_minutes_is_one_version(note, tom, at):
    for minute in range(25):
        write(note, " ".join(["Word"] * (minute + 1)), tom, at + minute * MINUTE)
    assert [(text.count("Word"), name) for text, name in kept(note)] == [(10, "Tom"), (20, "Tom")]
    assert note.body.count("Word") == 25, "the last text is complete in the note itself"


def test_when_the_writer_changes_what_stood_there_is_kept_with_its_own_time(note, tom, priya, at):
    write(note, "Tom’s", tom, at)
    write(note, "Tom’s and Priya’s", priya, at + MINUTE)
    write(note, "Tom’s and Priya’s, once more", tom, at + 2 * MINUTE)
    assert kept(note) == [("Tom’s", "Tom"), ("Tom’s and Priya’s", "Priya")]
    first = NoteVersion.objects.order_by("written_at").first()
    assert (first.written_at, first.also_by) == (at, None)


def test_restoring_a_version_is_a_new_version_and_loses_nothing(note, tom, priya, at):
    write(note, "Good text", tom, at)
    write(note, "Spoilt", priya, at + MINUTE)
    assert note.restore(NoteVersion.objects.get(), by=priya, at=at + 2 * MINUTE)
    assert (note.body, note.updated_by, kept(note)) == ("Good text", priya, [("Good text", "Tom"), ("Spoilt", "Priya")])
    assert Activity.objects.get(kind="shared_note.restored").particulars["written_at"] == at.isoformat()


def test_what_it_says_already_is_not_restored_again(note, tom, priya, at):
    write(note, "Good text", tom, at)
    write(note, "Spoilt", priya, at + MINUTE)
    write(note, "Good text", tom, at + 2 * MINUTE)
    first = NoteVersion.objects.order_by("written_at", "id").get(written_by=tom)
    assert not note.restore(first, by=tom, at=at + MINUTE)


def test_a_version_is_restored_in_its_own_note(note, meeting, three, tom, priya, at):
    write(note, "One", tom, at)
    write(note, "Two", priya, at + MINUTE)
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
    assert '<p dir="auto">Energy 7 of 10, mostly on-call</p>' in now
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
    write(note, "Later", people["former_manager"], at + MINUTE)
    version = NoteVersion.objects.get()
    client = browse(people["former_manager"])
    page = words(client.get(reverse("note_version", args=[version.pk])))
    assert "Restore this version" not in page
    assert client.post(reverse("note_version_restoration", args=[version.pk])).status_code == 403


@pytest.mark.parametrize("who", ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"])
def test_to_anybody_else_there_is_no_history(browse, people, note, tom, priya, at, who):
    write(note, "One", tom, at)
    write(note, "Two", priya, at + MINUTE)
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


def test_who_type_at_the_same_time_share_a_version(note, people, at):
    for number in range(8):
        document = NoteDocument.of(note.opened().updates)
        note.take(
            [(people["manager" if number % 2 else "report"].pk, document.append(f"Line {number}"))],
            at=at + number * SECOND,
        )
        note.compact()
    assert not NoteVersion.objects.exists()
    note.append("Later", by=people["manager"], at=at + 11 * MINUTE)
    assert [body.count("Line") for body, _ in kept(note)] == [8]
    sitting = NoteVersion.objects.get()
    assert {sitting.written_by, sitting.also_by} == {people["report"], people["manager"]}
    assert fresh(note).also_by is None, "a later sitting is its writer's alone"
    assert Activity.objects.filter(kind="shared_note.written").count() == 3


def test_a_page_names_both_who_wrote_in_one_sitting(browse, note, tom, priya, at):
    write(note, "Tom’s", tom, at)
    write(note, "Tom’s and Priya’s", priya, at + SECOND)
    write(note, "Tom’s again", tom, at + 2 * MINUTE)
    version = reverse("note_version", args=[NoteVersion.objects.get().pk])
    assert "By you and Tom." in words(browse(priya).get(version))
    page = words(browse(tom).get(version))
    assert "By you and Priya." in page
    assert "You and Priya</span>" in page
    assert "By you." in words(browse(tom).get(reverse("note_versions", args=[note.pk])))


def test_a_version_reads_as_the_note_does(browse, note, tom, priya, at):
    write(note, "## Plan\n\n- [x] Book **it**\n\n<script>alert(1)</script>", tom, at)
    write(note, "Nothing of that", priya, at + MINUTE)
    page = browse(tom).get(reverse("note_version", args=[NoteVersion.objects.get().pk])).content.decode()
    assert '<h3 class="note-h note-h2" dir="auto">Plan</h3>' in page
    assert "<strong>it</strong>" in page
    assert "<script>alert" not in page


def test_the_history_reads_what_is_just_being_typed(browse, note, tom, priya, at):
    write(note, "Then", tom, at)
    typed(note, priya, "And now", at=at + MINUTE)
    assert '<p dir="auto">And now</p>' in words(browse(tom).get(reverse("note_versions", args=[note.pk])))


def test_restoring_keeps_what_was_just_being_typed_as_a_version(note, tom, priya, at):
    write(note, "Good text", tom, at)
    write(note, "Other text", priya, at + MINUTE)
    typed(note, tom, "Just typed", at=at + 2 * MINUTE)
    assert note.restore(NoteVersion.objects.get(), by=priya, at=at + 3 * MINUTE)
    assert fresh(note).body == "Good text"
    assert [text for text, _ in kept(note)] == ["Good text", "Other text", "Other text\n\nJust typed"]


def test_restoring_within_a_minute_keeps_what_stood_there_all_the_same(note, tom, priya, at):
    write(note, "Good text", tom, at)
    write(note, "Other text", priya, at + MINUTE)
    assert note.restore(NoteVersion.objects.get(), by=priya, at=at + MINUTE + SECOND)
    assert [text for text, _ in kept(note)] == ["Good text", "Other text"]


def test_what_is_restored_is_merged_with_what_is_typed_meanwhile(note, people, at):
    note.append("First", by=people["report"], at=at)
    note.append("Second", by=people["manager"], at=at + 2 * MINUTE)
    tab = NoteDocument.of(note.opened().updates)
    typed = tab.append("Typed meanwhile")
    version = NoteVersion.objects.get()
    assert note.restore(version, by=people["report"], at=at + 3 * MINUTE)
    note.take([(people["manager"].pk, typed)], at=at + 4 * MINUTE)
    note.compact()
    assert note.body == "First\n\nTyped meanwhile"
