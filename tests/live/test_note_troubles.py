"""What fails under an open note: the database, the library, the process. Nothing is acknowledged that is not stored."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from agendas.models import NoteUpdate, SharedNote
from agendas.models.co_edited import MOST_ROWS
from agendas.models.note_document import Malformed, NoteDocument
from agendas.tasks import LEFT_BEHIND, compact_notes
from live import note_access
from live.access import Door
from live.frames import Close, Tells, Why
from live.publishing import publish
from live.room import Room
from live.rooms import Rooms
from people.models import Person
from tests.live.pens import Pen

pytestmark = pytest.mark.django_db(transaction=True)

TakeUp = Callable[..., Pen]
People = dict[str, Person]


@pytest.fixture
def server(alone: None, serve: Callable[..., Any]) -> Any:
    return serve()


class Away:
    """A database that stops answering: before it does what it is asked, or (worse) just after."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.when = ""
        run = Door.run

        async def ask(door: Door, question: Any, *args: Any, **kwargs: Any) -> Any:
            if self.when == "before":
                raise OperationalError("server closed the connection unexpectedly")
            answer = await run(door, question, *args, **kwargs)
            if self.when == "after" and question is note_access.write:
                raise OperationalError("server closed the connection unexpectedly")
            return answer

        monkeypatch.setattr(Door, "run", ask)


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Away:
    monkeypatch.setattr(Rooms, "AGAIN", 0.05)
    return Away(monkeypatch)


def refused(pen: Pen, why: Why) -> bytes:
    return pen.number.to_bytes(4) + bytes([why])


@pytest.mark.parametrize("when", ["before", "after"])
def test_while_the_database_is_away_nothing_is_acknowledged_and_it_comes_back_by_itself(
    when: str, server: Any, pen: TakeUp, people: People, note: SharedNote, database: Away
) -> None:
    priya, tom = pen(server, people["manager"], note.pk).open(), pen(server, people["report"], note.pk).open()
    priya.saved(priya.type("Before"))
    tom.until(Tells.UPDATE)
    database.when = when
    update = priya.document.append("Meanwhile")
    for _ in range(3):
        priya.update(update)
        assert priya.until(Tells.REFUSED) == refused(priya, Why.NOT_NOW)
    assert not priya.acknowledged - {1}
    database.when = ""
    while True:  # as the page does: again, and later again
        priya.update(update)
        while (told := priya.next())[0] not in (Tells.ACK, Tells.REFUSED):
            pass
        if told[0] is Tells.ACK:
            break
        assert told[1] == refused(priya, Why.NOT_NOW)
    assert note.read() == "Before\n\nMeanwhile"
    while tom.document.markdown() != "Before\n\nMeanwhile":
        tom.next()
    assert pen(server, people["report"], note.pk).open().document.markdown() == "Before\n\nMeanwhile"


def test_what_was_not_stored_is_shown_to_nobody(
    server: Any, pen: TakeUp, people: People, note: SharedNote, database: Away
) -> None:
    priya = pen(server, people["manager"], note.pk).open()
    database.when = "before"
    priya.type("Lost with its tab")
    assert priya.until(Tells.REFUSED) == refused(priya, Why.NOT_NOW)
    priya.close()
    database.when = ""
    assert pen(server, people["report"], note.pk).open().document.markdown() == ""


def test_who_comes_while_the_database_is_away_is_asked_to_come_later(
    server: Any, pen: TakeUp, people: People, note: SharedNote, cookie: Callable[..., str], database: Away
) -> None:
    session = cookie(people["manager"])
    inside = pen(server, session, note.pk)
    database.when = "before"
    inside.send(1)
    assert inside.ended() == Close.LATER
    assert pen(server, session, note.pk).ended() == Close.LATER
    database.when = ""
    assert pen(server, session, note.pk).open().flags & 1


@pytest.mark.parametrize("harm", [BaseException("a panic"), ValueError("Cannot apply update: in the middle")])
def test_a_document_that_came_to_harm_is_loaded_anew_and_nothing_of_it_kept(
    harm: BaseException,
    server: Any,
    pen: TakeUp,
    people: People,
    note: SharedNote,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Rooms, "COMPACT", 60.0)
    priya, tom = pen(server, people["manager"], note.pk).open(), pen(server, people["report"], note.pk).open()
    priya.saved(priya.type("Sound"))
    poison = NoteDocument().append("Poison")
    take = NoteDocument.take

    def panics(document: NoteDocument, update: bytes) -> Any:
        if update != poison:
            return take(document, update)
        document.replace("In pieces")  # as a library may leave it
        raise Malformed from harm

    monkeypatch.setattr(NoteDocument, "take", panics)
    priya.update(poison)
    assert priya.until(Tells.REFUSED) == refused(priya, Why.MALFORMED)
    late = pen(server, people["report"], note.pk).open()
    assert late.document.markdown() == "Sound"
    while True:
        number = tom.type("On")
        while (told := tom.next())[0] not in (Tells.ACK, Tells.REFUSED):
            pass
        if told == (Tells.ACK, number.to_bytes(4)):
            break
    assert "Poison" not in note.read()
    assert "Sound" in note.read()


def test_a_bug_in_writing_down_is_logged_without_a_word_and_refused(
    server: Any,
    pen: TakeUp,
    people: People,
    note: SharedNote,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    priya = pen(server, people["manager"], note.pk).open()
    write = note_access.write
    monkeypatch.setattr(note_access, "write", lambda *_, **__: {}["nothing"])
    with caplog.at_level(logging.WARNING):
        update = priya.document.append("Numbat")
        priya.update(update)
        assert priya.until(Tells.REFUSED) == refused(priya, Why.NOT_NOW)
    assert [record.levelname for record in caplog.records if record.name == "live.rooms"] == ["ERROR"]
    assert "Numbat" not in caplog.text
    monkeypatch.setattr(note_access, "write", write)
    while True:
        priya.update(update)
        while (told := priya.next())[0] not in (Tells.ACK, Tells.REFUSED):
            pass
        if told[0] is Tells.ACK:
            break
    assert note.read() == "Numbat"


def test_rows_are_compacted_at_two_hundred(
    server: Any,
    pen: TakeUp,
    people: People,
    note: SharedNote,
    monkeypatch: pytest.MonkeyPatch,
    eventually: Callable[..., None],
) -> None:
    monkeypatch.setattr(Rooms, "COMPACT", 60.0)
    priya = pen(server, people["manager"], note.pk).open()
    for number in range(MOST_ROWS - 1):
        priya.type(f"{number}")
    priya.saved(MOST_ROWS - 1)
    assert NoteUpdate.objects.count() == MOST_ROWS - 1
    priya.saved(priya.type("The last"))
    eventually(lambda: not NoteUpdate.objects.exists())
    assert SharedNote.objects.get(pk=note.pk).body == priya.document.markdown()


def test_rows_are_compacted_when_the_last_page_leaves(
    server: Any,
    pen: TakeUp,
    people: People,
    note: SharedNote,
    monkeypatch: pytest.MonkeyPatch,
    eventually: Callable[..., None],
) -> None:
    monkeypatch.setattr(Rooms, "COMPACT", 60.0)
    priya, tom = pen(server, people["manager"], note.pk).open(), pen(server, people["report"], note.pk).open()
    priya.saved(priya.type("Here"))
    priya.close()
    tom.until(Tells.UPDATE)
    assert NoteUpdate.objects.count() == 1
    tom.close()
    eventually(lambda: not NoteUpdate.objects.exists())
    assert SharedNote.objects.get(pk=note.pk).body == "Here"


def test_what_a_killed_process_left_is_compacted_by_the_beat(people: People, note: SharedNote) -> None:
    now, document = timezone.now(), NoteDocument()
    for age in (LEFT_BEHIND + timedelta(seconds=1), timedelta(0)):
        typed = [(people["manager"].pk, document.append("Left behind"))]
        note_access.write(note.pk, typed, private=False, at=now - age)
        compact_notes()
        if age:
            assert not NoteUpdate.objects.exists()
            assert SharedNote.objects.get(pk=note.pk).body == "Left behind"
    assert NoteUpdate.objects.count() == 1  # fresh: its process is at work


def test_a_compaction_that_fails_loses_nothing_and_is_made_good_by_the_next(
    server: Any,
    pen: TakeUp,
    people: People,
    note: SharedNote,
    monkeypatch: pytest.MonkeyPatch,
    eventually: Callable[..., None],
) -> None:
    compact, failed = note_access.compact, []

    def fails(*args: Any, **kwargs: Any) -> Any:
        if not failed:
            failed.append(True)
            raise OperationalError("canceling statement due to statement timeout")
        return compact(*args, **kwargs)

    monkeypatch.setattr(note_access, "compact", fails)
    monkeypatch.setattr(Rooms, "COMPACT", 0.05)
    priya = pen(server, people["manager"], note.pk).open()
    priya.saved(priya.type("One"))
    eventually(lambda: failed)
    assert note.read() == "One"
    priya.saved(priya.type("Two"))
    eventually(lambda: not NoteUpdate.objects.exists())
    assert SharedNote.objects.get(pk=note.pk).body == "One\n\nTwo"


def test_what_comes_over_redis_and_is_none_of_ours_harms_no_room(
    line: Any, serve: Callable[..., Any], pen: TakeUp, people: People, note: SharedNote
) -> None:
    server = serve()
    priya = pen(server, people["manager"], note.pk).open()
    while not priya.flags & 2:
        priya.until(Tells.STATE)
    for message in (b"", b"short", b"\0" * 16 + b"not sealed", b"\0" * 200_000):
        publish(f"note:{note.pk}", message)
    publish("note:not-an-id", b"")
    priya.saved(priya.type("Well"))
    assert note.read() == "Well"


def test_a_room_counts_what_it_holds(people: People) -> None:
    """A replay is no news, however often, and takes no memory."""
    room, update = Room(people["manager"].pk, False), NoteDocument().append("Once")
    assert room.take(update).news
    for _ in range(1000):
        assert not room.take(update).news
    assert room.document.waiting == []
