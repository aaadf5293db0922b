"""What a page may weigh (ux.md 7): bytes, requests, nodes. Times belong to `dev.py bench`."""

import gzip
from datetime import datetime, timedelta

from playwright.sync_api import Page, Response

from actions.models import ActionItem
from agendas.models import AgendaItem, PrivateNote, SharedNote
from oneonones.models import Meeting, Pair
from tests.conftest import People, past_meeting
from tests.e2e.conftest import SignIn, meeting_url

KB = 1000


def a_full_page(people: People, pair: Pair, meeting: Meeting, at: datetime) -> None:
    """8 items, 6 actions, 2 notes: the page that the budgets speak of."""
    manager, report = people["manager"], people["report"]
    for number in range(8):
        author = report if number % 2 else manager
        AgendaItem.raise_on(pair, title=f"Item {number} to talk about", context="A line of context.", by=author, at=at)
    before = past_meeting(pair, ago=timedelta(days=7), at=at)
    for number in range(6):
        ActionItem.promise(
            pair,
            what=f"Promise {number}",
            who=manager,
            measure="It is done",
            meeting=before,
            by=report,
            at=before.starts_at,
        )
    before.wrap_up(by=manager, at=before.ends_at)
    SharedNote.of(meeting, None, at=at).append("What we said. " * 40, by=report, at=at)
    PrivateNote.of(meeting, manager, at=at).append("What I think. " * 40, by=manager, at=at)


def loaded(page: Page, address: str) -> list[Response]:
    """Every answer that the page fetched on its first view; the live stream, which never ends, is not waited for."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address)
    page.wait_for_timeout(1000)
    return answers


def weight(answers: list[Response], ending: str) -> float:
    """Kilobytes, compressed, of the files with that ending."""
    return sum(len(gzip.compress(answer.body())) for answer in answers if answer.url.endswith(ending)) / KB


def test_the_meeting_page_keeps_its_budgets(
    sign_in: SignIn, people: People, pair: Pair, meeting: Meeting, at: datetime, live_url: str
) -> None:
    a_full_page(people, pair, meeting, at)
    page = sign_in(people["manager"], width=390, height=844)
    answers = loaded(page, meeting_url(meeting, "meet"))
    document = next(answer for answer in answers if answer.request.resource_type == "document")
    assert document.status == 200
    assert 0 < weight(answers, ".css") <= 20
    editor = [answer for answer in answers if "/editor-" in answer.url]
    assert 0 < weight(editor, ".js") <= 110
    assert 0 < weight([answer for answer in answers if answer not in editor], ".js") <= 42
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    fetched = page.evaluate("performance.getEntries().find(one => one.name.includes('/editor-')).startTime")
    assert fetched > painted
    assert len(gzip.compress(document.body())) / KB <= 12
    assert page.evaluate("document.querySelectorAll('*').length") <= 900
    assert len(answers) <= 14
    assert [answer.url for answer in answers if not answer.url.startswith((live_url, "data:"))] == []


def test_other_pages_keep_theirs(sign_in: SignIn, people: People, pair: Pair, meeting: Meeting, at: datetime) -> None:
    a_full_page(people, pair, meeting, at)
    page = sign_in(people["manager"])
    for address in ("/", "/pairs/", "/actions/", "/privacy/"):
        answers = loaded(page, address)
        assert weight(answers, ".css") <= 20, address
        assert weight(answers, ".js") <= 26, address
        assert len(answers) <= 14, address
