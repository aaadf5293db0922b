"""One note that is open at this process: its document, those who write in it, and what is on its way to disk."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from agendas.models.co_edited import Opened
from agendas.models.note_document import NOTE_LENGTH, STATE_SIZE, Malformed, NoteDocument, Taken
from live.frames import Tells, Why, flags, sequence, tell


class Socket(Protocol):
    """Whoever has a note open."""

    person_id: UUID

    def offer(self, frame: bytes) -> None:
        """Have a frame sent, soon."""

    def lost(self, note_id: UUID) -> None:
        """There is no such note for them any more."""

    async def deliver(self, *frames: bytes) -> None:
        """Have frames sent that were asked for; returns once they are on their way, or nobody waits for them."""


@dataclass(slots=True)
class Member:
    socket: Socket
    writable: bool


@dataclass(slots=True)
class Arrived:
    """An update that was merged and is not written down yet; `update` is empty if it said nothing new."""

    socket: Socket
    number: int
    update: bytes


def _loaded() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@dataclass
class Room:
    """One note at this process.

    `sound` says whether its document is what the database has and what is on its way there. While it is not, nothing
    is taken, and nobody is admitted: the note is being loaded anew.
    """

    id: UUID
    private: bool
    document: NoteDocument = field(default_factory=NoteDocument)
    version: int = 0
    rows: set[UUID] = field(default_factory=set)
    members: dict[Socket, Member] = field(default_factory=dict)
    coming: int = 0
    arrived: list[Arrived] = field(default_factory=list)
    writing: list[Arrived] = field(default_factory=list)
    flushing: "asyncio.Task[None] | None" = None
    mending: "asyncio.Task[None] | None" = None
    compacting: asyncio.TimerHandle | None = None
    ink: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while something is being written down, and by whoever has to know what is."""
    sound: asyncio.Event = field(default_factory=_loaded)
    told: bytes = b""
    """State vector of what every page has been told, at least."""
    text_at_most: int = 0
    state_at_most: int = 0

    @property
    def wanted(self) -> bool:
        """Has somebody this note open, or is about to?"""
        return bool(self.members or self.coming)

    def fill(self, opened: Opened) -> None:
        """Take in what the database has."""
        for update in opened.updates:
            self.document.merge(update)
            self.grow(update)
        self.rows, self.version = set(opened.rows), opened.version

    def load_anew(self, opened: Opened) -> list[bytes]:
        """Begin again from what the database has; what its pages may not have been told of that, as updates."""
        self.document = NoteDocument()
        self.text_at_most = self.state_at_most = 0
        self.fill(opened)
        return lacking(self.document, self.told)

    def take(self, update: bytes) -> Taken | Why:
        """Merge an update, or say why not. A document that may have come to harm by it is not `sound` any more."""
        if not self.arrived and not self.writing:
            self.told = self.document.vector
        try:
            if not self._fits(update):
                return Why.TOO_BIG
            taken = self.document.take(update)
        except Malformed as problem:
            if not problem.harmless:
                self.sound.clear()
            return Why.MALFORMED
        self.grow(update)
        return taken

    def grow(self, update: bytes) -> None:
        self.text_at_most += len(update)
        self.state_at_most += len(update)

    def _fits(self, update: bytes) -> bool:
        """Is the note still small enough with this? Counted anew only where the bytes would allow too much."""
        if self.text_at_most + len(update) <= NOTE_LENGTH and self.state_at_most + len(update) <= STATE_SIZE:
            return True
        copy = NoteDocument.of([self.document.state])
        before = copy.length
        copy.merge(update)
        text, state = copy.length, len(copy.state) + sum(map(len, [*self.document.waiting, *copy.waiting]))
        if text > max(NOTE_LENGTH, before) or state > STATE_SIZE:
            return False
        self.text_at_most, self.state_at_most = text - len(update), state - len(update)
        return True

    # --- What its pages are told

    def tell(self, what: Tells, payload: bytes = b"", but: Socket | None = None) -> None:
        frame = tell(self.id, what, payload)
        for socket in list(self.members):
            if socket is not but:
                socket.offer(frame)

    def tell_state(self, member: Member, *, live: bool) -> None:
        member.socket.offer(tell(self.id, Tells.STATE, flags(writable=member.writable, live=live)))

    def refuse(self, socket: Socket, number: int, why: Why) -> None:
        socket.offer(tell(self.id, Tells.REFUSED, sequence(number) + bytes([why])))


def lacking(document: NoteDocument, vector: bytes) -> list[bytes]:
    """What a page with this state vector lacks: everything, if it is no vector. What waits comes piece by piece."""
    try:
        return [document.since(vector), *document.waiting]
    except Malformed:
        return [document.state, *document.waiting]
