"""What search costs over the 500 meetings of one person, beside the least that any search without an index costs.

`search.NAME.*`: the whole page, its queries, the opening of every text and the rendering, in one process that serves
nobody else and looks for garbage as a server of pages does. Half of the texts have letters that are not ASCII.

`search.least.*`: the same statements by a bare cursor, the same ciphertexts opened by the cipher alone, with all its
arguments at hand, and Python's `lower()` and `in`: no rows, no rules, no accents, no page. `search.NAME.ratio` is the
page by it, both at p50, measured in turns, so that a machine that slows down slows both.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from actions.models import ActionItem
from agendas.models import AgendaItem, PrivateNote, SharedNote
from kit.garbage import look_rarely
from kit.vault import bulk
from oneonones.models import Meeting, Pair
from people.models import Person

TIMES = 60
AIM_MS = 150
SEARCHES = {
    "rare": "needle",  # three texts have it
    "none": "nowhere to be seen",
    "common": "said",  # every note has it: the list is cut short
    "phrase": '"what was said"',
}


def search() -> dict[str, float]:
    """`search.NAME.p50_ms`, `.p95_ms` and `.ratio` of four searches, and the least beside them."""
    person = a_long_history()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    look_rarely()

    def page(words: str) -> None:
        answer = client.get("/search/", {"q": words})
        assert answer.status_code == 200
        assert "could not be opened" not in answer.content.decode()

    acts: dict[str, Callable[[], object]] = {name: lambda w=words: page(w) for name, words in SEARCHES.items()}
    acts["least"] = least(lambda: page("needle"))
    took = in_turns(acts)
    middle = statistics.median(took["least"])
    figures: dict[str, float] = {}
    for name, times in took.items():
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        figures |= {f"domain.search.{name}.p50_ms": p50, f"domain.search.{name}.p95_ms": p95}
        figures[f"domain.search.{name}.ratio"] = p50 / middle
        row = f"p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   (aim {AIM_MS})   {p50 / middle:5.2f} × the least"
        print(f"search, {name:10} {row}")
    return figures


def in_turns(acts: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """How many ms each took, one after the other, TIMES times."""
    took: dict[str, list[float]] = {name: [] for name in acts}
    for turn in range(TIMES + 5):
        for name, act in acts.items():
            began = time.perf_counter()
            act()
            if turn >= 5:
                took[name].append((time.perf_counter() - began) * 1000)
    return took


def least(page: Callable[[], object]) -> Callable[[], object]:
    """What one search did, as bare as it can be done: see the top."""
    statements: list[tuple[str, Any]] = []
    texts: list[tuple[AESGCM, bytes, bytes, bytes]] = []

    def asked(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    def opened(cipher: AESGCM, label: str, pk: bytes, data: bytes) -> bytes:
        texts.append((cipher, data[17:29], data[29:], b"|".join((label.encode(), pk, data[1:17]))))
        return original(cipher, label, pk, data)

    original = bulk.decrypt
    with connection.execute_wrapper(asked), mock.patch.object(bulk, "decrypt", opened):
        page()

    def bare() -> int:
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()
        found = 0
        for cipher, nonce, content, place in texts:
            padded = cipher.decrypt(nonce, content, place)
            found += "needle" in padded[4 : 4 + int.from_bytes(padded[:4])].decode().lower()
        return found

    assert bare() == 3
    return bare


def a_long_history(*, people: int = 5, weeks: int = 100) -> Person:
    """500 meetings of one person: each with 3 items, 2 shared notes and a private one of 2 kB, and an action."""
    now = timezone.now()
    manager = Person.add(email="search@example.test", name="Sara Search", by=None, at=now, invite=False)
    for number in range(people):
        other = Person.add(email=f"s{number}@example.test", name=f"Met {number}", by=None, at=now, invite=False)
        pair = Pair.start(manager, other, by=manager, at=now)
        for week in range(weeks):
            with transaction.atomic():
                one_meeting(
                    pair, now - timedelta(weeks=week, hours=number), week, needle=(number == 0 and week % 40 == 7)
                )
    return manager


def one_meeting(pair: Pair, at: datetime, week: int, *, needle: bool) -> None:
    text = (
        "This is what was said – “a line” for Zoë, über alles. " if week % 2 else "This is what was said, a line. "
    ) * 80
    meeting = Meeting.objects.create(pair=pair, starts_at=at, ends_at=at + timedelta(minutes=30))
    by = pair.manager
    items = [
        AgendaItem.raise_on(
            pair, title=f"Topic {n} of week {week}", context="A line of context that helps.", by=by, at=at
        )
        for n in range(3)
    ]
    for item in (None, items[0]):
        words = text[:2000] + (" the needle in it" if needle and item else "")
        SharedNote.of(meeting, item, at=at).append(words, by=by, at=at)
    PrivateNote.of(meeting, by, at=at).append(text[:2000], by=by, at=at)
    ActionItem.promise(pair, what=f"Do what week {week} needs", measure="It is done", who=by, by=by, at=at)
