"""A form that somebody opened stays theirs while the other changes the page, and the page catches up afterwards."""

import re
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
def item(people: People, meeting: Meeting, at: datetime) -> AgendaItem:
    """Talked about right now."""
    item = AgendaItem.raise_on(meeting.pair, title="Retries", by=people["manager"], at=at)
    Outcome.start(item, meeting, by=people["manager"], at=at)
    return item


@pytest.fixture
def priya(sign_in: SignIn, people: People, meeting: Meeting, item: AgendaItem) -> Page:
    """In *Meet*, once the page is live."""
    page = sign_in(people["manager"])
    with page.expect_response(re.compile("/live/pairs/")):
        page.goto(meeting_url(meeting, "meet"))
    return page


def what(page: Page) -> Locator:
    return region(page, "Before you go").get_by_role("textbox", name=re.compile("^What needs to happen"))


def rings(page: Page, noun: str) -> None:
    """The live process says that something changed, and the regions of the page fetch themselves."""
    page.evaluate(f"document.body.dispatchEvent(new CustomEvent('live:{noun}'))")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # parts fetch themselves 30 ms later, and what came is swapped in, or is not


def test_an_action_from_an_item_keeps_its_item(
    priya: Page, people: People, meeting: Meeting, item: AgendaItem, at: datetime
) -> None:
    region(priya, "Agenda").get_by_role("link", name="Make an action").click()
    expect(what(priya)).to_be_focused()
    ActionItem.promise(meeting.pair, what="Theirs", who=people["report"], meeting=meeting, by=people["report"], at=at)
    rings(priya, "action_item")
    expect(region(priya, "Before you go")).to_contain_text("From “Retries”")
    what(priya).fill("Cap the retries")
    what(priya).press("Enter")
    for said in ("Cap the retries", "Theirs"):
        expect(region(priya, "Before you go").get_by_role("checkbox", name=said)).to_be_visible()
    assert ActionItem.objects.get(who=people["manager"]).item == item


def test_a_form_that_nobody_is_at_gives_way(priya: Page, people: People, meeting: Meeting, at: datetime) -> None:
    region(priya, "Agenda").get_by_role("link", name="Make an action").click()
    expect(what(priya)).to_be_focused()
    ActionItem.promise(meeting.pair, what="Theirs", who=people["report"], meeting=meeting, by=people["report"], at=at)
    rings(priya, "action_item")
    expect(region(priya, "Before you go").get_by_role("checkbox", name="Theirs")).to_have_count(0)
    priya.get_by_role("textbox", name="Add to the agenda", exact=True).focus()
    expect(region(priya, "Before you go").get_by_role("checkbox", name="Theirs")).to_be_visible()


def test_a_move_that_was_begun_stays_until_it_is_closed(priya: Page) -> None:
    bye = region(priya, "Before you go")
    priya.keyboard.press("m")
    rings(priya, "meeting")  # the part asks for what it was, and for the form, in one moment
    expect(bye.get_by_role("link", name="Keep it")).to_be_visible()
    bye.get_by_text("Type a day and a time").click()
    bye.get_by_label("Time, on your clock").fill("15:45")
    priya.get_by_role("textbox", name="Add to the agenda", exact=True).focus()
    rings(priya, "meeting")
    expect(bye.get_by_label("Time, on your clock")).to_have_value("15:45")
    bye.get_by_role("link", name="Keep it").click()
    expect(bye.get_by_role("link", name="Keep it")).to_have_count(0)
    expect(bye.get_by_role("button", name=re.compile("^Move"))).to_be_visible()
