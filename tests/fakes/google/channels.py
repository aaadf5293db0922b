"""Push: channels that ring a webhook when a calendar changes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

from tests.fakes.clock import Clock
from tests.fakes.courier import Courier, Parcel
from tests.fakes.google.calendar import Calendar
from tests.fakes.google.event import Fields
from tests.fakes.google.refusal import Refusal, invalid, not_found, required

AT_MOST = timedelta(days=7)


@dataclass
class Channel:
    id: str
    resource_id: str
    calendar: Calendar
    address: str
    token: str
    until: datetime
    owner: str
    message: int = 0
    stopped: bool = False


class Channels:
    """Each change of a calendar rings its channels once for each request that made it.

    Message numbers go up, in steps: clients must not count on the next one.
    """

    def __init__(self, clock: Clock, courier: Courier, root: str) -> None:
        self._clock, self._courier, self._root = clock, courier, root
        self._channels: dict[str, Channel] = {}

    def watch(self, calendar: Calendar, body: Fields, owner: str) -> Fields:
        """Open a channel. The first message, `sync`, may be there before this answer is."""
        channel_id, address, token = body.get("id"), body.get("address"), body.get("token") or ""
        if not channel_id or not address:
            raise required("Missing channel id or address.")
        if body.get("type") not in ("web_hook", "webhook"):
            raise invalid("Unknown channel type.")
        if not re.fullmatch(r"[A-Za-z0-9\-_+/=]{1,64}", channel_id) or len(token) > 256:
            raise invalid("Invalid channel id or token.")
        if not address.startswith("https://"):
            raise Refusal(400, "push.webhookUrlNotHttps", f"WebHook callback must be HTTPS: {address}")
        if channel_id in self._channels:
            raise Refusal(400, "channelIdNotUnique", f"Channel id {channel_id} not unique")
        channel = Channel(channel_id, _resource_id(calendar), calendar, address, token, self._until(body), owner)
        self._channels[channel_id] = channel
        self._ring(channel, "sync")
        shown = {
            "kind": "api#channel",
            "id": channel.id,
            "resourceId": channel.resource_id,
            "resourceUri": self._uri(channel),
            "expiration": str(int(channel.until.timestamp() * 1000)),
        }
        return shown | ({"token": token} if token else {})

    def _until(self, body: Fields) -> datetime:
        now = self._clock.now()
        until = now + AT_MOST
        if expiration := body.get("expiration"):
            until = min(until, datetime.fromtimestamp(int(expiration) / 1000, UTC))
        if seconds := (body.get("params") or {}).get("ttl"):
            until = min(until, now + timedelta(seconds=int(seconds)))
        return until

    def stop(self, body: Fields, owner: str) -> None:
        channel = self._channels.get(body.get("id") or "")
        known = channel and (channel.resource_id, channel.owner) == (body.get("resourceId"), owner)
        if not channel or not known or not self._is_open(channel):
            raise not_found()
        channel.stopped = True

    def open_on(self, calendar: Calendar) -> list[Channel]:
        """Those that ring; there may be several, which is normal while one takes over from another."""
        return [one for one in self._channels.values() if one.calendar is calendar and self._is_open(one)]

    def changed(self, calendar: Calendar) -> None:
        for channel in self.open_on(calendar):
            self._ring(channel, "exists")

    def _is_open(self, channel: Channel) -> bool:
        return not channel.stopped and self._clock.now() < channel.until

    def _uri(self, channel: Channel) -> str:
        return f"{self._root}/calendar/v3/calendars/{channel.calendar.id}/events?alt=json"

    def _ring(self, channel: Channel, state: str) -> None:
        channel.message += 1 if state == "sync" else 3 + channel.message % 4
        headers = {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Expiration": format_datetime(channel.until, usegmt=True),
            "X-Goog-Message-Number": str(channel.message),
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-State": state,
            "X-Goog-Resource-URI": self._uri(channel),
        }
        if channel.token:
            headers["X-Goog-Channel-Token"] = channel.token
        self._courier.send(Parcel(channel.address, headers))


def _resource_id(calendar: Calendar) -> str:
    """The same for each channel of a calendar, and it says nothing of whose it is."""
    return sha256(calendar.id.encode()).hexdigest()[:27]
