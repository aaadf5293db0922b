"""Redis goes and comes back; nothing but ids ever crosses it; nobody waits for it."""

import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import redis
from django.conf import settings

from agendas.models import AgendaItem
from live.listening import Listener, escaped
from live.messages import LIMIT
from live.publishing import Herald
from oneonones.models import Pair
from people.models import Person

live = pytest.mark.django_db(transaction=True)


def raise_item(pair: Pair, by: Person, title: str = "A title", visibility: str = "shared") -> str:
    return str(AgendaItem.raise_on(pair, title=title, visibility=visibility, by=by, at=datetime.now(UTC)).pk)


@live
def test_pages_outlive_redis_and_hear_again_when_it_is_back(
    line: Any, serve: Callable[..., Any], watch: Callable[..., Any], people: dict[str, Person], pair: Pair
) -> None:
    server, tom = serve(), people["report"]
    page = watch(server, people["manager"], pair)
    page.until("state", {"live": True})
    line.cut()
    assert page.next("state") == {"live": False}
    late = watch(server, tom, pair)
    assert late.next("state") == {"live": False}
    missed = raise_item(pair, tom)
    line.mend()
    assert page.next("state") == {"live": True}
    assert late.next("state") == {"live": True}
    item = raise_item(pair, tom)
    heard = [page.next("activity")["id"]]
    while heard[-1] != item:
        heard.append(page.next("activity")["id"])
    assert heard in ([missed, item], [item])


@live
def test_redis_carries_ids_and_no_word(
    line: Any, serve: Callable[..., Any], watch: Callable[..., Any], people: dict[str, Person], pair: Pair
) -> None:
    page = watch(serve(), people["manager"], pair)
    page.until("state", {"live": True})
    private = raise_item(pair, people["manager"], "a heliotrope thought", "private")
    shared = raise_item(pair, people["report"], "a heliotrope question")
    assert [page.next("activity")["id"], page.next("activity")["id"]] == [private, shared]
    assert b"heliotrope" not in line.sent
    assert shared.encode() in line.sent
    for person in people.values():
        assert person.first_name.encode() not in line.sent
        assert person.email.encode() not in line.sent


@live
def test_what_is_not_ours_on_redis_harms_nobody(
    line: Any, serve: Callable[..., Any], watch: Callable[..., Any], people: dict[str, Person], pair: Pair
) -> None:
    page = watch(serve(), people["manager"], pair)
    page.until("state", {"live": True})
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for channel, message in [
            (f"pair:{pair.pk}", "{"),
            (f"pair:{pair.pk}", f'{{"kind":"A word","id":"{pair.pk}"}}'),
            (f"pair:{pair.pk}", " " * LIMIT + f'{{"kind":"meeting.held","id":"{pair.pk}"}}'),
            ("pair:no-id", "{}"),
            ("here", '{"here":{}}'),
            ("here", '{"from":"x","here":[]}'),
            ("here", f'{{"from":"x","writing":{{"{pair.pk}":{{"{pair.pk}":3}}}}}}'),
            ("elsewhere", "\xff"),
        ]:
            assert client.publish(f"{settings.REDIS_PREFIX}live:{channel}", message) == 1, "somebody listens"
    item = raise_item(pair, people["report"])
    assert page.next("activity")["id"] == item


def test_nobody_waits_for_a_redis_that_answers_nothing() -> None:
    """It takes connections and never says a word: the worst kind."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        herald = Herald(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        for _ in range(3 * Herald.WAITING_AT_MOST):
            herald.say("channel", b"message")
        assert herald._messages.unfinished_tasks >= Herald.WAITING_AT_MOST, "all have left theirs; none is said yet"
        assert herald._messages.qsize() <= Herald.WAITING_AT_MOST


def test_messages_wait_for_redis_and_are_said_in_order(
    line: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, eventually: Callable[..., None]
) -> None:
    monkeypatch.setattr(Herald, "PAUSE", 0.02)
    monkeypatch.setattr(settings, "REDIS_URL", "")  # what another test's server still says is not said here
    line.cut()
    herald = Herald(line.url)
    with caplog.at_level(logging.WARNING):
        for word in (b"first", b"second", b"third"):
            herald.say("andante-test", word)
        eventually(lambda: caplog.records)
    assert herald._messages.unfinished_tasks == 3
    line.mend()
    herald.finish(within=2)
    assert line.sent.index(b"first") < line.sent.index(b"second") < line.sent.index(b"third")
    assert [record.getMessage() for record in caplog.records] == [
        "Redis does not take messages for open pages; they wait."
    ]


def test_a_message_that_nobody_takes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Herald, "PATIENCE", 0.05)
    monkeypatch.setattr(Herald, "PAUSE", 0.02)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    herald = Herald(f"redis://127.0.0.1:{port}/0")
    herald.say("channel", b"message")
    herald.finish(within=2)
    assert herald._messages.unfinished_tasks == 0


def test_a_prefix_is_no_pattern() -> None:
    assert escaped(r"a*b?[c]\:") == r"a\*b\?\[c\]\\:"


@live
def test_another_installation_on_the_same_redis_is_not_heard(
    line: Any,
    serve: Callable[..., Any],
    watch: Callable[..., Any],
    people: dict[str, Person],
    pair: Pair,
    settings: Any,
) -> None:
    ours, theirs = f"{settings.REDIS_PREFIX}a*:", f"{settings.REDIS_PREFIX}another:"
    settings.REDIS_PREFIX = ours
    page = watch(serve(), people["manager"], pair)
    page.until("state", {"live": True})
    settings.REDIS_PREFIX = theirs
    raise_item(pair, people["report"])
    settings.REDIS_PREFIX = ours
    item = raise_item(pair, people["report"])
    assert page.next("activity")["id"] == item


@live
def test_a_redis_that_falls_silent_counts_as_away(
    line: Any,
    serve: Callable[..., Any],
    watch: Callable[..., Any],
    people: dict[str, Person],
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Listener, "SILENCE", 0.1)
    page = watch(serve(), people["manager"], pair)
    page.until("state", {"live": True})
    line.hushed = True
    assert page.next("state") == {"live": False}
    line.hushed = False
    assert page.next("state") == {"live": True}
