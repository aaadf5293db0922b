"""Moving a meeting and its rhythm: what will happen is read first, and can be taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kit.http import Toast, enforce, go_to, undone
from kit.words import clock, day
from oneonones.forms import MoveForm
from oneonones.models import LastingMove, Meeting, Scope
from oneonones.permissions import can_change_meeting
from oneonones.views.changes import Change
from people.models import PageRequest


def scopes(meeting: Meeting, *, at: datetime) -> list[tuple[str, str, str]]:
    """The choices of the form: value, words, and what it means; none where there is only one."""
    offered = LastingMove.scopes(meeting, at=at)
    if len(offered) == 1:
        return []
    every = Scope.FOLLOWING not in offered
    words = {
        Scope.ONE: _("Those after it stay where they are."),
        Scope.FOLLOWING: _("Those before it stay where they are."),
        Scope.ALL: _("This one is the next: all following move with it.") if every else _("Every date to come moves."),
    }
    return [(scope.value, str(scope.label), words[scope]) for scope in offered]


def create(change: Change, form: MoveForm, move: LastingMove, *, more: Mapping[str, Any]) -> HttpResponse:
    """Asks first, with exactly what will happen; once that is agreed to, the rhythm moves."""
    request, at = change.request, change.at
    if form.cleaned_data["agreed"] != move.agreement:
        sentences = [*move.sentences(request.user), *change.planning().against(move.to)]
        said = {"sentences": sentences, "agreement": move.agreement}
        return change.ask("move", form, more={**more, **said, "sure": move.to.isoformat()})

    if move.make(by=request.user, at=at) is None:
        return go_to(request, change.page.get_absolute_url(), toast=Toast(_("Somebody else has just changed that.")))
    meeting = Meeting.objects.visible_to(request.user).with_pair().with_number().get(pk=move.meeting.pk)
    words = _("The rhythm moved. This one is now on %(day)s, %(time)s.") % {
        "day": day(meeting.starts_at),
        "time": clock(meeting.starts_at),
    }
    return Change(request, meeting, at=at).done(Toast(words, change.undo_url("lasting_move_undo")))


@require_POST
def destroy(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """Undo: the rhythm before, and each meeting where it was."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    enforce(can_change_meeting, request.user, meeting)
    at, page = timezone.now(), Change(request, meeting, at=timezone.now()).page.get_absolute_url()
    if meeting.series is None or not LastingMove.take_back(meeting.series, by=request.user, at=at):
        return go_to(request, page, toast=Toast(_("The rhythm has changed since. Move it again instead.")))
    return undone(request, to=page)
