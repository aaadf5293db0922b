"""Another time in place of a 1:1 that does not take place: up to three that suit both, before the next one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.http import Toast, enforce, go_to, part, see_other
from oneonones.forms import TAKEN, TimeForm
from oneonones.models import AdHoc, Meeting, Recent, TimeTaken
from oneonones.permissions import can_change_meeting
from oneonones.views.planning import Planning, when
from people.models import PageRequest

TEMPLATE = "oneonones/replacements/new.html"
USUAL = timedelta(weeks=1)  # where nothing follows: within a week of the date that fell out


@require_http_methods(["GET", "POST"])
def create(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: the times, in place or as a page. POST: the two meet then instead."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    at = timezone.now()
    if meeting.scheduled or meeting.held:
        return see_other(meeting.get_absolute_url())
    planning = planning_of(meeting, request, at=at)
    form = TimeForm(
        request.POST if request.method == "POST" else None,
        pair=meeting.pair,
        reader=request.user,
        near=planning.near,
        at=at,
    )
    if not form.is_valid():
        slots = planning.suggested()
        context = {
            "active": "pairs",
            "page_class": "page-narrow",
            "pair": meeting.pair,
            "other": planning.other,
            "meeting": meeting,
            "slots": slots,
        }
        return render(request, part(TEMPLATE, "offers", request), context, status=422 if form.is_bound else 200)
    try:
        instead = AdHoc.arrange(
            meeting.pair,
            starts_at=form.cleaned_data["to"],
            minutes=int(meeting.length.total_seconds() // 60),
            replaces=meeting,
            by=request.user,
            at=at,
        )
    except TimeTaken:
        return go_to(request, meeting.get_absolute_url(), toast=Toast(str(TAKEN)))
    words = _("You two meet on %(when)s instead.") % {"when": when(instead.starts_at)}
    return go_to(request, instead.get_absolute_url(), toast=Toast(words))


def planning_of(meeting: Meeting, request: PageRequest, *, at: datetime) -> Planning:
    """Inside the cadence: before the next date of the two."""
    following = Recent.of(meeting.pair, around=meeting, at=at).after(meeting, at=at)
    return Planning(
        meeting.pair,
        request.user,
        at=at,
        near=meeting.starts_at,
        instead_of=meeting.starts_at,
        length=meeting.length,
        until=following.starts_at if following else max(meeting.starts_at, at) + USUAL,
    )
