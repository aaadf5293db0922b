"""Change notifications, delivered to a real webhook on this machine."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from tests.fakes.clock import Clock
from tests.fakes.faults import Fault
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.hook import Hook
from tests.fakes.microsoft.real_client import GraphClient, code_of
from tests.fakes.microsoft.subscriptions import Subscription
from tests.fakes.microsoft.vendor_types import vendor_types
from tests.fakes.microsoft.weekly import at, moved, weekly
from tests.fakes.tls import Authority
from tests.fakes.world import World

ELENA, NILS = "elena@contoso.test", "nils@contoso.test"


@pytest.fixture
def hook(authority: Authority) -> Iterator[Hook]:
    with Hook(authority) as server:
        yield server


class Watch:
    """An app that watches Elena's calendar."""

    def __init__(self, client: GraphClient, hook: Hook, clock: Clock, microsoft: Microsoft) -> None:
        self.client, self.hook, self.clock, self.microsoft = client, hook, clock, microsoft

    def ask(self, method: str, name: str = "", body: object = None) -> requests.Response:
        url = f"{self.client.root}/subscriptions{name}"
        return self.client.session.request(method, url, json=body, headers=self.client.headers)

    def wanted(self, **change: Any) -> dict[str, Any]:
        return {
            "changeType": "created,updated,deleted",
            "notificationUrl": f"{self.hook.url}/changes",
            "lifecycleNotificationUrl": f"{self.hook.url}/lifecycle",
            "resource": "me/events",
            "expirationDateTime": (self.clock.now() + timedelta(days=7)).isoformat(),
            "clientState": "a secret of the channel",
            **change,
        }

    def begin(self, **change: Any) -> dict[str, Any]:
        answer = self.ask("POST", "", self.wanted(**change))
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def told(self) -> list[dict[str, Any]]:
        self.microsoft.courier.settle()
        return self.hook.told

    def kept(self, name: str) -> Subscription:
        (found,) = [
            one for one in self.microsoft.subscriptions.of(self.microsoft.routes.mailboxes[ELENA]) if one.id == name
        ]
        return found


@pytest.fixture
def watch(elena: GraphClient, hook: Hook, clock: Clock, microsoft: Microsoft) -> Watch:
    return Watch(elena, hook, clock, microsoft)


def test_both_doors_are_asked_for_the_token_before_there_is_a_subscription(watch: Watch) -> None:
    watch.begin()
    assert watch.hook.paths == ["/changes", "/lifecycle"]


@pytest.mark.parametrize("how", ["encoded", "as json", "refusing"])
def test_a_handshake_that_fails_makes_none(watch: Watch, how: str) -> None:
    watch.hook.shakes_hands = how
    assert code_of(watch.ask("POST", "", watch.wanted())) == (400, "ValidationError")
    assert watch.ask("GET").json()["value"] == []


def test_a_door_that_does_not_answer_in_time_makes_none(watch: Watch) -> None:
    watch.microsoft.subscriptions.handshake_within = 0.2
    watch.hook.faults.add(Fault("delay", seconds=60))
    assert code_of(watch.ask("POST", "", watch.wanted())) == (400, "ValidationError")
    nowhere = watch.wanted(notificationUrl="https://127.0.0.1:9/none")
    assert code_of(watch.ask("POST", "", nowhere)) == (400, "ValidationError")


@pytest.mark.parametrize(
    "change",
    [
        {"notificationUrl": "http://127.0.0.1/changes"},
        {"clientState": "x" * 129},
        {"changeType": "moved"},
        {"resource": "me/messages"},
        {"expirationDateTime": "2026-10-05T06:01:00Z"},
        {"expirationDateTime": "2026-09-28T05:00:00Z"},
        {"expirationDateTime": "soon"},
    ],
)  # fmt: skip
def test_what_graph_does_not_take(watch: Watch, change: dict[str, str]) -> None:
    assert code_of(watch.ask("POST", "", watch.wanted(**change)))[0] == 400


def test_a_short_time_is_raised_to_45_minutes(watch: Watch, clock: Clock) -> None:
    soon = (clock.now() + timedelta(minutes=5)).isoformat()
    until = datetime.fromisoformat(watch.begin(expirationDateTime=soon)["expirationDateTime"])
    assert until == clock.now() + timedelta(minutes=45)


def test_the_same_subscription_twice_is_a_conflict(watch: Watch) -> None:
    watch.begin()
    assert watch.ask("POST", "", watch.wanted()).status_code == 409


def test_a_change_is_told_with_the_state_and_no_content(watch: Watch, microsoft: Microsoft) -> None:
    subscription = watch.begin()
    made = watch.client.create(weekly())
    microsoft.hand(ELENA).move(made["id"], at("2026-10-06 09:30"), original=at("2026-10-05 09:30"))
    microsoft.hand(ELENA).delete(made["id"])
    told = watch.told()
    assert [one["changeType"] for one in told] == ["created", "updated", "deleted"]
    for one in told:
        vendor_types().check("ChangeNotification", one)
        assert (one["subscriptionId"], one["clientState"]) == (subscription["id"], "a secret of the channel")
    assert told[0]["resourceData"]["id"] == made["id"]
    assert "Elena and Nils" not in str(told)


def test_only_the_kinds_that_were_wished_for_are_told(watch: Watch, microsoft: Microsoft) -> None:
    watch.begin(changeType="deleted")
    made = watch.client.create(weekly())
    microsoft.hand(ELENA).delete(made["id"])
    assert [one["changeType"] for one in watch.told()] == ["deleted"]


def test_an_invitation_rings_at_the_attendee_too(watch: Watch, nils: GraphClient) -> None:
    watch.begin()
    nils.create(weekly(ELENA))
    assert [one["changeType"] for one in watch.told()] == ["created"]


def test_with_push_first_the_notification_arrives_before_the_answer(watch: Watch, microsoft: Microsoft) -> None:
    """The order that catches an app which learns of its own change before it has stored it."""
    watch.begin()
    microsoft.graph.push_first = True
    watch.client.create(weekly())
    assert [one["changeType"] for one in watch.hook.told] == ["created"]


def test_messages_are_tried_again_and_can_be_lost(watch: Watch, microsoft: Microsoft) -> None:
    watch.begin()
    watch.hook.answers = [503, 503]
    first = watch.client.create(weekly())
    assert len(watch.told()) == 1
    microsoft.courier.drop(1)
    watch.client.patch(first["id"], {"subject": "Nobody hears of it"})
    watch.client.patch(first["id"], {"subject": "And of this they do"})
    assert [one["changeType"] for one in watch.told()] == ["created", "updated"]
    assert [push.dropped for push in microsoft.world.observations.pushes[-2:]].count(True) == 1


def test_a_subscription_ends_by_the_clock_unless_it_is_renewed(
    watch: Watch, clock: Clock, microsoft: Microsoft
) -> None:
    subscription = watch.begin()
    clock.move(timedelta(days=6))
    watch.client.headers["Authorization"] = f"Bearer {microsoft.entra.sign_in(ELENA, 'andante')}"
    until = (clock.now() + timedelta(days=7)).isoformat()
    renewed = watch.ask("PATCH", f"/{subscription['id']}", {"expirationDateTime": until})
    assert renewed.status_code == 200
    clock.move(timedelta(days=8))
    watch.client.headers["Authorization"] = f"Bearer {microsoft.entra.sign_in(ELENA, 'andante')}"
    watch.client.create(weekly())
    assert watch.told() == []
    refused = watch.ask("PATCH", f"/{subscription['id']}", {"expirationDateTime": until})
    assert code_of(refused) == (404, "ResourceNotFound")


def test_a_lifecycle_url_cannot_be_added_later(watch: Watch) -> None:
    subscription = watch.begin(lifecycleNotificationUrl=None)
    body = {"lifecycleNotificationUrl": f"{watch.hook.url}/lifecycle"}
    assert watch.ask("PATCH", f"/{subscription['id']}", body).status_code == 400


@pytest.mark.parametrize("how", ["renewed", "reauthorised"])
def test_until_it_is_reauthorised_nothing_is_told(watch: Watch, microsoft: Microsoft, clock: Clock, how: str) -> None:
    subscription = watch.begin()
    microsoft.subscriptions.require_reauthorisation(watch.kept(subscription["id"]))
    made = watch.client.create(weekly())
    assert [one.get("lifecycleEvent") for one in watch.told()] == ["reauthorizationRequired"]
    vendor_types().check("ChangeNotification", watch.hook.told[0])
    if how == "renewed":
        until = (clock.now() + timedelta(days=1)).isoformat()
        assert watch.ask("PATCH", f"/{subscription['id']}", {"expirationDateTime": until}).status_code == 200
    else:
        assert watch.ask("POST", f"/{subscription['id']}/reauthorize").status_code == 204
    watch.client.patch(made["id"], moved("2026-10-05 11:00", "2026-10-05 11:30"))
    assert [one.get("changeType") for one in watch.told()] == [None, "updated"]


def test_a_removed_subscription_is_gone_and_says_so(watch: Watch, microsoft: Microsoft) -> None:
    subscription = watch.begin()
    kept = watch.kept(subscription["id"])
    microsoft.subscriptions.miss(kept)
    microsoft.subscriptions.drop(kept)
    assert [one["lifecycleEvent"] for one in watch.told()] == ["missed", "subscriptionRemoved"]
    assert watch.ask("GET", f"/{subscription['id']}").status_code == 404
    again = watch.begin()
    assert watch.ask("DELETE", f"/{again['id']}").status_code == 204
    assert watch.ask("GET").json()["value"] == []


def test_nobody_elses_subscription_can_be_seen(watch: Watch, nils: GraphClient) -> None:
    subscription = watch.begin()
    watch.client = nils
    assert watch.ask("GET", f"/{subscription['id']}").status_code == 404


def test_an_app_watches_a_persons_calendar_by_name(watch: Watch, microsoft: Microsoft, world: World) -> None:
    token, _ = microsoft.entra.ledger.issue(
        type(microsoft.entra.ledger.access[watch.client.headers["Authorization"].split()[1]])(
            "andante", frozenset({"Calendars.ReadWrite"})
        ),
        world.clock.now(),
    )
    watch.client.headers["Authorization"] = f"Bearer {token}"
    watch.begin(resource=f"users/{ELENA}/events")
    microsoft.hand(ELENA).make("By hand", at("2026-10-05 12:00"))
    assert [one["changeType"] for one in watch.told()] == ["created"]
