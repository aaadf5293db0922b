"""A time that one of the two asks for: accepted, answered with another time, declined or taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kit.http import Toast, enforce, go_to, part
from oneonones.forms import TAKEN, AskForm
from oneonones.models import Meeting, Request, TimeTaken
from oneonones.models.two_clocks import apart, on_their_clock
from oneonones.permissions import can_change_meeting
from oneonones.views.answers import page_of, undo_url
from oneonones.views.planning import Planning, when
from people.models import PageRequest

TEMPLATE = "oneonones/requests/show.html"
PAGE = {"active": "pairs", "page_class": "page-narrow"}
TOO_LATE = gettext_lazy(
    "That cannot be answered any more: it was answered, changed or taken back, or its time is over."
)


@require_http_methods(["GET", "POST"])
def show(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: what is asked. POST: accepted, at the time that was seen. What was agreed has a page of its own."""
    meeting = find(request, meeting_id)
    if request.method == "GET":
        return look(request, meeting)
    enforce(can_change_meeting, request.user, meeting)
    at = timezone.now()
    try:
        seen = parse_datetime(request.POST.get("start", "")) or meeting.starts_at
        agreed = Request(meeting).accept(by=request.user, starts_at=seen, at=at)
    except (TimeTaken, ValueError):
        return go_to(request, page_of(request, meeting), toast=Toast(str(TAKEN)))
    if agreed or meeting.scheduled:
        words = _("Agreed: you two meet on %(when)s.") % {"when": when(meeting.starts_at)}
        return go_to(request, page_of(request, meeting), toast=Toast(words))
    return go_to(request, page_of(request, meeting), toast=Toast(str(TOO_LATE)))


@require_http_methods(["GET", "POST"])
def edit(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: the panel. POST: another time, for which whoever asked is asked now."""
    meeting = find(request, meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    at = timezone.now()
    if not meeting.proposed:
        return go_to(request, meeting.get_absolute_url(), toast=Toast(str(TOO_LATE)))
    form = AskForm(
        request.POST if request.method == "POST" else None,
        pair=meeting.pair,
        reader=request.user,
        near=meeting.starts_at,
        at=at,
        moving=meeting,
    )
    planning = planning_of(meeting, request, at=at)
    if not form.is_valid():
        return look(request, meeting, form=form, planning=planning)
    said = form.cleaned_data
    warnings = [] if said["sure"] else planning.warnings(said["to"])
    if warnings:
        more = {"warnings": warnings, "sure": said["to"].isoformat(), "sure_when": when(said["to"])}
        return look(request, meeting, form=form, planning=planning, **more)
    try:
        changed = Request(meeting).propose_instead(to=said["to"], line=said["line"], by=request.user, at=at)
    except TimeTaken:
        form.add_error("time", TAKEN)
        return look(request, meeting, form=form, planning=planning)
    words = _("Asked %(name)s for %(when)s instead.") % {"name": planning.other.first_name, "when": when(said["to"])}
    return go_to(request, meeting.get_absolute_url(), toast=Toast(words if changed else str(TOO_LATE)))


@require_POST
def destroy(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """The other declines; whoever asked takes it back."""
    meeting = find(request, meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    at, mine = timezone.now(), meeting.proposed_by_id == request.user.pk
    end = Request(meeting).withdraw if mine else Request(meeting).decline
    page = page_of(request, meeting) if "home" in request.POST.get("back", "") else meeting.pair.get_absolute_url()
    if not end(by=request.user, at=at):
        return go_to(request, page, toast=Toast(str(TOO_LATE)))
    words = _("Taken back. %(name)s is no longer asked.") if mine else _("Declined. %(name)s sees that.")
    name = meeting.pair.other(request.user).first_name
    return go_to(request, page, toast=Toast(words % {"name": name}, undo_url(request, "meeting_request_undo", meeting)))


@require_POST
def reopen(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """Undo of declining or taking back."""
    meeting = find(request, meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    Request(meeting).reopen(by=request.user, at=timezone.now())
    return go_to(request, page_of(request, meeting))


def find(request: PageRequest, meeting_id: UUID) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)


def planning_of(meeting: Meeting, request: PageRequest, *, at: datetime) -> Planning:
    return Planning(
        meeting.pair,
        request.user,
        at=at,
        near=meeting.starts_at,
        instead_of=meeting.starts_at,
        length=meeting.length,
        link=reverse("meeting_request_time", args=[meeting.pk]),
    )


def look(
    request: PageRequest,
    meeting: Meeting,
    *,
    form: AskForm | None = None,
    planning: Planning | None = None,
    **more: Any,
) -> HttpResponse:
    """The request and its answers; with `planning`, the panel for another time."""
    if not meeting.proposed:
        return go_to(request, meeting.get_absolute_url())
    pair, reader = meeting.pair, request.user
    other = pair.other(reader)
    context = {
        **PAGE,
        "pair": pair,
        "other": other,
        "meeting": meeting,
        "mine": meeting.proposed_by_id == reader.pk,
        "their_time": on_their_clock(meeting.starts_at, meeting.ends_at, reader=reader, other=other),
        "clocks_apart": apart(meeting.starts_at, reader=reader, other=other),
        "over": meeting.starts_at <= timezone.now(),
        "may_answer": can_change_meeting(reader, meeting),
        "form": form,
        "plan": planning.panel(request.GET.get("day") or request.POST.get("day")) if planning else None,
        **more,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, part(TEMPLATE, "asked", request), context, status=status)
