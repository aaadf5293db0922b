"""The live side of one process: its open pages, what it hears of, and the checks that never stop."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from activity.models import Activity
from live.access import Door, judge, who
from live.ending import before_the_end
from live.hub import Connection, Hub
from live.listening import Listener
from live.messages import FIELD, Happening, compact, event, parse
from live.presence import Presence
from live.publishing import hearers, publish
from live.room import Socket
from live.rooms import Rooms
from live.sockets import NoteSockets

logger = logging.getLogger(__name__)

RETRY = b"retry: 2000\n\n"
HEARTBEAT = b":\n\n"
PAIRS_A_MESSAGE = 200

Seen = tuple[UUID, UUID, datetime, Happening]


def recent(pairs: Collection[UUID], *, since: datetime) -> list[Seen]:
    """What happened in these pairs: activity, pair, when, and what pages may hear."""
    rows = Activity.since(since, pairs=pairs).order_by("at")
    return [(row.pk, row.pair_id, row.at, Happening.of(row)) for row in rows if row.pair_id]


async def every(seconds: float, job: Callable[[], Awaitable[None] | None]) -> None:
    """Do a job for ever. One that fails is tried again next time."""
    while True:
        await asyncio.sleep(seconds)
        try:
            if (running := job()) is not None:
                await running
        except Exception:
            logger.exception("A job of the live process failed.")


class Process:
    """Runs on one event loop, from `start` to `stop`."""

    BEAT = 15.0
    TICK = 0.5
    SESSIONS = 3.0  # a session that ended closes its pages within this
    ACCESS = 30.0
    UNCHECKED = 30.0  # for so long pages stay open while the database answers nothing
    LOOK = 1.0
    LOOK_BACK = timedelta(seconds=30)
    JUST_BEFORE = timedelta(seconds=5)  # what happened between rendering a page and opening its stream
    REPORT = 10.0
    LOOKS_WITH_REDIS = 10
    BELIEVED = 30.0  # what another process said of who is there

    def __init__(self) -> None:
        self.name = secrets.token_hex(8)
        self.hub = Hub()
        self.presence = Presence()
        self.door = Door()
        self.shared = bool(settings.REDIS_URL)
        self.live = not self.shared
        self.rooms = Rooms(live=lambda: self.live, shared=self.shared)
        self.sockets = NoteSockets(self.rooms)
        self._shown: dict[UUID, bytes] = {}
        self._watched: dict[UUID, datetime] = {}
        self._heard: dict[UUID, float] = {}
        self._looks = 0
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._checked_at = self._loop.time()
        before_the_end(self._retire_soon)
        self._soon(every(self.BEAT, partial(self.hub.send_all, HEARTBEAT)))
        self._soon(every(self.TICK, self.tick))
        self._soon(every(self.SESSIONS, self.check_sessions))
        self._soon(every(self.ACCESS, self.check_access))
        self._soon(every(self.SESSIONS, self.check_notes))
        self._soon(every(self.TICK, self.sockets.close_silent))
        self._soon(every(self.LOOK, self.look_into_notes))
        if self.shared:
            prefix = f"{settings.REDIS_PREFIX}live:"
            self._soon(Listener(settings.REDIS_URL, prefix, hear=self.hear_message, there=self.redis_is).run())
            self._soon(every(self.REPORT, self.report))
        else:
            hearers.add(self.hear_from_thread)
            self._soon(every(self.LOOK, self.look))

    def retire(self) -> None:
        """This process is to end: pages go and come back to another one, which the server else would wait for."""
        for connection in self.hub.connections():
            connection.close()
        self.sockets.restart()

    def _retire_soon(self) -> None:
        self._loop.call_soon_threadsafe(self.retire)

    async def stop(self) -> None:
        hearers.discard(self.hear_from_thread)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.retire()
        await self.rooms.drain()
        await self.door.close()

    # --- Pages come and go

    def open(self, connection: Connection) -> None:
        """From now on the page hears of its pair; first who is here, and what happened while it was on its way."""
        pair_id, now = connection.pair_id, timezone.now()
        self._watched.setdefault(pair_id, now)
        self.hub.open(connection)
        connection.offer(RETRY + self._state())
        self._people_changed(pair_id, to=connection)
        self._soon(self.catch_up(connection, now))

    def drop(self, connection: Connection) -> None:
        self.hub.drop(connection)
        self._people_changed(connection.pair_id)
        if not self.hub.people_at(connection.pair_id):
            self._shown.pop(connection.pair_id, None)
            self._watched.pop(connection.pair_id, None)

    async def catch_up(self, page: Connection, opened: datetime) -> None:
        for _, _, at, happening in await self.door.run(recent, [page.pair_id], since=opened - self.JUST_BEFORE):
            if at <= opened and happening.is_for(page.person_id) and happening.by != page.person_id:
                page.offer(happening.event())

    # --- What happens

    def hear(self, pair_id: UUID | None, happening: Happening) -> None:
        """Tell the pages; and look again at those whose access this may have changed."""
        if pair_id is not None:
            self.hub.tell(pair_id, happening)
        if happening.kind.startswith("pair."):
            self._soon(self.check_access(lambda page: page.pair_id == pair_id))
            self._soon(self.check_notes())
        elif happening.kind.startswith("person."):
            self._soon(self.check_access(lambda page: page.person_id == happening.id))
            self._soon(self.check_notes(lambda socket: socket.person_id == happening.id))
        elif happening.kind.startswith("shared_note.") and happening.id in self.rooms.open_ids():
            self._soon(self.rooms.look())

    def hear_message(self, channel: str, data: bytes) -> None:
        """A message over Redis. What is not one of ours is dropped."""
        about, _, of = channel.partition(":")
        try:
            if about == "pair":
                self.hear(UUID(of), Happening.load(data))
            elif about == "person":
                self.hear(None, Happening.load(data))
            elif about == "note":
                if (note_id := UUID(of)) in self.rooms.open_ids():
                    self._soon(self.rooms.hear(note_id, data))
            elif about == "here":
                self.hear_of_people(parse(data))
        except Exception:
            logger.warning("A message over Redis was not understood.", exc_info=True)

    def hear_from_thread(self, activity_id: UUID, pair_id: UUID | None, happening: Happening) -> None:
        """An activity of this very process (no Redis), from whatever thread it happened in."""
        self._loop.call_soon_threadsafe(self.hear_once, activity_id, pair_id, happening)

    def hear_once(self, activity_id: UUID, pair_id: UUID | None, happening: Happening) -> None:
        if activity_id not in self._heard:
            self._heard[activity_id] = self._loop.time()
            self.hear(pair_id, happening)

    async def look(self) -> None:
        """Without Redis: what other processes did to the pairs whose pages are open here."""
        forget = self._loop.time() - 2 * self.LOOK_BACK.total_seconds()
        self._heard = {activity_id: heard for activity_id, heard in self._heard.items() if heard > forget}
        if not self._watched:
            return
        overlap = timedelta(seconds=self.LOOK)
        for activity_id, pair_id, at, happening in await self.door.run(
            recent, list(self._watched), since=timezone.now() - self.LOOK_BACK
        ):
            watched = self._watched.get(pair_id)
            if watched is not None and at >= watched - overlap:
                self.hear_once(activity_id, pair_id, happening)

    async def look_into_notes(self) -> None:
        """What other processes wrote: each second without Redis, now and then with it, since a message may be lost."""
        self._looks += 1
        if not self.live or not self.shared or self._looks % self.LOOKS_WITH_REDIS == 0:
            await self.rooms.look()

    # --- Who is here

    def write(self, pair_id: UUID, person_id: UUID, field: str) -> None:
        """Somebody types in a field, or (empty) stopped. Where somebody writes for themselves is told to nobody."""
        field = "" if field.startswith("private") else field
        self.presence.write(pair_id, person_id, field, now=self._loop.time())
        self._tell_others({"writing": {str(pair_id): {str(person_id): field}}})
        self.show(pair_id)

    def show(self, pair_id: UUID, *, to: Connection | None = None) -> None:
        """Pages of the pair learn who is here, if that has changed; `to` learns it anyway."""
        people = self.hub.people_at(pair_id)
        chunk = event("presence", self.presence.at(pair_id, now=self._loop.time()))
        if people and chunk != self._shown.get(pair_id):
            self._shown[pair_id] = chunk
            self.hub.send(pair_id, chunk)
        elif to is not None:
            to.offer(chunk)

    def tick(self) -> None:
        for pair_id in self.presence.ended(now=self._loop.time()):
            self.show(pair_id)

    def report(self, pairs: Iterable[UUID] | None = None) -> None:
        """Say to other processes whom this one sees."""
        every_pair = iter(self.hub.pairs() if pairs is None else pairs)
        while some := list(islice(every_pair, PAIRS_A_MESSAGE)):
            self._tell_others({"here": {str(pair): sorted(map(str, self.hub.people_at(pair))) for pair in some}})

    def hear_of_people(self, message: dict[str, Any]) -> None:
        """What another process sees, or asks."""
        process, now = str(message["from"]), self._loop.time()
        if process == self.name:
            return
        for pair, people in message.get("here", {}).items():
            self.presence.see(UUID(pair), process, set(map(UUID, people)), now=now, until=now + self.BELIEVED)
            self.show(UUID(pair))
        for pair, fields in message.get("writing", {}).items():
            for person, field in fields.items():
                if FIELD.fullmatch(field) and not field.startswith("private"):
                    self.presence.write(UUID(pair), UUID(person), field, now=now)
            self.show(UUID(pair))
        if message.get("ask"):
            self.report()

    # --- Redis comes and goes

    def redis_is(self, there: bool) -> None:
        """Pages are told to ask for themselves, or that they need not any more."""
        if there:
            self._tell_others({"ask": True})
            self.report()
        if there != self.live:
            self.live = there
            self.hub.send_all(self._state())
            self.rooms.state_changed()
            if there:
                self._soon(self.rooms.look())

    # --- Access, again and again

    async def check_sessions(self) -> None:
        """Close the pages of whoever signed out, or is signed in as somebody else."""
        pages = self.hub.connections()
        try:
            people = await self.door.run(who, {page.claim.session_key for page in pages}) if pages else {}
        except DatabaseError:
            if self._loop.time() - self._checked_at > self.UNCHECKED:
                for page in pages:
                    page.close()
            raise
        self._checked_at = self._loop.time()
        for page in pages:
            person = people.get(page.claim.session_key)
            if person is None or person.pk != page.person_id:
                page.close(bye("session"))

    async def check_access(self, which: Callable[[Connection], bool] | None = None) -> None:
        """Ask anew for these pages, or for all: session, person, pair."""
        pages = self.hub.connections(which)
        if not pages:
            return
        verdicts = await self.door.run(judge, {page.claim for page in pages})
        for page in pages:
            verdict = verdicts[page.claim]
            if isinstance(verdict, str):
                page.close(bye(verdict))
            elif verdict != page.person_id:
                page.close(bye("session"))

    async def check_notes(self, which: Callable[[Socket], bool] | None = None) -> None:
        """The same for notes. Sessions first: whoever is nobody any more is told that, and not that a note is gone."""
        await self.sockets.check_sessions()
        await self.rooms.check(which)

    def _people_changed(self, pair_id: UUID, *, to: Connection | None = None) -> None:
        people = self.hub.people_at(pair_id)
        self.presence.see(pair_id, self.name, people, now=self._loop.time())
        self.report([pair_id])
        self.show(pair_id, to=to)

    def _tell_others(self, message: dict[str, Any]) -> None:
        if self.shared:
            publish("here", compact({"from": self.name, **message}))

    def _state(self) -> bytes:
        return event("state", {"live": self.live})

    def _soon(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(job)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()):
            logger.error("A job of the live process failed.", exc_info=problem)


def bye(why: str) -> bytes:
    return event("bye", {"why": why})
