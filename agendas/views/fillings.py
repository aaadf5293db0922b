"""A template on the agenda: all of its lines in one press, and all of them off again."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from agendas.forms import FillingForm, FillingUndoForm
from agendas.models import AgendaTemplate, Filling
from agendas.permissions import can_add_agenda_item
from agendas.views.agendas import next_of
from agendas.views.places import Place
from kit.http import Toast, enforce, go_to, undone
from oneonones.models import Pair
from people.models import PageRequest


@require_POST
def create(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """Put it on, and go there. A template that is no longer there is none."""
    pair, at = whose(request, pair_id), timezone.now()
    enforce(can_add_agenda_item, request.user, pair)
    form = FillingForm(request.POST)
    template = AgendaTemplate.named(form.cleaned_data["template"], request.user) if form.is_valid() else None
    if template is None:
        return go_to(request, reverse("pair_templates", args=[pair.pk]))

    filling = Filling(pair, form.key)
    items = filling.put_on(template, standing=form.cleaned_data["standing"], by=request.user, at=at)
    place = Place.of(request, pair, next_of(pair, request.user, at=at), at=at)
    return go_to(request, place.after(items[0].pk if items else None), toast=told(filling, len(items)))


def told(filling: Filling, count: int) -> Toast:
    """How many there are now, and the way back."""
    if not count:
        return Toast(_("All of it is on the agenda already."))
    said = ngettext("%(n)d item is on the agenda.", "%(n)d items are on the agenda.", count) % {"n": count}
    return Toast(said, reverse("filling_undo", args=[filling.pair.pk]) + f"?key={filling.key}")


@require_POST
def undo(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """Off again. The press is named in the address."""
    pair, at = whose(request, pair_id), timezone.now()
    enforce(can_add_agenda_item, request.user, pair)
    named = FillingUndoForm(request.GET)
    if named.is_valid():
        Filling(pair, named.cleaned_data["key"]).take_off(by=request.user, at=at)
    return undone(request, to=Place.of(request, pair, next_of(pair, request.user, at=at), at=at).after())


def whose(request: PageRequest, pair_id: UUID) -> Pair:
    return get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
