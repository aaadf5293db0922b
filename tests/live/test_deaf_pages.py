"""A page that takes up a line and reads nothing: it costs little, for a short time, and nobody else anything."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any
from uuid import uuid4

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Close as CloseFrame
from websockets.uri import parse_uri

from agendas.models import SharedNote
from config.asgi import live
from live import app, sockets
from live.frames import Close, Says
from live.note_socket import WAITING_BYTES
from oneonones.models import Pair
from people.models import Person
from tests.live.pens import Pen

pytestmark = pytest.mark.django_db(transaction=True)

TakeUp = Callable[..., Pen]
People = dict[str, Person]
A_PASTE = 60_000


class Deaf:
    """The other end of a WebSocket that opens a note and then leaves everything unread, until `listen`."""

    def __init__(self, port: int, cookie: str, note: SharedNote) -> None:
        self.line = narrow(port)
        self._protocol = ClientProtocol(parse_uri(f"ws://127.0.0.1:{port}/live/notes/"), max_size=None)
        request = self._protocol.connect()
        request.headers["Cookie"], request.headers["Origin"] = cookie, f"http://127.0.0.1:{port}"
        self._protocol.send_request(request)
        self._send()
        while not self._protocol.events_received():
            self._protocol.receive_data(self.line.recv(4096))
        self._protocol.send_binary(note.pk.bytes + bytes([Says.OPEN]))
        self._send()

    def _send(self) -> None:
        for data in self._protocol.data_to_send():
            self.line.sendall(data)

    def listen(self) -> CloseFrame | None:
        """Read all that is there, to the end of the line: the code that the server closed with, if it said one."""
        with suppress(ConnectionError):
            while data := self.line.recv(65536):
                self._protocol.receive_data(data)
        return self._protocol.close_rcvd

    def close(self) -> None:
        self.line.close()


def narrow(port: int) -> socket.socket:
    """A line that holds little of what is not read."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(15)
    line.connect(("127.0.0.1", port))
    return line


def waiting_at(server: Any) -> int:
    """Bytes that wait in the server for its pages to read, the greatest of them."""
    lines = [one.transport for one in list(server._server.server_state.connections) if one.transport]
    return max((one.get_write_buffer_size() for one in lines), default=0)


def lines_of(server: Any) -> int:
    return len(server._server.server_state.connections)


@pytest.fixture
def server(alone: None, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sockets, "PATIENCE", 0.5)
    monkeypatch.setattr(app, "PATIENCE", 0.5)
    return serve()


@pytest.fixture
def deaf(server: Any, cookie: Callable[..., str], people: People, note: SharedNote) -> Iterator[Deaf]:
    with closing(Deaf(server.port, cookie(people["manager"]), note)) as one:
        yield one


def much_is_written(tom: Pen, server: Any, until: Callable[[], bool]) -> int:
    """Tom pastes other words again and again; the most that waited for somebody meanwhile."""
    most = 0
    for _ in range(200):
        if until():
            return most
        tom.saved(tom.update(tom.document.replace(uuid4().hex * (A_PASTE // 32))))
        most = max(most, waiting_at(server))
    raise AssertionError("Somebody who reads nothing was sent it all.")


def test_a_page_that_never_reads_is_dropped_with_what_waited_for_it(
    server: Any, deaf: Deaf, pen: TakeUp, people: People, note: SharedNote, eventually: Callable[..., None]
) -> None:
    tom = pen(server, people["report"], note.pk).open()
    most = much_is_written(tom, server, until=lambda: lines_of(server) == 1)
    assert most < WAITING_BYTES + 2 * A_PASTE
    tom.saved(tom.type("Unharmed"))
    eventually(lambda: waiting_at(server) == 0)
    began = time.monotonic()
    deaf.listen()
    assert time.monotonic() - began < 5, "the line has an end"


def test_a_page_that_reads_again_soon_learns_why_it_was_dropped(
    server: Any, deaf: Deaf, pen: TakeUp, people: People, note: SharedNote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "FAREWELL", 30.0)
    tom = pen(server, people["report"], note.pk).open()
    much_is_written(tom, server, until=lambda: people_writing(note) == 1)
    said = deaf.listen()
    assert said is not None
    assert said.code == Close.DID_NOT_READ


def people_writing(note: SharedNote) -> int:
    assert live.process is not None
    return len(live.process.rooms._rooms[note.pk].members)


def test_a_stream_that_is_never_read_is_dropped(
    server: Any, cookie: Callable[..., str], people: People, pair: Pair, eventually: Callable[..., None]
) -> None:
    with closing(narrow(server.port)) as line:
        about = f"GET /live/pairs/{pair.pk}/ HTTP/1.1\r\nHost: x\r\nCookie: {cookie(people['manager'])}\r\n\r\n"
        line.sendall(about.encode())
        assert line.recv(12) == b"HTTP/1.1 200"
        assert live.process is not None
        for _ in range(400):
            if not live.process.hub.connections():
                break
            for page in live.process.hub.connections():
                live.process._loop.call_soon_threadsafe(page.offer, b":" + b"x" * A_PASTE + b"\n\n")
            time.sleep(0.02)
        eventually(lambda: lines_of(server) == 0)
