"""Whose clock a rhythm keeps to, once somebody's is another one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit.http import Toast, enforce, go_to
from kit.words import zone
from oneonones.models import OfficeMove, Pair
from oneonones.permissions import can_plan_series
from oneonones.views.pauses import page_of
from people.models import PageRequest


@require_POST
def create(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """The rhythm follows its anchor's clock; with `leave` no date moves, and nobody is asked any more."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    enforce(can_plan_series, request.user, pair)
    at, series, page = timezone.now(), pair.rhythm, page_of(request, pair)
    if series is None:
        return go_to(request, page, toast=Toast(_("You two have no rhythm.")))
    move = OfficeMove.following(series)
    kept = {"zone": series.time_zone, "anchor": str(series.anchor_id)}
    if request.POST.get("leave"):
        move.leave(by=request.user, at=at)
        return go_to(request, page, toast=Toast(_("The rhythm stays as it is.")))
    may_undo = not series.zone_vanished
    if not move.make(by=request.user, at=at):
        return go_to(request, page, toast=Toast(_("Somebody else has just changed the rhythm.")))
    undo = f"{reverse('series_clock_undo', args=[pair.pk])}?{urlencode(kept)}" if may_undo else ""
    words = _("The rhythm keeps to %(zone)s from now on.") % {"zone": series.time_zone}
    return go_to(request, page, toast=Toast(words, undo))


@require_POST
def destroy(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """Undo: on the clock that it kept to before."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    enforce(can_plan_series, request.user, pair)
    series, said = pair.rhythm, request.GET.get("anchor", "")
    anchor = next((one for one in (pair.manager, pair.report) if str(one.pk) == said), None)
    try:
        before = zone(request.GET.get("zone", ""))
    except ValueError:
        before = None
    if series and anchor and before:
        asked = "" if anchor.time_zone == before.key else anchor.time_zone
        OfficeMove(series, anchor, before, asked).make(by=request.user, at=timezone.now())
    return go_to(request, pair.get_absolute_url())
