"""What becomes of items: started, talked through, carried over, dropped; and taken back."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from agendas.models import AgendaItem, Outcome, put_back
from agendas.permissions import can_close_agenda_item, can_run_meeting, can_undo_outcome
from agendas.views.agenda_items import find, find_at
from agendas.views.agendas import answer
from agendas.views.places import Place
from kit.http import Toast, enforce, undone
from oneonones.models import Meeting
from people.models import PageRequest

Verb = Callable[..., bool]

DONE = {
    "discussed": gettext_lazy("Done."),
    "carried": gettext_lazy("Carried over to the next 1:1."),
    "dropped": gettext_lazy("Dropped."),
}


@require_POST
def start(request: PageRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Talk about it now."""
    item, meeting, at = both(request, meeting_id, item_id)
    Outcome.start(item, meeting, by=request.user, at=at)
    return answer(request, Place.of(request, meeting.pair, meeting, at=at), at=at, item_id=item.pk)


@require_POST
def discuss(request: PageRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """*Done, next item*."""
    return finish(request, meeting_id, item_id, "discussed", Outcome.discuss)


@require_POST
def carry(request: PageRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """*Carry over*: it stays open, and this meeting says so."""
    return finish(request, meeting_id, item_id, "carried", partial(Outcome.finish, kind="carried"))


@require_POST
def drop(request: PageRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Off the agenda, and this meeting says so. Asks nothing; Undo brings it back."""
    return finish(request, meeting_id, item_id, "dropped", partial(Outcome.finish, kind="dropped"))


def finish(request: PageRequest, meeting_id: UUID, item_id: UUID, kind: str, verb: Verb) -> HttpResponse:
    """One ending; whoever of two who press at once is second finds it noted."""
    item, meeting, at = both(request, meeting_id, item_id)
    place = Place.of(request, meeting.pair, meeting, at=at)
    toast = None
    if verb(item, meeting, by=request.user, at=at):
        toast = Toast(str(DONE[kind]), reverse("outcome_undo", args=[meeting.pk, item.pk]) + place.query)
    return answer(request, place, at=at, toast=toast)


@require_POST
def undo(request: PageRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """It is open again, and talked about again if it was."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    item, at = find(request, item_id), timezone.now()
    enforce(can_undo_outcome, request.user, item, meeting, at)
    Outcome.undo(item, meeting, by=request.user, at=at)
    place = Place.of(request, meeting.pair, meeting, at=at)
    response = undone(request, to=place.after(item.pk))
    response["HX-Trigger"] = "live:agenda_item"
    return response


@require_POST
def drop_without_meeting(request: PageRequest, item_id: UUID) -> HttpResponse:
    """Off the agenda of a pair without a date."""
    item, at = find(request, item_id), timezone.now()
    enforce(can_close_agenda_item, request.user, item)
    place = Place.named(request, item.pair, at=at)
    toast = None
    if item.close(how=AgendaItem.Closed.DROPPED, by=request.user, at=at):
        toast = Toast(str(DONE["dropped"]), reverse("agenda_item_drop_undo", args=[item.pk]) + place.item_query)
    return answer(request, place, at=at, toast=toast)


@require_POST
def reopen(request: PageRequest, item_id: UUID) -> HttpResponse:
    """Undo, or *Put back* from what was recently removed: it is open again."""
    item, at = find(request, item_id), timezone.now()
    enforce(can_close_agenda_item, request.user, item)
    put_back(item, by=request.user, at=at)
    return undone(request, to=Place.named(request, item.pair, at=at).after(item.pk))


def both(request: PageRequest, meeting_id: UUID, item_id: UUID) -> tuple[AgendaItem, Meeting, datetime]:
    """The item and the meeting, of one pair of the reader's (else 404), which may still be run (else 403)."""
    item, meeting = find_at(request, meeting_id, item_id)
    enforce(can_run_meeting, request.user, meeting)
    return item, meeting, timezone.now()
