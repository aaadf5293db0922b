"""All keys of the list behind "?": each does what it says, never while one types, none when they are switched off."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from actions.models import ActionItem
from agendas.models import AgendaItem, Outcome
from oneonones.models import Meeting
from tests.conftest import People
from tests.e2e.conftest import SignIn, meeting_url
from tests.e2e.test_meeting_cycle import region


@pytest.fixture
def meet(sign_in: SignIn, people: People, meeting: Meeting, at: datetime) -> Page:
    """Priya in *Meet*: three items, the first being talked about, and a promise of hers."""
    items = [
        AgendaItem.raise_on(meeting.pair, title=title, by=people["manager"], at=at) for title in ("One", "Two", "Three")
    ]
    ActionItem.promise(meeting.pair, what="Ask Platform", who=people["manager"], by=people["report"], at=at)
    Outcome.start(items[0], meeting, by=people["manager"], at=at)
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    expect(page.locator("key-map:defined")).to_have_count(1)
    return page


def in_hand(page: Page) -> str:
    """The title of the row that has the focus."""
    return str(page.evaluate("document.activeElement.closest('[data-row]')?.dataset.title ?? ''"))


def item(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title, exact=True))


# --- Anywhere


@pytest.mark.parametrize(("keys", "path"), [("gh", "/"), ("go", "/pairs/"), ("ga", "/actions/"), ("/", "/search/")])
def test_two_keys_go_somewhere_and_a_slash_searches(meet: Page, live_url: str, keys: str, path: str) -> None:
    for key in keys:
        meet.keyboard.press(key)
    meet.wait_for_url(live_url + path)


def test_a_slash_on_the_search_page_is_for_its_field(meet: Page) -> None:
    meet.goto("/search/")
    field = meet.get_by_role("searchbox")
    field.blur()
    meet.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")


def test_a_question_mark_lists_the_keys_and_escape_closes_the_list(meet: Page) -> None:
    meet.keyboard.press("?")
    keys = meet.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Find or do")
    expect(keys).to_contain_text("Search")
    meet.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_ctrl_k_finds_or_does(meet: Page) -> None:
    meet.keyboard.press("Control+k")
    expect(meet.get_by_role("dialog", name="Find or do")).to_be_visible()


def test_ctrl_z_undoes_the_last_change(meet: Page) -> None:
    meet.keyboard.press("c")
    expect(item(meet, "One")).to_contain_text("Carried over")
    meet.locator("body").press("Control+z")
    expect(item(meet, "One")).not_to_contain_text("Carried over")


def test_x_ticks_the_action_in_hand(meet: Page) -> None:
    meet.keyboard.press("j")
    while "Ask Platform" not in meet.evaluate("document.activeElement.textContent"):
        meet.keyboard.press("k")
    meet.keyboard.press("x")
    expect(region(meet, "Since last time").get_by_role("checkbox", name=re.compile("Ask Platform"))).to_be_checked()


def test_escape_leaves_a_field(meet: Page) -> None:
    meet.keyboard.press("a")
    add = meet.get_by_role("textbox", name="Add to the agenda")
    expect(add).to_be_focused()
    meet.keyboard.press("Escape")
    expect(add).not_to_be_focused()


# --- In a 1:1


def test_a_adds_an_item(meet: Page) -> None:
    meet.keyboard.press("a")
    meet.keyboard.type("Four")
    meet.keyboard.press("Enter")
    expect(item(meet, "Four")).to_be_visible()


def test_j_and_k_go_to_the_next_and_the_previous_item(meet: Page) -> None:
    meet.keyboard.press("j")
    assert in_hand(meet) == "Two", "the item being talked about is in hand until then"
    meet.keyboard.press("j")
    assert in_hand(meet) == "Three"
    meet.keyboard.press("k")
    assert in_hand(meet) == "Two"


def test_e_edits_the_title_of_the_item_in_hand(meet: Page) -> None:
    meet.keyboard.press("j")
    meet.keyboard.press("e")
    title = region(meet, "Agenda").get_by_role("textbox", name="Title")
    expect(title).to_be_focused()
    expect(title).to_have_value("Two")


def test_d_is_done_and_the_next_item_is_on(meet: Page) -> None:
    meet.keyboard.press("d")
    expect(item(meet, "One")).to_contain_text("Done")
    expect(item(meet, "Two")).to_have_attribute("aria-current", "step")


def test_c_carries_over(meet: Page) -> None:
    meet.keyboard.press("c")
    expect(item(meet, "One")).to_contain_text("Carried over")


def test_n_makes_an_action_from_the_item(meet: Page) -> None:
    meet.keyboard.press("n")
    wrap = region(meet, "Before you go")
    expect(wrap.get_by_role("textbox", name=re.compile("^What needs to happen"))).to_be_focused()
    expect(wrap).to_contain_text("From “One”")


def test_p_goes_to_the_private_notes(meet: Page) -> None:
    notes = meet.get_by_role("textbox", name=re.compile("^Private notes"))
    expect(notes).to_be_visible()
    meet.keyboard.press("p")
    expect(notes).to_be_focused()


def test_m_moves_the_next_date(meet: Page) -> None:
    meet.keyboard.press("m")
    expect(region(meet, "Before you go").get_by_role("link", name="Keep it")).to_be_visible()


def test_w_wraps_up(meet: Page, meeting: Meeting) -> None:
    meet.keyboard.press("w")
    expect(meet.get_by_role("link", name="Review", exact=True)).to_have_attribute("aria-current", re.compile(".+"))
    meeting.refresh_from_db()
    assert meeting.held


def test_alt_and_an_arrow_reorder(meet: Page) -> None:
    item(meet, "Two").get_by_role("button", name="Reorder: Two").press("Alt+ArrowDown")
    order = meet.locator("[data-title]")
    expect(order.nth(2)).to_have_attribute("data-title", "Two")


def test_brackets_go_to_the_earlier_and_the_later_1_1(meet: Page, meeting: Meeting) -> None:
    meet.keyboard.press("w")
    expect(meet.get_by_role("link", name=re.compile("^Later"))).to_be_visible()
    meet.keyboard.press("]")
    meet.wait_for_url(lambda url: str(meeting.pk) not in url)


# --- Where they do nothing

SINGLE = "adcnpmwxejk?/"
Kept = Callable[[], tuple[str, int, int]]


@pytest.fixture
def kept(meet: Page, meeting: Meeting) -> Kept:
    """The address, and what the agenda and the meeting have come to."""

    def look() -> tuple[str, int, int]:
        meet.wait_for_timeout(300)
        return meet.url, Outcome.objects.ended().count(), Meeting.objects.filter(state="held").count()

    return look


def test_none_acts_while_one_types(meet: Page, kept: Kept) -> None:
    before, text = kept(), "adcnpmwxejk?/gh go ga"
    add = meet.get_by_role("textbox", name="Add to the agenda")
    add.press_sequentially(text)
    expect(add).to_have_value(text)
    assert kept() == before


def test_none_acts_once_they_are_switched_off(meet: Page, people: People, kept: Kept) -> None:
    people["manager"].choose_single_keys(False)
    meet.reload()
    expect(meet.locator("key-map:defined")).to_have_count(1)
    before = kept()
    for key in [*SINGLE, "g", "h", "g", "o"]:
        meet.keyboard.press(key)
    assert kept() == before
    assert meet.evaluate("document.activeElement === document.body"), "nothing took the focus"
    expect(meet.get_by_role("dialog")).to_have_count(0)


def test_keys_with_ctrl_stay_when_single_ones_are_off(meet: Page, people: People) -> None:
    people["manager"].choose_single_keys(False)
    meet.reload()
    expect(meet.locator("command-palette:defined")).to_have_count(1)
    meet.keyboard.press("Control+k")
    expect(meet.get_by_role("dialog", name="Find or do")).to_be_visible()


def test_no_single_key_acts_behind_an_open_dialog(meet: Page, kept: Kept) -> None:
    meet.keyboard.press("?")
    before = kept()
    for key in "dcw":
        meet.keyboard.press(key)
    assert kept() == before


def test_every_key_of_the_list_has_a_test_here(meet: Page) -> None:
    meet.keyboard.press("?")
    listed = {" ".join(row.split()) for row in meet.locator(".keys-list dd").all_inner_texts()}
    in_notes = {"Ctrl B", "Ctrl I", "Ctrl Enter", "Ctrl ] [", "@", "Alt F10"}  # tests/e2e/test_notes.py
    assert listed - in_notes == {
        "Ctrl K", "/", "G H", "G O", "G A", "J K", "X", "?", "Ctrl Z", "Esc",
        "A", "E", "D", "C", "N", "P", "M", "W", "[ ]", "Alt ↑ ↓",
    }  # fmt: skip
