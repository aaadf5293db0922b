"""Who may be in a note, asked again while it is open: whoever may not any more is out within five seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from activity.models import Activity
from agendas.models import AgendaItem, PrivateNote, SharedNote
from live import note_access
from live.frames import Close, Says, Tells, Why, tell
from oneonones.models import Meeting, Pair, Reveal
from people.models import Organisation, Person
from tests.live.pens import PATIENCE, Pen

pytestmark = pytest.mark.django_db(transaction=True)

TakeUp = Callable[..., Pen]
People = dict[str, Person]


@pytest.fixture
def server(alone: None, serve: Callable[..., Any]) -> Any:
    return serve()


@contextmanager
def within_five_seconds() -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < 5


def item_note(pair: Pair, meeting: Meeting, by: Person, **said: Any) -> tuple[AgendaItem, SharedNote]:
    item = AgendaItem.raise_on(pair, title="Numbat", by=by, at=timezone.now(), **said)
    return item, SharedNote.of(meeting, item, at=timezone.now())


def test_a_person_whose_account_is_closed_is_out(server: Any, pen: TakeUp, people: People, note: SharedNote) -> None:
    tom = pen(server, people["report"], note.pk).open()
    people["report"].deactivate(by=None, at=timezone.now())
    with within_five_seconds():
        assert tom.ended() == Close.SESSION
    assert pen(server, people["report"], note.pk).ended() == Close.SESSION


def test_a_new_password_ends_what_was_begun_with_the_old_one(
    server: Any, pen: TakeUp, people: People, note: SharedNote
) -> None:
    tom = pen(server, people["report"], note.pk).open()
    people["report"].set_password("a long new password, said by nobody")
    people["report"].save(update_fields=["password"])
    with within_five_seconds():
        assert tom.ended() == Close.SESSION


def test_the_session_of_one_ends_and_the_other_writes_on(
    server: Any, pen: TakeUp, cookie: Callable[..., str], people: People, note: SharedNote
) -> None:
    session = cookie(people["report"])
    tom, priya = pen(server, session, note.pk).open(), pen(server, people["manager"], note.pk).open()
    Session.objects.filter(session_key=session.partition("=")[2]).delete()
    with within_five_seconds():
        assert tom.ended() == Close.SESSION
    priya.saved(priya.type("Still here"))


def test_a_pair_that_ends_leaves_both_reading(
    server: Any, pen: TakeUp, people: People, note: SharedNote, pair: Pair
) -> None:
    priya = pen(server, people["manager"], note.pk).open()
    with within_five_seconds():
        pair.end(by=None, at=timezone.now())
        priya.until(Tells.STATE)
    assert not priya.flags & 1
    late = pen(server, people["report"], note.pk).open()
    assert not late.flags & 1


def test_a_record_that_locks_by_time_is_read_only_from_that_moment(
    server: Any, pen: TakeUp, people: People, note: SharedNote, meeting: Meeting
) -> None:
    grace = timedelta(days=Organisation.current().grace_days)
    held_at = timezone.now() - grace + timedelta(seconds=1.5)
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.HELD, ended_at=held_at, held_at=held_at)
    priya = pen(server, people["manager"], note.pk).open()
    assert priya.flags & 1
    with within_five_seconds():
        priya.until(Tells.STATE)
    assert not priya.flags & 1
    number = priya.type("Too late")
    assert priya.until(Tells.REFUSED) == number.to_bytes(4) + bytes([Why.NOT_WRITABLE])


def test_what_is_typed_in_the_moment_of_the_lock_is_judged_when_it_is_written_down(
    server: Any, pen: TakeUp, people: People, note: SharedNote, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        note_access, "judge_all", lambda wanted, at: {key: note_access.Admitted(False, True) for key in wanted}
    )
    priya = pen(server, people["manager"], note.pk).open()
    Pair.objects.filter(pk=pair.pk).update(ended_on=timezone.now().date())
    number = priya.type("Too late")
    assert priya.until(Tells.REFUSED) == number.to_bytes(4) + bytes([Why.NOT_WRITABLE])
    assert note.read() == ""
    assert pen(server, people["report"], note.pk).open().document.markdown() == ""


def test_the_note_of_an_item_that_is_not_revealed_is_gone_for_the_other(
    server: Any, pen: TakeUp, people: People, meeting: Meeting, pair: Pair
) -> None:
    Pair.objects.filter(pk=pair.pk).update(reveal=Reveal.AT_START)
    pair.refresh_from_db()
    item, note = item_note(pair, meeting, people["report"])
    assert item.revealed_at is None
    priya = pen(server, people["manager"], note.pk)
    priya.send(Says.OPEN)
    assert priya._socket.recv(PATIENCE) == tell(note.pk, Tells.GONE)
    tom = pen(server, people["report"], note.pk).open()
    assert not tom.flags & 1
    assert item.share(version=item.version, by=people["report"], at=timezone.now())
    with within_five_seconds():
        tom.until(Tells.STATE)
    assert tom.flags & 1
    pen(server, people["manager"], note.pk).open()


def test_of_two_notes_the_one_whose_item_goes_is_gone_and_the_other_stays(
    server: Any, pen: TakeUp, people: People, note: SharedNote, meeting: Meeting, pair: Pair
) -> None:
    item, noted = item_note(pair, meeting, people["report"])
    priya = pen(server, people["manager"], note.pk).open()
    priya.send(Says.OPEN, room=noted.pk)
    for _ in range(2):
        assert priya._socket.recv(PATIENCE)[:16] == noted.pk.bytes
    AgendaItem.objects.filter(pk=item.pk).update(removed_at=timezone.now())
    with within_five_seconds():
        assert priya._socket.recv(PATIENCE) == tell(noted.pk, Tells.GONE)
    priya.saved(priya.type("Still here"))
    priya.send(Says.UPDATE, b"\0\0\0\1\0\0", room=noted.pk)
    assert priya._socket.recv(PATIENCE) == tell(noted.pk, Tells.GONE)


def test_who_loses_the_last_note_that_they_have_open_is_closed(
    server: Any, pen: TakeUp, people: People, meeting: Meeting, pair: Pair
) -> None:
    item, noted = item_note(pair, meeting, people["report"])
    priya = pen(server, people["manager"], noted.pk).open()
    AgendaItem.objects.filter(pk=item.pk).update(removed_at=timezone.now())
    with within_five_seconds():
        assert priya._socket.recv(PATIENCE) == tell(noted.pk, Tells.GONE)
        assert priya.ended() == Close.ACCESS


def test_a_private_room_tells_its_authors_devices_and_nobody_else(
    either: str,
    serve: Callable[..., Any],
    watch: Callable[..., Any],
    pen: TakeUp,
    people: People,
    note: SharedNote,
    meeting: Meeting,
    pair: Pair,
    eventually: Callable[..., None],
) -> None:
    server = serve()
    own = PrivateNote.of(meeting, people["manager"], at=timezone.now())
    Activity.objects.update(at=timezone.now() - timedelta(hours=1))
    before = Activity.objects.count()
    page, tom = watch(server, people["report"], pair), pen(server, people["report"], note.pk).open()
    phone, laptop = (pen(server, people["manager"], own.pk).open() for _ in range(2))
    phone.saved(phone.type("Quokka"))
    assert laptop.until(Tells.UPDATE)
    assert laptop.document.markdown() == "Quokka"
    eventually(lambda: PrivateNote.objects.get(pk=own.pk).version > 0)  # compacted
    assert Activity.objects.count() == before
    shared = pen(server, people["manager"], note.pk).open()
    shared.saved(shared.type("For both"))
    tom.until(Tells.UPDATE)
    assert tom.document.markdown() == "For both"
    assert page.next("activity")["kind"] == "shared_note.written"  # the first that he hears of


def test_everybody_is_asked_about_in_the_same_few_queries(
    people: People, note: SharedNote, meeting: Meeting, pair: Pair, count_queries: Callable[..., int]
) -> None:
    own = [PrivateNote.of(meeting, people[who], at=timezone.now()).pk for who in ("manager", "report")]
    noted = [item_note(pair, meeting, people["report"])[1].pk for _ in range(3)]
    strangers = [people[who].pk for who in ("outsider", "hr_admin", "owner", "former_manager", "managers_manager")]
    two = [people["manager"].pk, people["report"].pk]
    wanted = {(one, room) for one in [*two, *strangers] for room in [note.pk, *own, *noted]}
    admitted: dict[Any, Any] = {}
    many = count_queries(lambda: admitted.update(note_access.judge_all(wanted, at=timezone.now())))
    assert many == count_queries(lambda: note_access.judge_all({(two[0], note.pk)}, at=timezone.now()))
    assert set(admitted) == {(one, room) for one in two for room in [note.pk, *noted]} | set(zip(two, own, strict=True))
    assert all(one.writable for one in admitted.values())


@pytest.mark.parametrize("who", ["manager", "report", "outsider", "former_manager", "hr_admin", "owner"])
@pytest.mark.parametrize("what", ["meeting", "shared item", "hidden item", "own note", "note of the other"])
def test_asked_again_is_asked_the_same(who: str, what: str, people: People, meeting: Meeting, pair: Pair) -> None:
    """The rule at the door of a room, and the one that everybody inside is asked by."""
    now, tom = timezone.now(), people["report"]
    note: SharedNote | PrivateNote
    if what == "meeting":
        note = SharedNote.of(meeting, None, at=now)
    elif what.endswith("item"):
        note = item_note(pair, meeting, tom, visibility="private" if what == "hidden item" else "shared")[1]
    else:
        note = PrivateNote.of(meeting, people["manager"] if what == "own note" else tom, at=now)
    at_the_door = note_access.admit(people[who].pk, note.pk, at=now)
    inside = note_access.judge_all([(people[who].pk, note.pk)], at=now)
    assert inside == ({(people[who].pk, note.pk): at_the_door} if at_the_door else {})
