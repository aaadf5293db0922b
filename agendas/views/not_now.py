"""*Not now*: a suggestion that one of the two does not want to see for four weeks. The other is not told."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agendas.forms import NotNowForm
from agendas.models import SetAside
from agendas.permissions import can_add_agenda_item
from agendas.views.fillings import whose
from agendas.views.places import Place
from agendas.views.questions import TEMPLATE, asking
from kit.http import Toast, enforce, respond, undone
from people.models import PageRequest


@require_POST
def create(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """Another one takes its place. What we do not suggest cannot be set aside."""
    pair, at, form = whose(request, pair_id), timezone.now(), NotNowForm(request.POST)
    enforce(can_add_agenda_item, request.user, pair)
    place, toast = Place.named(request, pair, at=at), None
    if form.is_valid():
        key = form.cleaned_data["key"]
        SetAside.not_now(pair, key, by=request.user, at=at)
        undo = reverse("not_now_undo", args=[pair.pk]) + f"?key={key}"
        toast = Toast(_("Not suggested for four weeks. Only you notice."), undo)
    return respond(
        request,
        TEMPLATE,
        "asking",
        lambda: asking(pair, place.meeting, request.user, at=at),
        to=f"{place.url}#asking",
        toast=toast,
    )


@require_POST
def destroy(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """Undo: it may be suggested again. It is named in the address."""
    pair, at, form = whose(request, pair_id), timezone.now(), NotNowForm(request.GET)
    enforce(can_add_agenda_item, request.user, pair)
    if form.is_valid():
        SetAside.take_back(pair, form.cleaned_data["key"], by=request.user)
    return undone(request, to=f"{Place.named(request, pair, at=at).url}#asking")
