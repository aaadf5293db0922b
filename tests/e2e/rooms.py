"""The server's end of /live/notes/ for one page: what a page sends, and what it is told, frame by frame."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from playwright.sync_api import Page, WebSocketRoute
from pycrdt import Doc, XmlFragment

OPEN, UPDATE, CLOSE, PING = 1, 2, 3, 4
OPENED, TOLD, ACK, STATE, REFUSED, VECTOR, PONG, GONE = 1, 2, 3, 4, 5, 6, 7, 8
WRITABLE, LIVE = 1, 2
NOTHING, NOBODY = b"\0\0", b"\0"  # an update without changes, a state vector without clients


class Rooms:
    """Opens every room with what it was told before, and acknowledges what comes; unless it is told not to."""

    def __init__(self, page: Page) -> None:
        self.notes: dict[UUID, Doc[XmlFragment]] = {}
        self.frames: list[tuple[UUID, bytes]] = []
        self.changes: list[bytes] = []
        self.answers = self.there = True
        self.refuses: int | None = None
        self.sockets: list[WebSocketRoute] = []
        page.route_web_socket(re.compile(r"/live/notes/$"), self._connect)

    def text(self, room: str) -> str:
        """What the note of that name says, as the document's own markup."""
        note = self.notes.get(UUID(room))
        return str(note.get("note", type=XmlFragment)) if note else ""

    def copy(self, room: str) -> Doc[XmlFragment]:
        """The note as the other has it on their page."""
        theirs: Doc[XmlFragment] = Doc()
        theirs.apply_update(self.notes[UUID(room)].get_update())
        return theirs

    @contextmanager
    def change(self, note: Doc[XmlFragment]) -> Iterator[XmlFragment]:
        """What the other does on their page; `changes` has it as an update afterwards."""
        fragment = note.get("note", type=XmlFragment)
        subscription = note.observe(lambda event: self.changes.append(event.update))
        with note.transaction():
            yield fragment
        note.unobserve(subscription)

    def tell(self, room: str, kind: int, payload: bytes = b"") -> None:
        self.sockets[-1].send(UUID(room).bytes + bytes([kind]) + payload)

    def cut(self, code: int = 1012) -> None:
        self.sockets[-1].close(code=code)

    def _connect(self, socket: WebSocketRoute) -> None:
        if not self.there:
            socket.close(code=1013)
            return
        self.sockets.append(socket)
        socket.on_message(lambda data: self._hear(socket, data if isinstance(data, bytes) else data.encode()))

    def _hear(self, socket: WebSocketRoute, data: bytes) -> None:
        room, kind, payload = data[:16], data[16], data[17:]
        if kind == PING:
            socket.send(room + bytes([PONG]))
        elif kind == OPEN:
            note = self.notes.setdefault(UUID(bytes=room), Doc())
            lacking = note.get_update(payload) if payload else note.get_update()
            socket.send(room + bytes([OPENED, WRITABLE | LIVE]) + lacking)
            socket.send(room + bytes([VECTOR]) + note.get_state())
        elif kind == UPDATE:
            self._take(socket, room, payload)

    def _take(self, socket: WebSocketRoute, room: bytes, payload: bytes) -> None:
        self.frames.append((UUID(bytes=room), payload[4:]))
        if self.refuses is not None:
            socket.send(room + bytes([REFUSED]) + payload[:4] + bytes([self.refuses]))
        elif self.answers:
            self.notes[UUID(bytes=room)].apply_update(payload[4:])
            socket.send(room + bytes([ACK]) + payload[:4])
