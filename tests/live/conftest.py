"""A real server, real sockets, and a Redis whose line can be cut."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

import pytest
import uvicorn
from django.conf import settings as project
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from activity.models import Activity
from agendas.models import SharedNote
from config.asgi import application
from live.app import Live
from live.publishing import herald
from oneonones.models import Meeting, Pair
from people.models import Person
from tests.live.pens import Pen

PATIENCE = 5.0


class Server:
    """An ASGI application under uvicorn, in a thread."""

    def __init__(self, app: Any) -> None:
        options = {"log_config": None, "access_log": False, "lifespan": "on", "timeout_graceful_shutdown": 1}
        options |= {"ws_max_size": 300_000, "ws_max_queue": 8, "ws_per_message_deflate": False}
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, **options))
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        eventually(lambda: self._server.started)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)


class Page:
    """What a browser's EventSource does."""

    def __init__(self, port: int, pair_id: object, cookie: str, method: str = "GET") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._connection.request(method, f"/live/pairs/{pair_id}/", headers={"cookie": cookie} if cookie else {})
        self._response = self._connection.getresponse()
        self.status, self.headers = self._response.status, self._response.headers
        self.events = self._read()

    def close(self) -> None:
        with suppress(OSError):
            self._connection.sock and self._connection.sock.shutdown(socket.SHUT_RDWR)
        self._response.close()
        self._connection.close()

    def body(self) -> bytes:
        return self._response.read()

    def next(self, name: str) -> Any:
        """The data of the next event of that name; what comes before it is passed over."""
        return next(data for event, data in self.events if event == name)

    def until(self, name: str, data: Any) -> None:
        """Read on until an event of that name says exactly this."""
        while (said := self.next(name)) != data:
            self.last = said

    def rest(self) -> list[tuple[str, Any]]:
        """All that still comes; returns when the server closes the stream."""
        return list(self.events)

    def _read(self) -> Iterator[tuple[str, Any]]:
        fields: dict[str, str] = {}
        while line := self._response.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "event" in fields:
                yield fields["event"], json.loads(fields["data"])
                fields = {}


class Line:
    """A relay in front of Redis, or a database, that can be cut and mended, or hushed; it keeps what was sent there."""

    def __init__(self, url: str) -> None:
        self._to = urlsplit(url)
        self._ends: list[socket.socket] = []
        self._listening: socket.socket | None = None
        self.port = 0
        self.sent = b""
        self.hushed = False
        self.mend()
        self.url = self._to._replace(netloc=f"127.0.0.1:{self.port}").geturl()

    def mend(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=[self._listening], daemon=True).start()

    def cut(self) -> None:
        for end in [self._listening, *self._ends]:
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        self._ends.clear()

    close = cut

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = listening.accept()
                there = socket.create_connection((self._to.hostname or "", self._to.port or 6379))
                self._ends += [here, there]
                threading.Thread(target=self._pump, args=[here, there, True], daemon=True).start()
                threading.Thread(target=self._pump, args=[there, here, False], daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, keep: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if keep:
                    self.sent += data
                if keep or not self.hushed:
                    target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # whoever reads from it in another thread learns that it is over
            end.close()


def eventually(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "It did not come about."
        time.sleep(0.01)


@pytest.fixture(name="eventually")
def _eventually() -> Callable[[Callable[[], object]], None]:
    return eventually


@pytest.fixture
def line(settings: Settings) -> Iterator[Line]:
    """Redis, on a line of this test's own."""
    if not project.REDIS_URL:
        pytest.skip("There is no Redis here.")
    with closing(Line(project.REDIS_URL)) as line:
        settings.REDIS_URL = line.url
        settings.REDIS_PREFIX = f"test:{uuid4()}:"
        yield line
        herald(line.url).finish(within=1)


@pytest.fixture
def alone(settings: Settings) -> None:
    """No Redis: the embedded form."""
    settings.REDIS_URL = ""


@pytest.fixture(params=["line", "alone"])
def either(request: pytest.FixtureRequest) -> str:
    """Once with Redis and once without."""
    request.getfixturevalue(request.param)
    return str(request.param)


@pytest.fixture
def pair(pair: Pair) -> Pair:
    """Priya and Tom; what made them a pair happened long ago, and has been said before any page opens."""
    Activity.objects.update(at=timezone.now() - timedelta(hours=1))
    if project.REDIS_URL:
        herald(project.REDIS_URL).finish(within=PATIENCE)
    return pair


@pytest.fixture
def serve(transactional_db: None) -> Iterator[Callable[[Live | None], Server]]:
    """Start a server: of the whole product, or of a live side alone."""
    with ExitStack() as stack:
        yield lambda live=None: stack.enter_context(Server(live or application))


@pytest.fixture
def cookie(transactional_db: None) -> Callable[[Person | None], str]:
    """The cookie of somebody who has signed in; nobody's is empty."""

    def sign_in(person: Person | None) -> str:
        if person is None:
            return ""
        client = Client()
        client.force_login(person)
        return f"{project.SESSION_COOKIE_NAME}={client.cookies[project.SESSION_COOKIE_NAME].value}"

    return sign_in


@pytest.fixture
def watch(cookie: Callable[[Person | None], str]) -> Iterator[Callable[..., Page]]:
    """Open a page of a pair for somebody, or with a cookie."""
    with ExitStack() as stack:

        def open_page(server: Server, person: Person | str | None, pair: Pair, method: str = "GET") -> Page:
            said = person if isinstance(person, str) else cookie(person)
            return stack.enter_context(closing(Page(server.port, pair.pk, said, method)))

        yield open_page


@pytest.fixture
def say_writing() -> Callable[..., int]:
    """POST to `writing` as our page does; returns the status."""

    def post(server: Server, cookie: str, pair: Pair, body: dict[str, str] | bytes, **headers: str) -> int:
        about = {"cookie": cookie, "content-type": "application/x-www-form-urlencoded"}
        origin = headers or {"sec_fetch_site": "same-origin"}
        about |= {name.replace("_", "-"): value.format(port=server.port) for name, value in origin.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
            sent = body if isinstance(body, bytes) else urlencode(body).encode()
            connection.request("POST", f"/live/pairs/{pair.pk}/writing", sent, about)
            return connection.getresponse().status

    return post


@pytest.fixture
def pen(cookie: Callable[[Person | None], str]) -> Iterator[Callable[..., Pen]]:
    """Take up a pen, as somebody or with a cookie, for one note."""
    with ExitStack() as stack:

        def take(server: Any, person: Person | str | None, room: UUID, **headers: str) -> Pen:
            said = person if isinstance(person, str) else cookie(person)
            return stack.enter_context(closing(Pen(server.port, said, room, **headers)))

        yield take


@pytest.fixture
def note(meeting: Meeting) -> SharedNote:
    return SharedNote.of(meeting, None, at=timezone.now())
