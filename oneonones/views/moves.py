"""Moving one meeting: this occurrence alone, or the rhythm with it. What speaks against a time is said first."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.http import Toast, enforce, go_to, undone
from kit.words import clock, day, short_day
from oneonones.forms import MoveForm
from oneonones.models import Meeting, Move
from oneonones.models.two_clocks import apart, on_their_clock
from oneonones.permissions import can_change_meeting
from oneonones.views import lasting_moves
from oneonones.views.changes import Change
from oneonones.views.planning import Planning, when
from people.models import PageRequest


@require_http_methods(["GET", "POST"])
def create(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """GET: the form, in place or as a page. POST: the meeting starts at another time."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair().with_number(), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    at = timezone.now()
    change = Change(request, meeting, at=at)
    page = change.page.get_absolute_url()
    if not meeting.scheduled:
        return go_to(request, page, toast=Toast(_("That 1:1 is no longer planned.")))

    form = MoveForm(
        request.POST if request.method == "POST" else None,
        moving=meeting,
        reader=request.user,
        at=at,
        scope=request.GET.get("scope", ""),
    )
    planning = change.planning()
    if not form.is_valid():
        return change.ask("move", form, more=panel(planning, request))
    if form.lasting is not None:
        return lasting_moves.create(change, form, form.lasting, more=panel(planning, request))
    to = form.cleaned_data["to"]
    warnings = [] if form.cleaned_data["sure"] else planning.warnings(to)
    if warnings:
        more = panel(planning, request) | {"warnings": warnings, "sure": to.isoformat(), "sure_when": when(to)}
        return change.ask("move", form, more=more)

    before = meeting.starts_at
    if not meeting.move(to=to, by=request.user, at=at):
        return go_to(request, page, toast=Toast(_("Somebody else has just changed that 1:1.")))
    return change.done(Toast(moved_words(meeting, before, request), change.undo_url("meeting_move_undo")))


@require_POST
def destroy(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """Undo: back to where it was."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    meeting.unmove(by=request.user, at=timezone.now())
    return undone(request, to=Change(request, meeting, at=timezone.now()).page.get_absolute_url())


def panel(planning: Planning, request: PageRequest) -> dict[str, Any]:
    """The panel, when it is now on both clocks, how far they are apart, and how much of a rhythm can move."""
    near = planning.near
    return {
        "plan": planning.panel(request.GET.get("day") or request.POST.get("day")),
        "their_time": planning.theirs(near),
        "scopes": lasting_moves.scopes(planning.moving, at=planning.at) if planning.moving else (),
        "clocks_apart": apart(near, reader=request.user, other=planning.other),
    }


def moved_words(meeting: Meeting, before: datetime, request: PageRequest) -> str:
    """'Moved to Thursday 3 December, 10:00.', and whether it now comes after another one."""
    theirs = on_their_clock(meeting.starts_at, reader=request.user, other=meeting.pair.other(request.user))
    when = f"{day(meeting.starts_at)}, {clock(meeting.starts_at)}"
    said = _("Moved to %(when)s (%(theirs)s).") if theirs else _("Moved to %(when)s.")
    words = said % {"when": when, "theirs": theirs}
    passed = Move(meeting, before).came_past()
    if passed is not None:
        words += " " + _("It now comes after the one on %(day)s.") % {"day": short_day(passed.starts_at)}
    return words
