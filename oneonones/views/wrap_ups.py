"""Wrapping up: the meeting took place and is over."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit.http import Toast, enforce, from_script, go_to
from oneonones.models import Meeting
from oneonones.permissions import can_change_meeting
from people.models import PageRequest


@require_POST
def create(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """The meeting is held; its page opens in Review."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    if meeting.wrap_up(by=request.user, at=timezone.now()):
        toast = Toast(
            _("Wrapped up. What is open is on the next 1:1."), reverse("meeting_wrap_up_undo", args=[meeting.pk])
        )
    else:
        toast = Toast(_("That 1:1 could not be wrapped up: it is over, was skipped, or is still days away."))
    # The focus goes where the page begins: on Review, read from the top.
    begin = "" if from_script(request) else "#main"
    return go_to(request, f"{meeting.get_absolute_url()}{begin}", toast=toast)


@require_POST
def destroy(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """Undo, within the hour: they are still talking."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    if meeting.unwrap(by=request.user, at=timezone.now()):
        return go_to(request, meeting.get_absolute_url())
    toast = Toast(_("Too late to take that back: a wrap-up can be undone for an hour."))
    return go_to(request, meeting.get_absolute_url(), toast=toast)
