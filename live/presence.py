"""Who is at a pair's pages, and who is writing where. Ids, names of fields and moments; no sockets, no Redis.

Each process says which people it sees, for a while: what a process that dies has said is forgotten by itself.
Moments are seconds of one clock of this process that only goes forward.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection
from math import inf
from typing import Any
from uuid import UUID

GRACE = 3.0
"""Seconds for which somebody who left still counts as here: a page that is loaded anew is no coming and going."""

WRITING = 6.0
"""Seconds without a key after which nobody is writing any more."""


class Presence:
    def __init__(self) -> None:
        self._here: dict[UUID, dict[tuple[str, UUID], float]] = defaultdict(dict)
        self._writing: dict[UUID, dict[UUID, tuple[str, float]]] = defaultdict(dict)
        self._ends: list[tuple[float, UUID]] = []

    def see(self, pair_id: UUID, process: str, people: Collection[UUID], *, now: float, until: float = inf) -> None:
        """`process` sees these people at the pair, and nobody else, until it says otherwise, or until `until`."""
        here = self._here[pair_id]
        for (seen_by, person_id), end in list(here.items()):
            if seen_by == process and person_id not in people:
                here[seen_by, person_id] = self._end(pair_id, min(end, now + GRACE))
        for person_id in people:
            here[process, person_id] = self._end(pair_id, until)

    def write(self, pair_id: UUID, person_id: UUID, field: str, *, now: float) -> None:
        """Somebody types in a field; an empty name says that they have stopped."""
        if field:
            self._writing[pair_id][person_id] = field, self._end(pair_id, now + WRITING)
        else:
            self._writing[pair_id].pop(person_id, None)

    def at(self, pair_id: UUID, *, now: float) -> dict[str, Any]:
        """What pages show: who is here, and which of them is writing in which field."""
        people = {person_id for (_, person_id), end in self._here.get(pair_id, {}).items() if end > now}
        writing = {
            str(person_id): field
            for person_id, (field, end) in self._writing.get(pair_id, {}).items()
            if end > now and person_id in people
        }
        return {"here": sorted(map(str, people)), "writing": writing}

    def ended(self, *, now: float) -> set[UUID]:
        """The pairs where somebody's time has run out since this was asked last; what ended is forgotten."""
        pairs = set()
        while self._ends and self._ends[0][0] <= now:
            pairs.add(heapq.heappop(self._ends)[1])
        for pair_id in pairs:
            self._forget(pair_id, now)
        return pairs

    def _end(self, pair_id: UUID, end: float) -> float:
        if end < inf:
            heapq.heappush(self._ends, (end, pair_id))
        return end

    def _forget(self, pair_id: UUID, now: float) -> None:
        here = {who: end for who, end in self._here.pop(pair_id, {}).items() if end > now}
        writing = {who: (field, end) for who, (field, end) in self._writing.pop(pair_id, {}).items() if end > now}
        if here:
            self._here[pair_id] = here
        if writing:
            self._writing[pair_id] = writing
