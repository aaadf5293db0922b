"""Where on the site a form about an action stood."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from actions.views.rows import Reading
from oneonones.models import Meeting, Pair
from people.models import PageRequest, Person

PLACES = ("since", "promised", "pair", "actions", "todo", "action")


@dataclass(frozen=True)
class Place:
    """A part of a page: `since` and `promised` of a meeting (or of a pair without one), those of one `pair`, the list
    of all `actions`, `todo` on the home page, or the page of one `action`.

    Each form carries it in its address, so that a script gets that part back and a browser goes back to that page.
    Anything else is "" (a page of somebody else's making): it fetches what it shows again by itself.
    """

    on: str = ""
    meeting: Meeting | None = None
    pair: Pair | None = None
    whose: str = ""
    other: str = ""

    @classmethod
    def of(cls, request: PageRequest, pair: Pair | None = None, *, on: str = "") -> "Place":
        """The place that a request names. Of a meeting only if it is the reader's to see, and of the same pair."""
        said = request.GET
        meeting = None
        if pair is not None and (pk := uuid_or_none(said.get("meeting", ""))):
            meeting = Meeting.objects.visible_to(request.user).filter(pk=pk, pair=pair).first()
        if meeting is not None and pair is not None:
            meeting.pair = pair
        named = on or said.get("on", "")
        return cls(
            on=named if named in PLACES else "",
            meeting=meeting,
            pair=pair,
            whose="theirs" if said.get("whose") == "theirs" else "",
            other=said.get("with", "") if uuid_or_none(said.get("with", "")) else "",
        )

    @property
    def query(self) -> Mapping[str, str]:
        """As forms carry it."""
        said = {
            "on": self.on,
            "meeting": str(self.meeting.pk) if self.meeting and self.on in ("since", "promised") else "",
            "whose": self.whose if self.on == "actions" else "",
            "with": self.other if self.on == "actions" else "",
        }
        return {name: value for name, value in said.items() if value}

    @property
    def page(self) -> str:
        """The page it is a part of; "" where only the action itself is known."""
        if self.on in ("since", "promised") and self.pair is not None:
            page = self.meeting.get_absolute_url() if self.meeting else reverse("pair_agenda", args=[self.pair.pk])
            return f"{page}#{self.on}"
        if self.on == "pair" and self.pair is not None:
            return f"{self.pair.get_absolute_url()}#promises"
        if self.on == "todo":
            return reverse("home")
        if self.on == "actions":
            filters = {name: value for name, value in self.query.items() if name != "on"}
            return reverse("actions") + (f"?{urlencode(filters)}" if filters else "")
        return ""

    def of_whom(self, whose: str) -> str:
        """The list of all actions, turned to `theirs` or to one's own."""
        return replace(self, whose=whose).page

    def read_by(self, reader: Person, at: datetime) -> Reading:
        """How rows in this place read."""
        return Reading(reader=reader, today=reader.today(at), place=self.query)


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
