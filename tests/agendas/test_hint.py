"""The page nudges, never blocks."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from agendas.models import AgendaItem
from agendas.models.hint import too_many_of, vague
from oneonones.models import Pair
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
        ("Reorg 2027", "", False),
        ("wiki://reorg", "", False),
        ("DISCUSS THE REORG PLAN", "", True),
        ("Second designer hire", "", False),
        ("Discuss second designer hire", "", False),
        ("", "", False),
    ],
)
def test_a_vague_item_gets_a_quiet_hint_that_asks_for_a_purpose(title, context, hinted):
    assert vague(title, context) == hinted


OPEN = datetime(2026, 11, 23, 9, tzinfo=UTC)


def agenda(*, managers: int, reports: int, kind: str = "direct") -> tuple[Pair, list[AgendaItem]]:
    """A pair and what is on its agenda, in memory: some items of the manager's, then some of the report's."""
    pair = Pair(kind=kind, manager_id=uuid4(), report_id=uuid4())
    authors = [pair.manager_id] * managers + [pair.report_id] * reports
    return pair, [AgendaItem(author_id=author, revealed_at=OPEN) for author in authors]


@pytest.mark.parametrize(
    ("managers", "reports", "told"),
    [
        (0, 0, None),
        (0, 3, None),
        (2, 0, None),
        (1, 1, None),
        (1, 2, None),
        (2, 2, None),
        (2, 1, (2, 3)),
        (3, 0, (3, 3)),
        (3, 1, (3, 4)),
        (3, 2, (3, 5)),
        (3, 3, None),
    ],
)
def test_an_agenda_is_the_managers_when_more_than_half_of_three_or_more_items_are(managers, reports, told):
    assert too_many_of(*agenda(managers=managers, reports=reports)) == told


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("direct", (2, 3)),
        ("dotted_line", (2, 3)),
        ("acting", (2, 3)),
        ("skip_level", (2, 3)),
        ("mentor", None),
        ("peer", None),
    ],
)
def test_only_a_pair_in_which_one_reports_to_the_other_has_somebody_who_should_lead(kind, told):
    assert too_many_of(*agenda(managers=2, reports=1, kind=kind)) == told


@pytest.mark.parametrize(
    "said",
    [
        {"closed_at": OPEN},
        {"removed_at": OPEN},
        {"standing": True},
        {"from_template": "weekly"},
        {"revealed_at": None},
    ],
)
def test_what_is_closed_or_private_or_stands_by_itself_tips_no_agenda(said):
    pair, items = agenda(managers=2, reports=2)
    one_more = AgendaItem(author_id=pair.manager_id, **({"revealed_at": OPEN} | said))

    assert too_many_of(pair, [*items, one_more]) is None
    assert too_many_of(pair, [*items, AgendaItem(author_id=pair.manager_id, revealed_at=OPEN)]) == (3, 5)


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
