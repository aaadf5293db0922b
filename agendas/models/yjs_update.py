"""What an update of a Yjs document builds on, read from its bytes without a document (encoding v1, as lib0 writes it).

Kept apart because the library takes in what follows on something that is missing, and then does not give it back: so
whoever merges asks first whether everything is there.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOCUMENT, SKIP = range(11)
LEFT, RIGHT, KEY, KIND = 0x80, 0x40, 0x20, 0x1F
NAMED = (3, 5)  # types that bring a name: an element, a hook
FIXED = {127: 0, 126: 0, 124: 4, 123: 8, 122: 8, 121: 0, 120: 0}  # plain values of a known size, by their first byte
INTEGER, TEXT, OBJECT, ARRAY, BYTES = 125, 119, 118, 117, 116

Vector = Mapping[int, int]


class _Reader:
    """Takes an encoded thing apart. IndexError where it ends too soon."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        number = shift = 0
        while True:
            one = self.byte()
            number |= (one & 0x7F) << shift
            shift += 7
            if one < 0x80:
                return number

    def piece(self) -> bytes:
        """Bytes, or a text, with their length before them."""
        length = self.number()
        self.at += length
        if self.at > len(self.data):
            raise IndexError("It ends too soon.")
        return self.data[self.at - length : self.at]

    def value(self) -> None:
        """Pass over a plain value."""
        kind = self.byte()
        if kind in FIXED:
            self.at += FIXED[kind]
        elif kind == INTEGER:
            while self.byte() & 0x80:
                pass
        elif kind in (TEXT, BYTES):
            self.piece()
        elif kind in (OBJECT, ARRAY):
            for _ in range(self.number()):
                if kind == OBJECT:
                    self.piece()
                self.value()
        else:
            raise ValueError("No value that we know.")


@dataclass(slots=True)
class _Contents:
    """The runs of each writer that an update brings, and how far of each writer it takes for granted."""

    runs: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    wants: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def want(self, writer: int, until: int) -> None:
        self.wants[writer] = max(self.wants[writer], until)


def vector_of(encoded: bytes) -> dict[int, int]:
    """A state vector: how far of each writer."""
    reader = _Reader(encoded)
    return {reader.number(): reader.number() for _ in range(reader.number())}


def builds_on(update: bytes, vector: Vector) -> bool:
    """Is everything there that this update follows on? Of what we cannot read, the library shall judge."""
    try:
        contents = _read(update)
    except (IndexError, ValueError, RecursionError):
        return True
    known = dict(vector)
    for writer, runs in contents.runs.items():
        for start, end in runs:
            if start > known.get(writer, 0):
                return False
            known[writer] = max(known.get(writer, 0), end)
    return all(known.get(writer, 0) >= until for writer, until in contents.wants.items())


def _read(update: bytes) -> _Contents:
    reader, contents = _Reader(update), _Contents()
    for _ in range(reader.number()):
        structs, writer, clock = reader.number(), reader.number(), reader.number()
        for _ in range(structs):
            info = reader.byte()
            skipped = info & KIND == SKIP
            length = reader.number() if info & KIND in (GC, SKIP) else _item(reader, info, contents)
            if not skipped:
                contents.runs[writer].append((clock, clock + length))
            clock += length
    for _ in range(reader.number()):  # what it deletes
        writer = reader.number()
        for _ in range(reader.number()):
            clock, length = reader.number(), reader.number()
            contents.want(writer, clock + length)
    return contents


def _item(reader: _Reader, info: int, contents: _Contents) -> int:
    """One item: how long it is. Its neighbours, or what holds it, have to be there."""
    for side in (LEFT, RIGHT):
        if info & side:
            contents.want(reader.number(), reader.number() + 1)
    if not info & (LEFT | RIGHT):
        if reader.number():
            reader.piece()  # the name of a part of the document
        else:
            contents.want(reader.number(), reader.number() + 1)
        if info & KEY:
            reader.piece()
    return _content(reader, info & KIND)


def _content(reader: _Reader, kind: int) -> int:
    length = 1
    if kind == STRING:
        return len(reader.piece().decode(errors="replace").encode("utf-16-le")) // 2
    if kind in (DELETED, JSON, ANY):
        length = reader.number()
    if kind in (BINARY, EMBED, DOCUMENT):
        reader.piece()
    if kind == DOCUMENT:
        reader.value()
    elif kind == FORMAT:
        reader.piece(), reader.piece()
    elif kind == TYPE:
        if reader.number() in NAMED:
            reader.piece()
    elif kind in (JSON, ANY):
        for _ in range(length):
            reader.piece() if kind == JSON else reader.value()
    elif kind not in (DELETED, BINARY, EMBED, DOCUMENT):
        raise ValueError("No content that we know.")
    return length
