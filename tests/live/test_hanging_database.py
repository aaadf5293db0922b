"""The database hangs without a word: who waits for it is told so, no thread is held, and it comes back by itself."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agendas.models import SharedNote
from config.asgi import application
from live.frames import Close, Tells, Why
from oneonones.models import Pair
from people.models import Person
from tests.live.conftest import Line, Server
from tests.live.hanging import on_a_line_of_its_own
from tests.live.pens import Pen

pytestmark = pytest.mark.django_db(transaction=True)

TakeUp = Callable[..., Pen]
People = dict[str, Person]


@pytest.fixture
def database(transactional_db: None, alone: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    with on_a_line_of_its_own(monkeypatch) as line:
        yield line


@pytest.fixture
def server(database: Line, serve: Callable[..., Any]) -> Any:
    return serve()


def asking_threads() -> set[threading.Thread]:
    return {one for one in threading.enumerate() if one.name.startswith("live-database")}


def test_what_is_typed_meanwhile_is_refused_and_saved_once_it_answers_again(
    server: Any, database: Line, pen: TakeUp, people: People, note: SharedNote
) -> None:
    priya, tom = pen(server, people["manager"], note.pk).open(), pen(server, people["report"], note.pk).open()
    priya.saved(priya.type("Before"))
    tom.until(Tells.UPDATE)
    database.hushed = True
    update = priya.document.append("Meanwhile")
    priya.update(update)
    assert priya.until(Tells.REFUSED) == priya.number.to_bytes(4) + bytes([Why.NOT_NOW])
    assert priya.acknowledged == {1}
    assert "Meanwhile" not in tom.document.markdown()
    database.hushed = False
    while True:  # as the page does: again, and later again
        priya.update(update)
        while (told := priya.next())[0] not in (Tells.ACK, Tells.REFUSED):
            pass
        if told[0] is Tells.ACK:
            break
    assert note.read() == "Before\n\nMeanwhile"
    while tom.document.markdown() != "Before\n\nMeanwhile":
        tom.next()


def test_who_comes_meanwhile_is_asked_to_come_later(
    server: Any,
    database: Line,
    pen: TakeUp,
    watch: Callable[..., Any],
    people: People,
    pair: Pair,
    note: SharedNote,
    cookie: Callable[..., str],
) -> None:
    session = cookie(people["manager"])
    pen(server, session, note.pk).open()
    database.hushed = True
    assert pen(server, session, note.pk).ended() == Close.LATER
    assert watch(server, session, pair).status == 503


def test_a_process_ends_all_the_same_and_no_thread_waits_for_good(
    database: Line, cookie: Callable[..., str], people: People, note: SharedNote, eventually: Callable[..., None]
) -> None:
    before, session = asking_threads(), cookie(people["manager"])
    with Server(application) as server:
        priya = Pen(server.port, session, note.pk).open()
        database.hushed = True
        priya.type("On its way")
    priya.close()
    eventually(lambda: asking_threads() <= before)
