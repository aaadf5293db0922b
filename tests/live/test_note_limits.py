"""What one page, one person or one stranger can ask of the process that serves everybody."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.db import connection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from agendas.models import NoteUpdate, SharedNote
from agendas.models.note_document import NoteDocument
from config.asgi import live
from live import access, sockets
from live.frames import HEAD, Close, Says, Tells, Why, sequence, tell
from live.note_socket import WAITING_BYTES, NoteSocket
from live.rooms import LARGE, LARGE_AT_ONCE, Rooms
from live.sockets import CONNECTS_AT_ONCE, NoteSockets, serve
from people.models import Person
from tests.live.conftest import Page
from tests.live.pens import Pen

TakeUp = Callable[..., Pen]
People = dict[str, Person]
SESSION = "a" * 32


class Browser:
    """The other end of a socket that is served without a network; it reads as much as the test says."""

    def __init__(self, process: Any) -> None:
        self.process, self.told, self.code = process, list[bytes](), 0
        self.inbox: asyncio.Queue[Any] = asyncio.Queue()
        self.reads = asyncio.Event()
        self.reads.set()
        self.say({"type": "websocket.connect"})
        cookie = f"{project.SESSION_COOKIE_NAME}={SESSION}"
        headers = [(b"cookie", cookie.encode()), (b"origin", b"http://testserver"), (b"host", b"testserver")]
        self.served = asyncio.ensure_future(
            serve(process, {"path": sockets.PATH, "headers": headers}, self.inbox.get, self._send)
        )

    def say(self, message: dict[str, Any]) -> None:
        self.inbox.put_nowait(message)

    def open(self, room: Any) -> None:
        self.say({"type": "websocket.receive", "bytes": room.bytes + bytes([Says.OPEN])})

    async def _send(self, message: Any) -> None:
        await self.reads.wait()
        self.code = message.get("code", self.code)
        if "bytes" in message:
            self.told.append(message["bytes"])


class Process:
    """A process whose database knows one person, and one note of a given size for each id."""

    def __init__(self, size: int = 0) -> None:
        self.document = NoteDocument.saying("x" * size)
        self.door = SimpleNamespace(person=self._person, run=self._run)
        self.rooms = Rooms(live=lambda: True, shared=False, door=self.door)  # type: ignore[arg-type]  # as much as is asked
        self.sockets = NoteSockets(self.rooms)

    async def _person(self, session: str) -> Any:
        return SimpleNamespace(pk=uuid4())

    async def _run(self, question: Any, *args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0)
        if question.__name__ == "admit":
            return SimpleNamespace(private=False, writable=True)
        return SimpleNamespace(updates=[self.document.state], rows=frozenset(), version=1)

    @property
    def only(self) -> NoteSocket:
        (one,) = self.sockets._sockets
        return one


async def until(true: Callable[[], object]) -> None:
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("It did not come about.")


def play(scene: Callable[[], Awaitable[None]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "PATIENCE", 0.1)
    monkeypatch.setattr(sockets, "CONNECTS_AT_ONCE", 10_000)
    asyncio.run(scene())  # type: ignore[arg-type]  # a coroutine


def test_a_page_that_does_not_read_is_closed_and_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        process, room = Process(), uuid4()
        browser = Browser(process)
        browser.open(room)
        await until(lambda: browser.told)
        one = process.only
        browser.reads.clear()
        for _ in range(WAITING_BYTES // 1000):
            one.offer(tell(room, Tells.UPDATE, b"x" * 1000))
        assert one.code == Close.DID_NOT_READ
        assert not one._waiting
        await asyncio.wait_for(browser.served, 3)
        assert not process.sockets._sockets
        await until(lambda: not process.rooms.open_ids())

    play(scene, monkeypatch)


def test_a_page_that_reads_slowly_is_told_why_once_it_reads_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        process = Process()
        browser = Browser(process)
        await until(lambda: process.sockets._sockets)
        browser.reads.clear()
        process.only.offer(tell(uuid4(), Tells.UPDATE, b"x"))
        await until(lambda: not process.sockets._sockets)
        browser.reads.set()
        await browser.served
        assert browser.code == Close.DID_NOT_READ

    play(scene, monkeypatch)


def test_a_silent_page_is_closed_and_one_that_pings_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        monkeypatch.setattr(sockets, "SILENCE", 0.2)
        process = Process()
        silent, alive = Browser(process), Browser(process)
        await until(lambda: len(process.sockets._sockets) == 2)
        for _ in range(8):
            alive.say({"type": "websocket.receive", "bytes": bytes(16) + bytes([Says.PING])})
            await asyncio.sleep(0.05)
            process.sockets.close_silent()
        await asyncio.wait_for(silent.served, 2)
        assert silent.code == Close.DID_NOT_READ
        assert not alive.served.done()
        assert alive.told[0][16] == Tells.PONG
        alive.served.cancel()

    play(scene, monkeypatch)


def test_whoever_asks_for_a_large_note_a_hundred_times_without_reading_waits_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene() -> None:
        process, room = Process(LARGE + 1), uuid4()
        browser = Browser(process)
        await until(lambda: process.sockets._sockets)
        browser.reads.clear()
        for _ in range(100):
            browser.open(room)
        await asyncio.sleep(0.05)
        assert sum(map(len, process.only._waiting)) < 2 * LARGE
        browser.served.cancel()

    play(scene, monkeypatch)


def test_of_a_hundred_pages_that_open_a_large_note_few_have_it_in_memory_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scene() -> None:
        monkeypatch.setattr(sockets, "PATIENCE", 30.0)
        process, room = Process(LARGE + 1), uuid4()
        browsers = [Browser(process) for _ in range(100)]
        await until(lambda: len(process.sockets._sockets) == 100)
        for browser in browsers:
            browser.reads.clear()
            browser.open(room)
        await asyncio.sleep(0.3)
        assert sum(one.heard_at == float("inf") for one in process.sockets._sockets) == LARGE_AT_ONCE
        for browser in browsers:
            browser.reads.set()
        await until(lambda: all(any(frame[16] == Tells.OPENED for frame in browser.told) for browser in browsers))
        for browser in browsers:
            browser.served.cancel()

    play(scene, monkeypatch)


def test_of_updates_that_are_none_a_page_sends_a_few_and_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        process, room = Process(), uuid4()
        browser = Browser(process)
        browser.open(room)
        await until(lambda: browser.told)
        for number in range(sockets.BAD_UPDATES_AT_MOST + 2):
            frame = room.bytes + bytes([Says.UPDATE]) + sequence(number) + b"\xff" * 20
            browser.say({"type": "websocket.receive", "bytes": frame})
        await asyncio.wait_for(browser.served, 3)
        assert browser.code == Close.TOO_MANY
        refused = [frame for frame in browser.told if frame[16] == Tells.REFUSED]
        assert {frame[HEAD + 4] for frame in refused} == {Why.MALFORMED}

    play(scene, monkeypatch)


@pytest.mark.django_db(transaction=True)
def test_a_frame_that_is_far_too_big_ends_that_socket_alone(
    alone: None, serve: Callable[..., Any], pen: TakeUp, people: People, note: SharedNote
) -> None:
    server = serve()
    priya, tom = pen(server, people["manager"], note.pk).open(), pen(server, people["report"], note.pk).open()
    priya._socket.send(bytes(1024 * 1024))
    assert priya.ended() == 1009
    tom.saved(tom.type("Unharmed"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many sessions were asked about, for each time that the database was asked."""
    questions: list[int] = []
    who = access.who

    def ask(session_keys: Any) -> Any:
        questions.append(len(session_keys))
        return who(session_keys)

    monkeypatch.setattr(access, "who", ask)
    yield questions


@pytest.mark.django_db(transaction=True)
def test_made_up_cookies_are_asked_about_together_or_not_at_all(
    alone: None, serve: Callable[..., Any], pen: TakeUp, people: People, note: SharedNote, asked: list[int]
) -> None:
    server, made_up = serve(), [f"sessionid={uuid4().hex}" for _ in range(120)]
    nonsense = ["sessionid=' OR 1=1", "sessionid=short", "sessionid=" + "A" * 4000]

    def come(cookie: str) -> int | None:
        return pen(server, cookie, note.pk).ended()

    with ThreadPoolExecutor(40) as crowd:
        assert set(crowd.map(come, [*made_up, *nonsense])) == {Close.SESSION}
    assert sum(asked) <= len(made_up)  # no more than one of each
    assert len(asked) < len(made_up) // 2
    assert server_remembers() == 0
    pen(server, people["manager"], note.pk).open()


def server_remembers() -> int:
    assert live.process is not None
    return len(live.process.sockets._connects)


@pytest.mark.django_db(transaction=True)
def test_a_thousand_connects_of_one_page_leave_the_others_alone(
    alone: None, serve: Callable[..., Any], cookie: Callable[..., str], pen: TakeUp, people: People, note: SharedNote
) -> None:
    server, session = serve(), cookie(people["manager"])
    tom = pen(server, people["report"], note.pk).open()
    began = time.monotonic()

    def come(_: int) -> bool:
        try:
            one = Pen(server.port, session, note.pk)
            one.send(Says.PING)
            one._socket.recv(5)
        except (InvalidStatus, ConnectionClosed):
            return False
        one.close()
        return True

    with ThreadPoolExecutor(20) as crowd:
        coming = crowd.map(come, range(1000))
        for _ in range(5):
            tom.saved(tom.type("Meanwhile"))
        let_in = sum(coming)
    seconds = time.monotonic() - began
    assert 0 < let_in <= CONNECTS_AT_ONCE + seconds * sockets.CONNECTS_A_SECOND


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="another process needs a database that both can open")
def test_a_process_that_is_told_to_end_says_so_and_leaves_nothing_undone(
    cookie: Callable[..., str], people: People, note: SharedNote, tmp_path: Any
) -> None:
    """SIGTERM, as at every deployment: 1012 at once, what arrived is written down and compacted, soon it is gone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    at = connection.settings_dict
    address = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    env = {**os.environ, "DATABASE_URL": address, "REDIS_URL": "", "KEK_FILE": str(project.KEK_FILE)}
    env |= {"SECRET_KEY_FILE": str(project.SECRET_KEY_FILE), "VAR_DIR": str(tmp_path)}
    command = f"-m uvicorn config.asgi:application --port {port} --log-level error --timeout-graceful-shutdown 5"
    sessions = [cookie(people[who]) for who in ("manager", "report")]
    with ExitStack() as stack:
        process = subprocess.Popen([sys.executable, *command.split()], env=env)
        stack.callback(process.wait)
        stack.callback(process.kill)
        answers(port)
        priya, tom = (Pen(port, session, note.pk).open() for session in sessions)
        stack.callback(priya.close)
        stack.callback(tom.close)
        page = stack.enter_context(closing(Page(port, note.meeting.pair_id, sessions[0])))
        priya.saved(priya.type("Acknowledged"))
        for number in range(20):
            tom.type(f"On its way {number}")
        process.send_signal(signal.SIGTERM)
        told = time.monotonic()
        assert {priya.ended(), tom.ended()} == {Close.RESTART}
        page.rest()  # the stream of the page ends, too: nobody waits for it
        assert process.wait(10) in (0, -signal.SIGTERM)
        assert time.monotonic() - told < 3
    said = SharedNote.objects.get(pk=note.pk).body
    assert said is not None
    assert "Acknowledged" in said
    assert not NoteUpdate.objects.exists()


def answers(port: int) -> None:
    """A process needs a while to start, on a busy machine more."""
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("It did not start.")
