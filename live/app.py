"""The ASGI application of everything under /live/: raw ASGI, because an open page must cost next to nothing.

    GET  /live/pairs/<id>/          server-sent events: activity, presence, state, bye
    POST /live/pairs/<id>/writing   field=<where I type>, empty when I stop
    WebSocket /live/notes/          notes that are written together (live.sockets)

An address that is no pair of this person's answers 404 and the same words, whether there is such a pair or not.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NoReturn
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError

from kit.logs import access
from live.access import Claim, Refusal
from live.hub import Connection
from live.lines import cut
from live.messages import FIELD
from live.origin import Headers, from_here, headers_of, session_key
from live.process import Process
from live.sockets import serve

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = re.compile(r"/live/pairs/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(writing)?")
PAGES_AT_MOST = 20
"""Open pages of one person at one process."""
BODY_AT_MOST = 1024
PATIENCE = 10.0
FAREWELL = 1.0
"""Seconds for which a page may read nothing while something is sent, and when its stream ends: then its line is cut."""

ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
STREAM = {**ALWAYS, "content-type": "text/event-stream", "x-accel-buffering": "no"}
WORDS = {
    401: "Not signed in.\n",
    403: "Not from this site.\n",
    404: "Not found.\n",
    405: "Not this way.\n",
    413: "Too much.\n",
    422: "Not a field.\n",
    429: "Too many open pages.\n",
    503: "Not now.\n",
}


class Answer(Exception):
    """A request that ends with a status and nothing else."""

    def __init__(self, status: int, **headers: str) -> None:
        super().__init__(status)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Live:
    """Lives as long as the server does: it takes the lifespan messages, too."""

    def __init__(self) -> None:
        self.process: Process | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
        elif scope["type"] == "http":
            await self.answer(scope, receive, send)
        else:
            await serve(self.process, scope, receive, send)

    async def lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.process = Process()
                await self.process.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                if self.process is not None:
                    await self.process.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        found = PATH.fullmatch(scope["path"])
        route = ("live_writing" if found[2] else "live_pair") if found else "none"
        try:
            if found is None:
                raise Answer(404)
            if self.process is None:
                raise Answer(503, retry_after="5")
            if found[2]:
                await self.writing(self.process, UUID(found[1]), scope, receive)
            connection = await self.admitted(self.process, UUID(found[1]), scope)
        except Answer as answer:
            note(scope, route, answer.status, started)
            await say(send, answer)
        else:
            note(scope, route, 200, started)
            await stream(self.process, connection, receive, send)

    async def admitted(self, process: Process, pair_id: UUID, scope: Scope) -> Connection:
        """The page's connection, already among those that hear."""
        if scope["method"] != "GET":
            raise Answer(405, allow="GET")
        claim = Claim(session_key(headers_of(scope)), pair_id)
        person_id = await admit(process, claim)
        if process.hub.pages_of(person_id) >= PAGES_AT_MOST:
            raise Answer(429, retry_after="60")
        connection = Connection(claim, person_id)
        process.open(connection)
        return connection

    async def writing(self, process: Process, pair_id: UUID, scope: Scope, receive: Receive) -> NoReturn:
        if scope["method"] != "POST":
            raise Answer(405, allow="POST")
        headers = headers_of(scope)
        if not from_here(headers):
            raise Answer(403)
        fields = parse_qs((await body(receive)).decode("ascii", "replace"), keep_blank_values=True).get("field", [])
        if len(fields) != 1 or not FIELD.fullmatch(fields[0]):
            raise Answer(422)
        person_id = await admit(process, Claim(session_key(headers), pair_id))
        process.write(pair_id, person_id, fields[0])
        raise Answer(204)


async def stream(process: Process, connection: Connection, receive: Receive, send: Send) -> None:
    """Send what the connection has until either side ends it. A page that does not read is let go."""
    gone = asyncio.ensure_future(leave(connection, receive))
    try:
        await send(start(200, STREAM))
        while chunk := await connection.next():
            async with asyncio.timeout(PATIENCE):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except (TimeoutError, asyncio.CancelledError):
        connection.close()  # it does not read, or the server stops: nothing more to say
    finally:
        gone.cancel()
        process.drop(connection)
    try:
        async with asyncio.timeout(FAREWELL):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    except TimeoutError:
        cut(send)


async def leave(connection: Connection, receive: Receive) -> None:
    """Close the connection once the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    connection.close()


async def admit(process: Process, claim: Claim) -> UUID:
    """The person, if they may hear of the pair."""
    if not claim.session_key:
        raise unknown()
    try:
        verdict = await process.door.admit(claim)
    except DatabaseError:
        raise Answer(503, retry_after="5") from None
    if verdict is Refusal.SESSION:
        raise unknown()
    if isinstance(verdict, Refusal):
        raise Answer(404)
    return verdict


def unknown() -> Answer:
    return Answer(401, x_sign_in=f"{settings.LOGIN_URL}?panel=1")


async def body(receive: Receive) -> bytes:
    """The body of a small form."""
    taken = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Answer(422)
        taken += message.get("body", b"")
        if len(taken) > BODY_AT_MOST:
            raise Answer(413, connection="close")
        if not message.get("more_body", False):
            return bytes(taken)


def start(status: int, headers: Headers) -> MutableMapping[str, Any]:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": pairs}


async def say(send: Send, answer: Answer) -> None:
    words = WORDS.get(answer.status, "").encode()
    about = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(words))} if words else {}
    await send(start(answer.status, {**ALWAYS, **about, **answer.headers}))
    await send({"type": "http.response.body", "body": words})


def note(scope: Scope, route: str, status: int, started: float) -> None:
    """One line in the access log, as for a page; of a stream, when it opens."""
    ms = round((time.perf_counter() - started) * 1000, 1)
    about = {"method": scope["method"], "route": route, "status": status, "ms": ms}
    access.info("request", extra={"fields": about})
