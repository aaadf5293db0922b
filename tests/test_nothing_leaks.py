"""A copy of the database, of Redis and of the logs tells nobody what two people wrote."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from actions.models import ActionItem
from agendas.models import (
    AgendaItem,
    AgendaTemplate,
    Amendment,
    Comment,
    Decision,
    NoteVersion,
    PrivateNote,
    SharedNote,
    WrittenAnswer,
)
from kit.logs import JsonLines
from oneonones.models import Meeting
from people.models import Person
from tests.conftest import Browse, People, past_meeting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

WORDS = {
    "title": "Quokka",
    "context": "Wombat",
    "impact": "Pademelon",
    "evidence": "Kowari",
    "private item": "Numbat",
    "shared note": "Bilby",
    "item note": "Potoroo",
    "version": "Bandicoot",
    "private note": "Bettong",
    "action": "Dunnart",
    "measure": "Quenda",
    "word why": "Mulgara",
    "skip note": "Antechinus",
    "place": "Thylacine",
    "request line": "Cuscus",
    "amendment": "Monjon",
    "reply": "Woylie",
    "answer": "Phascogale",
    "comment": "Ningaui",
    "template name": "Chuditch",
    "template text": "Dibbler",
    "decision": "Kultarr",
}


def dump_of_the_database() -> bytes:
    """Every row of every table, as the database holds it."""
    found: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                found += [
                    bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode() for value in row
                ]
    return b"\n".join(found)


def dump_of_redis() -> bytes:
    """Every key and what it holds."""
    if not settings.REDIS_URL:
        return b""
    server = redis.Redis.from_url(settings.REDIS_URL)
    found: list[bytes] = []
    for key in server.scan_iter():
        kind = server.type(key)
        found.append(key)
        if kind == b"string":
            found.append(server.get(key) or b"")
        elif kind == b"list":
            found += server.lrange(key, 0, -1)
        elif kind == b"set":
            found += list(server.smembers(key))
        elif kind == b"hash":
            found += [part for pair in server.hgetall(key).items() for part in pair]
        elif kind == b"zset":
            found += server.zrange(key, 0, -1)
    return b"\n".join(found)


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What every logger writes, as it is written."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    keep = Keep(level=logging.DEBUG)
    keep.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(keep)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(keep)
    root.setLevel(before)


def a_meeting_happens(browse: Browse, people: People, meeting: Meeting, at: datetime) -> None:
    """Both write everything that can be written, through the pages."""
    manager, report = browse(people["manager"]), browse(people["report"])

    def post(client: Client, name: str, *args: object, **form: object) -> None:
        answer = client.post(reverse(name, args=args), form)
        assert answer.status_code in (200, 204, 302, 303), (name, answer.status_code, answer.content[:400])

    post(
        report, "agenda_items", meeting.pk,
        title=WORDS["title"], context=WORDS["context"], kind="win", impact=WORDS["impact"], evidence=WORDS["evidence"],
    )  # fmt: skip
    post(manager, "agenda_items", meeting.pk, title=WORDS["private item"], visibility="private")
    item = AgendaItem.objects.revealed().get(author=people["report"])
    post(manager, "outcome_start", meeting.pk, item.pk)
    post(manager, "notes", meeting.pk, body=WORDS["shared note"], version=0)
    post(report, "item_note", meeting.pk, item.pk, body=WORDS["version"], version=0)
    post(manager, "item_note", meeting.pk, item.pk, body=WORDS["item note"], version=1)
    # Written on top of a version that is gone: both texts are kept.
    post_conflict = manager.post(reverse("notes", args=[meeting.pk]), {"body": "Bilby too", "version": 0})
    assert post_conflict.status_code in (200, 303, 409)
    post(manager, "private_note", meeting.pk, body=WORDS["private note"], version=0)
    words = {"name": WORDS["template name"], "text": WORDS["template text"]}
    assert manager.post(reverse("new_template", args=[meeting.pair_id]), words).status_code == 303
    own = AgendaTemplate.objects.get()
    post(manager, "fillings", meeting.pair_id, template=own.origin, idempotency_key=own.pk)
    post(
        manager, "action_items", meeting.pk,
        what=WORDS["action"], measure=WORDS["measure"], owner=people["report"].pk, due="in 2 weeks",
    )  # fmt: skip
    post(manager, "action_item_drop", ActionItem.objects.get().pk, why=WORDS["word why"])
    post(report, "agenda_items", meeting.pk, title="Question")
    asked = AgendaItem.objects.revealed().order_by("raised_at").last()
    post(manager, "agenda_item_comments", asked.pk, body=WORDS["comment"], mentions="on")
    post(manager, "agenda_item_answer", asked.pk, body=WORDS["answer"])
    later = Meeting.objects.filter(pair=meeting.pair, starts_at__gt=meeting.starts_at).earliest("starts_at")
    post(manager, "meeting_skip", later.pk, reason="other", note=WORDS["skip note"])
    then = (at + timedelta(days=3)).replace(hour=11, minute=0).isoformat()
    post(manager, "pair_meetings", meeting.pair_id, sure=then, how="ask", line=WORDS["request line"])
    post(manager, "meeting_wrap_up", meeting.pk)
    post(report, "outcome_decision", meeting.pk, item.pk, words=WORDS["decision"])
    locked = past_meeting(meeting.pair, ago=timedelta(days=30), at=at)
    locked.wrap_up(by=people["manager"], at=locked.ends_at)
    post(report, "amendments", locked.pk, body=WORDS["amendment"])
    post(manager, "amendment_replies", Amendment.objects.get().pk, body=WORDS["reply"])
    rhythm = {
        "every": "w2", "weekdays": 1, "clock": "10:00", "minutes": 30, "anchor": people["manager"].pk,
        "starts_on": str((at + timedelta(days=20)).date()), "place": WORDS["place"],
    }  # fmt: skip
    asked = manager.post(reverse("pair_series", args=[meeting.pair_id]), rhythm).content.decode()
    post(manager, "pair_series", meeting.pair_id, **rhythm, agreed=asked.split('name="agreed" value="')[1][:32])


def test_each_kind_of_text_has_a_word_of_its_own() -> None:
    assert len(set(WORDS.values())) == len(WORDS)


def test_no_copy_holds_a_word_that_people_wrote(
    browse: Browse, people: People, meeting: Meeting, at: datetime, lines: list[str]
) -> None:
    a_meeting_happens(browse, people, meeting, at)
    opened = [
        *(text for item in AgendaItem.objects.all() for text in (item.title, item.context, item.impact, item.evidence)),
        *(text for own in AgendaTemplate.objects.all() for text in (own.name, own.text)),
        *(note.body for note in SharedNote.objects.select_related("meeting")),
        *(version.body for version in NoteVersion.objects.select_related("note__meeting")),
        *(added.body for added in Amendment.objects.select_related("meeting")),
        *(decision.words for decision in Decision.objects.all()),
        *(comment.body for comment in Comment.objects.select_related("item")),
        *(answer.body for answer in WrittenAnswer.objects.select_related("item")),
        *(note.open_for(people["manager"]) for note in PrivateNote.objects.all()),
        *(text for action in ActionItem.objects.all() for text in (action.what, action.measure, action.drop_reason)),
        *(m.skip_note for m in Meeting.objects.filter(skip_note__isnull=False)),
        *(m.request_line for m in Meeting.objects.filter(request_line__isnull=False)),
        *(series.place for series in meeting.pair.series.filter(place__isnull=False)),
    ]
    for kind, word in WORDS.items():
        assert any(word in (text or "") for text in opened), f"the {kind} was not written, so this test proves nothing"
    database, carried, logged = dump_of_the_database(), dump_of_redis(), "\n".join(lines).encode()
    for kind, word in WORDS.items():
        for place, dump in (("the database", database), ("Redis", carried), ("the logs", logged)):
            assert word.lower().encode() not in dump.lower(), f"{place} shows the {kind}"


def test_the_search_would_have_found_a_word(people: People, lines: list[str]) -> None:
    Person.objects.filter(pk=people["report"].pk).update(location="Wallaby")
    logging.getLogger("andante.access").info("Wallaby")
    assert b"Wallaby" in dump_of_the_database()
    assert "Wallaby" in "\n".join(lines)
    if settings.REDIS_URL:
        server = redis.Redis.from_url(settings.REDIS_URL)
        server.rpush(f"{settings.REDIS_PREFIX}leak", "Wallaby")
        assert b"Wallaby" in dump_of_redis()
        server.delete(f"{settings.REDIS_PREFIX}leak")
