"""One page of one person with its notes: what waits for it, and whether it keeps up."""

import asyncio
import time
from collections import deque
from math import inf
from uuid import UUID

from live.frames import HEAD, Close, Tells, Why, tell

WAITING_BYTES = 1024 * 1024
"""Bytes that wait for one socket, besides the documents that it asked for."""


class NoteSocket:
    """One page of one person: what waits for it, and which notes it has open."""

    __slots__ = (
        "_asked_for",
        "_bytes",
        "_code",
        "_delivered",
        "_waiting",
        "_wake",
        "bad",
        "heard_at",
        "person_id",
        "rooms",
        "session",
        "strange",
    )

    def __init__(self, session: str, person_id: UUID) -> None:
        self.session, self.person_id = session, person_id
        self.rooms: set[UUID] = set()
        self.strange = self.bad = 0
        self.heard_at = time.monotonic()
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._code: int | None = None
        self._asked_for: tuple[bytes, ...] = ()
        self._delivered = asyncio.Event()

    @property
    def code(self) -> int | None:
        """Why it is over, once it is."""
        return self._code

    def offer(self, frame: bytes) -> None:
        """Have a frame sent. A page that does not keep up is closed: it comes back and asks for what it lacks."""
        if self._code is not None:
            return
        self._bytes += len(frame)
        if self._bytes > WAITING_BYTES:
            self._waiting.clear()
            self.close(Close.DID_NOT_READ)
            return
        self._waiting.append(frame)
        if frame[16] == Tells.REFUSED and frame[HEAD + 4] == Why.MALFORMED:
            self.bad += 1
        self._wake.set()

    async def deliver(self, *frames: bytes) -> None:
        """Have frames sent that were asked for, whatever their size; returns once they are on their way or it is over.

        Whoever reads what the page says waits for this, so at most one such answer is in memory for each page.
        """
        if self._code is None:
            self._asked_for = frames
            self._delivered.clear()
            self._waiting.extend(frames)
            self._wake.set()
            self.heard_at = inf
            await self._delivered.wait()
            self.heard_at = time.monotonic()

    def sent(self, frame: bytes) -> None:
        """This one is on its way: the server took it, and has sent what it had before."""
        if self._asked_for and frame is self._asked_for[-1]:
            self._asked_for = ()
            self._delivered.set()

    def lost(self, note_id: UUID) -> None:
        """They may not see that note any more. If they have no other open, there is nothing left to talk about."""
        self.offer(tell(note_id, Tells.GONE))
        self.rooms.discard(note_id)
        if not self.rooms:
            self.close(Close.ACCESS)

    def close(self, code: int) -> None:
        if self._code is None:
            self._code = code
        self._delivered.set()
        self._wake.set()

    async def next(self) -> bytes | None:
        """The frame that waits longest; None once it is over."""
        while not self._waiting and self._code is None:
            self._wake.clear()
            await self._wake.wait()
        if not self._waiting:
            return None
        frame = self._waiting.popleft()
        if not any(frame is one for one in self._asked_for):
            self._bytes -= len(frame)
        return frame
