"""Two people write in one note, on the real thing: each sees what the other types, nothing moves under their hands."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from actions.models import ActionItem
from agendas.models import AgendaItem, Comment, PrivateNote, SharedNote
from oneonones.models import Meeting, Pair
from tests.conftest import People
from tests.e2e.conftest import SignIn, meeting_url
from tests.e2e.test_components import until
from tests.e2e.test_meeting_cycle import region, saved
from tests.live.conftest import Line
from tests.live.hanging import on_a_line_of_its_own

SOON = 2000  # ms; how soon exactly is for `dev.py bench live`, on a machine that does nothing else


PASSWORD = "correct horse battery"


def note_of(page: Page, name: str = "Shared notes") -> Locator:
    return region(page, name).get_by_role("textbox", name=re.compile(f"^{name}"))


def test_two_type_at_once_and_both_read_the_same(
    sign_in: SignIn, people: People, meeting: Meeting, at: datetime
) -> None:
    priya, tom = sign_in(people["manager"]), sign_in(people["report"])
    for page in (priya, tom):
        page.goto(meeting_url(meeting, "meet"))
        note_of(page).click()
    note_of(priya).press_sequentially("Energy 7")
    expect(note_of(tom)).to_have_text("Energy 7")
    expect(region(tom, "Shared notes").get_by_text("Priya is writing")).to_be_visible()
    tom.keyboard.press("Control+End")
    tom.wait_for_timeout(100)  # no hand is quicker than the browser's word about where the caret is
    tom.keyboard.press("Enter")
    for mine, theirs in zip("of ten, mostly", "tired from on-call", strict=False):
        priya.keyboard.type(mine)
        tom.keyboard.type(theirs)
    for page in (priya, tom):
        expect(note_of(page).locator("p")).to_have_text(["Energy 7of ten, mostly", "tired from on-"])
        saved(page)
    note = SharedNote.objects.get(meeting=meeting)
    until(priya, lambda: note.read() == "Energy 7of ten, mostly\n\ntired from on-")


def test_what_is_on_the_page_is_never_older_than_what_was_acknowledged(
    sign_in: SignIn, people: People, meeting: Meeting
) -> None:
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    note_of(page).press_sequentially("Said a moment ago")
    saved(page)
    plain = sign_in(people["report"], java_script_enabled=False)
    plain.goto(meeting_url(meeting, "meet"))
    expect(region(plain, "Shared notes")).to_contain_text("Said a moment ago")


def test_an_item_that_the_other_adds_moves_neither_caret_nor_scroll(
    sign_in: SignIn, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    item = AgendaItem.raise_on(pair, title="Tests", by=people["report"], at=at)
    priya, tom = sign_in(people["manager"]), sign_in(people["report"])
    for page in (priya, tom):
        page.goto(meeting_url(meeting, "meet"))
    region(priya, "Agenda").get_by_role("button", name=re.compile("^Start")).click()
    note = region(priya, "Agenda").get_by_role("textbox", name=re.compile("^Notes on"))
    note.press_sequentially("Half a ")
    before = priya.evaluate("scrollY")
    tom.get_by_role("textbox", name="Add to the agenda", exact=True).fill("Something else")
    tom.get_by_role("textbox", name="Add to the agenda", exact=True).press("Enter")
    expect(region(priya, "Agenda").get_by_role("heading", name="Something else")).to_be_visible()
    expect(note).to_be_focused()
    priya.keyboard.type("thought")
    expect(note).to_have_text("Half a thought")
    assert abs(priya.evaluate("scrollY") - before) <= 1
    expect(region(tom, "Agenda").get_by_role("textbox", name=re.compile("^Notes on"))).to_have_text("Half a thought")
    until(tom, lambda: SharedNote.objects.get(item=item).read() == "Half a thought")


def test_what_the_other_does_to_the_agenda_is_there_soon_and_moves_nothing_under_the_hands(
    sign_in: SignIn, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    tom = people["report"]
    one, two = (AgendaItem.raise_on(pair, title=title, by=tom, at=at) for title in ("Tests", "Rota"))
    page = sign_in(people["manager"], height=500)
    page.goto(meeting_url(meeting, "meet"))
    note = note_of(page)
    note.click()
    note.press_sequentially("Half a thought")
    saved(page)
    for _ in range(len("thought")):
        page.keyboard.press("ArrowLeft")
    agenda, going = region(page, "Agenda"), region(page, "Before you go")
    titles = agenda.get_by_role("heading", level=3)
    place = note.bounding_box()

    def still(typed: str, said: str) -> None:
        """The caret is where it was, and so is the note on the screen."""
        expect(note).to_be_focused()
        page.keyboard.type(typed)
        expect(note).to_have_text(said)
        now = note.bounding_box()
        assert place and now and abs(now["y"] - place["y"]) <= 1

    two.place_before(one, by=tom, at=timezone.now())
    expect(titles).to_have_text(["Rota", "Tests"], timeout=SOON)
    still("b", "Half a bthought")
    Comment.write(one, "Which ones?", by=tom, at=timezone.now())
    expect(agenda.get_by_text("1 comment")).to_be_visible(timeout=SOON)
    still("i", "Half a bithought")
    promised = ActionItem.promise(pair, what="Ask Platform", who=tom, meeting=meeting, by=tom, at=timezone.now())
    expect(going.get_by_role("checkbox", name=re.compile("Ask Platform"))).to_be_visible(timeout=SOON)
    still("g", "Half a bigthought")
    promised.complete(by=tom, at=timezone.now())
    expect(going.get_by_role("checkbox", name=re.compile("Ask Platform"))).to_be_checked(timeout=SOON)
    still(" ", "Half a big thought")


def test_a_private_note_is_written_on_two_devices_of_its_author_and_on_no_other_page(
    sign_in: SignIn, people: People, meeting: Meeting
) -> None:
    laptop, phone, tom = (
        sign_in(people["manager"]),
        sign_in(people["manager"], width=390),
        sign_in(people["report"]),
    )
    for page in (laptop, phone, tom):
        page.goto(meeting_url(meeting, "meet"))
    note_of(laptop, "Private notes").press_sequentially("Do not promise a date.")
    expect(note_of(phone, "Private notes")).to_have_text("Do not promise a date.")
    expect(tom.get_by_text("is writing")).to_be_hidden()
    assert "promise a date" not in tom.content()
    until(laptop, lambda: PrivateNote.objects.get(author=people["manager"]).read() == "Do not promise a date.")


def test_a_session_that_is_revoked_asks_to_sign_in_and_keeps_the_words(
    sign_in: SignIn, people: People, meeting: Meeting
) -> None:
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    note_of(page).press_sequentially("Before. ")
    saved(page)
    page.context.clear_cookies()
    page.context.set_offline(True)
    note_of(page).press_sequentially("While away.")
    page.context.set_offline(False)
    expect(page.get_by_role("dialog", name="Sign in again")).to_be_visible(timeout=15_000)
    assert page.evaluate("Object.keys(sessionStorage).some(key => key.includes(':note:'))")


def test_who_signs_in_over_the_page_goes_on_writing_and_has_what_the_other_wrote_meanwhile(
    sign_in: SignIn, people: People, meeting: Meeting, at: datetime
) -> None:
    manager = people["manager"]
    manager.choose_password(PASSWORD, at=at)
    priya, tom = sign_in(manager), sign_in(people["report"])
    for page in (priya, tom):
        page.goto(meeting_url(meeting, "meet"))
        note_of(page).click()
    note_of(priya).press_sequentially("Before. ")
    saved(priya)
    expect(note_of(tom)).to_have_text("Before. ")
    key = next(one["value"] for one in priya.context.cookies() if one["name"] == "sessionid")
    Session.objects.filter(session_key=key).delete()
    panel = priya.get_by_role("dialog", name="Sign in again")
    note_of(priya).press_sequentially("While my session ended, I went on.", delay=150)  # it is noticed within 3 s
    expect(panel).to_be_visible(timeout=15_000)
    tom.keyboard.press("Control+End")
    tom.wait_for_timeout(100)
    tom.keyboard.press("Enter")
    tom.keyboard.type("Tom went on, too.")
    saved(tom)
    panel.get_by_label("Email").fill(manager.email)
    panel.get_by_label("Password", exact=True).fill(PASSWORD)
    panel.get_by_role("button", name="Sign in").click()
    expect(panel).to_be_hidden()
    said = ["Before. While my session ended, I went on.", "Tom went on, too."]
    for page in (priya, tom):
        expect(note_of(page).locator("p")).to_have_text(said)
        saved(page)
    until(priya, lambda: SharedNote.objects.get(meeting=meeting).read() == "\n\n".join(said))
    note_of(priya).press("Control+End")
    priya.keyboard.type(" Now both.")
    expect(note_of(tom)).to_contain_text("Now both.")
    assert priya.evaluate("Object.keys(sessionStorage).filter(key => key.includes(':note:'))") == []


def test_who_writes_the_notes_on_an_item_is_seen_at_that_item_and_nowhere_else(
    sign_in: SignIn, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    AgendaItem.raise_on(pair, title="Tests", by=people["report"], at=at)
    priya, tom = sign_in(people["manager"]), sign_in(people["report"])
    for page in (priya, tom):
        page.goto(meeting_url(meeting, "meet"))
    expect(region(priya, "Agenda").get_by_role("textbox", name=re.compile("^Notes on"))).to_have_count(0)
    region(priya, "Agenda").get_by_role("button", name=re.compile("^Start")).click()
    region(priya, "Agenda").get_by_role("textbox", name=re.compile("^Notes on")).press_sequentially("Half")
    at_the_item = region(tom, "Agenda").get_by_text("Priya is writing")
    expect(at_the_item).to_be_visible()
    expect(region(tom, "Shared notes").get_by_text("Priya is writing")).to_be_hidden()
    expect(priya.get_by_text("is writing").filter(visible=True)).to_have_count(0)
    AgendaItem.raise_on(pair, title="Rota", by=people["report"], at=timezone.now())  # the agenda comes anew
    expect(region(tom, "Agenda").get_by_role("heading", name="Rota")).to_be_visible()
    region(priya, "Agenda").get_by_role("textbox", name=re.compile("^Notes on")).press_sequentially(" a thought")
    expect(at_the_item).to_be_visible()
    expect(tom.get_by_text("Priya is here")).to_be_visible()
    note_of(priya).press_sequentially("Elsewhere")
    expect(at_the_item).to_be_hidden()
    expect(region(tom, "Shared notes").get_by_text("Priya is writing")).to_be_visible()


@pytest.fixture
def database(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    with on_a_line_of_its_own(monkeypatch) as line:
        yield line


def test_while_the_database_hangs_the_page_says_so_and_saves_once_it_answers(
    database: Line, sign_in: SignIn, people: People, meeting: Meeting
) -> None:
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    note_of(page).press_sequentially("Before. ")
    saved(page)
    database.hushed = True
    note_of(page).press_sequentially("Meanwhile.")
    expect(page.get_by_role("status").filter(has_text="Not saved. Trying again")).to_be_visible(timeout=10_000)
    note = SharedNote.objects.get(meeting=meeting)
    assert "Meanwhile" not in note.read()
    database.hushed = False
    expect(page.get_by_role("status").filter(has_text=re.compile("^Saved$"))).to_be_visible(timeout=30_000)
    until(page, lambda: note.read() == "Before. Meanwhile.")


def test_an_address_is_a_link_while_it_is_written_and_leads_nowhere_by_itself(
    sign_in: SignIn, people: People, meeting: Meeting
) -> None:
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    note = note_of(page)
    note.press_sequentially("See https://example.test/a_b, javascript:alert(1) or https://x@evil.test")
    links = note.locator("a")
    expect(links).to_have_text(["https://example.test/a_b"])
    expect(links).to_have_attribute("href", "https://example.test/a_b")
    expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")
    links.click()
    expect(note).to_be_focused()
    assert len(page.context.pages) == 1
    note.press("Home")
    page.keyboard.type("x")
    until(page, lambda: SharedNote.objects.get(meeting=meeting).read().startswith("xSee https://example.test/a_b,"))


def test_without_javascript_a_form_adds_to_what_is_read(sign_in: SignIn, people: People, meeting: Meeting) -> None:
    page = sign_in(people["report"], java_script_enabled=False)
    page.goto(meeting_url(meeting, "meet"))
    region(page, "Shared notes").get_by_role("textbox", name="Add to: Shared notes").fill("## Energy\n- 7 of 10")
    region(page, "Shared notes").get_by_role("button", name="Add to the note").click()
    page.goto(meeting_url(meeting, "meet"))
    expect(region(page, "Shared notes").get_by_role("heading", name="Energy")).to_be_visible()
    expect(region(page, "Shared notes").get_by_role("listitem")).to_have_text("7 of 10")
