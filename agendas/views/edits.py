"""All that an item is, for its author to change."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agendas.permissions import can_edit_agenda_item
from agendas.views.agenda_items import find
from agendas.views.agenda_parts import edit_of
from agendas.views.places import Place
from kit.http import enforce, from_script, part
from people.models import PageRequest


@require_safe
def edit(request: PageRequest, item_id: UUID) -> HttpResponse:
    """The form, sent to the item's own address: to a script for its place in the agenda, to a browser as a page."""
    item = find(request, item_id)
    enforce(can_edit_agenda_item, request.user, item)
    place = Place.named(request, item.pair, at=timezone.now())
    form = {"id": item.pk, **edit_of(item, place, request.user), "hx": from_script(request)}
    context = {"form": form, "back": place.after(item.pk), "active": "pairs", "page_class": "page-narrow"}
    return render(request, part("agendas/items/edit.html", "form", request), context)
