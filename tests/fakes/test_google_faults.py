"""Each fault that the loopback server can have, seen by the real client of Google."""

import json
import threading
import time
from typing import Any

import httplib2
import pytest
import requests
from googleapiclient.errors import HttpError

from tests.fakes.faults import Fault, Faults
from tests.fakes.google.google import Google
from tests.fakes.google.grants import CALENDAR
from tests.fakes.google.real_client import OverRequests
from tests.fakes.google.refusal import fault, usage_limit
from tests.fakes.google.refusals import refused
from tests.fakes.google.weekly import weekly
from tests.fakes.server import Request, Response, Server

ID = "andante0series1"


def insert(api: Any) -> Any:
    body = weekly(id=ID)
    return api.events().insert(calendarId="primary", body=body, sendUpdates="all").execute(num_retries=0)


def posts(google: Google) -> int:
    return len(google.world.observations.seen("POST", "/events$"))


def stored(google: Google) -> int:
    return len(google.account("priya@example.test").primary.events)


def test_lost_does_it_answers_nothing_and_is_one_post_on_the_wire(google: Google, priya: Any) -> None:
    google.faults.add(Fault("lost", "POST", "/events$"))
    with pytest.raises(requests.ConnectionError):
        insert(priya)
    assert (posts(google), stored(google)) == (1, 1)
    with refused(409, "duplicate"):
        insert(priya)
    assert len(google.world.observations.mailed(kind="REQUEST")) == 1


def test_drop_does_nothing(google: Google, priya: Any) -> None:
    google.faults.add(Fault("drop", "POST", "/events$"))
    with pytest.raises(requests.ConnectionError):
        insert(priya)
    assert (posts(google), stored(google)) == (1, 0)
    insert(priya)


def test_httplib2_alone_would_have_sent_it_again(google: Google) -> None:
    """Why the client stands on requests: if this fails one day, calendar.md 1.2 is history."""
    google.faults.add(Fault("lost", "POST", "/events$"))
    headers = {"Authorization": f"Bearer {google.token('priya@example.test', CALENDAR)}"}
    url = f"{google.url}/calendar/v3/calendars/primary/events"
    httplib2.Http(timeout=5).request(url, "POST", json.dumps(weekly()), {**headers, "Content-Type": "application/json"})
    assert (posts(google), stored(google)) == (2, 2)


@pytest.mark.parametrize("status", [401, 403, 409, 410, 412, 429, 500, 502, 503, 504])
def test_status_answers_what_it_is_told_and_does_nothing(google: Google, priya: Any, status: int) -> None:
    priya.events().list(calendarId="primary").execute()
    google.faults.add(
        Fault("status", "POST", "/events$", times=3, status=status, headers={"Retry-After": "120"}, body=b"<html>")
    )
    with pytest.raises(HttpError) as caught:
        insert(priya)
    assert caught.value.status_code == status
    assert caught.value.resp["retry-after"] == "120"
    assert stored(google) == 0
    google.faults.clear()
    insert(priya)


def test_a_delay_ends_at_the_clients_time_out_and_the_write_may_still_happen(google: Google, priya: Any) -> None:
    priya.events().list(calendarId="primary").execute()
    priya._http._timeout = (1.0, 0.15)
    google.faults.add(Fault("delay", "POST", "/events$", seconds=0.4))
    with pytest.raises(requests.Timeout):
        insert(priya)
    assert posts(google) == 1
    while not google.world.observations.seen("POST", "/events$")[0].ended:
        time.sleep(0.02)
    assert stored(google) == 1


def test_truncate_sends_half_an_answer(google: Google, priya: Any) -> None:
    google.faults.add(Fault("truncate", "POST", "/events$"))
    with pytest.raises(requests.exceptions.RequestException):
        insert(priya)
    assert (posts(google), stored(google)) == (1, 1)


def test_dup_does_it_twice_and_the_chosen_id_saves_us(google: Google, priya: Any) -> None:
    google.faults.add(Fault("dup", "POST", "/events$"))
    with refused(409, "duplicate"):
        insert(priya)
    assert (posts(google), stored(google)) == (1, 1)
    google.faults.add(Fault("dup", "POST", "/events$"))
    priya.events().insert(calendarId="primary", body=weekly()).execute()
    assert stored(google) == 3, "without an id of one's own there are two"


def test_slow_drips_and_arrives_whole(google: Google, priya: Any) -> None:
    google.faults.add(Fault("slow", "POST", "/events$", seconds=0.2))
    assert insert(priya)["id"] == ID


def test_a_fault_hits_the_requests_it_is_meant_for_and_only_so_often() -> None:
    faults = Faults()
    faults.add(Fault("drop", "POST", r"/events$", times=2, skip=1))
    faults.add(Fault("lost", "POST"))
    taken = [faults.take(method, path) for method, path in [("GET", "/events"), *[("POST", "/events")] * 5]]
    assert [fault.kind if fault else None for fault in taken] == [None, "lost", "drop", "drop", None, None]
    assert len(faults) == 0


def test_what_overlaps_is_counted_by_person_and_as_a_whole() -> None:
    together = threading.Barrier(6)

    def handle(request: Request) -> Response:
        together.wait(10)
        return Response(204)

    with Server(handle, name="all") as server:

        def ask(token: str) -> None:
            requests.get(server.url, headers={"Authorization": f"Bearer {token}"}, timeout=10)

        threads = [threading.Thread(target=ask, args=[token]) for token in ["priya", "tom"] * 3]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    observed = server.observations
    assert [observed.peak(key) for key in ("priya", "tom", "all")] == [3, 3, 6]
    assert [observed.in_flight(key) for key in ("priya", "tom", "all")] == [0, 0, 0]
    assert len({call.connection for call in observed.calls}) == 6


def test_one_after_the_other_is_no_overlap(google: Google, priya: Any) -> None:
    for _ in range(30):
        priya.events().list(calendarId="primary").execute()
    assert google.world.observations.peak("google") == 1


def test_the_session_keeps_its_connection(google: Google, priya: Any) -> None:
    assert isinstance(priya._http, OverRequests)
    for _ in range(3):
        priya.events().list(calendarId="primary").execute()
    listed = google.world.observations.seen("GET", "/events$")
    assert len({call.connection for call in listed}) == 1


@pytest.mark.parametrize("retry_after", ["120", "Mon, 28 Sep 2026 06:02:00 GMT", None])
@pytest.mark.parametrize(
    ("status", "reason"),
    [(403, "rateLimitExceeded"), (429, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (403, "quotaExceeded")],
)
def test_a_limit_is_told_as_google_tells_it(
    google: Google, priya: Any, status: int, reason: str, retry_after: str | None
) -> None:
    google.faults.add(fault(usage_limit(reason, status, retry_after=retry_after), "POST", "/events$"))
    with pytest.raises(HttpError) as caught:
        insert(priya)
    error = json.loads(caught.value.content)["error"]["errors"][0]
    assert (caught.value.status_code, error["reason"], error["domain"]) == (status, reason, "usageLimits")
    assert caught.value.resp.get("retry-after") == retry_after
    assert stored(google) == 0
    insert(priya)
