"""Co-edited notes over a real socket: who may, what is acknowledged, and what the others get."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from websockets.exceptions import InvalidStatus

from agendas.models import NoteUpdate, PrivateNote, SharedNote
from agendas.models.note_document import NoteDocument
from kit.vault import reseal
from live.app import Live
from live.frames import FRAME_AT_MOST, Close, Says, Tells, Why, tell
from live.rooms import Rooms
from live.sockets import CONNECTS_AT_ONCE
from oneonones.models import Meeting, Pair
from people.models import Person
from tests.live.pens import PATIENCE, Pen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("who", ["outsider", "hr_admin", "owner", "former_manager"])
def test_a_note_of_others_is_gone_in_the_same_bytes_as_none_at_all(
    who: str,
    alone: None,
    serve: Callable[..., Any],
    pen: Callable[..., Pen],
    people: dict[str, Person],
    note: SharedNote,
) -> None:
    stranger = pen(serve(), people[who], note.pk)
    stranger.send(Says.OPEN)
    assert stranger._socket.recv(PATIENCE) == tell(note.pk, Tells.GONE)
    nothing = uuid4()
    stranger.send(Says.OPEN, room=nothing)
    assert stranger._socket.recv(PATIENCE) == tell(nothing, Tells.GONE)
    stranger.send(Says.UPDATE, b"\0\0\0\1" + NoteDocument().append("Mine"))
    assert stranger._socket.recv(PATIENCE) == tell(note.pk, Tells.GONE)
    assert not NoteUpdate.objects.exists()


@pytest.mark.parametrize(
    ("who", "opens"), [("manager", True), ("report", False), ("outsider", False), ("owner", False)]
)
def test_a_private_note_opens_for_its_author_only(
    who: str,
    opens: bool,
    alone: None,
    serve: Callable[..., Any],
    pen: Callable[..., Pen],
    people: dict[str, Person],
    meeting: Meeting,
) -> None:
    note = PrivateNote.of(meeting, people["manager"], at=timezone.now())
    one = pen(serve(), people[who], note.pk)
    one.send(Says.OPEN)
    assert one.next()[0] is (Tells.OPENED if opens else Tells.GONE)


def test_two_write_at_once_and_both_have_all_of_it(
    either: str,
    serve: Callable[..., Any],
    pen: Callable[..., Pen],
    people: dict[str, Person],
    note: SharedNote,
    eventually: Callable[..., None],
) -> None:
    server = serve()
    priya, tom = pen(server, people["manager"], note.pk).open(), pen(server, people["report"], note.pk).open()
    assert priya.flags in (1, 3)
    priya.saved(priya.type("From Priya"))
    tom.saved(tom.type("From Tom"))
    priya.until(Tells.UPDATE)
    assert sorted(priya.document.markdown().split("\n\n")) == ["From Priya", "From Tom"]
    assert priya.document.state == tom.document.state
    eventually(lambda: not NoteUpdate.objects.exists())
    assert SharedNote.objects.get(pk=note.pk).body == priya.document.markdown()


def test_what_is_acknowledged_lies_sealed_in_the_database(
    alone: None,
    serve: Callable[..., Any],
    pen: Callable[..., Pen],
    people: dict[str, Person],
    note: SharedNote,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Rooms, "COMPACT", 60.0)
    priya = pen(serve(), people["manager"], note.pk).open()
    priya.saved(priya.type("Numbat"))
    row = NoteUpdate.objects.select_related("note__meeting").get()
    assert (row.author_id, b"Numbat" in row.update) == (people["manager"].pk, True)
    assert b"Numbat" not in row.__dict__["content"].data


def test_a_replayed_update_is_acknowledged_and_makes_no_row(
    alone: None,
    serve: Callable[..., Any],
    pen: Callable[..., Pen],
    people: dict[str, Person],
    note: SharedNote,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Rooms, "COMPACT", 60.0)
    priya = pen(serve(), people["manager"], note.pk).open()
    update = priya.document.append("Once")
    for _ in range(3):
        priya.saved(priya.update(update))
    assert NoteUpdate.objects.count() == 1


def test_what_is_no_update_is_refused_and_harms_nothing(
    alone: None, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], note: SharedNote
) -> None:
    priya = pen(serve(), people["manager"], note.pk).open()
    for bad in (b"\xff" * 20, b"\x01\x01\x07", b"hello"):
        number = priya.update(bad)
        assert priya.next() == (Tells.REFUSED, number.to_bytes(4) + bytes([Why.MALFORMED]))
    priya.saved(priya.type("Good"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"short", Close.NOT_A_FRAME),
        (b"\0" * 16 + b"\x63", Close.NOT_A_FRAME),
        (b"\0" * (FRAME_AT_MOST + 99), Close.TOO_BIG),
    ],
)
def test_what_is_no_frame_closes_the_socket(
    data: bytes,
    code: int,
    alone: None,
    serve: Callable[..., Any],
    pen: Callable[..., Pen],
    people: dict[str, Person],
    note: SharedNote,
) -> None:
    priya = pen(serve(), people["manager"], note.pk)
    priya._socket.send(data)
    assert priya.ended() == code


def test_an_ended_pair_reads_and_does_not_write(
    alone: None,
    serve: Callable[..., Any],
    pen: Callable[..., Pen],
    people: dict[str, Person],
    note: SharedNote,
    pair: Pair,
) -> None:
    priya = pen(serve(), people["manager"], note.pk).open()
    priya.saved(priya.type("Before"))
    Pair.objects.filter(pk=pair.pk).update(ended_on=timezone.now().date())
    priya.until(Tells.STATE)
    assert not priya.flags & 1
    number = priya.type("After")
    assert priya.until(Tells.REFUSED) == number.to_bytes(4) + bytes([Why.NOT_WRITABLE])


def test_who_signs_out_is_closed_within_five_seconds(
    alone: None,
    serve: Callable[..., Any],
    pen: Callable[..., Pen],
    cookie: Callable[..., str],
    people: dict[str, Person],
    note: SharedNote,
) -> None:
    session = cookie(people["manager"])
    priya = pen(serve(), session, note.pk).open()
    Session.objects.all().delete()
    started = time.monotonic()
    assert priya.ended() == Close.SESSION
    assert time.monotonic() - started < 5


def test_nobody_connects_without_a_session_or_from_elsewhere(
    alone: None, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], note: SharedNote
) -> None:
    server = serve()
    assert pen(server, "sessionid=made-up", note.pk).ended() == Close.SESSION
    for headers in ({"origin": "https://evil.test"}, {"sec-fetch-site": "cross-site"}):
        with pytest.raises(InvalidStatus):
            pen(server, people["manager"], note.pk, **headers)


def test_two_processes_write_together_and_only_sealed_bytes_cross_redis(
    line: Any, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], note: SharedNote
) -> None:
    one, other = serve(Live()), serve(Live())
    priya, tom = pen(one, people["manager"], note.pk).open(), pen(other, people["report"], note.pk).open()
    while not (priya.flags & 2 and tom.flags & 2):
        (priya if not priya.flags & 2 else tom).until(Tells.STATE)
    priya.saved(priya.type("Numbat and quokka"))
    tom.until(Tells.UPDATE)
    assert tom.document.markdown() == "Numbat and quokka"
    assert note.pk.bytes.hex().encode() in line.sent.replace(b"-", b"")
    assert b"Numbat" not in line.sent
    assert b"quokka" not in line.sent


def test_without_redis_notes_are_saved_and_the_other_process_looks_by_itself(
    line: Any, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], note: SharedNote
) -> None:
    one, other = serve(Live()), serve(Live())
    priya, tom = pen(one, people["manager"], note.pk).open(), pen(other, people["report"], note.pk).open()
    while not (priya.flags & 2 and tom.flags & 2):
        (priya if not priya.flags & 2 else tom).until(Tells.STATE)
    line.cut()
    while priya.flags & 2 or tom.flags & 2:
        (priya if priya.flags & 2 else tom).until(Tells.STATE)
    priya.saved(priya.type("Still here"))
    tom.until(Tells.UPDATE)
    assert tom.document.markdown() == "Still here"
    line.mend()
    while not tom.flags & 2:
        tom.until(Tells.STATE)
    tom.saved(tom.type("And back"))
    priya.until(Tells.UPDATE)
    assert priya.document.markdown() == "Still here\n\nAnd back"


def test_a_form_without_script_writes_into_the_open_note(
    alone: None, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], note: SharedNote
) -> None:
    priya = pen(serve(), people["manager"], note.pk).open()
    note.append("By a form", by=people["report"], at=timezone.now())
    priya.until(Tells.UPDATE)
    assert priya.document.markdown() == "By a form"


def test_a_paste_that_is_too_long_is_refused_and_what_was_there_stays(
    alone: None, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], note: SharedNote
) -> None:
    priya = pen(serve(), people["manager"], note.pk).open()
    priya.saved(priya.type("Here"))
    kept = priya.document.state
    verdicts = []
    for _ in range(6):  # 1 MB and more, in pieces that fit into frames
        paste = NoteDocument.of([kept])
        number = priya.update(paste.append("x" * 180_000))
        while True:
            what, payload = priya.next()
            if what in (Tells.ACK, Tells.REFUSED):
                break
        verdicts.append(what)
        if what is Tells.REFUSED:
            assert payload == number.to_bytes(4) + bytes([Why.TOO_BIG])
    assert verdicts == [Tells.ACK, *[Tells.REFUSED] * 5]
    priya.saved(priya.type("And more"))
    note.refresh_from_db()
    assert note.read().startswith("Here")


def test_of_a_thousand_connects_few_are_let_in(
    alone: None, serve: Callable[..., Any], cookie: Callable[..., str], people: dict[str, Person], note: SharedNote
) -> None:
    server, session = serve(), cookie(people["manager"])
    let_in = 0
    for _ in range(200):
        try:
            Pen(server.port, session, note.pk).close()
            let_in += 1
        except InvalidStatus:
            pass
    assert let_in <= CONNECTS_AT_ONCE + 20


def test_a_note_that_was_plain_text_becomes_one_document_for_whoever_opens_it_first(
    alone: None, serve: Callable[..., Any], pen: Callable[..., Pen], people: dict[str, Person], note: SharedNote
) -> None:
    reseal(note, guard_version=0, body="# Old\n\n- words", updated_at=timezone.now())
    server = serve()
    priya, tom = pen(server, people["manager"], note.pk).open(), pen(server, people["report"], note.pk).open()
    assert priya.document.markdown() == tom.document.markdown() == "# Old\n\n- words"
    assert priya.document.state == tom.document.state
