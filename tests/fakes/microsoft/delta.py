"""`calendarView/delta`: what changed in a window, since."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.fakes.microsoft import guesses, rendering
from tests.fakes.microsoft.event import Event, Item
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.moment import window
from tests.fakes.microsoft.preferences import Preferences
from tests.fakes.microsoft.refusal import Refusal, invalid
from tests.fakes.microsoft.rendering import Json

Key = tuple[int, date | None]
PAGE = 10


@dataclass
class Habits:
    """What is normal for the real service, and happens here when a test wants it."""

    empty_pages: int = 0  # pages without anything before the first that has something
    duplicates: bool = False  # the first item of a round comes once more on its last page
    silent_removals: bool = False  # what is gone is not mentioned


@dataclass
class Round:
    """One round: its window, the pages that it sends, and all that it leaves the client with."""

    begin: datetime
    end: datetime
    revision: int
    seen: dict[Key, Event]
    pages: list[list[tuple[Item, bool]]] = field(default_factory=list)  # an item, and whether it was removed


class Delta:
    """The rounds of one mailbox. Links are absolute and hold a token that only the server can read."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.habits = Habits()
        self._rounds: dict[str, Round] = {}
        self._forgets: Refusal | None = None

    def forget(self, status: int = 410, code: str = "SyncStateNotFound") -> None:
        """Every cursor handed out until now is unknown from now on, and answered like that."""
        self._rounds.clear()
        self._forgets = Refusal(
            status, code, "The sync state generation is not found; a full synchronisation is needed."
        )

    def answer(self, query: dict[str, str], prefers: Preferences, link: str) -> Json:
        """A page of a round. `link` is the address of this collection, for the links to come."""
        named = {name.lower(): value for name, value in query.items()}
        if refused := set(named) & {"$select", "$expand", "$filter", "$orderby", "$search"}:
            over = "not supported with change tracking over the 'CalendarView' resource"
            sentence = f"The following parameters are {over}: '{min(refused)}'."
            raise invalid(sentence, "ErrorInvalidUrlQuery")
        if token := named.get("$skiptoken"):
            name, _, number = token.rpartition(".")
            return self._page(name, int(number), prefers, link)
        if token := named.get("$deltatoken"):
            past = self._round(token)
            return self._page(self._begin(past.begin, past.end, past, prefers), 0, prefers, link)
        begin, end = window(
            {"startDateTime": named.get("startdatetime", ""), "endDateTime": named.get("enddatetime", "")}
        )
        return self._page(self._begin(begin, end, None, prefers), 0, prefers, link)

    def _round(self, token: str) -> Round:
        if token not in self._rounds:
            raise self._forgets or Refusal(400, "SyncStateInvalid", "The sync state is invalid.")
        return self._rounds[token]

    def _begin(self, begin: datetime, end: datetime, past: Round | None, prefers: Preferences) -> str:
        now = self._in_window(begin, end)
        changed = list(now.values()) if past is None else self._changed_since(past, now)
        entries = [(item, False) for item in changed]
        if past and not self.habits.silent_removals:
            entries += [(item, True) for item in self._removed_since(past, now)]
        size = prefers.page or PAGE
        pages = [entries[first : first + size] for first in range(0, len(entries), size)] or [[]]
        if self.habits.duplicates and entries:
            pages[-1].append(entries[0])
        pages = [[]] * self.habits.empty_pages + pages
        token = secrets.token_urlsafe(18)
        seen = {key: item.event for key, item in now.items()}
        self._rounds[token] = Round(begin, end, self.mailbox.revision, seen, pages)
        return token

    def _in_window(self, begin: datetime, end: datetime) -> dict[Key, Item]:
        """Masters first, each followed by its occurrences."""
        found: dict[Key, Item] = {}
        for event in self.mailbox.events.values():
            items = event.items(begin, end)
            if items and event.pattern:
                found[event.number, None] = Item(event)
            found |= {(event.number, item.original): item for item in items}
        return found

    def _changed_since(self, past: Round, now: dict[Key, Item]) -> list[Item]:
        changed = [item for item in now.values() if item.event.change > past.revision]
        if guesses.DELTA_SENDS_WHOLE_SERIES:
            return changed
        return [item for item in changed if item.type != "occurrence"]

    def _removed_since(self, past: Round, now: dict[Key, Item]) -> list[Item]:
        """What was sent and is there no longer, but for an occurrence that was cancelled: of that there is no sign. And
        what changed outside the window."""
        gone = []
        for key in past.seen.keys() - now.keys():
            event, original = past.seen[key], key[1]
            if event.number not in self.mailbox.events:
                if original is None or guesses.DELTA_SHOWS_REMOVED_SERIES:
                    gone.append(Item(event, original))
            elif original is None or original not in event.cancelled:
                gone.append(Item(event, original))
        inside = {number for number, _ in [*past.seen, *now]}
        outside = [event for event in self.mailbox.events.values() if event.change > past.revision]
        outside += [event for revision, event in self.mailbox.graves if revision > past.revision]
        gone += [Item(event) for event in outside if event.number not in inside]
        return sorted(gone, key=lambda item: (item.event.number, item.original or date.min))

    def _page(self, token: str, number: int, prefers: Preferences, link: str) -> Json:
        pages = self._round(token).pages
        if number >= len(pages):
            raise Refusal(400, "SyncStateInvalid", "The sync state is invalid.")
        value = [self._entry(item, removed, prefers) for item, removed in pages[number]]
        last = number + 1 == len(pages)
        follow = {"@odata.deltaLink": f"{link}?$deltatoken={token}"}
        if not last:
            follow = {"@odata.nextLink": f"{link}?$skiptoken={token}.{number + 1}"}
        return {
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Collection(event)",
            **follow,
            "value": value,
        }

    def _entry(self, item: Item, removed: bool, prefers: Preferences) -> Json:
        if removed:
            name = self.mailbox.id_of(item, immutable=prefers.immutable)
            return {"@odata.type": "#microsoft.graph.event", "id": name, "@removed": {"reason": "deleted"}}
        show = rendering.stub if item.type == "occurrence" else rendering.event
        return {"@odata.type": "#microsoft.graph.event"} | show(item, self.mailbox, prefers)
