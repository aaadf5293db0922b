"""Filling an agenda in a real browser: a template, what stands on every 1:1, and what is not wanted now."""

from datetime import datetime

from playwright.sync_api import expect

from agendas.models import READY, AgendaItem, Outcome
from oneonones.models import Meeting, Pair
from tests.conftest import People
from tests.e2e.conftest import SignIn, meeting_url


def test_a_template_fills_an_empty_agenda_in_one_press_and_undo_empties_it(
    sign_in: SignIn, people: People, meeting: Meeting
) -> None:
    page = sign_in(people["report"])
    page.goto(meeting_url(meeting, "prepare"))
    agenda = page.get_by_role("region", name="Agenda")
    agenda.get_by_role("button", name="Add to the agenda: Template: First 1:1").click()
    line = READY["first"].lines[0].title
    expect(agenda.get_by_text(line, exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(agenda.get_by_text("Nothing yet. Try one of these.")).to_be_visible()


def test_a_standing_item_is_done_and_on_the_next_meeting_again(
    sign_in: SignIn, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    item = AgendaItem.raise_on(pair, title="Energy", standing=True, by=people["report"], at=at)
    Outcome.start(item, meeting, by=people["report"], at=at)
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    page.get_by_role("button", name="Done, next item").click()
    expect(page.locator(f"#item-{item.pk}")).to_have_attribute("data-state", "done")
    page.get_by_role("button", name="Wrap up").click()
    following = Meeting.objects.filter(pair=pair).upcoming(at=at).exclude(pk=meeting.pk)[0]
    page.goto(meeting_url(following, "prepare"))
    expect(page.locator(f"#item-{item.pk}").get_by_role("link", name="Last talked about")).to_be_visible()


def test_a_suggestion_that_is_not_wanted_now_makes_room_and_undo_brings_it_back(
    sign_in: SignIn, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    AgendaItem.raise_on(pair, title="Something", by=people["report"], at=at)
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "prepare"))
    asking = page.get_by_role("region", name="Worth asking")
    first = asking.get_by_role("listitem").nth(1).locator("p").first.inner_text()
    asking.get_by_role("button", name=f"Not now: {first}").click()
    expect(asking.get_by_text(first, exact=True)).to_have_count(0)
    expect(asking.get_by_role("button", name="Not now")).to_have_count(4)
    page.get_by_role("button", name="Undo").click()
    expect(asking.get_by_text(first, exact=True)).to_be_visible()
