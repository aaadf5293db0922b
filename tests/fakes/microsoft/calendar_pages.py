"""What Graph has of one calendar: events and their verbs, the view of a window, the feed."""

from typing import Any

from tests.fakes.microsoft import rendering
from tests.fakes.microsoft.delta import Delta
from tests.fakes.microsoft.event import Item
from tests.fakes.microsoft.listing import Listing
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.moment import Moment, window
from tests.fakes.microsoft.preferences import Preferences
from tests.fakes.microsoft.refusal import Refusal, invalid
from tests.fakes.server import Request
from tests.fakes.world import Reply, Span

REPLIES: dict[str, Reply] = {"accept": "accepted", "decline": "declined", "tentativelyAccept": "tentative"}
CALENDAR = "calendar"
CONTEXT = "https://graph.microsoft.com/v1.0/$metadata"


class CalendarPages:
    """One request to one calendar."""

    def __init__(self, mailbox: Mailbox, delta: Delta, prefers: Preferences, request: Request, root: str) -> None:
        self.mailbox, self.delta, self.prefers, self.request, self.root = mailbox, delta, prefers, request, root
        self.query = {name: values[0] for name, values in request.query.items()}

    def answer(self, rest: list[str]) -> tuple[int, Any]:
        """A status and what is in the answer, if anything is."""
        mailbox, method = self.mailbox, self.request.method
        match method, rest:
            case "GET", ["outlook", name] if name.startswith("supportedTimeZones"):
                names = mailbox.zones.supported(iana="iana" in name.lower())
                return 200, {"value": [{"alias": zone, "displayName": zone} for zone in names]}
            case "GET", [one] if one == CALENDAR:
                return 200, _calendar(mailbox)
            case "GET", ["calendars"]:
                return 200, {"value": [_calendar(mailbox)]}
            case "GET", ["calendarView", "delta"]:
                return 200, self.delta.answer(self.query, self.prefers, self._link())
            case "GET", ["calendarView"]:
                return 200, self._listed(mailbox.items(*self._window()))
            case "GET", ["events"]:
                return 200, self._listed([Item(event) for event in mailbox.events.values()])
            case "POST", ["events"]:
                return 201, self._shown(mailbox.create(json_of(self.request)))
            case _, ["events", name, *verb]:
                return self._event(mailbox.find(name), method, verb)
        raise Refusal(405 if rest[0] == "events" else 400, "BadRequest", f"Nothing is at {'/'.join(rest)}.")

    def _event(self, item: Item, method: str, verb: list[str]) -> tuple[int, Any]:
        mailbox = self.mailbox
        match method, verb:
            case "GET", []:
                return 200, self._shown(item)
            case "PATCH", []:
                self._must_match(item)
                return 200, self._shown(mailbox.change(item, json_of(self.request)))
            case "DELETE", []:
                self._must_match(item)
                mailbox.delete(item)
                return 204, None
            case "GET", ["instances"]:
                if item.type != "seriesMaster":
                    raise invalid("Instances are of a series master only.", "ErrorInvalidRequest")
                return 200, self._listed(item.event.items(*self._window()))
            case "GET", ["exceptionOccurrences"]:
                days = sorted(day for day, one in item.event.deviations.items() if one.shows and item.event.has(day))
                return 200, self._listed([Item(item.event, day) for day in days])
            case "POST", ["cancel"]:
                mailbox.cancel(item)
                return 202, None
            case "POST", [reply] if reply in REPLIES:
                given = json_of(self.request) if self.request.body else {}
                send = given.get("sendResponse", True)
                mailbox.respond(item, REPLIES[reply], send=send, proposed=self._proposed(given))
                return 202, None
        raise Refusal(405, "BadRequest", f"{method} is not allowed here.")

    def _proposed(self, given: dict[str, Any]) -> Span | None:
        slot = given.get("proposedNewTime")
        if not slot:
            return None
        starts, ends = (Moment.read(slot.get(name), self.mailbox.zones).at for name in ("start", "end"))
        return starts, ends

    def _must_match(self, item: Item) -> None:
        wanted = str(self.request.headers.get("If-Match", "*"))
        if wanted not in ("*", self.mailbox.etag(item)):
            keys = "the change key passed in the request does not match the current change key for the item"
            sentence = f"The send or update operation could not be performed because {keys}."
            raise Refusal(412, "ErrorIrresolvableConflict", sentence)

    def _window(self) -> tuple[Any, Any]:
        return window({name[0].lower() + name[1:]: value for name, value in self.query.items()})

    def _shown(self, item: Item) -> dict[str, Any]:
        select, expand = self.query.get("$select"), self.query.get("$expand")
        body = rendering.asked_for(item, self.mailbox, self.prefers, select, expand)
        return {"@odata.context": f"{CONTEXT}#users('{self.mailbox.oid}')/events/$entity"} | body

    def _listed(self, items: list[Item]) -> dict[str, Any]:
        context = f"{CONTEXT}#users('{self.mailbox.oid}')/events"
        return {"@odata.context": context} | Listing(self.mailbox, self.prefers, self.query).page(items, self._link())

    def _link(self) -> str:
        return f"{self.root}{self.request.path}"


def json_of(request: Request) -> Any:
    try:
        return request.json
    except ValueError:
        raise Refusal(400, "BadRequest", "Unable to read JSON request payload.") from None


def _calendar(mailbox: Mailbox) -> dict[str, Any]:
    return {
        "id": f"AAMkCal{mailbox.key}=",
        "name": "Calendar",
        "isDefaultCalendar": True,
        "canEdit": True,
        "owner": {"name": mailbox.name, "address": mailbox.email},
        "allowedOnlineMeetingProviders": ["teamsForBusiness"],
        "defaultOnlineMeetingProvider": "teamsForBusiness",
    }
