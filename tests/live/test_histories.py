"""Whatever the network, the processes and the clock do: all documents end up the same, and nothing typed is lost.

Pages type, delete, are cut off, loaded anew and send again; processes are killed between writing down and
acknowledging; the database and Redis go and come back; clocks are hours apart. Whenever something is acknowledged, it
lies stored. The long form, of hundreds of histories: ANDANTE_LONG=1.
"""

import asyncio
import os
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from agendas.models import NoteUpdate, SharedNote
from agendas.models.note_document import NoteDocument
from live import note_access, rooms, sockets
from oneonones.models import Meeting
from people.models import Person
from tests.live.network import Clockwork, World, ask, cookie_of

FAILED_ONCE = (73, 125)  # a page was told that letters were gone which the database still had
HISTORIES = range(400) if os.environ.get("ANDANTE_LONG") else (*range(10), *FAILED_ONCE)
STEPS = {
    "type": 8,
    "insert": 4,
    "delete": 2,
    "cut": 2,
    "reload": 1,
    "kill": 1,
    "away before": 1,
    "away after": 1,
    "back": 2,
    "redis": 1,
    "compact": 1,
    "form": 1,
}
PAUSES = (0, 0.002, 0.01, 0.03, 0.2, 1.5)
Step = tuple[str, int, float]


class History:
    """What happens, step by step, and what has been typed and taken away."""

    def __init__(self, world: World, people: dict[str, Person]) -> None:
        self.world, self.people = world, people
        self.typed: set[str] = set()

    def word(self) -> str:
        word = f"word{len(self.typed)}q"
        self.typed.add(word)
        return word

    def step(self, what: str, which: int) -> None:
        world, tab = self.world, self.world.tabs[which]
        if what == "type":
            tab.type(self.word())
        elif what == "insert":
            tab.insert(self.word())
        elif what == "delete":
            world.deleted |= tab.delete()
        elif what == "cut" and tab.wire is not None:
            tab.wire.cut()
        elif what == "reload":
            tab.reload()
        elif what == "kill":
            world.kill(which % 2)
        elif what in ("away before", "away after", "back"):
            world.away = what.removeprefix("away ").removeprefix("back")
        elif what == "redis":
            world.redis_is(not world.redis)
        elif what == "compact":
            ask(note_access.compact, world.note.pk, private=False)
        elif what == "form":
            world.by_form(self.word(), by=self.people["report"], at=timezone.now())

    async def run(self, steps: list[Step]) -> None:
        for what, which, pause in steps:
            self.step(what, which)
            await asyncio.sleep(pause)
        await self.world.calm()
        await self.world.everybody_leaves()


@pytest.mark.parametrize("number", HISTORIES)
@pytest.mark.django_db
def test_all_documents_end_up_the_same_and_nothing_typed_is_lost(
    number: int, people: dict[str, Person], meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = Random(number)
    kinds, often = list(STEPS), list(STEPS.values())
    steps = [
        (kind, chance.randrange(4), chance.choice(PAUSES))
        for kind in chance.choices(kinds, often, k=chance.randint(20, 80))
    ]
    note = SharedNote.of(meeting, None, at=timezone.now())
    monkeypatch.setattr(sockets, "CONNECTS_AT_ONCE", 10_000)  # seconds that pass in no time
    pages = [(people[who].pk, cookie_of(session_of(people[who]))) for who in ("manager", "report") * 2]
    ends: list[History] = []

    async def live() -> None:
        world = World(note, pages, chance)
        monkeypatch.setattr(rooms, "publish", world.publish)
        ends.append(History(world, people))
        await ends[0].run(steps)

    with asyncio.Runner(loop_factory=Clockwork) as runner:
        runner.run(live())
    end, said = ends[0], ends[0].world.tabs[0].document.markdown()
    assert {word for word in end.typed - end.world.deleted if word not in said} == set()
    assert {word for word in end.world.deleted if word in said} == set()
    assert said == note.read()
    assert SharedNote.objects.get(pk=note.pk).body == (said or None)
    assert not NoteUpdate.objects.exists()
    assert not [message for message in end.world.crossed if b"word" in message]


def session_of(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


@pytest.mark.django_db
def test_no_row_of_a_note_holds_a_word_of_it(people: dict[str, Person], meeting: Meeting) -> None:
    note = SharedNote.of(meeting, None, at=timezone.now())
    document = NoteDocument()
    note_access.write(note.pk, [(people["manager"].pk, document.append("Wombat"))], private=False, at=timezone.now())
    assert dump_holds(b"Wombat") == []
    note_access.compact(note.pk, private=False)
    assert dump_holds(b"Wombat") == []
    assert note.read() == "Wombat"


@pytest.mark.django_db
def test_a_hundred_thousand_edits_stay_small_and_open_at_once(people: dict[str, Person], meeting: Meeting) -> None:
    """A thousand sittings of a hundred keys: typed and deleted again."""
    document = NoteDocument.saying("Start")
    text = document._fragment.children[0].children[0]
    for number in range(100_000):
        if number % 2:
            del text[5:6]
        else:
            text.insert(5, "a")
    assert document.markdown() == "Start"
    assert len(document.state) < 64 * 1024


def dump_holds(word: bytes) -> list[str]:
    """The tables where a word lies in plain bytes."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    if word in raw:
                        found.append(table)
    return found


def test_clocks_hours_apart_change_nothing_in_a_document() -> None:
    """A document knows no clock: what is typed first or last is told by what it was typed on."""
    one = NoteDocument.saying("Base")
    other = NoteDocument.of([one.state])
    early, late = one.append("Mine"), other.append("Theirs")
    one.merge(late)
    other.merge(early)
    assert one.state == other.state
