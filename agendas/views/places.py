"""The page that a form about the agenda stands on, as its address says."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from agendas.models.being_typed import BeingTyped
from oneonones.models import Meeting, Pair
from oneonones.views.meetings import stage_of
from people.models import PageRequest


@dataclass(frozen=True)
class Place:
    """A meeting's page in one of its stages, or that of a pair without a date; and which hundred of its items.

    What a person chose by hand travels in the query of each address (`stage`, `page`), and for addresses that name an
    item alone, the meeting as well; so every answer shows the page as it was.
    """

    pair: Pair
    meeting: Meeting | None
    stage: str
    page: int = 1
    stage_chosen: bool = False

    @classmethod
    def of(cls, request: PageRequest, pair: Pair, meeting: Meeting | None, *, at: datetime) -> Self:
        """The place that the request names."""
        natural = meeting.stage(at=at) if meeting else "prepare"
        stage = stage_of(request, meeting, at=at) if meeting else natural
        page = request.GET.get("page", "1")
        return cls(pair, meeting, stage, int(page) if page.isdecimal() and 0 < len(page) < 6 else 1, stage != natural)

    @classmethod
    def named(cls, request: PageRequest, pair: Pair, *, at: datetime) -> Self:
        """The place of a form whose address names an item alone: `?meeting=`, one of the pair's, or none."""
        said = request.GET.get("meeting", "")
        if not said:
            return cls.of(request, pair, None, at=at)
        try:
            found = Meeting.objects.visible_to(request.user).filter(pair=pair, pk=UUID(said)).with_grace().first()
        except ValueError:
            found = None
        if found is None:
            raise Http404
        found.pair = pair
        return cls.of(request, pair, found, at=at)

    @cached_property
    def typed(self) -> BeingTyped:
        """What is just being written into the notes of the page."""
        return BeingTyped(self.pair, self.meeting)

    @property
    def chosen(self) -> dict[str, str]:
        said = {"stage": self.stage} if self.stage_chosen else {}
        return said | ({"page": str(self.page)} if self.page > 1 else {})

    @property
    def query(self) -> str:
        """What addresses that name the meeting carry: empty, or `?stage=…&page=…`."""
        return f"?{urlencode(self.chosen)}" if self.chosen else ""

    @property
    def item_query(self) -> str:
        """What addresses that name an item alone carry."""
        said = ({"meeting": str(self.meeting.pk)} if self.meeting else {}) | self.chosen
        return f"?{urlencode(said)}" if said else ""

    def on_page(self, page: int) -> str:
        """The query for another hundred of the items."""
        said = {name: value for name, value in self.chosen.items() if name != "page"} | {"page": str(page)}
        return f"?{urlencode(said)}"

    @property
    def part_url(self) -> str:
        """Where the agenda is fetched from alone."""
        if self.meeting is None:
            return reverse("pair_agenda_part", args=[self.pair.pk]) + self.query
        return reverse("agenda", args=[self.meeting.pk]) + self.query

    @property
    def url(self) -> str:
        """The whole page."""
        if self.meeting is None:
            return reverse("pair_agenda", args=[self.pair.pk])
        stage = f"?stage={self.stage}" if self.stage_chosen else ""
        return self.meeting.get_absolute_url() + stage

    def after(self, item_id: UUID | None = None) -> str:
        """Where a browser goes once a form was taken: to the item, or to the agenda."""
        if self.page > 1:
            return self.part_url
        return f"{self.url}#{f'item-{item_id}' if item_id else 'agenda'}"
