"""The notes' editor in a real browser, alone: what keys and pastes make; the word about saving is always true."""

import os
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from tests.e2e.rooms import STATE, TOLD, Rooms
from tests.e2e.test_components import RULES, Answers, until

SHARED = "00000000-0000-4000-8000-0000000000e1"
PRIVATE = "00000000-0000-4000-8000-0000000000e3"
TOO_BIG, SESSION_OVER = 2, 4401
EDITS = 100_000 if os.environ.get("ANDANTE_LONG") else 20_000
KEPT = "Object.keys(sessionStorage).filter(key => key.startsWith('draft:') && key.includes(':note:')).length"


@pytest.fixture
def rooms(page: Page) -> Rooms:
    return Rooms(page)


@pytest.fixture
def answers(page: Page, rooms: Rooms, live_url: str) -> Iterator[Answers]:
    found = Answers(page)
    page.goto(f"{live_url}/setup/ui/")
    until(page, "document.querySelectorAll('note-editor[data-open]').length === 3")
    yield found
    page.unroute("**/setup/ui/try/**")


@pytest.fixture
def note(page: Page, answers: Answers) -> Locator:
    """The shared note, empty, with the caret in it."""
    box = page.get_by_role("textbox", name="Shared notes", exact=True)
    box.click()
    return box


def status(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text=re.compile("^(Saved|Saving|Offline|Not saved|Can’t save)"))


def paste(box: Locator, **kinds: str) -> None:
    """`text` and `html`, as the clipboard holds them."""
    box.evaluate(
        """(box, kinds) => {
            const clipboardData = new DataTransfer();
            for (const [kind, data] of Object.entries(kinds)) clipboardData.setData(`text/${kind}`, data);
            box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        {"plain" if kind == "text" else kind: data for kind, data in kinds.items()},
    )


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("# Plan", '<heading level="1">Plan</heading>'),
        ("### Plan", '<heading level="3">Plan</heading>'),
        ("- one", "<bullet_list><list_item><paragraph>one</paragraph></list_item></bullet_list>"),
        ("3. one", '<ordered_list order="3"><list_item><paragraph>one</paragraph></list_item></ordered_list>'),
        ("> said", "<blockquote><paragraph>said</paragraph></blockquote>"),
        ("```x = 1", "<code_block>x = 1</code_block>"),
        ("a **b** c", "<paragraph>a <strong>b</strong> c</paragraph>"),
        ("a *b* c", "<paragraph>a <em>b</em> c</paragraph>"),
        ("a `b` c", "<paragraph>a <code>b</code> c</paragraph>"),
    ],
)
def test_signs_of_markdown_become_what_they_mean(
    page: Page, rooms: Rooms, note: Locator, typed: str, made: str
) -> None:
    note.press_sequentially(typed)
    words = re.sub(r"<[^>]*>", "", made)
    until(page, lambda: words in re.sub(r"<[^>]*>", "", rooms.text(SHARED)))
    assert plain(rooms.text(SHARED)) == made


def plain(markup: str) -> str:
    """Without what says nothing: a mark's own empty value, the decimals of a number."""
    return re.sub(r'(="\d+)\.0"', r'\1"', re.sub(r"<(strong|em|code)\b(?!_)[^>]*>", r"<\1>", markup))


def test_a_check_list_is_typed_and_ticked_by_key_and_by_hand(page: Page, rooms: Rooms, note: Locator) -> None:
    note.press_sequentially("[ ] Ask Rosa\nBook a room\n\n")
    boxes = note.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    note.press("ArrowUp")
    note.press("Control+Enter")
    expect(note.get_by_role("checkbox", name="Book a room")).to_be_checked()
    note.get_by_role("checkbox", name="Ask Rosa").click()
    expect(note.get_by_role("checkbox", name="Ask Rosa")).to_be_checked()
    expect(note).to_be_focused()


def test_pasted_markdown_becomes_headings_lists_and_links(page: Page, rooms: Rooms, note: Locator) -> None:
    paste(
        note,
        text="## Plan\n\n- [x] Book **the** room\n- [ ] Ask [Rosa](https://example.test/rosa)\n\n1. a\n   - b\n\nBye",
    )
    expect(note.get_by_role("heading", name="Plan")).to_be_visible()
    expect(note.get_by_role("checkbox", name="Book the room")).to_be_checked()
    expect(note.get_by_role("link", name="Rosa")).to_have_attribute("href", "https://example.test/rosa")
    expect(note.locator("ol > li > ul > li")).to_have_text("b")
    until(page, lambda: "<paragraph>Bye</paragraph>" in rooms.text(SHARED))


def test_a_page_that_is_pasted_leaves_its_scripts_styles_and_strange_addresses_behind(
    page: Page, note: Locator
) -> None:
    paste(
        note,
        html='<style>p{color:red}</style><p style="color:red" onclick="x()">Hello <a href="javascript:x()">there</a>'
        '<img src="x" onerror="x()"> <b>you</b></p><script>x()</script>',
    )
    expect(note).to_have_text("Hello there you")
    expect(note.locator("a, img, script, style, [style], [onclick]")).to_have_count(0)
    expect(note.locator("strong")).to_have_text("you")


@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_megabyte_is_refused_in_words_and_what_was_there_stays(page: Page, note: Locator, kind: str) -> None:
    note.press_sequentially("Here first")
    paste(note, **{kind: "words " * 180_000})
    expect(page.locator("#notes").get_by_text("That would be too much for one note")).to_be_visible()
    expect(note).to_have_text("Here first")
    note.press_sequentially(".")
    expect(page.locator("#notes").get_by_text("That would be too much for one note")).to_be_hidden()


def test_a_large_paste_goes_in_frames_that_the_server_takes(page: Page, rooms: Rooms, note: Locator) -> None:
    text = "\n\n".join(f"{number} " + "字" * 950 for number in range(150))
    paste(note, text=text)
    until(page, lambda: "149 " in rooms.text(SHARED))
    assert len(rooms.frames) > 1
    assert max(len(update) for _, update in rooms.frames) < 250_000
    assert rooms.text(SHARED).count("字") == 150 * 950


def test_a_note_of_very_many_edits_opens_and_is_written_on(page: Page, rooms: Rooms, live_url: str) -> None:
    rooms.notes[UUID(SHARED)] = note = Doc()
    text = XmlText()
    note.get("note", type=XmlFragment).children.append(paragraph := XmlElement("paragraph"))
    paragraph.children.append(text)
    for number in range(EDITS):
        text.insert(0, "ab"[number % 2])  # each before the last: no two of them merge into one
    Answers(page)
    page.goto(f"{live_url}/setup/ui/")
    box = page.get_by_role("textbox", name="Shared notes", exact=True)
    expect(box).to_have_attribute("contenteditable", "true", timeout=30_000)
    box.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And on.")
    until(page, lambda: rooms.text(SHARED).endswith(" And on.</paragraph>"))
    assert len(str(text)) == EDITS + len(" And on.")


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("https://example.test/a", "https://example.test/a"),
        ("example.test", "https://example.test/"),
        ("rosa@example.test", "mailto:rosa@example.test"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
    ],
)
def test_links_lead_to_web_and_mail_addresses_only(page: Page, note: Locator, typed: str, href: str | None) -> None:
    note.press_sequentially("Rosa")
    note.press("Control+a")
    page.get_by_role("button", name="Link", exact=True).first.click()
    field = page.get_by_role("textbox", name="Address of the link")
    field.fill(typed)
    field.press("Enter")
    if href is None:
        expect(page.get_by_text("Write a web address, or an e-mail address.")).to_be_visible()
        field.press("Escape")
        expect(note.locator("a")).to_have_count(0)
    else:
        expect(note.locator("a")).to_have_attribute("href", href)
    expect(note).to_be_focused()


def test_the_toolbar_is_reached_and_left_by_keys_and_tab_leaves_the_note(page: Page, note: Locator) -> None:
    note.press_sequentially("Rosa")
    note.press("Control+a")
    note.press("Alt+F10")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Italic")).to_have_attribute("aria-pressed", "true")
    expect(note.locator("em")).to_have_text("Rosa")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).to_be_focused()
    stops = [focused(page)]
    while stops[-1] not in ("elsewhere", *stops[:-1]):
        page.keyboard.press("Tab")
        stops.append(focused(page))
    assert stops == ["note", "Bold", "elsewhere"]


def focused(page: Page) -> str:
    return str(
        page.evaluate(
            """() => document.activeElement.id || (document.activeElement.closest('[role=toolbar]')
                ? document.activeElement.ariaLabel : 'elsewhere')"""
        )
    )


def test_lists_are_indented_by_keys_that_are_not_tab(page: Page, rooms: Rooms, note: Locator) -> None:
    note.press_sequentially("- a\n- b")
    expect(note.locator("li")).to_have_text(["a", "b"])
    note.press("Control+]")
    expect(note.locator("li li")).to_have_text("b")
    note.press("Control+[")
    expect(note.locator("li li")).to_have_count(0)


def test_one_of_the_two_is_named_with_an_at_sign(page: Page, rooms: Rooms, note: Locator) -> None:
    note.press_sequentially("For @t")
    expect(page.get_by_role("listbox", name="Name one of you").get_by_role("option")).to_have_text(["Tom"])
    note.press("Enter")
    note.press_sequentially("to do")
    expect(note).to_have_text("For @Tom to do")
    until(page, lambda: 'mention person="00000000-0000-4000-8000-0000000000a2"' in rooms.text(SHARED))
    note.press_sequentially(", not @ ")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_the_line_with_the_caret_becomes_the_words_of_an_action(page: Page, note: Locator) -> None:
    what = page.get_by_role("region", name="Before you go").get_by_role("textbox", name="What needs to happen")
    what.fill("")
    note.press_sequentially("Small talk\nAsk Platform for a slot")
    page.get_by_role("button", name="Turn this line into an action").click()
    expect(what).to_have_value("Ask Platform for a slot")
    expect(what).to_be_focused()


def test_typing_is_undone_step_by_step(page: Page, note: Locator) -> None:
    note.press_sequentially("One")
    page.wait_for_timeout(600)  # a pause makes a step of it
    note.press_sequentially(" two")
    note.press("Control+z")
    expect(note).to_have_text("One")
    note.press("Control+Shift+z")
    expect(note).to_have_text("One two")


def test_the_status_says_saved_only_once_the_server_has_said_so(page: Page, rooms: Rooms, note: Locator) -> None:
    rooms.answers = False
    note.press_sequentially("Energy 7")
    expect(status(page)).to_have_text("Saving")
    page.wait_for_timeout(300)
    expect(status(page)).to_have_text("Saving")
    rooms.answers = True
    rooms.cut()
    expect(status(page)).to_have_text("Saved")
    assert "Energy 7" in rooms.text(SHARED)


def test_what_is_typed_offline_is_kept_in_the_tab_over_a_reload_and_merges(
    page: Page, rooms: Rooms, note: Locator
) -> None:
    note.press_sequentially("Online. ")
    until(page, lambda: "Online." in rooms.text(SHARED))
    rooms.there = False
    rooms.cut()
    note.press_sequentially("Offline.")
    expect(status(page)).to_have_text("Offline. Kept in this tab")
    assert page.evaluate(KEPT) > 0
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    rooms.there = True
    expect(note).to_have_text("Online. Offline.", timeout=15_000)
    until(page, lambda: "Online. Offline." in rooms.text(SHARED))
    expect(status(page)).to_have_text("Saved")
    assert page.evaluate(KEPT) == 0


def test_what_waits_goes_along_to_another_page_and_is_handed_over_there(
    page: Page, rooms: Rooms, note: Locator, live_url: str
) -> None:
    rooms.there = False
    rooms.cut()
    note.press_sequentially("On the train")
    until(page, f"{KEPT} > 0")
    page.on("dialog", lambda dialog: dialog.accept())
    rooms.there = True
    page.goto(f"{live_url}/actions/")
    until(page, lambda: "On the train" in rooms.text(SHARED))
    until(page, f"{KEPT} === 0")


def test_signing_out_leaves_nothing_of_it_in_the_tab(page: Page, rooms: Rooms, note: Locator, live_url: str) -> None:
    rooms.there = False
    rooms.cut()
    note.press_sequentially("Nobody else’s business")
    until(page, f"{KEPT} > 0")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_url}/me/")
    assert page.evaluate(KEPT) > 0
    page.get_by_role("button", name="Sign out").click()
    until(page, "location.pathname === '/logout/'")
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft:'))") == []


def test_a_session_that_is_over_asks_in_a_panel_and_loses_no_word(
    page: Page, rooms: Rooms, answers: Answers, note: Locator
) -> None:
    person = page.locator("body").get_attribute("data-person")
    page.route(
        "**/login/**",
        lambda route: (
            route.fulfill(json={"csrf": "fresh", "person": person})
            if route.request.method == "POST"
            else route.fulfill(body='<form method="post" action="/login/"><button>Sign in</button></form>')
        ),
    )
    rooms.answers = False
    note.press_sequentially("Mid-sen")
    rooms.cut(SESSION_OVER)
    note.press_sequentially("tence")
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(status(page)).to_have_text("Not saved. Trying again")
    rooms.answers = True
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    until(page, lambda: "Mid-sentence" in rooms.text(SHARED))
    expect(status(page)).to_have_text("Saved")


def test_a_word_typed_into_a_line_that_the_other_takes_away_is_said_again(
    page: Page, rooms: Rooms, note: Locator
) -> None:
    note.press_sequentially("First\nSecond")
    until(page, lambda: "Second" in rooms.text(SHARED))
    theirs = rooms.copy(SHARED)
    rooms.answers = False
    note.press_sequentially(" thought")
    with rooms.change(theirs) as fragment:
        del fragment.children[1]
    rooms.tell(SHARED, TOLD, rooms.changes[-1])
    expect(note.locator("p")).to_have_text(["First", " thought"])


def test_a_word_that_the_other_took_away_on_purpose_stays_away(page: Page, rooms: Rooms, note: Locator) -> None:
    note.press_sequentially("First\nSecond")
    until(page, lambda: "Second" in rooms.text(SHARED))
    theirs = rooms.copy(SHARED)
    with rooms.change(theirs) as fragment:
        del fragment.children[1]
    rooms.tell(SHARED, TOLD, rooms.changes[-1])
    expect(note.locator("p")).to_have_text(["First"])


def test_what_the_server_finds_too_much_is_said_and_saved_once_it_is_less(
    page: Page, rooms: Rooms, note: Locator
) -> None:
    rooms.refuses = TOO_BIG
    note.press_sequentially("Too much")
    expect(status(page)).to_have_text("Can’t save")
    expect(page.locator("#notes").get_by_text("This note is full")).to_be_visible()
    rooms.refuses = None
    note.press("Backspace")
    until(page, lambda: "Too muc" in rooms.text(SHARED))
    expect(status(page)).to_have_text("Saved")


def test_a_record_that_locks_while_it_is_open_is_read_only_from_then_on(
    page: Page, rooms: Rooms, note: Locator
) -> None:
    note.press_sequentially("Before")
    until(page, lambda: "Before" in rooms.text(SHARED))
    rooms.tell(SHARED, STATE, bytes([2]))
    expect(note).to_have_attribute("aria-readonly", "true")
    expect(page.locator("#notes").get_by_text("These notes can’t be changed any more.")).to_be_visible()
    expect(page.get_by_role("toolbar")).to_have_count(0)


def test_a_private_note_tells_nobody_that_it_is_written(page: Page, rooms: Rooms, answers: Answers) -> None:
    page.get_by_role("textbox", name="Private notes").press_sequentially("Quiet")
    until(page, lambda: "Quiet" in rooms.text(PRIVATE))
    page.get_by_role("textbox", name="Shared notes", exact=True).press_sequentially("Loud")
    until(page, lambda: "Loud" in rooms.text(SHARED))
    assert {form["field"][0] for form in answers.to("live/writing")} == {"note"}


def test_a_live_update_of_its_region_moves_neither_caret_nor_words(page: Page, answers: Answers, note: Locator) -> None:
    note.press_sequentially("Mine, unfinished")
    note.press("Home")
    part = page.locator("#notes").evaluate("one => one.outerHTML.replace('You and Tom can both write', 'Fresh')")
    answers.say("notes/", body=part)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live:shared_note'))")
    expect(page.locator("#notes").get_by_text("Fresh")).to_be_visible()
    expect(note).to_be_focused()
    note.press_sequentially("Still ")
    expect(note).to_have_text("Still Mine, unfinished")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_in_a_note_that_is_written(page: Page, note: Locator, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    paste(note, text="# Plan\n\n- [x] Done\n- [ ] Open, see [this](https://example.test)\n\n> Said\n\n`code` and @")
    note.press_sequentially("t")
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("head style, style").count() == 0


def test_without_a_connection_there_is_the_form_that_adds(page: Page, rooms: Rooms, live_url: str) -> None:
    rooms.there = False
    Answers(page)
    page.goto(f"{live_url}/setup/ui/")
    expect(page.get_by_role("textbox", name="Add to: Shared notes")).to_be_visible(timeout=8000)
