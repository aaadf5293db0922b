"""Showing a private item to the other: first exactly what they will see, then the button."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agendas.models import AgendaItem
from agendas.permissions import can_share_agenda_item
from agendas.views.agenda_items import find
from agendas.views.places import Place
from kit.http import Toast, enforce, go_to
from people.models import PageRequest


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: PageRequest, item_id: UUID) -> HttpResponse:
    """GET: what becomes visible. POST: it does, in the words that were shown (`version`); else they are shown anew."""
    item, at = find(request, item_id), timezone.now()
    enforce(can_share_agenda_item, request.user, item)
    place = Place.named(request, item.pair, at=at)
    if not item.private:
        return redirect(place.after(item.pk))
    if request.method != "POST":
        return preview(request, item, place)

    version = request.POST.get("version", "")
    if not version.isdecimal() or not item.share(version=int(version), by=request.user, at=at):
        return preview(request, find(request, item.pk), place, status=409)
    other = item.pair.other(request.user).first_name
    return go_to(request, place.after(item.pk), toast=Toast(_("%(name)s can see it now.") % {"name": other}))


def preview(request: PageRequest, item: AgendaItem, place: Place, *, status: int = 200) -> HttpResponse:
    """The page that shows what the other will see."""
    context = {
        "shown": item,
        "place": place,
        "other": item.pair.other(request.user),
        "changed": status == 409,
        "active": "pairs",
        "page_class": "page-narrow",
    }
    return render(request, "agendas/sharing/show.html", context, status=status)
