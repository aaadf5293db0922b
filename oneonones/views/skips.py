"""Skipping one of a series, or cancelling one that is of none: the reason is one press; the agenda stays."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kit.http import Toast, enforce, go_to, undone
from kit.words import day
from oneonones.forms import SkipForm
from oneonones.models import AdHoc, Meeting
from oneonones.permissions import can_change_meeting
from oneonones.views.changes import Change
from people.models import PageRequest

SKIPPED = gettext_lazy("Skipped the one on %(day)s. What is open stays on the agenda.")


@require_http_methods(["GET", "POST"])
def create(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: the reasons, in place or as a page. POST: the meeting does not take place."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair().with_number(), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    at = timezone.now()
    change = Change(request, meeting, at=at)
    page = change.page.get_absolute_url()
    if not meeting.scheduled:
        return go_to(request, page, toast=Toast(_("That 1:1 is no longer planned.")))

    form = SkipForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return change.ask("skip", form)

    call_off = AdHoc(meeting).cancel if meeting.ad_hoc else meeting.skip
    if not call_off(**form.cleaned_data, by=request.user, at=at):
        return go_to(request, page, toast=Toast(_("Somebody else has just changed that 1:1.")))
    said = _("Cancelled the one on %(day)s. What is open stays on the agenda.") if meeting.ad_hoc else SKIPPED
    toast = Toast(str(said) % {"day": day(meeting.starts_at)}, change.undo_url("meeting_skip_undo"))
    if change.page == meeting:
        return go_to(request, page, toast=toast)
    return change.done(toast, instead=meeting)


@require_POST
def destroy(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """Undo: it takes place after all."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    at = timezone.now()
    if not AdHoc(meeting).uncancel(by=request.user, at=at):
        meeting.unskip(by=request.user, at=at)
    change = Change(request, meeting, at=at)
    if change.page == meeting:
        return go_to(request, meeting.get_absolute_url())
    return undone(request, to=change.page.get_absolute_url())
