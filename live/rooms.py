"""The notes that are open at this process: who comes and goes, what is typed, and what happens elsewhere."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from django.db import Error as DatabaseProblem
from django.utils import timezone

from agendas.models.co_edited import MOST_ROWS
from agendas.models.note_document import Malformed, NoteDocument, Taken
from kit.vault import Unopenable
from live import note_access
from live.access import Door
from live.frames import Tells, Why, flags, sequence, tell
from live.publishing import publish
from live.room import Arrived, Member, Room, Socket, lacking

logger = logging.getLogger(__name__)

INLINE = 16 * 1024
"""Bytes of a sealed update that cross Redis; of a longer one, its id does."""
LARGE = 256 * 1024
LARGE_AT_ONCE = 8
"""Documents of that size that are on their way to pages at the same time: more would fill the memory."""


class NotNow(Exception):
    """The database does not answer, or a note is being loaded anew: come back later."""


class Rooms:
    """Every open note of this process. Runs on the event loop; the database is asked through a door of its own."""

    COMPACT = 1.0
    AGAIN = 1.0
    PATIENCE = 5.0
    ON_THEIR_WAY = 200

    def __init__(self, *, live: Callable[[], bool], shared: bool, door: Door | None = None) -> None:
        self.door = door or Door()
        self._live, self._shared = live, shared
        self._rooms: dict[UUID, Room] = {}
        self._loading: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)
        self._jobs: set[asyncio.Task[Any]] = set()

    # --- Coming and going

    async def open(self, socket: Socket, note_id: UUID, vector: bytes) -> bool:
        """Admit somebody to a note and send what they lack. False: there is no such note for them. Raises NotNow."""
        try:
            admitted = await self.door.run(note_access.admit, socket.person_id, note_id, at=timezone.now())
            room = await self._room(note_id, private=admitted.private) if admitted else None
            if room is None or admitted is None:
                return False
            room.coming += 1
            try:
                if room.state_at_most <= LARGE:
                    await self._send_whole(room, Member(socket, admitted.writable), vector)
                else:
                    async with self._large:
                        await self._send_whole(room, Member(socket, admitted.writable), vector)
            finally:
                room.coming -= 1
                self._perhaps_left(room)
        except (DatabaseProblem, OSError) as problem:  # TimeoutError is one
            raise NotNow from problem
        return True

    async def _send_whole(self, room: Room, member: Member, vector: bytes) -> None:
        """From this moment on they hear of every change; what was before is in OPENED."""
        while True:
            await asyncio.wait_for(room.sound.wait(), self.PATIENCE)
            async with room.ink:
                if not room.sound.is_set():
                    continue  # what was being written down was lost
                stored = await self._stored(room)
                room.members[member.socket] = member
                break
        head = flags(writable=member.writable, live=self._live())
        lacked, *waiting = lacking(stored, vector)
        await member.socket.deliver(
            tell(room.id, Tells.OPENED, head + lacked),
            *(tell(room.id, Tells.UPDATE, one) for one in waiting),
            tell(room.id, Tells.VECTOR, stored.vector),
        )

    async def _stored(self, room: Room) -> NoteDocument:
        """What lies in the database, while nothing is being written there (`room.ink` is held): no page is told more.

        The document of the room is ahead of that by what has just arrived; what it takes away would be told with
        whatever else is (an update names all that was ever deleted), and stay told if it is never stored.
        """
        if not room.arrived:
            return room.document
        opened = await self.door.run(note_access.load, room.id, private=room.private)
        return NoteDocument.of(opened.updates if opened else ())

    def leave(self, socket: Socket, note_id: UUID | None = None) -> None:
        """Somebody closes a note, or all of them."""
        for room in [self._rooms[note_id]] if note_id in self._rooms else [] if note_id else list(self._rooms.values()):
            if room.members.pop(socket, None):
                self._perhaps_left(room)

    def _perhaps_left(self, room: Room) -> None:
        if not room.wanted:
            self._soon(self._last_left(room))

    async def _last_left(self, room: Room) -> None:
        if room.flushing is not None:
            await asyncio.wait([room.flushing])
        if room.compacting is not None:
            room.compacting.cancel()
            await self._compact(room)
        if not room.wanted and not room.arrived and self._rooms.get(room.id) is room:
            del self._rooms[room.id]

    async def _room(self, note_id: UUID, *, private: bool) -> Room | None:
        async with self._loading.setdefault(note_id, asyncio.Lock()):
            if (room := self._rooms.get(note_id)) is not None:
                return room
            opened = await self.door.run(note_access.load, note_id, private=private)
            if opened is None:
                return None
            room = Room(note_id, private)
            room.fill(opened)
            if opened.rows:
                self._compact_soon(room)
            self._rooms[note_id] = room
            return room

    # --- What is typed

    def take(self, socket: Socket, note_id: UUID, number: int, update: bytes) -> None:
        """Merge an update, and have it written down; the acknowledgement follows once it is."""
        room = self._rooms.get(note_id)
        member = room.members.get(socket) if room else None
        if room is None or member is None:
            socket.offer(tell(note_id, Tells.GONE))
        elif not member.writable:
            room.refuse(socket, number, Why.NOT_WRITABLE)
        elif not room.sound.is_set():
            room.refuse(socket, number, Why.NOT_NOW)
        elif isinstance(taken := room.take(update), Taken):
            room.arrived.append(Arrived(socket, number, update if taken.news else b""))
            if room.flushing is None or room.flushing.done():
                room.flushing = self._soon(self._flush(room))
        else:
            room.refuse(socket, number, taken)
            if not room.sound.is_set():
                self._broken(room)

    async def breathe(self, note_id: UUID) -> None:
        """Wait while too much of a note is not written down yet: nobody types faster than the disk."""
        room = self._rooms.get(note_id)
        if room is not None and room.flushing is not None and len(room.arrived) >= self.ON_THEIR_WAY:
            await asyncio.wait([room.flushing])

    async def _flush(self, room: Room) -> None:
        """Write down what arrived, then acknowledge it, and tell the others. What arrives meanwhile goes together."""
        while room.arrived:
            async with room.ink:
                room.writing, room.arrived = room.arrived, []
                typed = [(one.socket.person_id, one.update) for one in room.writing if one.update]
                written = note_access.Written([], frozenset())
                try:
                    if typed:
                        written = await self.door.run(
                            note_access.write, room.id, typed, private=room.private, at=timezone.now()
                        )
                except Exception as problem:
                    self._trouble("A note could not be written down.", problem)
                    room.arrived, room.writing = room.writing + room.arrived, []
                    self._broken(room)
                    return
                self._written(room, written)

    def _written(self, room: Room, written: note_access.Written) -> None:
        rows = iter(written.rows)
        done, room.writing = room.writing, []
        for one in done:
            if one.update and one.socket.person_id in written.refused:
                room.refuse(one.socket, one.number, Why.NOT_WRITABLE)
            elif written.refused and not one.update:
                room.refuse(one.socket, one.number, Why.NOT_NOW)  # nothing new, perhaps, beside what was refused
            else:
                if one.update:
                    row = next(rows)
                    room.rows.add(row.id)
                    self._tell_others(room, row.id, row.sealed)
                one.socket.offer(tell(room.id, Tells.ACK, sequence(one.number)))
                if one.update:  # as it was typed: its writer had not seen what it does not name as deleted (lost.js)
                    room.tell(Tells.UPDATE, one.update, but=one.socket)
        if written.rows:
            self._compact_soon(room, now=len(room.rows) >= MOST_ROWS)
        if written.refused:
            self._broken(room)

    # --- What goes wrong

    def _broken(self, room: Room) -> None:
        """The document holds what the database does not, or is in pieces: nothing in it counts, it is loaded anew."""
        room.sound.clear()
        lost, room.arrived = room.arrived, []
        for one in lost:
            room.refuse(one.socket, one.number, Why.NOT_NOW)
        if room.mending is None or room.mending.done():
            room.mending = self._soon(self._mend(room))

    async def _mend(self, room: Room) -> None:
        """Load a note anew, as soon as the database has it for us. Who wrote what was lost sends it again."""
        while self._rooms.get(room.id) is room:
            if room.flushing is not None and not room.flushing.done():
                await asyncio.wait([room.flushing])
            try:
                opened = await self.door.run(note_access.load, room.id, private=room.private)
            except Exception as problem:
                self._trouble("A note could not be loaded anew; it will be.", problem)
                await asyncio.sleep(self.AGAIN)
                continue
            if opened is None:
                room.tell(Tells.GONE)
                room.members.clear()
                del self._rooms[room.id]
            else:
                for one in room.load_anew(opened):
                    room.tell(Tells.UPDATE, one)
            room.sound.set()
            if opened and opened.rows:
                self._compact_soon(room)
            return

    def _trouble(self, words: str, problem: Exception) -> None:
        """One line for what comes by itself again; all that is known of what does not."""
        expected = isinstance(problem, DatabaseProblem | OSError)
        logger.log(logging.WARNING if expected else logging.ERROR, words, exc_info=None if expected else problem)

    # --- Compaction

    def _compact_soon(self, room: Room, *, now: bool = False) -> None:
        if room.compacting is not None and not now:
            return
        if room.compacting is not None:
            room.compacting.cancel()
        loop = asyncio.get_running_loop()
        room.compacting = loop.call_later(0 if now else self.COMPACT, lambda: self._soon(self._compact(room)))

    async def _compact(self, room: Room) -> None:
        room.compacting = None
        try:
            compacted = await self.door.run(note_access.compact, room.id, private=room.private)
            if compacted is None or not room.sound.is_set():
                return
            ours = compacted.version == room.version + 1 and compacted.rows and compacted.rows <= room.rows
            if ours:
                room.rows -= compacted.rows
                room.version = compacted.version
            elif compacted.version != room.version:  # another process did, or wrote rows that nobody told us of
                await self._catch_up(room)
        except Exception as problem:
            self._trouble("A note could not be compacted; it will be.", problem)

    # --- What happens elsewhere

    def open_ids(self) -> set[UUID]:
        return set(self._rooms)

    async def hear(self, note_id: UUID, message: bytes) -> None:
        """What another process wrote down: the id of the row, and its content as it lies there, or nothing."""
        room = self._rooms.get(note_id)
        row_id, sealed = UUID(bytes=message[:16]), message[16:]
        if room is None or row_id in room.rows:
            return
        if not sealed:
            await self._catch_up(room)
            return
        async with room.ink:  # who is just being admitted is told of it, there or here
            try:
                update = await self.door.run(note_access.unseal, row_id, sealed, private=room.private)
            except Unopenable:
                logger.warning("What came over Redis is no update of this note.")
                return
            if not room.sound.is_set() or row_id in room.rows:
                return
            try:
                taken = room.document.take(update)
            except Malformed as problem:
                logger.warning("What came over Redis is no update of a document.")
                if not problem.harmless:
                    self._broken(room)
                return
            room.rows.add(row_id)
            room.grow(update)
            if taken.news:
                room.tell(Tells.UPDATE, update)

    async def look(self) -> None:
        """What other processes wrote into the notes that are open here."""
        known = {room.id: (room.private, room.version) for room in self._rooms.values() if room.members}
        if not known:
            return
        versions, rows = await self.door.run(note_access.changed, known)
        stale = {note_id for note_id, version in versions.items() if version != known[note_id][1]}
        stale |= {
            note_id for note_id, row_id in rows if note_id in self._rooms and row_id not in self._rooms[note_id].rows
        }
        for note_id in stale:
            if (room := self._rooms.get(note_id)) is not None:
                await self._catch_up(room)

    async def _catch_up(self, room: Room) -> None:
        async with room.ink:
            opened = await self.door.run(note_access.load, room.id, private=room.private)
            if opened is None or not room.sound.is_set():
                return
            before, had = room.document.vector, (room.document.state, list(room.document.waiting))
            try:
                room.fill(opened)
            except Malformed as problem:
                self._trouble("A note could not be read anew.", problem)
                self._broken(room)
                return
            if (room.document.state, room.document.waiting) != had:
                for one in lacking(NoteDocument.of(opened.updates) if room.arrived else room.document, before):
                    room.tell(Tells.UPDATE, one)

    def _tell_others(self, room: Room, row_id: UUID, sealed: bytes) -> None:
        if self._shared:
            publish(f"note:{room.id}", row_id.bytes + (sealed if len(sealed) <= INLINE else b""))

    def state_changed(self) -> None:
        """Live came or went: every page learns it."""
        for room in self._rooms.values():
            for member in room.members.values():
                room.tell_state(member, live=self._live())

    # --- Who may

    async def check(self, which: Callable[[Socket], bool] | None = None) -> None:
        """Ask anew who may read and write: who may not read has no such note any more."""
        members = [
            (room, member)
            for room in self._rooms.values()
            for member in room.members.values()
            if which is None or which(member.socket)
        ]
        if not members:
            return
        wanted = {(member.socket.person_id, room.id) for room, member in members}
        admitted = await self.door.run(note_access.judge_all, wanted, at=timezone.now())
        for room, member in members:
            now = admitted.get((member.socket.person_id, room.id))
            if room.members.get(member.socket) is not member:
                continue  # gone meanwhile
            if now is None:
                self.leave(member.socket, room.id)
                member.socket.lost(room.id)
            elif now.writable != member.writable:
                member.writable = now.writable
                room.tell_state(member, live=self._live())

    # --- The end of this process

    async def drain(self) -> None:
        """Write down and compact everything that arrived, before the process ends."""
        flushing = [room.flushing for room in self._rooms.values() if room.flushing and not room.flushing.done()]
        if flushing:
            await asyncio.wait(flushing, timeout=3)
        with suppress(TimeoutError):  # what is not compacted now is so by the beat
            async with asyncio.timeout(self.PATIENCE):
                for room in list(self._rooms.values()):
                    if room.compacting is not None:
                        room.compacting.cancel()
                        await self._compact(room)
        for job in list(self._jobs):
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        await self.door.close()

    def _soon(self, job: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.ensure_future(job)
        self._jobs.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._jobs.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            logger.error("A job of an open note failed.", exc_info=problem)
