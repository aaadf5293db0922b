"""Taking one's own item off the agenda, and putting it back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agendas.models import AgendaItem
from agendas.permissions import can_remove_agenda_item
from agendas.views.agenda_items import find
from agendas.views.agendas import answer
from agendas.views.places import Place
from kit.http import Toast, enforce, undone
from people.models import PageRequest


@require_POST
def create(request: PageRequest, item_id: UUID) -> HttpResponse:
    """Off it goes, if nothing became of it yet; else it can be dropped."""
    item, at = find(request, item_id), timezone.now()
    enforce(can_remove_agenda_item, request.user, item)
    place = Place.named(request, item.pair, at=at)
    if item.remove(by=request.user, at=at):
        toast = Toast(_("Removed."), reverse("agenda_item_removal_undo", args=[item.pk]) + place.item_query)
    else:
        toast = Toast(_("That has been talked about, so it stays. It can be dropped."))
    return answer(request, place, at=at, toast=toast)


@require_POST
def destroy(request: PageRequest, item_id: UUID) -> HttpResponse:
    """Undo: it is back where it was."""
    removed = AgendaItem.removed_by(request.user).select_related("author", "pair__manager", "pair__report")
    item, at = get_object_or_404(removed, pk=item_id), timezone.now()
    enforce(can_remove_agenda_item, request.user, item)
    place = Place.named(request, item.pair, at=at)
    item.restore(by=request.user, at=at)
    return undone(request, to=place.after(item.pk))
