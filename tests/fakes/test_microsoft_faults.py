"""What goes wrong between us and Graph."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Semaphore

import pytest
import requests

from tests.fakes.clock import Clock
from tests.fakes.faults import Fault
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.real_client import GraphClient, code_of
from tests.fakes.microsoft.weekly import weekly
from tests.fakes.world import World

NILS = "nils@contoso.test"


def test_a_lost_answer_is_one_post_on_the_wire_and_the_retry_finds_the_event(
    microsoft: Microsoft, elena: GraphClient, world: World
) -> None:
    microsoft.faults.add(Fault("lost", "POST", "/events$"))
    body = weekly(NILS, transactionId="4f1c")
    with pytest.raises(requests.ConnectionError):
        elena.create(body)
    assert len(world.observations.seen("POST", "/events$")) == 1, "requests sends nothing again by itself"
    elena.create(body)
    assert len(elena.get("events")["value"]) == 1
    assert len(world.observations.mailed(NILS, "REQUEST")) == 1


def test_without_a_transaction_id_the_retry_makes_a_second_event(microsoft: Microsoft, elena: GraphClient) -> None:
    microsoft.faults.add(Fault("lost", "POST", "/events$"))
    with pytest.raises(requests.ConnectionError):
        elena.create(weekly())
    elena.create(weekly())
    assert len(elena.get("events")["value"]) == 2


def test_a_proxy_that_repeats_makes_one_event_of_a_transaction(
    microsoft: Microsoft, elena: GraphClient, world: World
) -> None:
    microsoft.faults.add(Fault("dup", "POST", "/events$"))
    elena.create(weekly(NILS, transactionId="4f1c"))
    assert len(world.observations.mailed(NILS)) == 1


def test_a_dropped_request_does_nothing(microsoft: Microsoft, elena: GraphClient) -> None:
    microsoft.faults.add(Fault("drop", "POST", "/events$"))
    with pytest.raises(requests.ConnectionError):
        elena.create(weekly())
    assert elena.get("events")["value"] == []


def test_half_an_answer_is_no_answer(microsoft: Microsoft, elena: GraphClient) -> None:
    microsoft.faults.add(Fault("truncate", "GET", "/events$"))
    with pytest.raises(requests.RequestException):
        elena.get("events")


def test_a_server_that_hangs_ends_at_the_clients_time_out(microsoft: Microsoft, elena: GraphClient) -> None:
    microsoft.faults.add(Fault("delay", "GET", "/events$", seconds=60))
    with pytest.raises(requests.ReadTimeout):
        elena.session.get(f"{elena.root}/me/events", headers=elena.headers, timeout=0.2)


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (429, {"Retry-After": "120"}, b'{"error": {"code": "TooManyRequests", "message": "Slow down."}}'),
        (429, {"Retry-After": "Mon, 28 Sep 2026 06:02:00 GMT"}, b"{}"),
        (503, {}, b"<html>Service unavailable</html>"),
        (504, {}, b""),
        (500, {}, b"{}"),
    ],
)  # fmt: skip
def test_a_status_comes_as_often_as_it_was_asked_for(
    microsoft: Microsoft, elena: GraphClient, status: int, headers: dict[str, str], body: bytes
) -> None:
    microsoft.faults.add(Fault("status", "PATCH", "/events/", times=2, status=status, headers=headers, body=body))
    made = elena.create(weekly())
    for _ in range(2):
        answer = elena.ask("PATCH", f"events/{made['id']}", {"subject": "New"})
        assert answer.status_code == status
        assert answer.headers.get("Retry-After") == headers.get("Retry-After")
    assert elena.patch(made["id"], {"subject": "New"})["subject"] == "New"


def test_a_fifth_request_of_the_app_at_a_time_is_refused_whatever_the_mailbox(
    microsoft: Microsoft, graph: Callable[[str], GraphClient]
) -> None:
    inside, gate = Semaphore(0), Event()

    def hold() -> None:
        inside.release()
        gate.wait(20)

    microsoft.graph.meanwhile = hold
    clients = [graph("elena"), graph("nils")] * 2
    with ThreadPoolExecutor(4) as pool:
        first_four = pool.map(lambda client: client.ask("GET", "events"), clients)
        assert all(inside.acquire(timeout=20) for _ in range(4))
        refused = [graph(name).ask("GET", "events") for name in ("elena", "nils")]
        gate.set()
        assert {answer.status_code for answer in first_four} == {200}
    assert [code_of(answer) for answer in refused] == [(429, "ApplicationThrottled")] * 2
    assert refused[0].headers["Retry-After"] == "1"
    assert graph("elena").ask("GET", "events").status_code == 200, "there is room again"
    assert microsoft.world.observations.peak("graph:andante") == 5


def test_more_than_the_quota_of_a_mailbox_waits_until_there_is_room(
    microsoft: Microsoft, elena: GraphClient, nils: GraphClient, clock: Clock
) -> None:
    microsoft.routes.quota.most = 2
    assert [elena.ask("GET", "events").status_code for _ in range(2)] == [200, 200]
    clock.move(timedelta(minutes=4))
    refused = elena.ask("GET", "events")
    assert code_of(refused) == (429, "TooManyRequests")
    assert refused.headers["Retry-After"] == "360"
    assert nils.ask("GET", "events").status_code == 200, "another mailbox has a quota of its own"
    clock.move(timedelta(minutes=6))
    assert elena.ask("GET", "events").status_code == 200
