"""Video links: asked for with a write, there a moment later."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from tests.fakes.google.calendar import Calendar
from tests.fakes.google.event import Event, Fields
from tests.fakes.google.refusal import invalid

Outcome = Literal["success", "failure", "never"]


class Conferences:
    """Makes Meet links: the answer to the write says `pending`, and after `delay` the outcome is there.

    The same `requestId` makes one link only, wherever it is asked for again.
    """

    def __init__(self) -> None:
        self.outcome: Outcome = "success"
        self.delay = timedelta()
        self._due: list[tuple[datetime, Calendar, str]] = []

    def ask(self, calendar: Calendar, event: Event, wanted: Fields | None, had: Fields | None) -> Fields | None:
        """What the event's conferenceData become: `wanted` as it was sent, `had` as it was."""
        request = (wanted or {}).get("createRequest")
        copied = not had and bool((wanted or {}).get("entryPoints"))
        if not request or copied:
            return wanted
        if not isinstance(request, dict) or not request.get("requestId"):
            raise invalid("Invalid conference create request.")
        if had and had.get("createRequest", {}).get("requestId") == request["requestId"]:
            return had
        self._due.append((calendar.clock.now() + self.delay, calendar, event.id))
        key = request.get("conferenceSolutionKey") or {"type": "hangoutsMeet"}
        status = {"statusCode": "pending"}
        return {"createRequest": {"requestId": request["requestId"], "conferenceSolutionKey": key, "status": status}}

    def settle(self, now: datetime) -> None:
        """What is due is made (or fails): a change of the event like any other."""
        if self.outcome == "never":
            return
        due = [entry for entry in self._due if entry[0] <= now]
        self._due = [entry for entry in self._due if entry[0] > now]
        for _, calendar, event_id in due:
            event = calendar.events.get(event_id)
            if event and not event.cancelled and (data := event.fields.get("conferenceData")):
                self._finish(data)
                calendar.keep(event)

    def _finish(self, data: Fields) -> None:
        request = data["createRequest"]
        if self.outcome == "failure" or request["conferenceSolutionKey"].get("type") != "hangoutsMeet":
            request["status"] = {"statusCode": "failure"}
            return
        request["status"] = {"statusCode": "success"}
        letters = (
            hashlib.sha256(request["requestId"].encode())
            .hexdigest()
            .translate(str.maketrans("0123456789", "klmnopqrst"))
        )
        code = f"{letters[:3]}-{letters[3:7]}-{letters[7:10]}"
        uri = f"https://meet.google.com/{code}"
        data |= {
            "conferenceId": code,
            "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"},
            "entryPoints": [{"entryPointType": "video", "uri": uri, "label": uri.removeprefix("https://")}],
        }
