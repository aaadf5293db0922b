"""The page nudges, never blocks."""

import pytest

from agendas.models import AgendaItem
from agendas.models.hint import too_many_of, vague
from tests.agendas.test_agenda_page import part, text

HINT = "What should come of it?"
NUDGE = "items are yours"


@pytest.mark.parametrize(
    ("title", "context", "hinted"),
    [
        ("discuss reorg", "", True),
        ("Discuss the reorg", None, True),
        ("Reorg", "", True),
        ("Hiring plan", "", True),
        ("Talk about on-call", "", True),
        ("Quick catch-up", "", True),
        ("Follow up on budget", "", True),
        ("Reorg", "Who moves, and when I can tell the team", False),
        ("Reorg?", "", False),
        ("Cover from 21 December", "", False),
        ("Agree who covers in December", "", False),
        ("https://example.test/plan", "", False),
        ("Decide on the second designer", "", False),
        ("Decide whether we hire a second designer", "", False),
        ("Umbau besprechen", "", True),
        ("🙂", "", False),
    ],
)
def test_a_vague_item_gets_a_quiet_hint_that_asks_for_a_purpose(title, context, hinted):
    assert vague(title, context) == hinted


def test_the_hint_is_for_the_author_and_blocks_nothing(browse, people, pair, meeting, at):
    AgendaItem.raise_on(pair, title="discuss reorg", by=people["report"], at=at)
    assert HINT in text(part(browse(people["report"]), meeting))
    assert HINT not in text(part(browse(people["manager"]), meeting))
    assert HINT not in text(part(browse(people["report"]), meeting, "?stage=meet"))


@pytest.mark.parametrize(
    ("managers", "reports", "nudged"),
    [(0, 3, None), (1, 1, None), (2, 0, None), (2, 2, None), (2, 1, (2, 3)), (3, 0, (3, 3)), (3, 2, (3, 5))],
)
def test_a_private_nudge_tells_a_manager_when_most_items_are_theirs(
    browse, people, pair, meeting, at, managers, reports, nudged
):
    for who, count in (("manager", managers), ("report", reports)):
        for number in range(count):
            AgendaItem.raise_on(pair, title=f"Item {number} of theirs", by=people[who], at=at)
    assert too_many_of(pair, AgendaItem.objects.filter(pair=pair)) == nudged
    assert (NUDGE in text(part(browse(people["manager"]), meeting))) == (nudged is not None)
    assert NUDGE not in text(part(browse(people["report"]), meeting))


def test_what_only_the_manager_knows_of_is_not_counted(people, pair, at):
    for number in range(4):
        AgendaItem.raise_on(pair, title=f"Mine {number}", visibility="private", by=people["manager"], at=at)
    assert too_many_of(pair, AgendaItem.objects.filter(pair=pair)) is None


def test_between_peers_nobody_is_told_to_follow(people, pair, at):
    for number in range(4):
        AgendaItem.raise_on(pair, title=f"Item {number}", by=people["manager"], at=at)
    pair.kind = "peer"
    assert too_many_of(pair, AgendaItem.objects.filter(pair=pair)) is None
