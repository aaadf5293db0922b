"""A form that is refused says so on the page, and breaks no rule of it: nothing inline, nothing in the console."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from agendas.models import ANSWER_LENGTH, AgendaItem
from oneonones.models import Meeting
from tests.conftest import People, past_meeting
from tests.e2e.conftest import SignIn, meeting_url

WEEK = timedelta(weeks=1)
WATCH = """
    window.broken = [];
    const note = ({ violatedDirective, sample }) => broken.push(`${violatedDirective} ${sample}`);
    document.addEventListener("securitypolicyviolation", note);
"""


@pytest.fixture
def carried(meeting: Meeting, people: People, at: datetime) -> AgendaItem:
    """An item that was carried three times: its meeting asks what becomes of it."""
    item = AgendaItem.raise_on(meeting.pair, title="The release", by=people["report"], at=at - 4 * WEEK)
    for week in (3, 2, 1):
        before = past_meeting(meeting.pair, ago=week * WEEK, at=at)
        before.wrap_up(by=people["manager"], at=before.ends_at)
    return item


def watched(page: Page) -> list[str]:
    """What the browser complains of. A refused form is an answer of 422: that alone it always writes down."""
    said: list[str] = []
    page.add_init_script(WATCH)
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    return said


def complaints(page: Page, said: list[str]) -> list[str]:
    return [*page.evaluate("window.broken"), *(one for one in said if "422" not in one)]


@pytest.mark.parametrize("typed", ["   ", "x" * (ANSWER_LENGTH + 1)])
@pytest.mark.parametrize("where", ["in place", "on its page", "without a script"])
def test_a_refused_answer_is_shown_in_its_form_and_breaks_no_rule_of_the_page(
    sign_in: SignIn, people: People, meeting: Meeting, carried: AgendaItem, where: str, typed: str
) -> None:
    page = sign_in(people["manager"], java_script_enabled=where != "without a script")
    said = watched(page)
    if where == "in place":
        page.goto(meeting_url(meeting, "meet"))
        page.locator(".asks").get_by_role("link", name="Answer in writing").click()
    else:
        page.goto(f"/agenda-items/{carried.pk}/answer/?meeting={meeting.pk}")
    field = page.get_by_label("Your answer")
    field.fill(typed)
    page.get_by_role("button", name="Close with this answer").click()
    expect(page.locator(".error")).to_have_text(re.compile("Write your answer.|At most"))
    expect(field).to_have_value(re.compile(typed[:3] or "^$"))
    if where == "without a script":
        assert [one for one in said if "422" not in one] == []
    else:
        assert complaints(page, said) == []
