"""The order of the agenda: by drag, keyboard or menu; and back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agendas.models import AgendaItem
from agendas.permissions import can_place_agenda_item
from agendas.views.agenda_items import find
from agendas.views.agendas import answer
from agendas.views.places import Place
from kit.http import Toast, enforce, undone
from people.models import PageRequest


@require_POST
def update(request: PageRequest, item_id: UUID) -> HttpResponse:
    """Put it before another one (`before`), or last."""
    item, at = find(request, item_id), timezone.now()
    enforce(can_place_agenda_item, request.user, item)
    place = Place.named(request, item.pair, at=at)
    before = neighbour(request, item, request.POST.get("before", ""))
    follower = AgendaItem.objects.visible_to(request.user).filter(pair=item.pair).behind(item).in_order().first()

    moved = item.place_before(before, by=request.user, at=at)
    undo = reverse("agenda_item_position_undo", args=[item.pk]) + place.item_query
    undo += ("&" if "?" in undo else "?") + f"before={follower.pk if follower else ''}"
    return answer(request, place, at=at, toast=Toast(_("Moved."), undo) if moved else None, item_id=item.pk)


@require_POST
def undo(request: PageRequest, item_id: UUID) -> HttpResponse:
    """Back before the item that it stood before."""
    item, at = find(request, item_id), timezone.now()
    enforce(can_place_agenda_item, request.user, item)
    place = Place.named(request, item.pair, at=at)
    item.place_before(neighbour(request, item, request.GET.get("before", "")), by=request.user, at=at)
    return undone(request, to=place.after(item.pk))


def neighbour(request: PageRequest, item: AgendaItem, said: str) -> AgendaItem | None:
    """The item of the same agenda that was named; None for none. 404 for one that the reader may not know of."""
    if not said:
        return None
    try:
        pk = UUID(said)
    except ValueError:
        pk = UUID(int=0)
    return get_object_or_404(AgendaItem.objects.visible_to(request.user), pair=item.pair, pk=pk)
