""" "Meet anyway": the two keep a date on which one of them has the day off."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit.http import Toast, enforce, go_to
from kit.words import day
from oneonones.models import KeptDate, Meeting
from oneonones.permissions import can_change_meeting
from people.models import PageRequest


@require_POST
def create(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """The date is due again, and if it is the first one, what is open is on its page."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    if KeptDate(meeting).keep(by=request.user, at=timezone.now()):
        said = _("You meet on %(day)s all the same.") % {"day": day(meeting.starts_at)}
        toast = Toast(said, reverse("meeting_kept_date_undo", args=[meeting.pk]))
    else:
        toast = Toast(_("Nothing was changed: that date is over, or nothing speaks against it any more."))
    return go_to(request, meeting.get_absolute_url(), toast=toast)


@require_POST
def destroy(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """Not after all: the day off counts again."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    KeptDate(meeting).let_go(by=request.user, at=timezone.now())
    return go_to(request, meeting.get_absolute_url())
