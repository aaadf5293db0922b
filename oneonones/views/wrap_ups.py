"""Wrapping up, or "We met" afterwards: the meeting took place and is over."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit.http import Toast, enforce, from_script, go_to
from kit.words import day
from oneonones.models import Meeting
from oneonones.permissions import can_change_meeting
from oneonones.views.answers import page_of, undo_url
from people.models import PageRequest


@require_POST
def create(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """The meeting is held; its page opens in Review, or home is shown again where the question was asked there."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    if meeting.wrap_up(by=request.user, at=timezone.now()):
        toast = Toast(wrapped_up(meeting), undo_url(request, "meeting_wrap_up_undo", meeting))
    else:
        toast = Toast(_("That 1:1 could not be wrapped up: it is over, was skipped, or is still days away."))
    # The focus goes where the page begins: on Review, read from the top.
    begin = "" if from_script(request) else "#main"
    return go_to(request, f"{page_of(request, meeting)}{begin}", toast=toast)


@require_POST
def destroy(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """Undo, within the hour: they are still talking, or did not meet."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    page = page_of(request, meeting)
    if meeting.unwrap(by=request.user, at=timezone.now()):
        return go_to(request, page)
    toast = Toast(_("Too late to take that back: a wrap-up can be undone for an hour."))
    return go_to(request, page, toast=toast)


def wrapped_up(meeting: Meeting) -> str:
    """What was done: wrapped up, or confirmed afterwards."""
    if meeting.evidence == meeting.Evidence.CONFIRMED:
        return _("Noted: you two met on %(day)s.") % {"day": day(meeting.starts_at)}
    return _("Wrapped up. What is open is on the next 1:1.")
