"""Lists of events: pages, cursors and what may not be asked together."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.fakes.google.calendar import Calendar, stamp
from tests.fakes.google.event import Event, Fields
from tests.fakes.google.identity import new_token
from tests.fakes.google.refusal import Refusal, invalid
from tests.fakes.google.when import known_zone, moment_of

# No cursor comes of a list with these, and a cursor is not used together with them.
NO_CURSOR = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin")
# Nor with these, which the list that begins a sync may have.
RESTRICTIONS = (*NO_CURSOR, "timeMin", "timeMax")
# Must be the same in every list of a sync; how a page looks is free.
FREE = {"syncToken", "pageToken", "maxResults", "fields", "alt", "prettyPrint", "quotaUser", "key"}

Parameters = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """What is left of a list that was begun: rows as they were then, and the cursor that its last page gives."""

    rows: list[Fields]
    cursor: str | None
    size: int
    skips: int = 0


class Listing:
    """`empty_pages`: how many pages without a row come before each list's first, to see whether a client goes on.

    Guessed: parameters that differ from the first list's are 400 (the documents say "undefined"); a cursor that nobody
    gave out is 410 like an old one; the window of the first list goes on applying, not to what is cancelled.
    """

    def __init__(self) -> None:
        self.empty_pages = 0
        self.page_size: int | None = None
        self._pages: dict[str, Page] = {}

    def page(self, calendar: Calendar, wanted: Parameters) -> Fields:
        """One page of `events.list`."""
        if token := wanted.get("pageToken"):
            return self._turn(self._begun(token))
        cursor = self._read(calendar, wanted) if wanted.get("syncToken") else None
        self._check(wanted)
        rows = self._rows(calendar, wanted, cursor)
        given = None
        if not any(wanted.get(name) for name in NO_CURSOR):
            given = self._cursor(calendar, cursor["asked"] if cursor else _asked(wanted), cursor, wanted)
        return self._turn(Page(rows, given, self._size(wanted), self.empty_pages))

    def instances(self, calendar: Calendar, event_id: str, wanted: Parameters) -> Fields:
        """One page of `events.instances`."""
        if token := wanted.get("pageToken"):
            return self._turn(self._begun(token))
        series = calendar.find(event_id)
        after, before = _window(wanted)
        found = calendar.occurrences(series, after, before) if series.recurring else []
        if original := wanted.get("originalStart"):
            moment = moment_of(original, "originalStart")
            found = [one for one in found if one.original and one.original.instant(calendar.zone) == moment]
        if not wanted.get("showDeleted"):
            found = [one for one in found if not _gone(calendar, one)]
        return self._turn(Page(_shown(calendar, found, wanted), None, self._size(wanted)))

    def _size(self, wanted: Parameters) -> int:
        size: int = min(wanted.get("maxResults", 250), 2500)
        if size < 1:
            raise invalid("Bad Request", "maxResults")
        return min(size, self.page_size or size)

    def _begun(self, token: str) -> Page:
        if token not in self._pages:
            raise invalid("Invalid page token value.", "pageToken")
        return self._pages[token]

    def _turn(self, page: Page) -> Fields:
        here = [] if page.skips else page.rows[: page.size]
        rest = page.rows[len(here) :]
        if rest or page.skips:
            token = new_token("page")
            self._pages[token] = Page(rest, page.cursor, page.size, max(0, page.skips - 1))
            if len(self._pages) > 500:
                del self._pages[next(iter(self._pages))]
            return {"items": here, "nextPageToken": token}
        return {"items": here, **({"nextSyncToken": page.cursor} if page.cursor else {})}

    # --- Cursors

    @staticmethod
    def _cursor(calendar: Calendar, asked: Parameters, before: Parameters | None, wanted: Parameters) -> str:
        window = before["window"] if before else {name: wanted.get(name) for name in ("timeMin", "timeMax")}
        data = {"of": calendar.id, "at": calendar.revision, "generation": calendar.generation}
        return base64.urlsafe_b64encode(json.dumps(data | {"asked": asked, "window": window}).encode()).decode()

    @staticmethod
    def _read(calendar: Calendar, wanted: Parameters) -> Parameters:
        if any(wanted.get(name) for name in RESTRICTIONS) or wanted.get("showDeleted") is False:
            raise Refusal(
                400,
                "syncTokenWithRequestRestrictions",
                "Sync token cannot be used with other request restrictions.",
                domain="calendar",
                location="syncToken",
            )
        try:
            cursor: Parameters = json.loads(base64.urlsafe_b64decode(wanted["syncToken"]))
            fresh = (cursor["of"], cursor["generation"]) == (calendar.id, calendar.generation)
        except (ValueError, KeyError, TypeError):
            fresh = False
        if not fresh:
            raise Refusal(
                410,
                "fullSyncRequired",
                "Sync token is no longer valid, a full sync is required.",
                domain="calendar",
                location="syncToken",
            )
        if cursor["asked"] != _asked(wanted):
            raise invalid("Sync token was made with other parameters.", "syncToken")
        return cursor

    # --- Rows

    @staticmethod
    def _check(wanted: Parameters) -> None:
        if wanted.get("orderBy") == "startTime" and not wanted.get("singleEvents"):
            raise invalid("The requested ordering is not available for the particular query.", "orderBy")
        _window(wanted)

    def _rows(self, calendar: Calendar, wanted: Parameters, cursor: Parameters | None) -> list[Fields]:
        single = bool(wanted.get("singleEvents"))
        window = {name: moment for name, moment in cursor["window"].items() if moment} if cursor else wanted
        after, before = _window(window)
        found: list[Event] = []
        for event in list(calendar.events.values()):
            if event.recurring and single:
                found += calendar.occurrences(event, after, before)
            elif not (single and event.master):
                found.append(event)
        if cursor:
            found = [event for event in found if event.revision > cursor["at"]]
        found = [event for event in found if self._wanted(calendar, event, wanted, cursor)]
        found = [event for event in found if _in_window(calendar, event, after, before, bool(cursor))]
        if wanted.get("orderBy") == "startTime":
            found.sort(key=calendar.span)
        elif wanted.get("orderBy") == "updated":
            found.sort(key=lambda event: event.updated)
        return _shown(calendar, found, wanted)

    @staticmethod
    def _wanted(calendar: Calendar, event: Event, wanted: Parameters, cursor: Parameters | None) -> bool:
        since = moment_of(wanted["updatedMin"], "updatedMin") if wanted.get("updatedMin") else None
        if since and (calendar.clock.now() - since).days > 28:
            raise Refusal(
                410, "updatedMinTooLongAgo", "The requested minimum modification time lies too far in the past."
            )
        if since and event.updated < since:
            return False
        exception = event.master and not wanted.get("singleEvents") and not calendar.events[event.master].cancelled
        kept = cursor or since or exception or wanted.get("showDeleted")
        if _gone(calendar, event) and not kept:
            return False
        if wanted.get("iCalUID") and event.ical_uid != wanted["iCalUID"]:
            return False
        fields = calendar.effective(event)
        if wanted.get("q") and wanted["q"].lower() not in json.dumps(fields).lower():
            return False
        for kind in ("private", "shared"):
            has = fields.get("extendedProperties", {}).get(kind, {})
            for pair in wanted.get(f"{kind}ExtendedProperty") or []:
                name, _, value = pair.partition("=")
                if has.get(name) != value:
                    return False
        return True


def _asked(wanted: Parameters) -> Parameters:
    """Guessed: showDeleted=False at first is as good as nothing said, for a sync always tells of what is deleted."""
    free = FREE | {"timeMin", "timeMax"}
    return {name: value for name, value in sorted(wanted.items()) if name not in free and value not in (None, False)}


def _window(wanted: Parameters) -> tuple[Any, Any]:
    after, before = (moment_of(wanted[name], name) if wanted.get(name) else None for name in ("timeMin", "timeMax"))
    if after and before and before <= after:
        raise Refusal(
            400, "timeRangeEmpty", "The specified time range is empty.", domain="calendar", location="timeMax"
        )
    return after, before


def _in_window(calendar: Calendar, event: Event, after: Any, before: Any, feed: bool) -> bool:
    if not (after or before) or (feed and _gone(calendar, event)):
        return True
    if event.recurring:
        return bool(calendar.occurrences(event, after, before))
    return calendar.touches(event, after, before)


def _gone(calendar: Calendar, event: Event) -> bool:
    return event.cancelled or bool(event.master and calendar.events[event.master].cancelled)


def _shown(calendar: Calendar, events: Iterable[Event], wanted: Parameters) -> list[Fields]:
    zone = known_zone(wanted["timeZone"], "start") if wanted.get("timeZone") else None
    return [calendar.resource(event, shown_in=zone, bare=True) for event in events]


def envelope(calendar: Calendar, page: Fields) -> Fields:
    """What stands around the rows."""
    latest = max((event.updated for event in calendar.events.values()), default=calendar.clock.now())
    return {
        "kind": "calendar#events",
        "etag": f'"p{calendar.revision}"',
        "summary": calendar.summary,
        "description": "",
        "updated": stamp(latest),
        "timeZone": calendar.zone,
        "accessRole": "owner",
        "defaultReminders": [],
        **page,
    }
