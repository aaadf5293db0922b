"""Whoever writes in a note: what the editor's provider does, over a real socket."""

from uuid import UUID

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from agendas.models.note_document import NoteDocument
from live.frames import HEAD, Says, Tells

PATIENCE = 5.0


class Pen:
    """What the editor's provider does, for one note."""

    def __init__(self, port: int, cookie: str, room: UUID, **headers: str) -> None:
        origin = headers or {"origin": f"http://127.0.0.1:{port}"}
        about = [*origin.items(), *([("cookie", cookie)] if cookie else [])]
        self._socket = connect(
            f"ws://127.0.0.1:{port}/live/notes/", additional_headers=about, compression=None, max_size=None
        ).__enter__()
        self.room, self.document, self.number, self.flags = room, NoteDocument(), 0, -1
        self.acknowledged: set[int] = set()

    def close(self) -> None:
        self._socket.close()

    def send(self, what: int, payload: bytes = b"", room: UUID | None = None) -> None:
        self._socket.send((room or self.room).bytes + bytes([what]) + payload)

    def open(self) -> "Pen":
        self.send(Says.OPEN, self.document.vector)
        self.until(Tells.VECTOR)
        return self

    def type(self, text: str) -> int:
        return self.update(self.document.append(text))

    def update(self, update: bytes) -> int:
        self.number += 1
        self.send(Says.UPDATE, self.number.to_bytes(4) + update)
        return self.number

    def next(self) -> tuple[Tells, bytes]:
        """The next frame, taken in."""
        data = self._socket.recv(PATIENCE)
        assert isinstance(data, bytes)
        assert data[:16] == self.room.bytes
        what, payload = Tells(data[16]), data[HEAD:]
        if what is Tells.OPENED:
            self.flags = payload[0]
            self.document.merge(payload[1:])
        elif what is Tells.UPDATE:
            self.document.merge(payload)
        elif what is Tells.STATE:
            self.flags = payload[0]
        elif what is Tells.ACK:
            self.acknowledged.add(int.from_bytes(payload))
        return what, payload

    def until(self, wanted: Tells) -> bytes:
        while True:
            what, payload = self.next()
            if what is wanted:
                return payload

    def saved(self, number: int) -> "Pen":
        while number not in self.acknowledged:
            assert self.next()[0] is not Tells.REFUSED
        return self

    def ended(self) -> int | None:
        """The code with which the server closes; what comes before is passed over."""
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                self._socket.recv(PATIENCE)
        received = closed.value.rcvd
        return received.code if received else None
