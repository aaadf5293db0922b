"""What a page says quietly about an agenda. A hint never blocks."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from oneonones.models import Pair

if TYPE_CHECKING:
    from agendas.models.agenda_item import AgendaItem

FEW = 3  # below this many items nobody leads anything
BARE = 2  # words that say a subject and no purpose
LED = (Pair.Kind.DIRECT, Pair.Kind.DOTTED_LINE, Pair.Kind.ACTING, Pair.Kind.SKIP_LEVEL)
"""Pairs in which one reports to the other, so that the other should not lead the agenda."""

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
OPENERS = frozenset(
    [
        "discuss",
        "discussion",
        "talk",
        "chat",
        "about",
        "catch-up",
        "catch",
        "up",
        "sync",
        "update",
        "updates",
        "status",
        "quick",
        "follow",
        "follow-up",
        "check",
        "in",
        "on",
        "re",
        "regarding",
        "touch",
        "base",
        "review",
        "topic",
        "question",
        "some",
        "the",
        "a",
        "an",
        "our",
        "my",
        "your",
        "of",
        "and",
    ]
)


def vague(title: str, context: str | None) -> bool:
    """Does an item name a subject and no purpose, such as "discuss reorg"?

    A question, a number, an address or a line of context is purpose enough.
    """
    if context or "?" in title or re.search(r"\d|://", title):
        return False
    said = [word for word in WORD.findall(title.lower()) if word not in OPENERS]
    return bool(WORD.search(title)) and len(said) <= BARE


def too_many_of(pair: Pair, items: Iterable["AgendaItem"]) -> tuple[int, int] | None:
    """(the manager's, all) when most open items that both know of are the manager's: the report should lead.

    None where it is not so, where few are open, and between peers.
    """
    known = [item for item in items if item.open and not item.private and not (item.standing or item.from_template)]
    own = sum(item.author_id == pair.manager_id for item in known)
    return (own, len(known)) if pair.kind in LED and len(known) >= FEW and 2 * own > len(known) else None
