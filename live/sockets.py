"""The sockets of co-edited notes: one WebSocket a page, any number of notes in it, binary frames (live.frames)."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol
from uuid import UUID

from django.db import DatabaseError

from live.access import Door, who
from live.frames import FRAME_AT_MOST, HEAD, Close, Frame, Says, Tells, tell
from live.lines import cut
from live.note_socket import NoteSocket
from live.origin import from_here, headers_of, session_key
from live.rooms import NotNow, Rooms

logger = logging.getLogger(__name__)

PATH = "/live/notes/"
SOCKETS_AT_MOST = 20
"""Of one person at one process."""
ROOMS_AT_MOST = 60
STRANGE_ROOMS_AT_MOST = 50
BAD_UPDATES_AT_MOST = 50
CONNECTS_AT_ONCE = 30
CONNECTS_A_SECOND = 2.0
"""New sockets of one session; more are turned away before anything is asked."""
CONNECTS_REMEMBERED = 10_000
HANDSHAKES_AT_ONCE = 500
"""Sockets that wait for an answer to who they are. They are asked about together; more are turned away unasked."""
PATIENCE = 10.0
SLOWEST = 64 * 1024
"""Seconds for which a page may read nothing; and bytes a second at which it has to read what it asked for."""
FAREWELL = 1.0
"""Seconds in which a page that is closed may learn why. Then its line is cut, read or not."""
SILENCE = 45.0

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Process(Protocol):
    """What a socket needs of the process that it belongs to."""

    door: Door
    rooms: Rooms
    sockets: "NoteSockets"


class NoteSockets:
    """Every notes socket of this process."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.handshakes = 0
        self._sockets: set[NoteSocket] = set()
        self._of_person: Counter[UUID] = Counter()
        self._connects: dict[str, tuple[float, float]] = {}

    def welcome(self, session: str) -> bool:
        """May this session connect now? Asks nobody, and remembers nothing of whoever is not known yet."""
        return self._left(session) >= 1 and self.handshakes < HANDSHAKES_AT_ONCE

    def connected(self, session: str) -> bool:
        """Somebody behind this session did: False if too often."""
        left, now = self._left(session), time.monotonic()
        if len(self._connects) >= CONNECTS_REMEMBERED:
            fresh = now - CONNECTS_AT_ONCE / CONNECTS_A_SECOND
            self._connects = {key: one for key, one in self._connects.items() if one[1] > fresh}
        self._connects[session] = (max(0.0, left - 1), now)
        return left >= 1

    def _left(self, session: str) -> float:
        left, at = self._connects.get(session, (float(CONNECTS_AT_ONCE), 0.0))
        return min(CONNECTS_AT_ONCE, left + (time.monotonic() - at) * CONNECTS_A_SECOND)

    def open(self, socket: NoteSocket) -> bool:
        if self._of_person[socket.person_id] >= SOCKETS_AT_MOST:
            return False
        self._sockets.add(socket)
        self._of_person[socket.person_id] += 1
        return True

    def drop(self, socket: NoteSocket) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
            self._of_person[socket.person_id] -= 1
            if not self._of_person[socket.person_id]:
                del self._of_person[socket.person_id]
        self.rooms.leave(socket)

    def restart(self) -> None:
        for socket in self._sockets:
            socket.close(Close.RESTART)

    def close_silent(self) -> None:
        now = time.monotonic()
        for socket in self._sockets:
            if now - socket.heard_at > SILENCE:
                socket.close(Close.DID_NOT_READ)

    async def check_sessions(self) -> None:
        """Close the sockets of whoever signed out, or is signed in as somebody else."""
        sockets = list(self._sockets)
        people = await self.rooms.door.run(who, {socket.session for socket in sockets}) if sockets else {}
        for socket in sockets:
            person = people.get(socket.session)
            if person is None or person.pk != socket.person_id:
                socket.close(Close.SESSION)


async def serve(process: Process | None, scope: Scope, receive: Receive, send: Send) -> None:
    """One socket, from its handshake to its end."""
    await receive()
    headers = headers_of(scope)
    session = session_key(headers)
    if process is None or scope["path"] != PATH or not from_here(headers) or not process.sockets.welcome(session):
        await send({"type": "websocket.close"})  # answered with 403, before anything is asked
        return
    socket, code = await _shake_hands(process, session)
    await send({"type": "websocket.accept"})
    if socket is None:
        await send({"type": "websocket.close", "code": int(code)})
    else:
        await _talk(process, socket, receive, send)


async def _shake_hands(process: Process, session: str) -> tuple[NoteSocket | None, Close]:
    """The socket of whoever is behind the session, or why there is none."""
    process.sockets.handshakes += 1
    try:
        person = await process.door.person(session)
    except DatabaseError:
        return None, Close.LATER
    finally:
        process.sockets.handshakes -= 1
    if person is None:
        return None, Close.SESSION
    socket = NoteSocket(session, person.pk)
    if not process.sockets.connected(session) or not process.sockets.open(socket):
        return None, Close.TOO_MANY
    return socket, Close.RESTART


async def _talk(process: Process, socket: NoteSocket, receive: Receive, send: Send) -> None:
    reading = asyncio.ensure_future(_read(process, socket, receive))
    before = 0
    try:
        while (frame := await socket.next()) is not None:
            async with asyncio.timeout(PATIENCE + before / SLOWEST):
                await send({"type": "websocket.send", "bytes": frame})
            before = len(frame)
            socket.sent(frame)
    except OSError:  # it has gone, or (TimeoutError) does not read
        socket.close(Close.DID_NOT_READ)
    finally:
        reading.cancel()
        process.sockets.drop(socket)
    try:
        async with asyncio.timeout(FAREWELL):
            await send({"type": "websocket.close", "code": int(socket.code or Close.RESTART)})
    except TimeoutError:
        cut(send)
    except (OSError, RuntimeError):
        pass  # it has gone
    else:
        asyncio.get_running_loop().call_later(PATIENCE, cut, send)  # by then it has been read, or never will be


async def _read(process: Process, socket: NoteSocket, receive: Receive) -> None:
    try:
        while socket.code is None:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                socket.close(int(message.get("code") or 1000))
                return
            data = message.get("bytes")
            socket.heard_at = time.monotonic()
            if data is None:
                socket.close(Close.NOT_A_FRAME)
            elif len(data) > FRAME_AT_MOST + HEAD + 4:
                socket.close(Close.TOO_BIG)
            else:
                await _hear(process, socket, data)
    except NotNow:
        socket.close(Close.LATER)
    except Exception:
        logger.exception("A frame of a note could not be answered.")
        socket.close(Close.LATER)


async def _hear(process: Process, socket: NoteSocket, data: bytes) -> None:
    """Do what a frame says."""
    try:
        frame = Frame.read(data)
    except ValueError:
        socket.close(Close.NOT_A_FRAME)
        return
    if frame.says is Says.PING:
        socket.offer(tell(frame.room, Tells.PONG))
    elif frame.says is Says.CLOSE:
        socket.rooms.discard(frame.room)
        process.rooms.leave(socket, frame.room)
    elif frame.says is Says.OPEN:
        many = len(socket.rooms | {frame.room}) > ROOMS_AT_MOST
        if many or socket.strange >= STRANGE_ROOMS_AT_MOST:
            socket.close(Close.TOO_MANY)
            return
        socket.rooms.add(frame.room)
        if not await process.rooms.open(socket, frame.room, frame.payload):
            socket.rooms.discard(frame.room)
            socket.strange += 1
            socket.offer(tell(frame.room, Tells.GONE))
    elif len(frame.payload) <= 4 or socket.bad >= BAD_UPDATES_AT_MOST:
        socket.close(Close.NOT_A_FRAME if len(frame.payload) <= 4 else Close.TOO_MANY)
    else:
        process.rooms.take(socket, frame.room, int.from_bytes(frame.payload[:4], "big"), frame.payload[4:])
        await process.rooms.breathe(frame.room)
