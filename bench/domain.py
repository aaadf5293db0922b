"""What the domain costs: a year of a rhythm, everybody's next 60 days, search over the 500 meetings of one person.

BENCH_SERIES=100000 plans for so many pairs instead of 2000. `expansion.*` and `planning.*`: bench/_rhythms.py.

`search.*`: the whole page, its queries, the opening of every text and the rendering, in one process that serves nobody
else and looks for garbage as a server of pages does. Half of the texts have letters that are not ASCII.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from actions.models import ActionItem
from agendas.models import AgendaItem, PrivateNote, SharedNote
from bench._program import main
from bench._rhythms import expansion, planning
from kit.garbage import look_rarely
from oneonones.models import Meeting, Pair
from people.models import Person

TIMES = 60
SEARCHES = {
    "rare": "needle",  # three texts have it
    "none": "nowhere to be seen",
    "common": "said",  # every note has it: the list is cut short
    "phrase": '"what was said"',
}


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


def one_meeting(pair: Pair, at: Any, week: int, *, needle: bool) -> None:
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
        SharedNote.of(meeting, item, at=at).write(words, version=0, by=by, at=at)
    PrivateNote.of(meeting, by, at=at).write(text[:2000], version=0, by=by, at=at)
    ActionItem.promise(pair, what=f"Do what week {week} needs", measure="It is done", who=by, by=by, at=at)


def measured(act: Callable[[], object]) -> dict[str, float]:
    for _ in range(5):
        act()
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return {"p50_ms": statistics.median(took), "p95_ms": statistics.quantiles(took, n=20)[-1]}


def search() -> dict[str, float]:
    """`search.NAME.p50_ms` and `.p95_ms` of four searches; the aim is 150 ms at p95 for each."""
    person = a_long_history()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    look_rarely()
    figures: dict[str, float] = {}
    for name, words in SEARCHES.items():

        def act(words: str = words) -> None:
            assert client.get("/search/", {"q": words}).status_code == 200

        row = measured(act)
        figures |= {f"domain.search.{name}.{figure}": value for figure, value in row.items()}
        print(f"search, {name:10} p50 {row['p50_ms']:7.1f} ms   p95 {row['p95_ms']:7.1f} ms   (aim 150)")
    return figures


def run() -> dict[str, float]:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return expansion() | search() | planning()


if __name__ == "__main__":
    main(run, __doc__)
