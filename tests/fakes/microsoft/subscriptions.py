"""Change notifications: subscriptions, their handshake, and the messages."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from tests.fakes.courier import Courier, Parcel
from tests.fakes.microsoft.event import Item
from tests.fakes.microsoft.grants import Grant
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.moment import stamp
from tests.fakes.microsoft.refusal import Refusal
from tests.fakes.microsoft.rendering import Json
from tests.fakes.world import World

LONGEST = timedelta(minutes=10_080)
SHORTEST = timedelta(minutes=45)
CHANGES = {"created", "updated", "deleted"}


@dataclass
class Subscription:
    """An app's wish to hear of changes in one calendar, for a while."""

    id: str
    app: str
    mailbox: Mailbox
    resource: str
    change_types: str
    url: str
    lifecycle_url: str | None
    client_state: str | None
    expires_at: datetime
    immutable: bool
    authorised: bool = True

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "resource": self.resource,
            "applicationId": self.app,
            "changeType": self.change_types,
            "clientState": self.client_state,
            "notificationUrl": self.url,
            "lifecycleNotificationUrl": self.lifecycle_url,
            "expirationDateTime": stamp(self.expires_at),
            "creatorId": self.mailbox.oid,
            "latestSupportedTlsVersion": "v1_2",
            "includeResourceData": False,
        }


class Subscriptions:
    """All of a tenant's. `courier.drop(n)` loses messages; lifecycle events are methods here.

    `plain_hooks` lets webhooks be http://, for a person who tries it out by hand.
    """

    def __init__(self, world: World, courier: Courier, tenant: str) -> None:
        self.world, self.courier, self.tenant = world, courier, tenant
        self.plain_hooks = False
        self.handshake_within = 10.0
        self._kept: dict[str, Subscription] = {}

    def watch(self, mailbox: Mailbox) -> None:
        """Ring for every change in it."""
        mailbox.watchers.append(lambda kind, item: self._ring(mailbox, kind, item))

    def of(self, mailbox: Mailbox) -> list[Subscription]:
        """Those that live now."""
        now = self.world.clock.now()
        return [one for one in self._kept.values() if one.mailbox is mailbox and one.expires_at > now]

    # --- What the client asks for ---

    def create(self, given: Any, grant: Grant, mailbox: Mailbox, *, immutable: bool) -> Subscription:
        """Ask both doors for the token first: only then is there a subscription. The world is not locked meanwhile."""
        missing = {"changeType", "notificationUrl", "resource", "expirationDateTime"} - set(given)
        if missing:
            raise Refusal(400, "InvalidRequest", f"'{min(missing)}' is required.")
        kinds = set(given["changeType"].split(","))
        if not kinds <= CHANGES:
            raise Refusal(400, "InvalidRequest", f"'{given['changeType']}' is no changeType.")
        state, lifecycle = given.get("clientState"), given.get("lifecycleNotificationUrl")
        if state and len(state) > 128:
            raise Refusal(400, "InvalidRequest", "clientState has at most 128 characters.")
        made = Subscription(
            id=str(uuid.uuid4()),
            app=grant.app,
            mailbox=mailbox,
            resource=given["resource"].strip("/"),
            change_types=given["changeType"],
            url=given["notificationUrl"],
            lifecycle_url=lifecycle,
            client_state=state,
            expires_at=self._until(given["expirationDateTime"]),
            immutable=immutable,
        )
        for url in dict.fromkeys([made.url, *([lifecycle] if lifecycle else [])]):
            self._shake_hands(url)
        with self.world.lock:
            for other in self.of(mailbox):
                if (other.app, other.resource, other.url) == (made.app, made.resource, made.url) and (
                    set(other.change_types.split(",")) == kinds
                ):
                    raise Refusal(409, "ExtensionError", "A subscription with the same properties exists already.")
            self._kept[made.id] = made
        return made

    def find(self, name: str, grant: Grant) -> Subscription:
        found = self._kept.get(name)
        lives = found is not None and found.expires_at > self.world.clock.now() and found.app == grant.app
        if not lives or found is None or (grant.email and grant.email.lower() != found.mailbox.email.lower()):
            raise Refusal(404, "ResourceNotFound", f"The object was not found: {name}.")
        return found

    def renew(self, subscription: Subscription, given: Any) -> None:
        """A new end; and, after `reauthorizationRequired`, permission to go on."""
        if set(given) - {"expirationDateTime", "notificationUrl"}:
            raise Refusal(400, "InvalidRequest", "Only expirationDateTime can be changed.")
        subscription.expires_at = self._until(given["expirationDateTime"])
        subscription.authorised = True

    def reauthorise(self, subscription: Subscription) -> None:
        subscription.authorised = True

    def remove(self, subscription: Subscription) -> None:
        self._kept.pop(subscription.id, None)

    # --- What befalls a subscription ---

    def require_reauthorisation(self, subscription: Subscription) -> None:
        """Nothing is sent any more until the client reauthorises."""
        subscription.authorised = False
        self._lifecycle(subscription, "reauthorizationRequired")

    def drop(self, subscription: Subscription) -> None:
        """The service removes it, and says so."""
        self.remove(subscription)
        self._lifecycle(subscription, "subscriptionRemoved")

    def miss(self, subscription: Subscription) -> None:
        """Some messages could not be delivered, and the service says so."""
        self._lifecycle(subscription, "missed")

    # --- Messages ---

    def _until(self, given: str) -> datetime:
        now = self.world.clock.now()
        try:
            wanted = datetime.fromisoformat(given)
        except (TypeError, ValueError):
            raise Refusal(400, "InvalidRequest", "expirationDateTime is no time.") from None
        if wanted.tzinfo is None:
            raise Refusal(400, "InvalidRequest", "expirationDateTime has no offset.")
        if wanted - now > LONGEST:
            sentence = "Subscription expiration can only be 10080 minutes in the future."
            raise Refusal(400, "InvalidRequest", sentence)
        if wanted <= now:
            raise Refusal(400, "InvalidRequest", "Subscription expiration must be in the future.")
        return max(wanted, now + SHORTEST)

    def _shake_hands(self, url: str) -> None:
        if not url.startswith("https://") and not self.plain_hooks:
            raise Refusal(400, "InvalidRequest", "Notification URL must start with https.")
        token = f"Validation: Testing client application reachability for subscription Request-Id: {uuid.uuid4()}"
        sign = "&" if "?" in url else "?"
        plain = {"Content-Type": "text/plain; charset=utf-8"}
        parcel = Parcel(f"{url}{sign}validationToken={quote(token, safe='')}", plain)
        answer = self.courier.ask(parcel, within=self.handshake_within)
        kind = answer.headers.get("Content-Type", "") if answer is not None else ""
        if answer is None or answer.status_code != 200 or not kind.startswith("text/plain") or answer.text != token:
            status = answer.status_code if answer is not None else "no answer"
            must = "Notification endpoint must respond with 200 OK to validation request"
            sentence = f"Subscription validation request failed. {must} ({status})."
            raise Refusal(400, "ValidationError", sentence)

    def _ring(self, mailbox: Mailbox, kind: str, item: Item) -> None:
        for one in self.of(mailbox):
            if one.authorised and kind in one.change_types.split(","):
                name = mailbox.id_of(item, immutable=one.immutable)
                path = f"Users/{mailbox.oid}/Events/{name}"
                data = {"@odata.type": "#Microsoft.Graph.Event", "@odata.id": path, "id": name}
                if kind != "deleted":
                    data["@odata.etag"] = mailbox.etag(item)
                self._post(one, one.url, {"changeType": kind, "resource": path, "resourceData": data})

    def _lifecycle(self, one: Subscription, event: str) -> None:
        if one.lifecycle_url:
            self._post(one, one.lifecycle_url, {"lifecycleEvent": event})

    def _post(self, one: Subscription, url: str, message: Json) -> None:
        common = {
            "subscriptionId": one.id,
            "subscriptionExpirationDateTime": stamp(one.expires_at),
            "clientState": one.client_state,
            "tenantId": self.tenant,
        }
        body = json.dumps({"value": [common | message]}).encode()
        self.courier.send(Parcel(url, {"Content-Type": "application/json"}, body))
