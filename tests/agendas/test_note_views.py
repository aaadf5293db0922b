"""Notes through the browser: they are read as Markdown, opened for the live connection, added to by a plain form."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from activity.models import Activity
from agendas.forms import NoteForm
from agendas.models import AgendaItem, PrivateNote, SharedNote
from agendas.models.note_document import NOTE_LENGTH
from tests.conftest import past_meeting

SCRIPT = {"HX-Request": "true"}
PLACES = ["notes", "item_note", "private_note"]
ROOMS = {"notes": "note_room", "item_note": "item_note_room", "private_note": "private_note_room"}


@pytest.fixture
def address(meeting, three):
    """Where the note of that name is added to, and opened: the meeting's, that of the first item, one's own."""
    of_meeting, of_item = [meeting.pk], [meeting.pk, three[0].pk]
    return {
        name: reverse(name, args=of_item if name.startswith("item") else of_meeting)
        for name in (*PLACES, *ROOMS.values())
    }


def text_of(name, person):
    return PrivateNote.objects.get().open_for(person) if name == "private_note" else SharedNote.objects.get().body


@pytest.mark.parametrize("name", PLACES)
def test_what_is_added_stands_under_what_is_there(browse, people, address, meeting, name):
    client = browse(people["manager"])
    for body in ("Said\r\nso", "And **this**"):
        answer = client.post(address[name], {"body": body})
        assert answer.status_code == 303
        assert answer.url.startswith(f"/m/{meeting.pk}/#")
    text = text_of(name, people["manager"])
    assert text.index("Said") < text.index("so") < text.index("And")


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("be\0fore", "There is a character in this text that cannot be kept. Type that passage again, then save."),
        ("", "Write what you want to add."),
    ],
)
def test_what_cannot_be_kept_is_answered_with_a_sentence_and_stays_typed(browse, people, address, name, body, sentence):
    page = browse(people["manager"]).post(address[name], {"body": body})
    assert page.status_code == 422
    assert sentence in html.unescape(page.content.decode())
    assert f"{body}</textarea>" in page.content.decode()


@pytest.mark.parametrize("name", PLACES)
def test_a_megabyte_is_answered_with_a_sentence_and_nothing_is_kept(browse, people, address, name):
    form = urlencode({"body": "a" * 1_000_001})
    kind = "application/x-www-form-urlencoded"
    page = browse(people["manager"]).post(address[name], form, content_type=kind)
    assert page.status_code == 422
    assert "Shorten it" in html.unescape(page.content.decode())
    assert not SharedNote.objects.filter(body__isnull=False).exists()


@pytest.mark.parametrize("name", PLACES)
def test_pressing_twice_adds_once(browse, people, address, name, meeting):
    client = browse(people["manager"])
    page = client.get(meeting.get_absolute_url() + "?stage=meet").content.decode()
    key = re.search(r'name="idempotency_key" value="([0-9a-f-]{36})"', page)
    assert key
    for _ in range(2):
        assert client.post(address[name], {"body": "Once", "idempotency_key": key[1]}).status_code == 303
    assert text_of(name, people["manager"]) == "Once"


@pytest.mark.parametrize("name", ["notes", "private_note"])
def test_each_form_that_adds_to_a_note_has_its_own_key(browse, people, address, name):
    pages = [browse(people["manager"]).get(address[name], headers=SCRIPT).content.decode() for _ in range(2)]
    keys = [re.findall(r'name="idempotency_key" value="([0-9a-f-]{36})"', page) for page in pages]
    assert all(len(own) == 1 for own in keys)
    assert keys[0] != keys[1]


@pytest.mark.parametrize("name", PLACES)
def test_what_a_full_note_does_not_hold_stays_typed_under_a_sentence(browse, people, address, name):
    client = browse(people["manager"])
    assert client.post(address[name], {"body": "a" * (NOTE_LENGTH - 5)}).status_code == 303
    page = client.post(address[name], {"body": "One more thing"})
    assert page.status_code == 422
    assert "This note is full." in html.unescape(page.content.decode())
    assert "One more thing</textarea>" in page.content.decode()


def test_half_of_a_surrogate_pair_is_no_text():
    form = NoteForm({"body": "a\ud800b"})
    assert form.complaint.startswith("There is a character in this text that cannot be kept.")


@pytest.mark.parametrize("name", PLACES)
def test_a_note_gets_its_name_when_it_is_opened_for_writing_and_keeps_it(browse, people, address, name):
    client, before = browse(people["manager"]), Activity.objects.count()
    rooms = {client.post(address[ROOMS[name]], headers=SCRIPT).json()["room"] for _ in range(2)}
    if name != "private_note":
        rooms.add(browse(people["report"]).post(address[ROOMS[name]], headers=SCRIPT).json()["room"])
        assert rooms == {str(SharedNote.objects.get().pk)}
    else:
        assert rooms == {str(PrivateNote.objects.get().pk)}
        assert browse(people["report"]).post(address[ROOMS[name]], headers=SCRIPT).json()["room"] not in rooms
    assert Activity.objects.count() == before


def test_a_private_item_has_no_note_for_anybody(browse, people, pair, meeting, at):
    item = AgendaItem.raise_on(pair, title="Mine", visibility="private", by=people["manager"], at=at)
    where = reverse("item_note_room", args=[meeting.pk, item.pk])
    assert browse(people["manager"]).post(where).status_code == 403
    assert browse(people["report"]).post(where).status_code == 404
    assert not SharedNote.objects.exists()


def test_a_note_is_read_as_what_its_signs_mean_and_nothing_else_in_it_means_anything(browse, people, meeting, at):
    note = SharedNote.of(meeting, None, at=at)
    note.append("## Plan\n\n- [x] Book **it**\n\n<script>alert(1)</script>", by=people["report"], at=at)
    page = browse(people["manager"]).get(reverse("notes", args=[meeting.pk]), headers=SCRIPT).content.decode()
    assert '<h3 class="note-h note-h2" dir="auto">Plan</h3>' in page
    assert "<strong>it</strong>" in page
    assert "<script>alert" not in page


def test_an_ended_pair_reads_its_notes_and_nobody_adds_to_them(browse, people, ended_pair, at):
    meeting = past_meeting(ended_pair, ago=timedelta(days=300), at=at)
    SharedNote.of(meeting, None, at=at).append("What we said.", by=people["report"], at=at)
    client = browse(people["former_manager"])
    page = client.get(reverse("notes", args=[meeting.pk]), headers=SCRIPT).content.decode()
    assert '<p dir="auto">What we said.</p>' in page
    assert "<form" not in page
    assert "<note-editor" not in page
    assert client.post(reverse("notes", args=[meeting.pk]), {"body": "More"}).status_code == 403
    assert client.post(reverse("note_room", args=[meeting.pk])).status_code == 403


# --- private


def test_private_notes_are_written_also_when_the_pair_has_ended(browse, people, ended_pair, at):
    meeting = past_meeting(ended_pair, ago=timedelta(days=300), at=at)
    client = browse(people["former_manager"])
    address = reverse("private_note", args=[meeting.pk])
    assert client.post(address, {"body": "Afterthought"}, headers=SCRIPT).status_code == 200
    assert '<p dir="auto">Afterthought</p>' in client.get(address, headers=SCRIPT).content.decode()
    assert client.post(reverse("private_note_room", args=[meeting.pk])).status_code == 200


def test_private_notes_are_promised_to_be_private(browse, people, address):
    page = browse(people["manager"]).get(address["private_note"], headers=SCRIPT).content.decode()
    assert "Tom, HR and admins can’t open this." in html.unescape(page)
    assert 'href="/privacy/"' in page
    assert "data-silent" in page


@pytest.mark.parametrize("who", ["report", "hr_admin", "owner", "managers_manager", "former_manager", "outsider"])
def test_nobody_else_sees_a_private_note_nor_that_it_is_there(browse, people, meeting, address, who):
    browse(people["manager"]).post(address["private_note"], {"body": "Don’t promise a date."})
    before = Activity.objects.count()
    client = browse(people[who])
    for name in ("agenda", "notes", "private_note", "asking"):
        page = client.get(reverse(name, args=[meeting.pk]), headers=SCRIPT)
        assert page.status_code == (200 if who == "report" else 404)
        assert "promise a date" not in page.content.decode()
        assert str(PrivateNote.objects.get(author=people["manager"]).pk) not in page.content.decode()
    assert client.post(address["private_note_room"]).status_code == (200 if who == "report" else 404)
    assert Activity.objects.count() == before
