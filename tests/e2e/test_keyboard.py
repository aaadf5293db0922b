"""The whole cycle with the keyboard alone, and a focus that is always seen (WCAG 2.1.1, 2.4.7, 2.4.11)."""

import re
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, expect

from actions.models import ActionItem
from agendas.models import AgendaItem
from oneonones.models import Meeting
from tests.conftest import People
from tests.e2e.conftest import SignIn, meeting_url
from tests.e2e.test_meeting_cycle import region

STOP = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body) return null;
  const seen = [0.5, 0.2, 0.8].some(part => {
    const top = document.elementFromPoint(box.left + box.width * part, box.top + box.height * part);
    return top && (one.contains(top) || top.contains(one) || one.labels?.[0]?.contains(top));
  });
  const style = getComputedStyle(one), around = getComputedStyle(one.closest('.add') ?? one);
  const ring = Math.max(parseFloat(style.outlineWidth) || 0, parseFloat(around.outlineWidth) || 0);
  return {
    what: one.tagName + ' ' + (one.getAttribute('aria-label') || one.textContent || one.name || '').trim().slice(0, 40),
    seen, ring, top: box.top + scrollY, left: box.left, column: one.closest('aside') ? 'side' : 'flow',
  };
}"""


def stops(page: Page, at_most: int = 150) -> list[dict[str, Any]]:
    """Every stop that Tab makes, from the top of the page to its end."""
    found: list[dict[str, Any]] = []
    for _number in range(at_most):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        found.append(stop)
    return found


def test_the_cycle_by_keyboard_alone(sign_in: SignIn, people: People, meeting: Meeting) -> None:
    page = sign_in(people["manager"])
    page.goto(meeting_url(meeting, "meet"))
    page.keyboard.press("a")
    page.keyboard.type("Said with keys")
    page.keyboard.press("Enter")
    agenda = region(page, "Agenda")
    expect(agenda.get_by_role("button", name="Start: Said with keys")).to_be_visible()
    page.keyboard.press("Escape")

    start = agenda.get_by_role("button", name="Start: Said with keys")
    for _number in range(60):
        page.keyboard.press("Tab")
        if start.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(agenda.get_by_role("button", name="Done, next item")).to_be_visible()

    page.keyboard.press("n")
    expect(
        region(page, "Before you go").get_by_role("textbox", name=re.compile("^What needs to happen"))
    ).to_be_focused()
    page.keyboard.type("Keep the promise")
    page.keyboard.press("Enter")
    expect(region(page, "Before you go").get_by_role("checkbox", name=re.compile("Keep the promise"))).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(agenda).to_contain_text("talked through")
    page.keyboard.press("w")
    expect(page.get_by_role("link", name="Review", exact=True)).to_have_attribute("aria-current", re.compile(".+"))

    meeting.refresh_from_db()
    assert meeting.held
    assert ActionItem.objects.get().item == AgendaItem.objects.get()


def test_every_stop_of_the_focus_is_seen_and_follows_the_page(
    sign_in: SignIn, people: People, meeting: Meeting
) -> None:
    for number in range(4):
        AgendaItem.raise_on(
            meeting.pair, title=f"Item {number}", by=people["report"], at=meeting.starts_at - meeting.length * 100
        )
    page = sign_in(people["manager"])
    for address in (meeting_url(meeting, "meet"), "/", "/actions/", "/pairs/"):
        page.goto(address)
        found = stops(page)
        assert len(found) > 8, address
        assert [stop["what"] for stop in found if not stop["seen"]] == [], address
        assert [stop["what"] for stop in found if stop["ring"] < 2] == [], address
        flow = [stop["top"] for stop in found if stop["column"] == "flow" and stop["left"] > 260]
        backwards = [round(a - b) for a, b in pairwise(flow) if a - b > 60]
        assert backwards == [], f"{address}: the focus jumps up the page"


def test_the_search_for_covered_stops_finds_some(page: Page, meeting: Meeting) -> None:
    page.goto(meeting_url(meeting, "meet"))
    page.evaluate("document.querySelector('.bar').style.blockSize = '90vh'; document.body.style.scrollPadding = 0")
    assert any(not stop["seen"] for stop in stops(page))
