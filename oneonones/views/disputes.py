""" "We didn't meet": one of the two says that a 1:1 did not take place."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit.http import Toast, enforce, go_to
from kit.words import day
from oneonones.models import Attendance, Meeting
from oneonones.permissions import can_change_meeting
from oneonones.views.answers import page_of, undo_url
from people.models import PageRequest


@require_POST
def create(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """It does not count as held, and what it carried is taken back."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    if Attendance(meeting).dispute(by=request.user, at=timezone.now()):
        said = _("Noted: you two did not meet on %(day)s. What is open stays on the agenda.")
        toast = Toast(said % {"day": day(meeting.starts_at)}, undo_url(request, "meeting_dispute_undo", meeting))
    else:
        toast = Toast(_("Nothing was changed: that can be said for 3 days, and once."))
    return go_to(request, page_of(request, meeting), toast=toast)


@require_POST
def destroy(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """Whoever said so takes it back."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    Attendance(meeting).undispute(by=request.user, at=timezone.now())
    return go_to(request, page_of(request, meeting))
