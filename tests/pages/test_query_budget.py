"""No page takes more than twelve queries, at one row and at three (ux.md 7)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from actions.models import ActionItem
from agendas.models import (
    AgendaItem,
    AgendaTemplate,
    Amendment,
    Comment,
    Decision,
    Outcome,
    SharedNote,
    WrittenAnswer,
)
from oneonones.models import Meeting, Pair
from pages.management.policy import POLICY
from tests.conftest import Browse, People, past_meeting
from tests.pages.test_policy import Things, address

MOST = 12


def one_more(things: Things, number: int, at: datetime) -> None:
    """Another of everything that a page lists."""
    pair = things.meeting.pair
    for by in (pair.manager, pair.report):
        item = AgendaItem.raise_on(pair, title=f"Item {number}", kind="win", evidence="31 pages", by=by, at=at)
        SharedNote.of(things.meeting, item, at=at).append(f"Noted {number}", by=by, at=at)
        ActionItem.promise(pair, what=f"Promise {number}", who=by, meeting=things.held, item=item, by=by, at=at)
        Amendment.add(things.locked, f"Added {number}", by=by, at=at).reply("Yes", by=pair.other(by), at=at)
        talked = AgendaItem.raise_on(pair, title=f"Talked about {number}", by=by, at=at)
        Outcome.objects.create(item=talked, meeting=things.held, kind="discussed", ended_at=at)
        Decision.mark(talked, things.held, words=f"Decided {number}", by=by, at=at)
        AgendaItem.raise_on(pair, title=f"Gone {number}", by=by, at=at).remove(by=by, at=at)
        Comment.write(item, f"Said {number}", by=by, at=at)
        asked = AgendaItem.raise_on(pair, title=f"Asked {number}", by=by, at=at)
        WrittenAnswer.give(asked, f"Written {number}", meeting=None, by=by, at=at)
        AgendaTemplate.make(name=f"Mine {number}", text=f"Line {number}", by=by, at=at)
    past = past_meeting(pair, ago=timedelta(days=20 + number), at=at)
    past.wrap_up(by=pair.manager, at=past.ends_at)


@pytest.mark.parametrize("name", [name for name, rule in POLICY.items() if rule.get])
def test_no_page_takes_more_than_twelve_queries_at_one_row_and_at_three(
    name: str,
    pair: Pair,
    meeting: Meeting,
    people: People,
    at: datetime,
    browse: Browse,
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    things, taken = Things.of(pair, meeting, at), {}
    for rows in (1, 3):
        for number in range(rows - 1):
            one_more(things, number, at)
        for who in ("report", "manager"):
            client, url = browse(people[who]), address(name, things, people[who])
            taken[rows, who] = count_queries(lambda client=client, url=url: client.get(url))
    assert max(taken.values()) <= MOST, taken
