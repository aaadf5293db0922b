"""The templates that one of the two may put on the agenda, and what stands on every 1:1."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agendas.models import READY, AgendaItem, AgendaTemplate, ReadyTemplate
from agendas.models.last_time import LastTime, with_last_time
from agendas.permissions import can_add_agenda_item
from agendas.views.agendas import next_of
from agendas.views.fillings import whose
from agendas.views.places import Place
from kit.vault import load_keys
from oneonones.models import Pair
from people.models import PageRequest, Person


@dataclass(frozen=True)
class Templates:
    """What `index.html` shows."""

    pair: Pair
    other: Person
    place: Place
    standing: list[tuple[AgendaItem, LastTime | None]]
    own: list[AgendaTemplate]
    ready: list[ReadyTemplate]
    writes: bool
    key: UUID = field(default_factory=uuid4)

    @classmethod
    def of(cls, place: Place, reader: Person) -> "Templates":
        pair = place.pair
        standing = AgendaItem.objects.visible_to(reader).open().filter(pair=pair, standing=True).in_order()
        items = list(with_last_time(standing, None).select_related("author"))
        own = list(AgendaTemplate.objects.visible_to(reader).kept())
        told = [(item, LastTime.of(item)) for item in items]
        load_keys(items, [last.note for _item, last in told if last and last.note], own)
        return cls(
            pair=pair,
            other=pair.other(reader),
            place=place,
            standing=told,
            own=own,
            ready=fitting(pair),
            writes=can_add_agenda_item(reader, pair),
        )


def fitting(pair: Pair) -> list[ReadyTemplate]:
    """All that are ready-made; the one for pairs of this kind before the others."""
    return sorted(READY.values(), key=lambda one: one.origin != pair.kind.replace("_", "-"))


@require_safe
def index(request: PageRequest, pair_id: UUID) -> HttpResponse:
    pair, at = whose(request, pair_id), timezone.now()
    place = Place.of(request, pair, next_of(pair, request.user, at=at), at=at)
    context = {"active": "pairs", "pair": pair, "templates": Templates.of(place, request.user)}
    return render(request, "agendas/templates/index.html", context)
