"""All that an item is, for its author to change: beside its words its kind, its facts and its sensitivity."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agendas.models.said import Kind
from agendas.permissions import can_edit_agenda_item
from agendas.views.agenda_items import find
from agendas.views.places import Place
from kit.http import enforce, part
from people.models import PageRequest


@require_safe
def edit(request: PageRequest, item_id: UUID) -> HttpResponse:
    """The form: to a script only what the short one in the agenda lacks. It is sent to the item's own address."""
    item = find(request, item_id)
    enforce(can_edit_agenda_item, request.user, item)
    context = {
        "raised": item,
        "marks": {
            "kind": item.kind,
            "impact": item.impact,
            "evidence": item.evidence,
            "sensitive": item.sensitive,
            "standing": item.standing,
            "private": item.private,
        },
        "prefix": f"edit-item-{item.pk}",
        "place": Place.named(request, item.pair, at=timezone.now()),
        "other": item.pair.other(request.user),
        "leads": request.user.pk == item.pair.manager_id,
        "kinds": list(Kind),
        "active": "pairs",
        "page_class": "page-narrow",
    }
    return render(request, part("agendas/items/edit.html", "marks", request), context)
