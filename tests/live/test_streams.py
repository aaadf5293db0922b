"""What one does is on the other's open page; who may listen, and for how long."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction

from activity.models import Activity
from agendas.models import AgendaItem
from live import app
from live.access import Claim, Verdict, judge
from live.process import Process
from oneonones.models import Pair
from people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

Serve = Callable[..., Any]
Watch = Callable[..., Any]
Cookie = Callable[..., str]


def raise_item(pair: Pair, by: Person, visibility: str = "shared") -> str:
    item = AgendaItem.raise_on(pair, title="A title", visibility=visibility, by=by, at=datetime.now(UTC))
    return str(item.pk)


NOBODY = {"former_manager": 404, "managers_manager": 404, "hr_admin": 404, "owner": 404, "outsider": 404, None: 401}


def test_only_the_pair_hears_of_itself(
    alone: None, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair
) -> None:
    server, table = serve(), {**NOBODY, "manager": 200, "report": 200}
    assert {who: watch(server, people.get(who or ""), pair).status for who in table} == table


def test_the_two_of_an_ended_pair_still_hear_of_it(
    alone: None, serve: Serve, watch: Watch, people: dict[str, Person], ended_pair: Pair
) -> None:
    server, table = serve(), {**NOBODY, "former_manager": 200, "report": 200, "manager": 404}
    assert {who: watch(server, people.get(who or ""), ended_pair).status for who in table} == table


def test_a_foreign_pair_and_none_at_all_are_told_apart_by_nothing(
    alone: None, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair
) -> None:
    server = serve()
    foreign, none = watch(server, people["outsider"], pair), watch(server, people["outsider"], Pair(pk=uuid4()))
    assert (foreign.status, foreign.body()) == (none.status, none.body()) == (404, b"Not found.\n")
    assert [name for name in foreign.headers if name != "date"] == [name for name in none.headers if name != "date"]


def test_a_stream_is_kept_by_nobody_and_held_back_by_no_proxy(
    alone: None, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair
) -> None:
    headers = watch(serve(), people["manager"], pair).headers
    assert headers["content-type"] == "text/event-stream"
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"


def test_a_stream_is_only_read(alone: None, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair) -> None:
    server = serve()
    assert {watch(server, people["manager"], pair, method).status for method in ("POST", "HEAD", "DELETE")} == {405}


def test_whoever_is_signed_out_is_told_where_to_sign_in(
    alone: None, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair
) -> None:
    page = watch(serve(), "sessionid=abcdefghijklmnopqrstuvwxyz012345", pair)
    assert (page.status, page.headers["x-sign-in"]) == (401, "/login/?panel=1")


def test_pages_beside_live_are_djangos(alone: None, serve: Serve, watch: Watch, people: dict[str, Person]) -> None:
    page = watch(serve(), people["manager"], Pair(pk=uuid4()))
    assert (page.body(), "x-request-id" in page.headers) == (b"Not found.\n", False)
    page._connection.request("GET", "/no-such-page/")
    assert "x-request-id" in page._connection.getresponse().headers


def test_what_one_does_is_on_the_others_page(
    either: str, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair
) -> None:
    page = watch(serve(), people["manager"], pair)
    page.until("state", {"live": True})
    item = raise_item(pair, people["report"])
    assert page.next("activity") == {"kind": "agenda_item.raised", "id": item, "by": str(people["report"].pk)}


def test_what_is_rolled_back_never_happened(
    either: str, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair
) -> None:
    page = watch(serve(), people["manager"], pair)
    page.until("state", {"live": True})
    with transaction.atomic():
        raise_item(pair, people["report"])
        transaction.set_rollback(True)
    item = raise_item(pair, people["report"])
    assert page.next("activity")["id"] == item


def test_a_private_item_is_heard_of_by_its_author_alone(
    either: str, serve: Serve, watch: Watch, cookie: Cookie, people: dict[str, Person], pair: Pair
) -> None:
    server, mine = serve(), cookie(people["report"])
    other, first, second = watch(server, people["manager"], pair), watch(server, mine, pair), watch(server, mine, pair)
    for page in (other, first, second):
        page.until("state", {"live": True})
    private = raise_item(pair, people["report"], "private")
    shared = raise_item(pair, people["report"])
    assert [page.next("activity")["id"] for page in (first, second)] == [private, private]
    assert other.next("activity")["id"] == shared


def test_what_happened_on_the_way_to_the_page_is_heard(
    either: str, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair
) -> None:
    raise_item(pair, people["report"], "private")
    raise_item(pair, people["manager"])
    item = raise_item(pair, people["report"])
    assert watch(serve(), people["manager"], pair).next("activity")["id"] == item


def test_without_redis_what_another_process_did_is_found_once(
    alone: None,
    serve: Serve,
    watch: Watch,
    people: dict[str, Person],
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Process, "LOOK", 0.05)
    page = watch(serve(), people["manager"], pair)
    page.next("state")

    def elsewhere(private_to: Person | None = None) -> str:
        """A row and no announcement: as another process commits it."""
        about = {"pair_id": pair.pk, "by": people["report"], "private_to": private_to, "at": datetime.now(UTC)}
        return str(Activity.objects.create(kind="agenda_item.raised", subject_id=uuid4(), **about).subject_id)

    first = elsewhere()
    assert page.next("activity")["id"] == first
    elsewhere(private_to=people["report"])
    second = raise_item(pair, people["report"])
    assert page.next("activity")["id"] == second
    third = elsewhere()
    assert page.next("activity")["id"] == third


def test_signing_out_closes_every_page_of_the_session(
    either: str,
    serve: Serve,
    watch: Watch,
    cookie: Cookie,
    people: dict[str, Person],
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Process.SESSIONS < 5
    monkeypatch.setattr(Process, "SESSIONS", 0.1)
    server, mine = serve(), cookie(people["report"])
    pages = [watch(server, mine, pair), watch(server, mine, pair)]
    other = watch(server, people["manager"], pair)
    other.next("state")
    Session.objects.get(pk=mine.partition("=")[2]).delete()
    for page in pages:
        assert page.rest()[-1] == ("bye", {"why": "session"})
    item = raise_item(pair, people["report"])
    assert other.next("activity")["id"] == item


def test_an_expired_session_closes_its_pages(
    alone: None, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Process, "SESSIONS", 0.1)
    page = watch(serve(), people["report"], pair)
    Session.objects.update(expire_date=datetime.now(UTC))
    assert page.rest()[-1] == ("bye", {"why": "session"})


def test_a_session_over_its_limits_hears_nothing(
    alone: None, serve: Serve, watch: Watch, cookie: Cookie, people: dict[str, Person], pair: Pair
) -> None:
    server, mine, now, hour = serve(), cookie(people["report"]), datetime.now(UTC).timestamp(), 3600
    session = SessionStore(mine.partition("=")[2])
    table = [(4 * hour, 5 * hour, 401), (0, 13 * hour, 401), (0, 0, 200)]
    for idle, age, status in table:
        session["limits"] = {"seen": now - idle, "began": now - age, "role": True}
        session.save()
        assert watch(server, mine, pair).status == status


@pytest.mark.parametrize("ends", ["deactivated", "password"])
def test_a_closed_account_and_a_new_password_close_pages_at_once(
    either: str,
    serve: Serve,
    watch: Watch,
    people: dict[str, Person],
    pair: Pair,
    ends: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Process, "SESSIONS", 60)
    monkeypatch.setattr(Process, "ACCESS", 60)
    page, other = (watch(server := serve(), people["report"], pair), watch(server, people["manager"], pair))
    for one in (page, other):
        one.until("state", {"live": True})
    if ends == "deactivated":
        people["report"].deactivate(by=None, at=datetime.now(UTC))
    else:
        people["report"].choose_password("a password of their own", at=datetime.now(UTC))
    assert page.rest()[-1] == ("bye", {"why": "session"})
    if ends == "deactivated":
        assert other.next("activity")["kind"] == "pair.ended"
    item = raise_item(pair, people["manager"])
    assert other.next("activity")["id"] == item


def test_whoever_may_not_read_the_pair_any_more_is_sent_away(
    alone: None, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Process, "ACCESS", 0.1)
    page = watch(serve(), people["report"], pair)
    page.next("state")
    Pair.objects.filter(pk=pair.pk).update(report=people["outsider"])
    assert page.rest()[-1] == ("bye", {"why": "access"})


def test_the_end_of_a_pair_closes_no_page(
    either: str, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair
) -> None:
    page = watch(serve(), people["report"], pair)
    page.until("state", {"live": True})
    pair.end(by=None, at=datetime.now(UTC))
    assert page.next("activity") == {"kind": "pair.ended", "id": str(pair.pk), "by": None}
    item = raise_item(pair, people["manager"])
    assert page.next("activity")["id"] == item


def test_one_person_has_so_many_pages_and_no_more(
    alone: None,
    serve: Serve,
    watch: Watch,
    cookie: Cookie,
    people: dict[str, Person],
    pair: Pair,
    monkeypatch: pytest.MonkeyPatch,
    eventually: Callable[..., None],
) -> None:
    monkeypatch.setattr(app, "PAGES_AT_MOST", 2)
    server, mine = serve(), cookie(people["report"])
    first, _ = watch(server, mine, pair), watch(server, mine, pair)
    assert watch(server, mine, pair).status == 429
    assert watch(server, people["manager"], pair).status == 200
    first.close()
    eventually(lambda: watch(server, mine, pair).status == 200)


def test_an_open_page_hears_a_heartbeat(
    alone: None, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Process, "BEAT", 0.05)
    page = watch(serve(), people["report"], pair)
    lines = iter(page._response.readline, b"")
    assert next(line for line in lines if line.startswith(b":")) == b":\n"


def test_many_pages_are_checked_in_few_queries(
    alone: None, people: dict[str, Person], pair: Pair, cookie: Cookie, count_queries: Callable[..., int]
) -> None:
    keys = [cookie(people[who]).partition("=")[2] for who in ("manager", "report", "manager", "outsider")]
    claims = [Claim(key, pair.pk) for key in keys]
    verdicts: dict[Claim, Verdict] = {}
    assert count_queries(lambda: verdicts.update(judge(claims))) == 3
    assert [verdicts[claim] for claim in claims] == [
        people["manager"].pk,
        people["report"].pk,
        people["manager"].pk,
        "access",
    ]


def test_a_server_that_stops_says_nothing_and_closes(
    alone: None, serve: Serve, watch: Watch, people: dict[str, Person], pair: Pair
) -> None:
    server = serve()
    page = watch(server, people["report"], pair)
    page.next("presence")
    stopping = threading.Thread(target=server.__exit__)
    stopping.start()
    assert page.rest() == []
    stopping.join()
