"""What a co-edited note is in memory: a Yjs document in y-prosemirror's mapping, whose text is a `prose` tree."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile
from typing import Any, Self
from uuid import UUID

from pycrdt import Doc, XmlElement, XmlFragment, XmlText, merge_updates

from agendas.models.markdown import parse, write
from agendas.models.prose import Names, Node, Run, said, tidy
from agendas.models.yjs_update import builds_on, vector_of

NOTE_LENGTH = 200_000
"""Characters of text that a note holds."""
STATE_SIZE = 4 * 1024 * 1024
"""Bytes of a note with all that was typed and deleted."""

FIRST_WRITER = 1
"""Who typed what was there before the note was a document: the same everywhere, so that it is made once."""
NOTHING = b"\x00\x00"
LONG = 32 * 1024
"""Bytes from which on an update is the state of a note, or a paste: reading what it builds on would take too long."""
UNREADABLE = "Cannot decode"
"""How the library begins when it refuses bytes before it touches the document."""
DEEPEST = 60
ATTRIBUTES = ("level", "order", "checked", "person")


class Malformed(Exception):
    """These bytes are no update of a document."""

    def __init__(self, *, harmless: bool = False) -> None:
        super().__init__()
        self._harmless = harmless

    @property
    def harmless(self) -> bool:
        """Were they seen through before anything was done with them? If not, the document is to be thrown away."""
        cause = self.__cause__
        return self._harmless or (isinstance(cause, ValueError) and str(cause).startswith(UNREADABLE))


@dataclass(frozen=True, slots=True)
class Taken:
    """What an update did: what it changed, as an update (empty for nothing), and whether it said anything new at all.

    It may say something and change nothing yet: what waits for another update does.
    """

    change: bytes
    news: bool


class Full(Exception):
    """A note does not hold that much."""


class NoteDocument:
    """One note. Used by the thread that made it."""

    def __init__(self, writer: int | None = None) -> None:
        self._doc: Doc[Any] = Doc(client_id=writer) if writer else Doc()
        self._fragment: XmlFragment = self._doc.get("note", type=XmlFragment)
        self._came: list[bytes] = []
        self.waiting: list[bytes] = []
        self._listening = self._doc.observe(lambda event: self._came.append(event.update))

    @classmethod
    def of(cls, updates: Iterable[bytes], *, writer: int | None = None) -> Self:
        """The document of these updates, to be changed by `writer`."""
        document = cls(writer)
        for update in updates:
            document.merge(update)
        return document

    @classmethod
    def saying(cls, markdown: str) -> Self:
        """The document of a text that was none yet: the same bytes for the same text, wherever it is made."""
        document = cls(FIRST_WRITER)
        document.append(markdown)
        return document

    def merge(self, update: bytes) -> bytes:
        """Take an update in; what it changed, as an update, or nothing. Raises Malformed."""
        return self.take(update).change

    def take(self, update: bytes) -> Taken:
        """Take an update in. Raises Malformed; only if that is harmless, nothing has changed.

        What waits for something that is still on its way is kept, and changes nothing yet.
        """
        self._came.clear()
        if update in self.waiting:
            return Taken(b"", news=False)
        if len(update) < LONG and not builds_on(update, vector_of(self.vector)):
            self._readable(update)
            self.waiting.append(update)
            return Taken(b"", news=True)
        self._apply(update)
        while self._came and (ready := [one for one in self.waiting if builds_on(one, vector_of(self.vector))]):
            self.waiting = [one for one in self.waiting if one not in ready]
            for one in ready:
                self._apply(one)
        if not self._came:
            return Taken(b"", news=False)
        came = [one for one in self._came if one != NOTHING] or [update]
        return Taken(came[0] if len(came) == 1 else merge_updates(*came), news=True)

    def _apply(self, update: bytes) -> None:
        try:
            self._doc.apply_update(update)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as problem:  # the library panics with what is no Exception
            raise Malformed from problem

    def _readable(self, update: bytes) -> None:
        try:
            merge_updates(update, NOTHING)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as problem:
            raise Malformed(harmless=True) from problem

    @property
    def state(self) -> bytes:
        """All of it, as one update, but for what waits."""
        return self._doc.get_update()

    @property
    def vector(self) -> bytes:
        return self._doc.get_state()

    @property
    def writers(self) -> set[int]:
        """Every Yjs client that ever typed in it."""
        return {client for client, _ in _pairs(self.vector)}

    def since(self, vector: bytes) -> bytes:
        """What somebody with this state vector lacks, but for what waits. Raises Malformed."""
        try:
            return self._doc.get_update(vector or NOTHING[:1])
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as problem:
            raise Malformed from problem

    # --- Its text

    def append(self, markdown: str) -> bytes:
        """Put a text at the end; the update that does."""
        end = len(self._fragment.children)
        return self._change(parse(markdown).blocks, end, end)

    def replace(self, markdown: str) -> bytes:
        """Say this instead; the update that does. Blocks at both ends that say it already stay; others give way.

        What others write into those that stay, and beside them, stays as well.
        """
        wanted = list(parse(markdown).blocks)
        there = [tidy(Node("doc", [_read(child, 0)])).children for child in self._fragment.children]
        head = _common(there, wanted)
        tail = _common(there[head:][::-1], wanted[head:][::-1])
        return self._change(wanted[head : len(wanted) - tail], head, len(there) - tail)

    def _change(self, blocks: Iterable[Node], start: int, end: int) -> bytes:
        """Put these blocks where those from `start` to `end` are."""
        self._came.clear()
        with self._doc.transaction():
            children = self._fragment.children
            if start < end:
                del children[start:end]
            for place, block in enumerate(blocks, start=start):
                _plant(children, block, place)
        return merge_updates(*self._came) if self._came else b""

    def tree(self) -> Node:
        return tidy(Node("doc", [_read(child, 0) for child in self._fragment.children]))

    def markdown(self, names: Names | None = None) -> str:
        return write(self.tree(), names)

    @property
    def length(self) -> int:
        """Characters of text in it."""
        return len(said(Node("doc", [_read(child, 0) for child in self._fragment.children])))


def writer_of(key: UUID, text: str) -> int:
    """The Yjs client that adds this text under this key, and nothing else ever: 48 bits, as every Yjs can count in."""
    return int.from_bytes(sha256(key.bytes + text.encode()).digest()[:6])


def _pairs(vector: bytes) -> Iterator[tuple[int, int]]:
    """A state vector: who typed, and how much. Numbers come in sevens of bits, the lowest first."""
    numbers, number, shift = list[int](), 0, 0
    for byte in vector:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number = shift = 0
    return zip(numbers[1::2], numbers[2::2], strict=True)


def _common(there: Sequence[list[Node | Run]], wanted: Sequence[Node]) -> int:
    """How many blocks they begin with in common."""
    same = (one == [block] for one, block in zip(there, wanted, strict=False))
    return sum(1 for _ in takewhile(bool, same))


def _plant(children: Any, node: Node, place: int | None = None) -> None:
    element = XmlElement(node.name, _attributes(node))
    children.insert(len(children) if place is None else place, element)
    text: XmlText | None = None
    length = 0
    for child in node.children:
        if isinstance(child, Node):
            text = None
            _plant(element.children, child)
            continue
        if text is None:
            text, length = XmlText(), 0
            element.children.append(text)
        text.insert(length, child.text, _formats(child))
        length += len(child.text.encode())


def _attributes(node: Node) -> dict[str, Any]:
    return {name: value for name, value in node.attrs.items() if name in ATTRIBUTES}


def _formats(run: Run) -> dict[str, Any]:
    """Every mark said, also that there is none: text that is put behind another takes its marks otherwise."""
    on: dict[str, Any] = {name: {} for name in ("strong", "em", "code") if getattr(run, name)}
    return on | ({"link": {"href": run.link}} if run.link else {})


def _read(element: Any, depth: int) -> Node:
    if isinstance(element, XmlText):
        return Node("paragraph", list(_runs(element)))
    attrs = {name: _plain(value) for name, value in element.attributes}
    name = str(element.tag)
    if depth >= DEEPEST:
        return Node("paragraph", [Run(_words(element))])
    children: list[Node | Run] = []
    for child in element.children:
        if isinstance(child, XmlText):
            children += _runs(child)
        else:
            children.append(_read(child, depth + 1))
    return Node(name, children, attrs)


def _words(element: Any) -> str:
    """The text of what lies too deep, without recursion."""
    waiting, words = [element], []
    while waiting:
        one = waiting.pop()
        if isinstance(one, XmlText):
            words.append("".join(run.text for run in _runs(one)))
        else:
            waiting.extend(reversed(list(one.children)))
    return " ".join(filter(None, words))


def _runs(text: XmlText) -> Iterable[Run]:
    for piece, formats in text.diff():
        if isinstance(piece, str) and piece:
            on = {name.split("--")[0]: value for name, value in (formats or {}).items() if value is not None}
            link = on.get("link")
            href = str(link.get("href", "")) if isinstance(link, dict) else ""
            yield Run(piece, "strong" in on, "em" in on, "code" in on, href)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
