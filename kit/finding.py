"""Finding words in a text: all of them, whatever their case and accents. Nothing is kept; there is no index."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

# What a letter carries in Latin, Greek, Cyrillic, Hebrew and Arabic, and the variants of one emoji. Signs of other
# scripts, such as a Hindi vowel, make another word: they stay.
CARRIED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200b\u200e\u200f\u20d0-\u20ff\u2066-\u2069\ufe00-\ufe0f\ufe20-\ufe2f\u00ad]+"
)
# Letters that no accent makes, as those write them who have no key for them; one kind of apostrophe, quote and dash.
ALIKE = (
    {"ß": "ss", "ς": "σ", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | {"μ": "u", "⁄": "/"}
    | dict.fromkeys("’‘ʼ", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‐‑‒–—", "-")
)
UNEVEN = re.compile(f"{CARRIED.pattern}|[{''.join(ALIKE)}]")
QUOTED = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')
WINDOW, OVERLAP = 700, 300  # characters that are looked at closely: an excerpt is taken from one of these
BEFORE, AFTER = 60, 160


def fold(text: str) -> str:
    """The text in one case and without accents."""
    if text.isascii():
        return text.lower()
    for sign, plain in TYPED:
        text = text.replace(sign, plain)
    try:
        western = text.encode("latin-1")
    except UnicodeEncodeError:
        return folded(text)
    for byte, letters in SEVERAL:
        if byte in western:
            western = western.replace(byte, letters)
    return western.translate(ONE).decode("latin-1")


def folded(text: str) -> str:
    """`fold()` of any script, letter by letter."""
    plain = unicodedata.normalize("NFKD", text).lower()
    plain = UNEVEN.sub(lambda found: ALIKE.get(found[0], ""), plain)
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


# What phones and word processors put into western texts. Without these nearly all of them are Latin-1, and that is
# folded by tables, in a fraction of the time.
TYPED = [(sign, folded(sign)) for sign in "“”‘’–—…"]


def western_letters() -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """`folded()` of each letter of Latin-1, as tables: of those that become one, and of those that become several or
    none."""
    one, several = bytearray(range(256)), []
    for number in range(256):
        byte = bytes([number])
        letters = folded(byte.decode("latin-1")).encode("latin-1")
        if len(letters) == 1:
            one[number] = letters[0]
        else:
            several.append((byte, letters))
    return bytes(one), several


ONE, SEVERAL = western_letters()


class Piece(NamedTuple):
    """A stretch of an excerpt: what was looked for (`hit`), or what stands around it."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: words and quoted phrases, each of which has to occur, in any order."""

    terms: tuple[str, ...]

    @classmethod
    def read(cls, said: str) -> "Wanted":
        """`plan "next year"` wants two things; a quote that nobody closed ends with the text."""
        found = (phrase or word for phrase, word in QUOTED.findall(fold(said)))
        return cls(tuple(dict.fromkeys(" ".join(one.split()) for one in found if one.strip())))

    @property
    def too_short(self) -> bool:
        """One letter is in every text. One ideogram or one emoji is a word."""
        return all(len(term) == 1 and (term.isascii() or unicodedata.category(term) == "Ll") for term in self.terms)

    @cached_property
    def tests(self) -> tuple[re.Pattern[str] | str, ...]:
        """A phrase may stand on two lines."""
        return tuple(re.compile(r"\s+".join(map(re.escape, t.split()))) if " " in t else t for t in self.terms)

    def in_(self, text: str) -> bool:
        """Does every word occur?"""
        plain = fold(text)
        return all(test in plain if isinstance(test, str) else test.search(plain) is not None for test in self.tests)

    def marked(self, text: str) -> list[Piece]:
        """The whole of a short text, with what was looked for marked."""
        return pieces(text, self._spans(text), 0, len(text))

    def excerpt(self, text: str) -> list[Piece]:
        """The place in a long text where the first of the words stands; its beginning, if none of them does."""
        at, window = next((one for one in windows(text) if any(self._found(fold(one[1])))), (0, text[:WINDOW]))
        spans = self._spans(window)
        first = spans[0][0] if spans else 0
        start = 0 if first <= BEFORE else window.rfind(" ", 0, first - BEFORE) + 1 or first - BEFORE
        end = min(len(window), start + BEFORE + AFTER)
        if end < len(window):
            end = max(window.find(" ", end, end + BEFORE), end)
        shown = pieces(window, spans, start, end)
        before = [Piece("… ", False)] if at + start else []
        return [*before, *shown, *([Piece(" …", False)] if at + end < len(text) else [])]

    def _found(self, plain: str) -> Iterator[tuple[int, int]]:
        for term in self.terms:
            for match in re.finditer(r"\s+".join(map(re.escape, term.split())), plain):
                yield match.span()

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand in the text as it was written, in order, none over another."""
        plain, places = folded_with_places(text)
        spans: list[tuple[int, int]] = []
        for start, end in sorted(self._found(plain)):
            first, last = places[start], places[end] if end < len(places) else len(text)
            if end and places[end - 1] == last:
                last = places[end - 1] + 1  # half of an "ß": the whole letter
            if spans and first <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(last, spans[-1][1])
            else:
                spans.append((first, last))
        return spans


def pieces(text: str, spans: list[tuple[int, int]], start: int, end: int) -> list[Piece]:
    """What stands from `start` to `end`, cut at the spans."""
    found, at = [], start
    for first, last in spans:
        first, last = max(first, start), min(last, end)
        if first < last:
            found += [Piece(text[at:first], False), Piece(text[first:last], True)]
            at = last
    return [piece for piece in [*found, Piece(text[at:end], False)] if piece.text]


def windows(text: str) -> Iterator[tuple[int, str]]:
    """A long text in stretches that overlap by more than anybody looks for, and where each begins."""
    for start in range(0, max(1, len(text)), WINDOW - OVERLAP):
        yield start, text[start : start + WINDOW]


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters where it comes from in `text`."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    plain: list[str] = []
    places: list[int] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and not text[at].isascii() and (unicodedata.combining(text[at]) or CARRIED.match(text[at])):
            continue  # a letter and what it carries are one
        part = fold_letter(text[start:at])
        plain.append(part)
        places += [start] * len(part)
        start = at
    return "".join(plain), places


@lru_cache(maxsize=2048)
def fold_letter(letter: str) -> str:
    """`fold()` of one letter and what it carries: a page has few different ones."""
    return fold(letter)
