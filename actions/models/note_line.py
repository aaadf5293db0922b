import re
from collections.abc import Iterator
from dataclasses import dataclass

from agendas.models import SharedNote

MARK = re.compile(r"^\s*(?:[-*•–]\s+|\d+[.)]\s+|\[[ x]?\]\s*|(?:to\s?do|action)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class NoteLine:
    """One line of a shared note, read as something to be done: its number in the note, and its words without a dash."""

    note: SharedNote
    number: int
    words: str

    @classmethod
    def all_of(cls, note: SharedNote) -> "Iterator[NoteLine]":
        """Those that say something."""
        for number, text in enumerate((note.body or "").splitlines()):
            if words := MARK.sub("", text).strip():
                yield cls(note, number, words)

    @classmethod
    def find(cls, note: SharedNote, number: str) -> "NoteLine | None":
        """The line of that number, as it reads now."""
        return next((line for line in cls.all_of(note) if str(line.number) == number), None)
