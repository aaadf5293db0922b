"""Graph's addresses: which mailbox, and what of it."""

from typing import Any

from tests.fakes.microsoft.calendar_pages import CALENDAR, CONTEXT, CalendarPages, json_of
from tests.fakes.microsoft.delta import Delta
from tests.fakes.microsoft.grants import App, Grant
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.preferences import Preferences
from tests.fakes.microsoft.quota import Quota
from tests.fakes.microsoft.refusal import Refusal
from tests.fakes.microsoft.schedule import schedule
from tests.fakes.microsoft.subscriptions import Subscriptions
from tests.fakes.server import Request, Response


class Routes:
    """From a request to a verb of a mailbox, and back to JSON."""

    def __init__(self, subscriptions: Subscriptions, apps: dict[str, App]) -> None:
        self.subscriptions, self.apps = subscriptions, apps
        self.world = subscriptions.world
        self.quota = Quota(self.world.clock)
        self.root = ""  # Graph's own address, known once the server has its port
        self.mailboxes: dict[str, Mailbox] = {}  # by address and by object id
        self.deltas: dict[str, Delta] = {}

    def add(self, mailbox: Mailbox) -> None:
        self.mailboxes |= {mailbox.email.lower(): mailbox, mailbox.oid: mailbox}
        self.deltas[mailbox.key] = Delta(mailbox)
        self.subscriptions.watch(mailbox)

    def answer(self, request: Request, grant: Grant) -> Response:
        _, first, *rest = request.parts
        if first == "subscriptions":
            return self._subscriptions(request, grant, rest)
        with self.world.lock:
            if first == "me":
                return self._mailbox(request, grant, self._me(grant), rest)
            if first == "users" and rest:
                return self._mailbox(request, grant, self._user(grant, rest[0]), rest[1:])
        raise Refusal(400, "BadRequest", f"Resource not found for the segment '{first}'.")

    # --- Whose ---

    def _me(self, grant: Grant) -> Mailbox:
        if grant.email is None:
            raise Refusal(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
        return self.mailboxes[grant.email.lower()]

    def _user(self, grant: Grant, name: str) -> Mailbox:
        """With a person's token only one's own; with an app's any that the administrator lets it have."""
        found = self.mailboxes.get(name.lower())
        if found is None:
            raise Refusal(404, "ErrorInvalidUser", f"The requested user '{name}' is invalid.")
        allowed = self.apps[grant.app].mailboxes
        other = grant.email is not None and grant.email.lower() != found.email.lower()
        if other or (grant.email is None and allowed is not None and found.email.lower() not in allowed):
            raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        return found

    def _mailbox(self, request: Request, grant: Grant, mailbox: Mailbox, rest: list[str]) -> Response:
        self.quota.spend(grant.app, mailbox.key)
        prefers = Preferences.read(",".join(request.headers.get_all("Prefer", [])), mailbox.zones)
        if not rest:
            return self._ok(_person(mailbox))
        may = grant.may("Calendars.ReadWrite") or (request.method == "GET" and grant.may("Calendars.Read"))
        if rest[0] != "outlook" and not may:
            raise Refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        if rest[0] == "calendars" and len(rest) > 2:
            rest = [CALENDAR, *rest[2:]]
        if rest[0] == CALENDAR and len(rest) > 1 and rest[1] in ("events", "calendarView"):
            rest = rest[1:]
        if rest == [CALENDAR, "getSchedule"] and request.method == "POST":
            everybody = {box.email.lower(): box for box in self.mailboxes.values()}
            return self._ok(schedule(json_of(request), mailbox, everybody, prefers))
        pages = CalendarPages(mailbox, self.deltas[mailbox.key], prefers, request, self.root)
        status, body = pages.answer(rest)
        headers = {"Preference-Applied": prefers.applied} if prefers.applied else {}
        return Response(status, headers=headers) if body is None else Response.of(body, status, headers)

    def _ok(self, body: object, status: int = 200) -> Response:
        return Response.of(body, status)

    # --- Subscriptions ---

    def _subscriptions(self, request: Request, grant: Grant, rest: list[str]) -> Response:
        ours = self.subscriptions
        given = json_of(request) if request.method in ("POST", "PATCH") and rest[1:] != ["reauthorize"] else {}
        if request.method == "POST" and not rest:
            mailbox = self._watched(grant, str(given.get("resource", "")))
            immutable = Preferences.read(str(request.headers.get("Prefer", "")), mailbox.zones).immutable
            made = ours.create(given, grant, mailbox, immutable=immutable)
            return self._ok({"@odata.context": f"{CONTEXT}#subscriptions/$entity"} | made.as_json(), 201)
        with self.world.lock:
            if not rest:
                people = set(self.mailboxes.values())
                kept = [one for mailbox in people for one in ours.of(mailbox) if one.app == grant.app]
                return self._ok({"value": [one.as_json() for one in kept]})
            found = ours.find(rest[0], grant)
            match request.method, rest[1:]:
                case "POST", ["reauthorize"]:
                    ours.reauthorise(found)
                    return Response(204)
                case "PATCH", []:
                    ours.renew(found, given)
                case "DELETE", []:
                    ours.remove(found)
                    return Response(204)
            return self._ok(found.as_json())

    def _watched(self, grant: Grant, resource: str) -> Mailbox:
        first, *rest = resource.strip("/").split("/")
        mailbox = self._me(grant) if first == "me" else self._user(grant, rest[0]) if rest else None
        if mailbox is None or not resource.strip("/").endswith(("/events", "calendar/events")):
            raise Refusal(400, "InvalidRequest", f"The resource '{resource}' is not supported.")
        return mailbox


def _person(mailbox: Mailbox) -> dict[str, Any]:
    return {
        "@odata.context": f"{CONTEXT}#users/$entity",
        "id": mailbox.oid,
        "displayName": mailbox.name,
        "mail": mailbox.email,
        "userPrincipalName": mailbox.email,
    }
