"""What became another text from one version to the next: word by word where that can be read, else line by line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

SAME, ADDED, REMOVED = "same", "added", "removed"
MOST_LINES = 2_000  # changed lines on either side that are matched with one another: more is read as two texts
MOST_WORDS = 1_000

LINE = re.compile(r"[^\n]*\n|[^\n]+")
WORD = re.compile(r"\s*\S+|\s+")  # with the space before it, so that the last word of a text is like any other


@dataclass(frozen=True)
class Stretch:
    """A stretch of the two texts, and whether it is in both (`same`), in the later (`added`) or in the earlier only."""

    kind: str
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class Difference:
    """How one text became another."""

    before: str
    after: str

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """Both texts in one: the removed before the added that stands in its place."""
        found: list[Stretch] = []
        for kind, text in _lines(LINE.findall(self.before), LINE.findall(self.after)):
            if not text:
                continue
            if found and found[-1].kind == kind:
                found[-1] = Stretch(kind, found[-1].text + text)
            else:
                found.append(Stretch(kind, text))
        return tuple(found)

    @property
    def added(self) -> int:
        """Words that came."""
        return sum(stretch.words for stretch in self.stretches if stretch.kind == ADDED)

    @property
    def removed(self) -> int:
        """Words that went."""
        return sum(stretch.words for stretch in self.stretches if stretch.kind == REMOVED)


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Line by line; where lines took the place of others, word by word."""
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    yield SAME, "".join(before[:head])
    for kind, gone, came in _steps(old, new, most=MOST_LINES):
        if kind == "replace":
            yield from _words(WORD.findall("".join(gone)), WORD.findall("".join(came)))
        else:
            yield from _told(kind, gone, came)
    yield SAME, "".join(before[len(before) - tail :])


def _words(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    for kind, gone, came in _steps(before, after, most=MOST_WORDS):
        yield from _told(kind, gone, came)


def _steps(
    before: Sequence[str], after: Sequence[str], *, most: int
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """What to do with each stretch; with more than `most` on a side, the one is taken out and the other put in."""
    if max(len(before), len(after)) > most:
        yield "delete", before, ()
        yield "insert", (), after
        return
    for kind, low, high, start, end in SequenceMatcher(None, before, after).get_opcodes():
        yield kind, before[low:high], after[start:end]


def _told(kind: str, gone: Sequence[str], came: Sequence[str]) -> Iterator[tuple[str, str]]:
    if kind == "equal":
        yield SAME, "".join(came)
        return
    yield REMOVED, "".join(gone)
    yield ADDED, "".join(came)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many they begin with in common."""
    number = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        number += 1
    return number
