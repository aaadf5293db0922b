"""A list of events: what of it, in what order, page by page."""

import re
from typing import Any
from urllib.parse import urlencode

from tests.fakes.microsoft import rendering
from tests.fakes.microsoft.drafts import extended_name
from tests.fakes.microsoft.event import Item
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.preferences import Preferences
from tests.fakes.microsoft.refusal import Refusal

PAGE, MOST = 10, 1000
OUR_KEY = re.compile(
    r"singleValueExtendedProperties/any\(\s*(\w+)\s*:\s*\1/id eq '([^']+)' and \1/value eq '([^']*)'\s*\)",
    re.IGNORECASE,
)


class Listing:
    """`$filter` knows what a client of ours needs: our extended property, and iCalUId."""

    def __init__(self, mailbox: Mailbox, prefers: Preferences, query: dict[str, str]) -> None:
        self.mailbox, self.prefers, self.query = mailbox, prefers, query
        known = {"$top", "$skip", "$select", "$expand", "$filter", "$orderby", "$count"}
        if unknown := {name for name in query if name.startswith("$")} - known:
            raise Refusal(400, "RequestBroker--ParseUri", f"The query parameter '{min(unknown)}' is not supported.")

    def page(self, items: list[Item], link: str) -> dict[str, Any]:
        items = self._ordered([item for item in items if self._fits(item)])
        size = min(int(self.query.get("$top", self.prefers.page or PAGE)), MOST)
        skip = int(self.query.get("$skip", "0"))
        select, expand = self.query.get("$select"), self.query.get("$expand")
        shown = items[skip : skip + size]
        answer: dict[str, Any] = {
            "value": [rendering.asked_for(item, self.mailbox, self.prefers, select, expand) for item in shown]
        }
        if skip + size < len(items):
            more = self.query | {"$skip": str(skip + size)}
            answer["@odata.nextLink"] = f"{link}?{urlencode(more, safe='$')}"
        return answer

    def _fits(self, item: Item) -> bool:
        wanted = self.query.get("$filter")
        if not wanted:
            return True
        if ours := OUR_KEY.fullmatch(wanted.strip()):
            kept = {name.lower(): value for name, value in item.event.extended.items()}
            return kept.get(extended_name(ours[2]).lower()) == ours[3]
        if by_uid := re.fullmatch(r"iCalUId eq '([^']+)'", wanted.strip()):
            return by_uid[1] == item.event.ical_uid
        raise Refusal(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.")

    def _ordered(self, items: list[Item]) -> list[Item]:
        order = self.query.get("$orderby", "")
        if order not in ("", "start/dateTime", "start/dateTime asc"):
            raise Refusal(400, "ErrorInvalidUrlQuery", f"'{order}' is no order that is known here.")
        return sorted(items, key=lambda item: item.starts.at) if order else items
