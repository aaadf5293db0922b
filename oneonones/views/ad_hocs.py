"""A 1:1 outside of any rhythm: *Meet once*, set at once or asked for."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.http import Toast, enforce, go_to, part
from oneonones.forms import LENGTHS, TAKEN, AskForm
from oneonones.models import AdHoc, Pair, Recent, Request, TimeTaken
from oneonones.models.two_clocks import apart
from oneonones.permissions import can_write_in_pair
from oneonones.views.planning import Planning, when
from people.models import PageRequest

TEMPLATE = "oneonones/ad_hocs/new.html"
PAGE = {"active": "pairs", "page_class": "page-narrow"}
USUAL = 30  # minutes


@require_http_methods(["GET", "POST"])
def create(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """GET: the panel, in place or as a page. POST: the two meet then, or the other is asked."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    enforce(can_write_in_pair, request.user, pair)
    at = timezone.now()
    planning = planning_of(pair, request, at=at)

    form = AskForm(
        request.POST if request.method == "POST" else None, pair=pair, reader=request.user, near=planning.near, at=at
    )
    if not form.is_valid():
        return shown(request, form, planning)
    said = form.cleaned_data
    warnings = [] if said["sure"] else planning.warnings(said["to"])
    if warnings:
        return shown(
            request, form, planning, warnings=warnings, sure=said["to"].isoformat(), sure_when=when(said["to"])
        )

    about = {"starts_at": said["to"], "minutes": said["minutes"] or USUAL, "by": request.user, "at": at}
    try:
        if said["how"] == "ask":
            Request.ask(pair, line=said["line"], **about)
        else:
            meeting = AdHoc.arrange(pair, **about)
    except TimeTaken:
        form.add_error("time", TAKEN)
        return shown(request, form, planning)
    if said["how"] == "ask":
        words = _("Asked %(name)s for %(when)s.") % {"name": planning.other.first_name, "when": when(said["to"])}
        return go_to(request, pair.get_absolute_url(), toast=Toast(words))
    return go_to(
        request, meeting.get_absolute_url(), toast=Toast(_("You two meet on %(when)s.") % {"when": when(said["to"])})
    )


def planning_of(pair: Pair, request: PageRequest, *, at: datetime) -> Planning:
    """Times close to 'same time next week': the day and time of the last 1:1, else tomorrow morning."""
    last = next(iter(Recent.of(pair, at=at).past(at=at)), None)
    near = last.starts_at if last else morning(request, at=at)
    while near <= at:
        near += timedelta(weeks=1)
    return Planning(
        pair,
        request.user,
        at=at,
        near=near,
        length=timedelta(minutes=minutes_of(request)),
        link=reverse("pair_meetings", args=[pair.pk]),
        fields=tuple((name, request.GET[name]) for name in ("minutes", "how") if name in request.GET),
    )


def morning(request: PageRequest, *, at: datetime) -> datetime:
    tomorrow = (at + timedelta(days=1)).astimezone(request.user.zone)
    return tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)


def minutes_of(request: PageRequest) -> int:
    said = request.POST.get("minutes") or request.GET.get("minutes") or ""
    return int(said) if said.isascii() and said.isdigit() and int(said) in LENGTHS else USUAL


def shown(request: PageRequest, form: AskForm, planning: Planning, **more: Any) -> HttpResponse:
    """The panel: 422 if it was sent and refused, or something speaks against the time."""
    context = {
        **PAGE,
        "pair": planning.pair,
        "other": planning.other,
        "form": form,
        "plan": planning.panel(request.GET.get("day") or request.POST.get("day")),
        "minutes": minutes_of(request),
        "how": request.POST.get("how") or request.GET.get("how") or "set",
        "clocks_apart": apart(planning.near, reader=request.user, other=planning.other),
        **more,
    }
    return render(request, part(TEMPLATE, "once", request), context, status=422 if form.is_bound else 200)
