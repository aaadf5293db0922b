"""The queue of one page: bounded, and closed when its reader does not keep up."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import uuid4

import pytest

from config.asgi import live
from live import app
from live.access import Claim
from live.hub import WAITING_AT_MOST, Connection, Hub
from live.messages import LIMIT, Happening
from oneonones.models import Pair
from people.models import Person


def connection(pair_id: Any = None, person_id: Any = None) -> Connection:
    return Connection(Claim("a session", pair_id or uuid4()), person_id or uuid4())


def test_what_waits_is_sent_as_one_piece_and_in_order() -> None:
    page = connection()
    page.offer(b"one ")
    page.offer(b"two")
    page.close(b" bye")
    page.offer(b"too late")
    assert asyncio.run(page.next()) == b"one two bye"
    assert asyncio.run(page.next()) == b""


def test_a_page_that_does_not_read_is_closed_and_keeps_nothing_in_memory() -> None:
    page = connection()
    for _ in range(WAITING_AT_MOST):
        page.offer(b"x")
    assert not page.closed
    page.offer(b"one too many")
    assert page.closed
    assert asyncio.run(page.next()) == b""


def test_a_hub_forgets_whoever_left() -> None:
    hub, page = Hub(), connection()
    other = connection(page.pair_id, page.person_id)
    hub.open(page)
    hub.open(other)
    hub.drop(page)
    hub.drop(page)
    assert (hub.connections(), hub.pages_of(page.person_id)) == ([other], 1)
    hub.drop(other)
    assert (hub.connections(), hub.pairs(), hub.pages_of(page.person_id)) == ([], [], 0)


def test_only_pages_of_the_pair_and_of_whoever_may_know_are_told() -> None:
    hub = Hub()
    mine = connection()
    others, elsewhere = connection(mine.pair_id), connection(person_id=mine.person_id)
    for page in (mine, others, elsewhere):
        hub.open(page)
        page.offer(b".")
    hub.tell(mine.pair_id, Happening("agenda_item.raised", uuid4(), None, mine.person_id))
    heard = [asyncio.run(page.next()) != b"." for page in (mine, others, elsewhere)]
    assert heard == [True, False, False]


def test_a_happening_crosses_as_ids_and_comes_back_whole() -> None:
    for happening in (
        Happening("meeting.held", uuid4(), None, None),
        Happening("agenda_item.raised", uuid4(), uuid4(), uuid4()),
    ):
        assert Happening.load(happening.dump()) == happening


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"kind":"x","id":"y"}',
        b'{"kind":"agenda_item.raised","id":"no id"}',
        b'{"kind":"A title","id":"0b3e7d0e-5f0b-4ab2-9f2c-b5ac93a0f3a2"}',
        b'"' + b"x" * LIMIT + b'"',
        b"\xff",
    ],
)
def test_what_is_no_happening_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Happening.load(data)


class Leaving:
    """A process that only counts who leaves."""

    def __init__(self) -> None:
        self.left: list[Connection] = []

    def drop(self, page: Connection) -> None:
        self.left.append(page)


async def never() -> MutableMapping[str, Any]:
    return await asyncio.get_running_loop().create_future()


def run_stream(page: Connection, send: Callable[[Any], Awaitable[None]], process: Any) -> asyncio.Task[None]:
    return asyncio.ensure_future(app.stream(process, page, never, send))


def test_a_socket_that_takes_nothing_ends_its_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "PATIENCE", 0.02)
    page, process = connection(), Leaving()
    sent: list[Any] = []

    async def stuck(message: Any) -> None:
        sent.append(message["type"])
        if message.get("more_body"):
            await asyncio.get_running_loop().create_future()

    async def stream() -> None:
        page.offer(b"x")
        await run_stream(page, stuck, process)

    asyncio.run(asyncio.wait_for(stream(), 5))
    assert page.closed
    assert process.left == [page]
    assert sent == ["http.response.start", "http.response.body", "http.response.body"]


def test_a_stream_that_is_cancelled_ends_its_answer_in_good_order() -> None:
    page, process = connection(), Leaving()
    sent: list[Any] = []

    async def take(message: Any) -> None:
        sent.append(message)

    async def stream() -> None:
        streaming = run_stream(page, take, process)
        await asyncio.sleep(0)
        streaming.cancel()
        await streaming

    asyncio.run(asyncio.wait_for(stream(), 5))
    assert process.left == [page]
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


@pytest.mark.django_db(transaction=True)
def test_a_browser_that_stops_reading_is_let_go_and_the_others_are_not(
    alone: None,
    serve: Callable[..., Any],
    watch: Callable[..., Any],
    cookie: Callable[..., str],
    people: dict[str, Person],
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
    eventually: Callable[..., None],
) -> None:
    monkeypatch.setattr(app, "PATIENCE", 0.1)
    server = serve()
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", server.port))
        request = f"GET /live/pairs/{pair.pk}/ HTTP/1.1\r\nhost: x\r\ncookie: {cookie(people['report'])}\r\n\r\n"
        deaf.sendall(request.encode())
        assert live.process is not None
        process = live.process
        eventually(lambda: process.hub.pages_of(people["report"].pk) == 1)
        other = watch(server, people["manager"], pair)
        other.next("presence")

        def flood() -> None:
            for page in process.hub.connections(lambda page: page.person_id == people["report"].pk):
                page.offer(b": " + b"x" * 64_000 + b"\n\n")

        def flooded() -> bool:
            process._loop.call_soon_threadsafe(flood)
            return process.hub.pages_of(people["report"].pk) == 0

        eventually(flooded)
        process._loop.call_soon_threadsafe(process.hub.send, pair.pk, b'event: activity\ndata: {"id": "last"}\n\n')
        assert other.next("activity") == {"id": "last"}
