"""Processes, pages and what lies between them, on a clock that jumps: a history of minutes runs in a blink.

What is real: the sockets and rooms of `live`, their frames, the database. What is played: time, the network, Redis,
and when the database answers. One seed, one history.
"""

import asyncio
import re
import selectors
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError
from pycrdt import XmlElement, XmlText, merge_updates

from agendas.models import SharedNote
from agendas.models.note_document import NoteDocument
from live import note_access
from live.access import Door
from live.frames import HEAD, Close, Says, Tells, Why
from live.rooms import Rooms
from live.sockets import NoteSockets, serve

PATH = "/live/notes/"
WORD = re.compile(rb"word\d+q")


class _Jumping(selectors.DefaultSelector):  # type: ignore[valid-type, misc]  # whichever this system has
    """Waits for nothing: the clock goes on instead."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None:
            raise RuntimeError("Nothing will ever happen any more.")
        self.now += max(0.0, timeout)
        return super().select(0)


class Clockwork(asyncio.SelectorEventLoop):
    """An event loop whose seconds pass as soon as everybody waits."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def ask(question: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Ask the database from within the loop as the test does outside of it: over the same connection."""
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return question(*args, **kwargs)
    finally:
        asyncio._set_running_loop(loop)


class Database(Door):
    """The way of one process to the database: in order, with time in between, and some of the time not at all."""

    def __init__(self, world: "World", skew: timedelta) -> None:
        super().__init__()
        self.world, self.skew, self.dead = world, skew, False
        self._turn = asyncio.Lock()

    async def run(self, question: Any, *args: Any, **kwargs: Any) -> Any:
        if "at" in kwargs:
            kwargs["at"] += self.skew
        async with self._turn:
            await self._takes_time()
            if self.world.away == "before":
                raise OperationalError("away")
            answer = ask(question, *args, **kwargs)
            if question is note_access.write:
                self.world.written()
            await self._takes_time()
            if self.world.away == "after" and question is note_access.write:
                raise OperationalError("gone in the moment of the commit")
            return answer

    async def _takes_time(self) -> None:
        await asyncio.sleep(self.world.chance.uniform(0.0005, 0.02))
        if self.dead:
            await self.world.never  # whoever was killed never learns


class Process:
    """One live process. `kill` is what `kill -9` is: from then on it does nothing more, not even tidy up."""

    LOOKS_WITH_REDIS = 10

    def __init__(self, world: "World", number: int) -> None:
        self.world, self.number = world, number
        self.door = Database(world, timedelta(hours=(-5, 7)[number]))
        self.rooms = Rooms(live=lambda: world.redis, shared=True, door=self.door)
        self.sockets = NoteSockets(self.rooms)
        self.wires: set[Wire] = set()
        self.jobs = {asyncio.ensure_future(self._look())}

    def soon(self, job: Awaitable[None]) -> None:
        task = asyncio.ensure_future(job)
        self.jobs.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self.jobs.discard(task)
        if (
            not task.cancelled()
            and (problem := task.exception())
            and not isinstance(problem, OSError | OperationalError)
        ):
            self.world.problems.append(problem)

    async def hear(self, note_id: UUID, message: bytes) -> None:
        await asyncio.sleep(self.world.chance.uniform(0.0005, 0.05))
        if self.world.redis and not self.door.dead and note_id in self.rooms.open_ids():
            await self.rooms.hear(note_id, message)

    async def _look(self) -> None:
        for number in range(10**9):
            await asyncio.sleep(1)
            if not self.world.redis or number % self.LOOKS_WITH_REDIS == 0:
                with suppress(OperationalError):
                    await self.rooms.look()

    def kill(self) -> None:
        self.door.dead = True
        for job in list(self.jobs):
            job.cancel()
        for wire in list(self.wires):
            wire.cut()


class Wire:
    """A connection of a tab with a process: what is sent arrives later, in order; a cut loses what is on its way."""

    def __init__(self, tab: "Tab", process: Process) -> None:
        self.tab, self.process, self.whole = tab, process, True
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._arrives = {"there": 0.0, "here": 0.0}
        self.updates: dict[int, bytes] = {}
        self._inbox.put_nowait({"type": "websocket.connect"})
        process.wires.add(self)
        about = {"cookie": tab.cookie, "origin": "http://testserver", "host": "testserver"}
        headers = [(name.encode(), value.encode()) for name, value in about.items()]
        process.soon(serve(process, {"path": PATH, "headers": headers}, self._inbox.get, self._send))

    def send(self, frame: bytes) -> None:
        self._later("there", lambda: self._inbox.put_nowait({"type": "websocket.receive", "bytes": frame}))

    def cut(self) -> None:
        """Both ends learn of it; nothing that is on its way arrives."""
        if self.whole:
            self.whole = False
            self.process.wires.discard(self)
            self._inbox.put_nowait({"type": "websocket.disconnect", "code": 1006})
            self.tab.cut_off(self)

    async def _send(self, message: Any) -> None:
        if not self.whole:
            raise OSError("cut")
        if message["type"] == "websocket.accept":
            self._later("here", lambda: self.tab.opened(self))
        elif message["type"] == "websocket.close":
            assert message.get("code") in (Close.LATER, Close.RESTART, Close.DID_NOT_READ), message
            self._later("here", self.cut)
        else:
            frame = message["bytes"]
            self.tab.world.told(self, frame)
            self._later("here", lambda: self.tab.hear(frame))

    def _later(self, where: str, deliver: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        at = max(self._arrives[where], loop.time() + self.tab.world.chance.uniform(0.0005, 0.08))
        self._arrives[where] = at + 1e-6
        loop.call_at(at, lambda: self.whole and deliver())


class Tab:
    """What the page's provider does (static/js/notes/room.js): keeps what is not acknowledged, and sends it again."""

    def __init__(self, world: "World", person_id: UUID, cookie: str, process: int) -> None:
        self.world, self.person_id, self.cookie, self.process = world, person_id, cookie, process
        self.document = NoteDocument()
        self.pending: dict[int, bytes] = {}
        self.number, self.open, self.retrying = 0, False, False
        self.wire: Wire | None = None

    @property
    def clean(self) -> bool:
        return self.open and not self.pending

    # --- What is typed

    def type(self, word: str) -> None:
        self._typed(self.document.append(word))

    def insert(self, word: str) -> None:
        """Beside what stands there already."""
        texts = self._texts()
        if not texts:
            return self.type(word)
        text = self.world.chance.choice(texts)
        before = self.document.vector
        text.insert(0 if self.world.chance.random() < 0.5 else len(text), f" {word} ")
        return self._typed(self.document.since(before))

    def delete(self) -> set[str]:
        """Take away all that somebody sees of one paragraph; which words."""
        texts = self._texts()
        if not texts:
            return set()
        text = self.world.chance.choice(texts)
        words, before = set(str(text).split()), self.document.vector
        del text[0 : len(text)]
        self._typed(self.document.since(before))
        return words

    def _texts(self) -> list[XmlText]:
        blocks = [one for one in self.document._fragment.children if isinstance(one, XmlElement)]
        return [one for block in blocks for one in block.children if isinstance(one, XmlText) and len(one)]

    def _typed(self, update: bytes) -> None:
        self._hold(update)
        self._push()

    def _hold(self, update: bytes) -> int:
        self.number += 1
        self.pending[self.number] = update
        return self.number

    # --- The connection

    def connect(self) -> None:
        if self.wire is None:
            self.wire = Wire(self, self.world.processes[self.process])

    def opened(self, wire: Wire) -> None:
        wire.send(self.world.note.pk.bytes + bytes([Says.OPEN]) + self.document.vector)

    def cut_off(self, wire: Wire) -> None:
        if wire is self.wire:
            self.wire, self.open = None, False
            asyncio.get_running_loop().call_later(self.world.chance.uniform(0.05, 2), self.connect)

    def reload(self) -> None:
        """Only session storage is left: what was not acknowledged."""
        kept, self.pending, self.document = list(self.pending.values()), {}, NoteDocument()
        for update in kept:
            self.document.merge(update)
        if kept:
            self._hold(merge_updates(*kept))
        if self.wire is not None:
            self.wire.cut()

    def _push(self, *numbers: int) -> None:
        """Send what waits: these, or what was typed last."""
        if self.open and self.wire is not None and not self.retrying:
            for number in numbers or [self.number]:
                if number in self.pending:
                    self.wire.updates[number] = self.pending[number]
                    self.wire.send(self._frame(number, self.pending[number]))

    def _frame(self, number: int, update: bytes) -> bytes:
        return self.world.note.pk.bytes + bytes([Says.UPDATE]) + number.to_bytes(4) + update

    def hear(self, frame: bytes) -> None:
        assert frame[:16] == self.world.note.pk.bytes
        what, payload = Tells(frame[16]), frame[HEAD:]
        if what is Tells.OPENED:
            self.open = True
            self.document.merge(payload[1:])
            if len(self.pending) > 1 and self.world.chance.random() < 0.3:  # many that wait become few
                waiting, self.pending = list(self.pending.values()), {}
                self._hold(merge_updates(*waiting))
            self._push(*self.pending)
        elif what is Tells.UPDATE:
            self.document.merge(payload)
        elif what is Tells.VECTOR and not self.pending:
            lacking = self.document.since(payload)
            if lacking[0]:  # updates of anybody, besides what is deleted
                self._push(self._hold(lacking))
        elif what is Tells.ACK:
            self.pending.pop(int.from_bytes(payload), None)
        elif what is Tells.REFUSED:
            assert payload[4] == Why.NOT_NOW, "Nothing was wrong with it."
            if not self.retrying:
                self.retrying = True
                asyncio.get_running_loop().call_later(self.world.chance.uniform(0.2, 2), self._again)
        assert what is not Tells.GONE

    def _again(self) -> None:
        self.retrying = False
        self._push(*self.pending)


class World:
    """Two processes, some tabs, one note; and the promises that hold at every moment of it."""

    def __init__(self, note: SharedNote, people: list[tuple[UUID, str]], chance: Random) -> None:
        self.note, self.chance = note, chance
        self.redis, self.away = True, ""
        self.deleted: set[str] = set()
        self.crossed: list[bytes] = []
        self.problems: list[object] = []
        self.never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.dead: list[Process] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, about: self.problems.append(about))
        self._stored: list[bytes] | None = None
        self.processes = [Process(self, 0), Process(self, 1)]
        self.tabs = [Tab(self, *one, process=number % 2) for number, one in enumerate(people)]
        for tab in self.tabs:
            tab.connect()

    def written(self) -> None:
        self._stored = None

    @property
    def stored(self) -> list[bytes]:
        """What lies in the database, with what waits there for something else."""
        if self._stored is None:
            opened = ask(note_access.load, self.note.pk, private=False)
            assert opened is not None
            self._stored = opened.updates
        return self._stored

    def told(self, wire: Wire, frame: bytes) -> None:
        """Nothing is acknowledged, and no change is told to others, that does not lie in the database."""
        what, payload = Tells(frame[16]), frame[HEAD:]
        if what in (Tells.OPENED, Tells.ACK, Tells.UPDATE):
            said = wire.updates[int.from_bytes(payload)] if what is Tells.ACK else payload[what is Tells.OPENED :]
            change = NoteDocument.of(self.stored).merge(said)
            waits = set(WORD.findall(said)) - {
                word.encode() for word in self.deleted
            }  # what waits for something else changes nothing, and lies there all the same
            there = not change and all(word in b"".join(self.stored) for word in waits)
            if not there:
                self.problems.append(f"{what.name} of what is not stored: {waits}, {change!r}")

    def publish(self, channel: str, message: bytes) -> None:
        """Over Redis, to everybody; some messages never arrive."""
        self.crossed.append(channel.encode() + message)
        note_id = UUID(channel.removeprefix("note:"))
        for process in self.processes:
            if self.redis and self.chance.random() < 0.9:
                process.soon(process.hear(note_id, message))

    def redis_is(self, there: bool) -> None:
        self.redis = there
        for process in self.processes:
            process.rooms.state_changed()

    def kill(self, number: int) -> None:
        self.processes[number].kill()
        self.dead.append(self.processes[number])
        self.processes[number] = Process(self, number)

    def by_form(self, text: str, by: Any, at: Any) -> None:
        ask(self.note.append, text, by=by, at=at)
        self.written()

    async def calm(self) -> None:
        """Nothing fails any more: wait until every tab has said everything, and all are told."""
        self.away = ""
        self.redis_is(True)
        for _ in range(600):
            await asyncio.sleep(0.5)
            assert not self.problems, self.problems
            texts = {one.markdown() for one in (NoteDocument.of(self.stored), *(tab.document for tab in self.tabs))}
            if all(tab.clean for tab in self.tabs) and len(texts) == 1:
                return
        found = [(tab.open, len(tab.pending), tab.document.markdown()) for tab in self.tabs]
        raise AssertionError(f"No agreement: {found}; stored: {NoteDocument.of(self.stored).markdown()}")

    async def everybody_leaves(self) -> None:
        for tab in self.tabs:
            wire, tab.wire = tab.wire, None
            if wire is not None:
                wire.cut()
        await asyncio.sleep(5)
        assert not any(process.rooms.open_ids() for process in self.processes), "A note stays in memory."
        for process in self.processes:
            process.kill()
        await asyncio.sleep(0)


def cookie_of(session_key: str) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={session_key}"
