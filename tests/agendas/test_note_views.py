"""Notes through the browser: they save themselves, keep both of two texts, and take a million characters."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from activity.models import Activity
from agendas.forms import NoteForm
from agendas.models import NoteConflict, PrivateNote, PrivateNoteConflict, SharedNote
from tests.conftest import past_meeting

SCRIPT = {"HX-Request": "true"}
AUTOSAVE = {"X-Autosave": "1"}
PLACES = ["notes", "item_note", "private_note"]


@pytest.fixture
def address(meeting, three):
    """Where the note of that name is saved: the meeting's, that of the first item, one's own."""
    return {
        "notes": reverse("notes", args=[meeting.pk]),
        "item_note": reverse("item_note", args=[meeting.pk, three[0].pk]),
        "private_note": reverse("private_note", args=[meeting.pk]),
    }


def text_of(name, person):
    return PrivateNote.objects.get().open_for(person) if name == "private_note" else SharedNote.objects.get().body


@pytest.mark.parametrize("name", PLACES)
def test_a_text_saves_itself_and_hears_its_version(browse, people, address, name):
    client = browse(people["manager"])
    for version, body in enumerate(("One", "One two", "One two three")):
        answer = client.post(address[name], {"body": body, "version": version}, headers=AUTOSAVE)
        assert (answer.status_code, answer.json()) == (200, {"version": version + 1})
    assert text_of(name, people["manager"]) == "One two three"


@pytest.mark.parametrize("name", PLACES)
def test_a_text_on_an_older_version_is_kept_beside_the_newer_one(browse, people, address, name):
    client = browse(people["manager"])
    client.post(address[name], {"body": "Newer", "version": 0, "tab": "a"}, headers=AUTOSAVE)
    answer = client.post(address[name], {"body": "Older", "version": 0, "tab": "b"}, headers=AUTOSAVE)
    assert (answer.status_code, answer.json()) == (409, {"version": 1, "conflict": True})
    assert text_of(name, people["manager"]) == "Newer"


@pytest.mark.parametrize("name", PLACES)
def test_without_a_script_the_same_form_leads_back_to_its_page(browse, people, address, meeting, name):
    answer = browse(people["manager"]).post(address[name], {"body": "Said\r\nso", "version": 0})
    assert answer.status_code == 303
    assert answer.url.startswith(f"/m/{meeting.pk}/#")
    assert text_of(name, people["manager"]) == "Said\nso"


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("letter", ["a", "🚶", "é", "ש"])
def test_a_million_characters_are_kept_of_any_kind(browse, people, address, name, letter):
    body = letter * 1_000_000
    form = urlencode({"body": body, "version": 0})
    kind = "application/x-www-form-urlencoded"
    answer = browse(people["manager"]).post(address[name], form, content_type=kind, headers=AUTOSAVE)
    assert answer.status_code == 200
    assert text_of(name, people["manager"]) == body


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("a" * 1_000_001, "At most 1000000 characters; this has 1000001. Shorten it, then save."),
        ("be\0fore", "There is a character in this text that cannot be kept. Type that passage again, then save."),
    ],
)
def test_what_cannot_be_kept_is_answered_with_a_sentence_and_stays_typed(browse, people, address, name, body, sentence):
    client = browse(people["manager"])
    answer = client.post(address[name], {"body": body, "version": 0}, headers=AUTOSAVE)
    assert (answer.status_code, answer.json()) == (422, {"error": sentence})
    page = client.post(address[name], {"body": body, "version": 0})
    assert page.status_code == 422
    assert sentence in html.unescape(page.content.decode())
    assert body in page.content.decode()
    assert not SharedNote.objects.exists()
    assert not PrivateNote.objects.exists()


def test_half_of_a_surrogate_pair_is_no_text():
    form = NoteForm({"body": "a\ud800b", "version": 0})
    assert form.complaint.startswith("There is a character in this text that cannot be kept.")


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("version", ["", "x", "-1", None])
def test_a_form_without_its_version_is_out_of_date(browse, people, address, name, version):
    said = {"body": "Said"} | ({} if version is None else {"version": version})
    answer = browse(people["manager"]).post(address[name], said, headers=AUTOSAVE)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("This page is out of date.")


def test_a_version_from_the_future_is_a_conflict(browse, people, address):
    answer = browse(people["manager"]).post(address["notes"], {"body": "x", "version": 99999999999}, headers=AUTOSAVE)
    assert answer.status_code == 409
    assert NoteConflict.objects.get().body == "x"


# --- both texts, and who decides


def form_of(page):
    found = re.search(r'<form class="conflict".*?</form>', page, re.DOTALL)
    return re.search(r'action="([^"]*)"', found[0])[1], re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", found[0])


@pytest.mark.parametrize(
    ("who", "sees"), [("report", ["Tom’s text", "Priya’s text"]), ("manager", ["Priya’s text", "Tom’s text"])]
)
@pytest.mark.parametrize("name", ["notes", "item_note"])
def test_both_see_both_texts_in_their_own_terms_and_either_decides(browse, people, meeting, address, name, who, sees):
    browse(people["manager"]).post(address[name], {"body": "Priya’s text", "version": 0}, headers=AUTOSAVE)
    browse(people["report"]).post(address[name], {"body": "Tom’s text", "version": 0}, headers=AUTOSAVE)
    client = browse(people[who])
    part = reverse("agenda" if name == "item_note" else "notes", args=[meeting.pk])
    where, texts = form_of(client.get(part, headers=SCRIPT).content.decode())
    assert texts == sees
    answer = client.post(where, {"keep": "mine"}, headers=SCRIPT)
    assert answer.status_code == 200
    assert 'class="conflict"' not in answer.content.decode()
    assert SharedNote.objects.get().body == sees[0]


def test_the_conflict_of_one_person_with_themselves_says_so(browse, people, meeting, address):
    client = browse(people["report"])
    for tab, body in (("a", "Laptop"), ("b", "Phone")):
        client.post(address["notes"], {"body": body, "version": 0, "tab": tab}, headers=AUTOSAVE)
    page = client.get(address["notes"], headers=SCRIPT).content.decode()
    assert "You changed the notes in two places. Nothing is lost." in page


def test_a_decision_that_says_nothing_decides_nothing(browse, people, meeting, address):
    for part, body in (("manager", "Priya’s"), ("report", "Tom’s")):
        browse(people[part]).post(address["notes"], {"body": body, "version": 0}, headers=AUTOSAVE)
    conflict = NoteConflict.objects.get()
    where = reverse("note_conflict", args=[meeting.pk, conflict.pk])
    assert browse(people["report"]).post(where, {"keep": "neither"}).status_code == 303
    assert browse(people["outsider"]).post(where, {"keep": "mine"}).status_code == 404
    assert NoteConflict.objects.get().body == "Tom’s"


def test_a_conflict_belongs_to_its_meeting(browse, people, pair, meeting, address, at):
    for part, body in (("manager", "Priya’s"), ("report", "Tom’s")):
        browse(people[part]).post(address["notes"], {"body": body, "version": 0}, headers=AUTOSAVE)
    other = past_meeting(pair, ago=timedelta(days=1), at=at)
    where = reverse("note_conflict", args=[other.pk, NoteConflict.objects.get().pk])
    assert browse(people["report"]).post(where, {"keep": "mine"}).status_code == 404


def test_once_the_pair_has_ended_both_texts_are_read_and_nobody_decides(browse, people, pair, meeting, address, at):
    for part, body in (("manager", "Priya’s"), ("report", "Tom’s")):
        browse(people[part]).post(address["notes"], {"body": body, "version": 0}, headers=AUTOSAVE)
    pair.end(by=None, at=at)
    client = browse(people["report"])
    page = client.get(address["notes"], headers=SCRIPT).content.decode()
    assert form_of(page)[1] == ["Tom’s", "Priya’s"]
    assert "<button" not in page
    assert "<textarea" not in page
    assert client.post(form_of(page)[0], {"keep": "mine"}).status_code == 403


def test_an_ended_pair_reads_its_notes_as_text(browse, people, ended_pair, at):
    meeting = past_meeting(ended_pair, ago=timedelta(days=300), at=at)
    SharedNote.of(meeting, None, at=at).write("What we said.", version=0, by=people["report"], at=at)
    page = browse(people["former_manager"]).get(reverse("notes", args=[meeting.pk]), headers=SCRIPT).content.decode()
    assert '<p class="pre measure" dir="auto">What we said.</p>' in page
    assert "<form" not in page


# --- private


def test_private_notes_are_written_also_when_the_pair_has_ended(browse, people, ended_pair, at):
    meeting = past_meeting(ended_pair, ago=timedelta(days=300), at=at)
    client = browse(people["former_manager"])
    address = reverse("private_note", args=[meeting.pk])
    assert client.post(address, {"body": "Afterthought", "version": 0}, headers=AUTOSAVE).status_code == 200
    assert "Afterthought</textarea>" in client.get(address, headers=SCRIPT).content.decode()


def test_private_notes_are_promised_to_be_private(browse, people, address):
    page = browse(people["manager"]).get(address["private_note"], headers=SCRIPT).content.decode()
    assert "Tom, HR and admins can’t open this." in html.unescape(page)
    assert 'href="/privacy/"' in page
    assert "data-silent" in page


@pytest.mark.parametrize("who", ["report", "hr_admin", "owner", "managers_manager", "former_manager", "outsider"])
def test_nobody_else_sees_a_private_note_nor_that_it_is_there(browse, people, meeting, address, who):
    browse(people["manager"]).post(address["private_note"], {"body": "Don’t promise a date.", "version": 0})
    browse(people["manager"]).post(address["private_note"], {"body": "Other device", "version": 0})
    before = Activity.objects.count()
    client = browse(people[who])
    for name in ("agenda", "notes", "private_note", "asking"):
        page = client.get(reverse(name, args=[meeting.pk]), headers=SCRIPT)
        assert page.status_code == (200 if who == "report" else 404)
        assert "promise a date" not in page.content.decode()
        assert "Other device" not in page.content.decode()
    where = reverse("private_note_conflict", args=[meeting.pk, PrivateNoteConflict.objects.get().pk])
    assert client.post(where, {"keep": "mine"}).status_code == 404
    assert Activity.objects.count() == before


def test_the_author_decides_between_two_devices(browse, people, meeting, address):
    client = browse(people["manager"])
    for tab, body in (("laptop", "Laptop"), ("phone", "Phone")):
        client.post(address["private_note"], {"body": body, "version": 0, "tab": tab}, headers=AUTOSAVE)
    where, texts = form_of(client.get(address["private_note"], headers=SCRIPT).content.decode())
    assert texts == ["Phone", "Laptop"]
    assert client.post(where, {"keep": "both"}).url == f"/m/{meeting.pk}/#private-notes"
    assert text_of("private_note", people["manager"]) == "Laptop\n\nPhone"
