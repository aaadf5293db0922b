"""The open pages of this process, and handing them what they are to hear. All of it runs on the event loop."""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable
from uuid import UUID

from live.access import Claim
from live.messages import Happening

WAITING_AT_MOST = 100
"""Messages that wait for one page. A page that reads slower than that is closed: it comes back and fetches all anew."""


class Connection:
    """One open page of one person: a bounded queue between those who tell and the socket."""

    __slots__ = ("_closed", "_waiting", "_wake", "claim", "person_id")

    def __init__(self, claim: Claim, person_id: UUID) -> None:
        self.claim = claim
        self.person_id = person_id
        self._waiting: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._closed = False

    @property
    def pair_id(self) -> UUID:
        return self.claim.pair_id

    @property
    def closed(self) -> bool:
        return self._closed

    def offer(self, chunk: bytes) -> None:
        """Have `chunk` sent; a page that does not keep up loses what waits for it, and is closed."""
        if self._closed:
            return
        if len(self._waiting) >= WAITING_AT_MOST:
            self._waiting.clear()
            self.close()
            return
        self._waiting.append(chunk)
        self._wake.set()

    def close(self, last_words: bytes = b"") -> None:
        """Nothing more is taken; what waits is still sent, and then `last_words`."""
        if last_words and not self._closed:
            self._waiting.append(last_words)
        self._closed = True
        self._wake.set()

    async def next(self) -> bytes:
        """All that waits, as one piece; empty once it is over."""
        while not self._waiting and not self._closed:
            self._wake.clear()
            await self._wake.wait()
        chunk = b"".join(self._waiting)
        self._waiting.clear()
        return chunk


class Hub:
    """Every open page of this process, by pair."""

    def __init__(self) -> None:
        self._by_pair: dict[UUID, set[Connection]] = defaultdict(set)
        self._pages: Counter[UUID] = Counter()

    def open(self, connection: Connection) -> None:
        self._by_pair[connection.pair_id].add(connection)
        self._pages[connection.person_id] += 1

    def drop(self, connection: Connection) -> None:
        if connection not in self._by_pair.get(connection.pair_id, ()):
            return
        self._by_pair[connection.pair_id].remove(connection)
        if not self._by_pair[connection.pair_id]:
            del self._by_pair[connection.pair_id]
        self._pages[connection.person_id] -= 1
        if not self._pages[connection.person_id]:
            del self._pages[connection.person_id]

    def tell(self, pair_id: UUID, happening: Happening) -> None:
        """Everybody at the pair who may know of it hears what happened."""
        chunk = happening.event()
        for connection in self._by_pair.get(pair_id, ()):
            if happening.is_for(connection.person_id):
                connection.offer(chunk)

    def send(self, pair_id: UUID, chunk: bytes) -> None:
        for connection in self._by_pair.get(pair_id, ()):
            connection.offer(chunk)

    def send_all(self, chunk: bytes) -> None:
        for connection in self.connections():
            connection.offer(chunk)

    def connections(self, which: Callable[[Connection], bool] | None = None) -> list[Connection]:
        everybody: Iterable[Connection] = (one for those in self._by_pair.values() for one in those)
        return list(filter(which, everybody))

    def pairs(self) -> list[UUID]:
        return list(self._by_pair)

    def people_at(self, pair_id: UUID) -> set[UUID]:
        return {connection.person_id for connection in self._by_pair.get(pair_id, ())}

    def pages_of(self, person_id: UUID) -> int:
        return self._pages[person_id]
