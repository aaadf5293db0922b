"""Promises in a real browser: what comes while somebody types, and what stays open meanwhile."""

from datetime import datetime, timedelta

from playwright.sync_api import expect

from actions.models import ActionItem
from agendas.models import SharedNote
from oneonones.models import Meeting, Pair
from tests.conftest import People
from tests.e2e.conftest import SignIn, meeting_url


def test_a_vague_action_is_asked_for_its_end_while_it_is_typed(
    sign_in: SignIn, people: People, meeting: Meeting
) -> None:
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    hint = page.get_by_text("What will be there at the end")
    page.get_by_label("What needs to happen").press_sequentially("work on roadmap")
    expect(hint).to_be_visible()
    page.get_by_label("How you’ll know").press_sequentially("Elena signs it")
    expect(hint).to_be_hidden()


def test_an_action_is_edited_in_place_with_its_history_beside_it(
    sign_in: SignIn, people: People, pair: Pair, at: datetime
) -> None:
    me = people["manager"]
    due = me.today(at) + timedelta(days=3)
    ActionItem.promise(pair, what="Ask Platform", who=me, due_on=due, by=me, at=at)
    page = sign_in(me)
    page.goto("/actions/")
    page.get_by_text("Ask Platform", exact=True).click()
    expect(page.get_by_text("You promised it on")).to_be_visible()
    expect(page.get_by_role("textbox", name="What needs to happen")).to_be_focused()


def test_a_line_of_the_notes_is_two_presses_from_a_promise(
    sign_in: SignIn, people: People, meeting: Meeting, at: datetime
) -> None:
    SharedNote.of(meeting, None, at=at).append("- ask Platform again", by=people["report"], at=at)
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    page.get_by_role("link", name="Make an action from a line").click()
    page.get_by_role("link", name="Make an action: ask Platform again").click()
    page.get_by_role("button", name="Add action").click()
    expect(page.get_by_role("region", name="Before you go").get_by_text("ask Platform again")).to_be_visible()
    assert ActionItem.objects.get().meeting == meeting
