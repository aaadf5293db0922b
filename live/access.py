"""Who may hear of a pair: asked when a page opens, when access may have changed, and again every few seconds."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.db import DatabaseError, OperationalError, connections
from django.db.models import UUIDField, Value
from django.utils import timezone

from kit.sessions import signed_in
from live.asking import Asking
from oneonones.models import Pair
from people.adapter import is_over
from people.models import Person

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Question = TypeVar("Question", bound=Hashable)

PEOPLE_A_QUERY = 100
SESSION_KEY = re.compile(r"[0-9a-z]{8,40}")
"""What a session key looks like; anything else is asked of nobody."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A session that wants to hear of a pair."""

    session_key: str
    pair_id: UUID


class Refusal(StrEnum):
    """Why a page hears nothing; the word that its `bye` carries."""

    SESSION = "session"
    ACCESS = "access"


Verdict = UUID | Refusal
"""The person who may hear of the pair, or why nobody may."""


def who(session_keys: Collection[str]) -> dict[str, Person]:
    """The person behind each session that still runs. Two queries, whatever the number."""
    now = timezone.now()
    people = {}
    for key, (person, session) in signed_in(session_keys, at=now).items():
        limits = session.get("limits")
        if isinstance(person, Person) and not (limits and is_over(limits, now.timestamp())):
            people[key] = person
    return people


def judge(claims: Collection[Claim]) -> dict[Claim, Verdict]:
    """Each claim's verdict, in three queries (and one more for every hundred people)."""
    people = who({claim.session_key for claim in claims})
    wanted: dict[Person, set[UUID]] = defaultdict(set)
    for claim in claims:
        if claim.session_key in people:
            wanted[people[claim.session_key]].add(claim.pair_id)
    seen = _visible(wanted)

    def verdict(claim: Claim) -> Verdict:
        person = people.get(claim.session_key)
        if person is None:
            return Refusal.SESSION
        return person.pk if (person.pk, claim.pair_id) in seen else Refusal.ACCESS

    return {claim: verdict(claim) for claim in claims}


def _visible(wanted: dict[Person, set[UUID]]) -> set[tuple[UUID, UUID]]:
    """Who sees which pair, as (person, pair): `visible_to` of each person, many people to a query."""
    queries = [
        Pair.objects.visible_to(person)
        .filter(pk__in=pair_ids)
        .annotate(reader=Value(person.pk, output_field=UUIDField()))
        .values_list("reader", "pk")
        for person, pair_ids in wanted.items()
    ]
    seen: set[tuple[UUID, UUID]] = set()
    for start in range(0, len(queries), PEOPLE_A_QUERY):
        first, *others = queries[start : start + PEOPLE_A_QUERY]
        seen.update(first.union(*others, all=True) if others else first)
    return seen


class Together(Generic[Question, Answer]):
    """Questions that come while others are being answered are asked together, however many they are."""

    def __init__(self, ask: Callable[[set[Question]], Awaitable[dict[Question, Answer]]]) -> None:
        self._ask = ask
        self._waiting: list[tuple[Question, asyncio.Future[Answer | None]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def __call__(self, question: Question) -> Answer | None:
        """The answer to one of them; whatever asking raised, to each of those that were asked together."""
        answer: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            try:
                answers = await self._ask({question for question, _ in waiting})
            except Exception as problem:
                for _, answer in waiting:
                    if not answer.done():
                        answer.set_exception(problem)
            else:
                for question, answer in waiting:
                    if not answer.done():
                        answer.set_result(answers.get(question))


class Door:
    """Asks the database from the event loop: in one thread, with one connection, those who come together at once."""

    LIMIT = 10.0
    """Seconds for which anybody waits for an answer, and the thread for the database."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live-database")
        self._verdicts = Together[Claim, Verdict](lambda claims: self.run(judge, claims))
        self._people = Together[str, Person](lambda session_keys: self.run(who, session_keys))

    async def admit(self, claim: Claim) -> Verdict:
        """The verdict on one claim; DatabaseError if the database does not answer."""
        return await self._verdicts(claim) or Refusal.SESSION

    async def person(self, session_key: str) -> Person | None:
        """Who is behind a session, if it still runs; DatabaseError if the database does not answer."""
        return await self._people(session_key) if SESSION_KEY.fullmatch(session_key) else None

    async def run(self, question: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """Ask a question in the thread of the database. OperationalError if there is no answer in time.

        What it asked for may then be done all the same, as after any line that was cut; what has not begun never will.
        """
        asking = Asking(partial(question, *args, **kwargs))
        sent = self._thread.submit(asking.answer)
        watch = asyncio.get_running_loop().call_later(self.LIMIT, self._hang_up, asking)
        try:
            async with asyncio.timeout(self.LIMIT) as limit:
                return await asyncio.wrap_future(sent)
        except TimeoutError:
            if limit.expired():
                raise OperationalError("The database does not answer.") from None
            raise
        finally:
            sent.cancel()
            if sent.done():
                watch.cancel()

    def _hang_up(self, asking: Asking[Any]) -> None:
        """Have the thread wait no longer, once it has waited long enough; and again, should it try anew."""
        if (seconds := asking.seconds) is None:
            return
        if seconds >= self.LIMIT:
            asking.hang_up()
        asyncio.get_running_loop().call_later(max(1.0, self.LIMIT - seconds), self._hang_up, asking)

    async def close(self) -> None:
        with suppress(DatabaseError):
            await self.run(connections.close_all)
        self._thread.shutdown(wait=False)
