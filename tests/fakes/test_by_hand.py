"""The page with the calendars side by side, both providers behind it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.fakes.by_hand.diary import Diary
from tests.fakes.by_hand.google_diary import GoogleDiary
from tests.fakes.by_hand.microsoft_diary import MicrosoftDiary
from tests.fakes.by_hand.page import Page
from tests.fakes.google.google import Google
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.server import Server

PRIYA, TOM = "priya@example.test", "tom@contoso.test"


@pytest.fixture
def page(google: Google, microsoft: Microsoft) -> Iterator[str]:
    """Priya at Google beside Tom at Microsoft."""
    if TOM not in microsoft.routes.mailboxes:
        microsoft.add(TOM, "Tom Okafor")
    diaries: list[Diary] = [GoogleDiary(google, PRIYA), MicrosoftDiary(microsoft, TOM)]
    with Server(Page(google.world.clock, diaries, {"GOOGLE_API_ROOT": google.api_root}).handle, name="page") as server:
        yield f"{server.url}/"


def columns(page: str) -> list[str]:
    return re.findall(r"<section>.*?</section>", requests.get(page, timeout=5).text, re.DOTALL)


def rows(page: str, who: str) -> list[str]:
    """The dates in somebody's column."""
    (column,) = [column for column in columns(page) if f"<h2>{who}</h2>" in column]
    return re.findall(r"\w{3} \d\d \w{3} 2026, \d\d:\d\d–", column)


def press(page: str, who: str, number: int, do: str) -> requests.Response:
    """A button at the event of that number in somebody's column."""
    (column,) = [column for column in columns(page) if f"<h2>{who}</h2>" in column]
    form = re.findall(r'<form method="post">(.*?)</form>', column, re.DOTALL)[number]
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    assert f'value="{do}"' in form
    return requests.post(page, {**hidden, "do": do}, timeout=5)


def make(page: str, who: str, other: str, **more: Any) -> requests.Response:
    form = {"who": who, "title": "<1:1>", "start": "2026-10-05T09:30", "with": other, "weekly": "1", "do": "make"}
    return requests.post(page, form | more, timeout=5)


@pytest.mark.parametrize(("organiser", "attendee"), [(PRIYA, TOM), (TOM, PRIYA)])
def test_what_one_does_is_seen_in_both_columns(page: str, organiser: str, attendee: str) -> None:
    assert rows(page, organiser) == []
    assert make(page, organiser, attendee).ok
    days = ["Mon 05 Oct", "Mon 12 Oct", "Mon 19 Oct", "Mon 26 Oct", "Mon 02 Nov"]
    expected = [f"{day} 2026, 09:30–" for day in days[: len(rows(page, organiser))]]
    assert len(expected) >= 4
    assert rows(page, organiser) == rows(page, attendee) == expected

    press(page, organiser, 1, "day")
    press(page, organiser, 0, "delete")
    expected = ["Tue 13 Oct 2026, 09:30–", *expected[2:]]
    assert rows(page, organiser) == rows(page, attendee) == expected

    press(page, attendee, 1, "accepted")
    assert sum("accepted" in column for column in columns(page)) == 2
    press(page, organiser, 0, "end")
    assert rows(page, organiser) == rows(page, attendee) == []


def test_a_title_is_shown_as_it_was_written_and_a_refusal_in_words(page: str) -> None:
    make(page, PRIYA, "")
    assert "&lt;1:1&gt;" in columns(page)[0]
    assert "<1:1>" not in columns(page)[0]
    make(page, TOM, "")
    answer = press(page, TOM, 1, "week")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
