"""Push in the fake of Google: real messages to a real webhook."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.google.google import Google
from tests.fakes.google.refusals import refused
from tests.fakes.google.weekly import weekly
from tests.fakes.server import Request, Response, Server
from tests.fakes.tls import Authority


@pytest.fixture
def hook(authority: Authority) -> Iterator[Server]:
    """The application's webhook."""

    def handle(request: Request) -> Response:
        return Response(204)

    with Server(handle, name="hook", tls=authority.for_a_server()) as hook:
        yield hook


def watch(api: Any, hook: Server, channel: str = "channel-1", **more: Any) -> Any:
    body = {"id": channel, "type": "web_hook", "address": f"{hook.url}/push", "token": "secret", **more}
    return api.events().watch(calendarId="primary", body=body).execute()


def states(google: Google, hook: Server) -> list[str]:
    google.courier.settle()
    return [call.headers["X-Goog-Resource-State"] for call in hook.observations.calls]


def change(api: Any, times: int = 1) -> None:
    for _ in range(times):
        api.events().insert(calendarId="primary", body=weekly()).execute()


def test_the_first_message_is_sync_and_each_change_rings_once(google: Google, priya: Any, hook: Server) -> None:
    opened = watch(priya, hook)
    assert int(opened["expiration"]) / 1000 == (google.world.clock.now() + timedelta(days=7)).timestamp()
    change(priya, 3)
    assert states(google, hook) == ["sync", "exists", "exists", "exists"]
    calls = hook.observations.calls
    assert {call.headers["X-Goog-Channel-Token"] for call in calls} == {"secret"}
    assert {call.headers["X-Goog-Resource-ID"] for call in calls} == {opened["resourceId"]}
    assert {call.body for call in calls} == {b""}
    numbers = [int(call.headers["X-Goog-Message-Number"]) for call in calls]
    assert numbers == sorted(set(numbers))
    assert numbers != list(range(1, 5)), "they go up, but not by one"


def test_both_parties_calendars_ring(google: Google, priya: Any, tom: Any, hook: Server) -> None:
    watch(tom, hook)
    change(priya)
    assert states(google, hook) == ["sync", "exists"]


def test_a_push_can_be_there_before_the_write_is_answered(google: Google, priya: Any, hook: Server) -> None:
    google.push_first = True
    watch(priya, hook)
    assert len(hook.observations.calls) == 1
    change(priya)
    assert len(hook.observations.calls) == 2


def test_a_channel_ends_at_its_time_or_when_it_is_stopped_and_two_may_overlap(
    google: Google, priya: Any, hook: Server
) -> None:
    old = watch(priya, hook, params={"ttl": "3600"})
    new = watch(priya, hook, "channel-2")
    change(priya)
    assert states(google, hook) == ["sync", "sync", "exists", "exists"]
    google.world.clock.move(timedelta(hours=1))
    change(priya)
    assert len(states(google, hook)) == 5
    with refused(404, "notFound"):
        priya.channels().stop(body={"id": old["id"], "resourceId": old["resourceId"]}).execute()
    with refused(404, "notFound"):
        priya.channels().stop(body={"id": new["id"], "resourceId": "other"}).execute()
    priya.channels().stop(body={"id": new["id"], "resourceId": new["resourceId"]}).execute()
    change(priya)
    assert len(states(google, hook)) == 5


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"address": "http://127.0.0.1:1/push"}, "push.webhookUrlNotHttps"),
        ({"id": "x" * 65}, "invalid"),
        ({"id": "no spaces"}, "invalid"),
        ({"token": "x" * 257}, "invalid"),
        ({"type": "carrier_pigeon"}, "invalid"),
        ({"address": None}, "required"),
    ],
)
def test_a_channel_that_google_would_not_open_is_not_opened(
    google: Google, priya: Any, hook: Server, wrong: Any, reason: str
) -> None:
    with refused(400, reason):
        watch(priya, hook, **wrong)
    assert states(google, hook) == []


def test_a_channel_id_is_never_used_twice(google: Google, priya: Any, hook: Server) -> None:
    opened = watch(priya, hook)
    priya.channels().stop(body={"id": opened["id"], "resourceId": opened["resourceId"]}).execute()
    with refused(400, "channelIdNotUnique"):
        watch(priya, hook)


def test_messages_get_lost_on_demand_and_a_channel_can_die_without_a_word(
    google: Google, priya: Any, hook: Server
) -> None:
    watch(priya, hook)
    google.courier.drop(2)
    change(priya, 3)
    assert states(google, hook) == ["sync", "exists", "exists"]
    google.courier.silent = True
    change(priya)
    assert len(states(google, hook)) == 3
    assert sum(push.dropped for push in google.world.observations.pushes) == 2


def test_a_webhook_that_fails_is_tried_again(google: Google, priya: Any, authority: Authority) -> None:
    answers = iter([500, 503, 200])

    with Server(lambda request: Response(next(answers)), name="hook", tls=authority.for_a_server()) as hook:
        watch(priya, hook)
        assert states(google, hook) == ["sync"] * 3
    assert [push.status for push in google.world.observations.pushes] == [500, 503, 200]
