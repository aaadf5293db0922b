"""A loopback HTTP server that can be made to fail, and remembers everything."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.faults import Fault, Faults
from tests.fakes.observations import Call, Observations


@dataclass(frozen=True)
class Request:
    """A request as it came: `path` is percent-encoded and without the query; header names have no case."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Message
    body: bytes

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The path in its parts, decoded."""
        return tuple(unquote(part) for part in self.path.strip("/").split("/"))

    @cached_property
    def json(self) -> Any:
        """The body; a ValueError if it is not JSON."""
        return json.loads(self.body)

    @cached_property
    def form(self) -> dict[str, str]:
        """The body of a form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    def one(self, name: str) -> str | None:
        """A parameter of the query, the first of that name."""
        return self.query.get(name, [None])[0]

    @property
    def bearer(self) -> str:
        """The access token, or nothing."""
        scheme, _, token = str(self.headers.get("Authorization", "")).partition(" ")
        return token if scheme.lower() == "bearer" else ""


@dataclass(frozen=True)
class Response:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: object, status: int = 200, headers: dict[str, str] | None = None) -> Self:
        """An answer in JSON."""
        kind = {"Content-Type": "application/json; charset=UTF-8"}
        return cls(status, json.dumps(data).encode(), kind | (headers or {}))


Handle = Callable[[Request], Response]


def by_bearer(request: Request) -> str:
    """Requests with the same access token belong together."""
    return request.bearer


class Server:
    """`with Server(handle) as server:` answers at `server.url` until the end of the block.

    `key` says which requests belong together: their peak in flight is counted. An error in `handle` is answered 500,
    kept in `errors`, and raised at the end of the block: no test passes over a fake that broke.
    """

    def __init__(
        self,
        handle: Handle,
        *,
        name: str = "server",
        tls: ssl.SSLContext | None = None,
        faults: Faults | None = None,
        observations: Observations | None = None,
        key: Callable[[Request], str] = by_bearer,
        port: int = 0,
    ) -> None:
        self.handle, self.name, self.key = handle, name, key
        self.faults = Faults() if faults is None else faults
        self.observations = Observations() if observations is None else observations
        self.errors: list[Exception] = []
        self.stopping = threading.Event()
        self._listener = _Listener(self, port)
        if tls:
            # The handshake waits for the first read, in the connection's own thread.
            self._listener.socket = tls.wrap_socket(
                self._listener.socket, server_side=True, do_handshake_on_connect=False
            )
        self._scheme = "https" if tls else "http"

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return f"{self._scheme}://127.0.0.1:{self._listener.server_address[1]}"

    def start(self) -> None:
        threading.Thread(target=self._listener.serve_forever, args=[0.02], daemon=True, name=self.name).start()

    def stop(self) -> None:
        self.stopping.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._listener.hang_up()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.errors and error is None:
            raise ExceptionGroup(f"The fake {self.name} broke.", self.errors)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, house: Server, port: int) -> None:
        self.house = house
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._connections = 0
        super().__init__(("127.0.0.1", port), _Handler)

    def opened(self, connection: socket.socket) -> int:
        with self._lock:
            self._open.add(connection)
            self._connections += 1
            return self._connections

    def closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)

    def hang_up(self) -> None:
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away, or does not trust our certificate, is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def setup(self) -> None:
        super().setup()
        self.number = self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the base class has
        """The observations are the log."""

    def _body(self) -> bytes:
        if "chunked" not in str(self.headers.get("Transfer-Encoding", "")).lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self) -> None:
        house = self.server.house
        url = urlsplit(self.path)
        query = parse_qs(url.query, keep_blank_values=True)
        request = Request(self.command, url.path, query, self.headers, self._body())
        call = house.observations.begin(
            server=house.name,
            method=request.method,
            path=request.path,
            query=request.query,
            headers=request.headers,
            body=request.body,
            connection=self.number,
            key=house.key(request),
        )
        try:
            self._live_through(house.faults.take(request.method, request.path), request, call)
        finally:
            house.observations.end(call)

    def _live_through(self, fault: Fault | None, request: Request, call: Call) -> None:
        kind = call.fault = fault.kind if fault else ""
        seconds = fault.seconds if fault else 0.0
        if kind == "drop":
            return self._hang_up(call)
        if kind == "delay" and self.server.house.stopping.wait(seconds):
            return self._hang_up(call)
        if fault and kind == "status":
            response = Response(fault.status, fault.body, fault.headers)
        else:
            response = self._done(request)
            if kind == "dup":
                response = self._done(request)
        if kind == "lost":
            return self._hang_up(call)

        call.status, call.answer = response.status, response.body
        head, body = self._head(response), response.body
        if kind == "truncate":
            self._write(head + body[: len(body) // 2])
            return self._hang_up(call)
        if kind == "slow":
            self._drip(head + body[:-1], seconds, call)
            head, body = b"", body[-1:]
        self.server.house.observations.end(call)
        return self._write(head + body)

    def _done(self, request: Request) -> Response:
        try:
            return self.server.house.handle(request)
        except Exception as error:
            self.server.house.errors.append(error)
            return Response(500, b"The fake broke: " + repr(error).encode())

    def _head(self, response: Response) -> bytes:
        headers = {"Date": self.date_time_string()} | response.headers
        if response.status not in (204, 304):
            headers["Content-Length"] = str(len(response.body))
        phrase = self.responses[response.status][0] if response.status in self.responses else "?"
        lines = [f"HTTP/1.1 {response.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _write(self, what: bytes) -> None:
        try:
            self.wfile.write(what)
        except OSError:
            self.close_connection = True

    def _drip(self, what: bytes, seconds: float, call: Call) -> None:
        steps = 20
        size = len(what) // steps + 1
        for begin in range(0, len(what), size):
            if self.close_connection or self.server.house.stopping.is_set():
                return self._hang_up(call)
            self._write(what[begin : begin + size])
            time.sleep(seconds / steps)
        return None

    def _hang_up(self, call: Call) -> None:
        self.server.house.observations.end(call)
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _answer  # noqa: N815  # as the base wants
