"""Who is here, and who is writing where."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import redis
from django.conf import settings

from live import presence
from live.app import Live, from_here
from live.messages import compact
from live.presence import GRACE, WRITING, Presence
from live.process import Process
from oneonones.models import Pair
from people.models import Person

PAIR, PRIYA, TOM = uuid4(), UUID(int=1), UUID(int=2)


def here(present: Presence, now: float) -> list[str]:
    return list(present.at(PAIR, now=now)["here"])


def test_two_processes_see_one_person_each_and_both_are_here() -> None:
    present = Presence()
    present.see(PAIR, "a", [PRIYA], now=0)
    present.see(PAIR, "b", [TOM], now=0, until=30)
    assert here(present, 1) == [str(PRIYA), str(TOM)]


def test_whoever_leaves_is_here_a_moment_longer_and_then_gone() -> None:
    present = Presence()
    present.see(PAIR, "a", [TOM], now=0)
    present.see(PAIR, "a", [], now=10)
    assert here(present, 10 + GRACE - 0.1) == [str(TOM)]
    assert here(present, 10 + GRACE) == []
    assert present.ended(now=10 + GRACE) == {PAIR}


def test_loading_a_page_anew_is_no_coming_and_going() -> None:
    present = Presence()
    present.see(PAIR, "a", [TOM], now=0)
    present.see(PAIR, "a", [], now=10)
    present.see(PAIR, "a", [TOM], now=10.5)
    assert here(present, 1000) == [str(TOM)]


def test_what_a_dead_process_saw_is_forgotten() -> None:
    present = Presence()
    present.see(PAIR, "b", [TOM], now=0, until=30)
    assert present.ended(now=29) == set()
    assert present.ended(now=30) == {PAIR}
    assert here(present, 30) == []
    assert not present._here


def test_writing_ends_by_itself_or_when_it_is_said() -> None:
    present = Presence()
    present.see(PAIR, "a", [TOM, PRIYA], now=0)
    present.write(PAIR, TOM, "notes", now=0)
    present.write(PAIR, PRIYA, "item:1", now=0)
    assert present.at(PAIR, now=1)["writing"] == {str(TOM): "notes", str(PRIYA): "item:1"}
    present.write(PAIR, PRIYA, "", now=1)
    assert present.at(PAIR, now=1)["writing"] == {str(TOM): "notes"}
    assert present.ended(now=WRITING) == {PAIR}
    assert present.at(PAIR, now=WRITING)["writing"] == {}
    assert not present._writing


def test_nobody_writes_who_is_not_here() -> None:
    present = Presence()
    present.see(PAIR, "a", [PRIYA], now=0)
    present.write(PAIR, TOM, "notes", now=0)
    assert present.at(PAIR, now=0)["writing"] == {}


live = pytest.mark.django_db(transaction=True)


def said(here: list[Person], writing: dict[Person, str] | None = None) -> dict[str, Any]:
    fields = {str(person.pk): field for person, field in (writing or {}).items()}
    return {"here": sorted(str(person.pk) for person in here), "writing": fields}


@live
def test_a_page_shows_who_else_is_here_until_their_last_page_closes(
    alone: None,
    serve: Callable[..., Any],
    watch: Callable[..., Any],
    cookie: Callable[..., str],
    people: dict[str, Person],
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presence, "GRACE", 0.1)
    monkeypatch.setattr(Process, "TICK", 0.02)
    server, priya, tom = serve(), people["manager"], people["report"]
    page = watch(server, priya, pair)
    page.until("presence", said([priya]))
    toms = cookie(tom)
    first, second = watch(server, toms, pair), watch(server, toms, pair)
    page.until("presence", said([priya, tom]))
    second.until("presence", said([priya, tom]))
    first.close()
    second.close()
    page.until("presence", said([priya]))


@live
def test_writing_is_shown_to_the_pair_and_stops(
    either: str,
    serve: Callable[..., Any],
    watch: Callable[..., Any],
    cookie: Callable[..., str],
    say_writing: Callable[..., int],
    people: dict[str, Person],
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, priya, tom = serve(), people["manager"], people["report"]
    toms = cookie(tom)
    page, _ = watch(server, priya, pair), watch(server, toms, pair)
    page.until("presence", said([priya, tom]))
    assert say_writing(server, toms, pair, {"field": "item:5:title"}) == 204
    page.until("presence", said([priya, tom], {tom: "item:5:title"}))
    assert say_writing(server, toms, pair, {"field": ""}) == 204
    page.until("presence", said([priya, tom]))
    monkeypatch.setattr(presence, "WRITING", 0.1)
    assert say_writing(server, toms, pair, {"field": "notes"}) == 204
    page.until("presence", said([priya, tom], {tom: "notes"}))
    page.until("presence", said([priya, tom]))


@live
def test_where_somebody_writes_for_themselves_is_told_to_nobody(
    line: Any,
    serve: Callable[..., Any],
    watch: Callable[..., Any],
    cookie: Callable[..., str],
    say_writing: Callable[..., int],
    people: dict[str, Person],
    pair: Pair,
    eventually: Callable[..., None],
) -> None:
    server, priya, tom = serve(), people["manager"], people["report"]
    toms = cookie(tom)
    page, _ = watch(server, priya, pair), watch(server, toms, pair)
    page.until("presence", said([priya, tom]))
    for field in ("private_note:7", "private", "shared_note"):
        assert say_writing(server, toms, pair, {"field": field}) == 204
    assert page.next("presence") == said([priya, tom], {tom: "shared_note"})
    eventually(lambda: b"shared_note" in line.sent)
    assert b"private_note" not in line.sent


@live
def test_a_field_is_a_short_name(
    alone: None,
    serve: Callable[..., Any],
    cookie: Callable[..., str],
    say_writing: Callable[..., int],
    people: dict[str, Person],
    pair: Pair,
) -> None:
    table: list[tuple[Any, int]] = [
        ({"field": "notes"}, 204),
        ({"field": "x" * 80}, 204),
        ({"field": "x" * 81}, 422),
        ({"field": "A title"}, 422),
        ({"field": "notes\n"}, 422),
        ({"other": "notes"}, 422),
        (b"field=a&field=b", 422),
        (b"\xff\x00", 422),
        (b"field=" + b"x" * 1019, 413),
    ]
    server, mine = serve(), cookie(people["report"])
    assert [say_writing(server, mine, pair, body) for body, _ in table] == [status for _, status in table]


@live
def test_only_the_pair_says_that_it_writes(
    alone: None,
    serve: Callable[..., Any],
    cookie: Callable[..., str],
    say_writing: Callable[..., int],
    people: dict[str, Person],
    pair: Pair,
) -> None:
    server, table = serve(), {"manager": 204, "report": 204, "outsider": 404, "hr_admin": 404, "owner": 404, "": 401}
    said = {who: say_writing(server, cookie(people.get(who)), pair, {"field": "notes"}) for who in table}
    assert said == table


@live
def test_no_other_site_writes_in_somebodys_name(
    alone: None,
    serve: Callable[..., Any],
    cookie: Callable[..., str],
    say_writing: Callable[..., int],
    people: dict[str, Person],
    pair: Pair,
) -> None:
    server, mine = serve(), cookie(people["report"])
    assert say_writing(server, mine, pair, {"field": "notes"}, origin="http://evil.test") == 403
    assert say_writing(server, mine, pair, {"field": "notes"}, origin="http://127.0.0.1:{port}") == 204


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://one.test"}, True),
        ({"origin": "https://one.test"}, True),
        ({"origin": settings.PUBLIC_URL}, True),
        ({"sec-fetch-site": "cross-site", "origin": "https://one.test"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.test"}, False),
        ({"origin": "https://one.test.evil.test"}, False),
        ({"origin": "null"}, False),
        ({"referer": "https://one.test/"}, False),
    ],
)
def test_browsers_say_which_site_asks(headers: dict[str, str], ours: bool) -> None:
    assert from_here({"host": "one.test", **headers}) is ours


@live
def test_two_processes_agree_on_who_is_here_and_who_writes(
    line: Any,
    serve: Callable[..., Any],
    watch: Callable[..., Any],
    cookie: Callable[..., str],
    say_writing: Callable[..., int],
    people: dict[str, Person],
    pair: Pair,
) -> None:
    priya, tom = people["manager"], people["report"]
    one, other, third = serve(), serve(Live()), serve(Live())
    page = watch(one, priya, pair)
    page.until("state", {"live": True})
    toms = cookie(tom)
    distant = watch(other, toms, pair)
    page.until("presence", said([priya, tom]))
    distant.until("presence", said([priya, tom]))
    assert say_writing(third, toms, pair, {"field": "notes"}) == 204
    page.until("presence", said([priya, tom], {tom: "notes"}))
    assert say_writing(other, toms, pair, {"field": ""}) == 204
    page.until("presence", said([priya, tom]))


@live
def test_a_process_that_has_just_started_asks_who_is_here(
    line: Any, serve: Callable[..., Any], watch: Callable[..., Any], people: dict[str, Person], pair: Pair
) -> None:
    priya, tom = people["manager"], people["report"]
    assert watch(serve(), priya, pair).status == 200
    watch(serve(Live()), tom, pair).until("presence", said([priya, tom]))


@live
def test_people_of_a_process_that_died_are_gone_after_a_while(
    line: Any,
    serve: Callable[..., Any],
    watch: Callable[..., Any],
    people: dict[str, Person],
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Process, "BELIEVED", 0.3)
    monkeypatch.setattr(Process, "TICK", 0.02)
    priya, tom = people["manager"], people["report"]
    page = watch(serve(), priya, pair)
    page.until("state", {"live": True})
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        last_words = {"from": "dead", "here": {str(pair.pk): [str(tom.pk)]}}
        client.publish(f"{settings.REDIS_PREFIX}live:here", compact(last_words))
    page.until("presence", said([priya, tom]))
    page.until("presence", said([priya]))
