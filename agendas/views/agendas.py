"""The agenda on the page of a meeting, or on that of a pair without a date: what both see, in their own numbers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agendas.forms import AgendaItemForm, MissedForm
from agendas.models import Agenda
from agendas.permissions import can_add_agenda_item, can_add_missed_item, can_change_record, can_run_meeting
from agendas.views.agenda_parts import AgendaPart, Refused
from agendas.views.places import Place
from agendas.views.questions import asking
from kit.http import Toast, part, respond
from oneonones.models import Meeting, Pair, Recent
from people.models import PageRequest, Person

TEMPLATE = "agendas/agenda/show.html"


@require_safe
def show(request: PageRequest, meeting_id: UUID | None = None, pair_id: UUID | None = None) -> HttpResponse:
    """The agenda alone: to a script as a part, to a browser as a page of its own (with more than a hundred items)."""
    pair, meeting = whose(request, meeting_id, pair_id)
    at = timezone.now()
    place = Place.of(request, pair, meeting, at=at)
    return render(request, part(TEMPLATE, "agenda", request), whole(place, request.user, at=at))


def at_place(
    place: Place,
    reader: Person,
    *,
    at: datetime,
    recent: Recent | None = None,
    form: AgendaItemForm | None = None,
    refused: Refused | None = None,
    missed: MissedForm | None = None,
) -> dict[str, Any]:
    """What `_agenda.html` shows there; `recent` spares the question for the next meeting. With what was refused."""
    pair, meeting = place.pair, place.meeting
    upcoming = recent.next(at=at) if recent else next_of(pair, reader, at=at)
    shown = Agenda.of(
        pair,
        meeting,
        reader,
        at=at,
        upcoming=upcoming,
        review=place.stage == "review",
        page=place.page,
        typed=place.typed,
    )
    writes = can_add_agenda_item(reader, pair)
    misses = place.stage == "review" and meeting is not None and can_add_missed_item(reader, meeting, at)
    return {
        "agenda": AgendaPart(
            shown=shown,
            place=place,
            reader=reader,
            at=at,
            adding=form or AgendaItemForm(),
            refused=refused,
            writes=writes,
            changes=meeting is not None and can_change_record(reader, meeting, at),
            meets=place.stage == "meet" and meeting is not None and shown.here and can_run_meeting(reader, meeting),
            missed=(missed or MissedForm()) if misses else None,
        )
    }


def whole(place: Place, reader: Person, *, at: datetime, **typed: Any) -> dict[str, Any]:
    """The agenda, and what to ask where there is nothing on it yet."""
    context = at_place(place, reader, at=at, **typed)
    if context["agenda"].shown.empty:
        context |= asking(place.pair, place.meeting, reader, at=at)
    return context | {"pair": place.pair, "other": place.pair.other(reader), "active": "pairs"}


def answer(
    request: PageRequest, place: Place, *, at: datetime, toast: Toast | None = None, item_id: UUID | None = None
) -> HttpResponse:
    """A form was taken: the agenda as it is now."""
    return respond(
        request,
        TEMPLATE,
        "agenda",
        lambda: whole(place, request.user, at=at),
        to=place.after(item_id),
        toast=toast,
    )


def whose(request: PageRequest, meeting_id: UUID | None, pair_id: UUID | None) -> tuple[Pair, Meeting | None]:
    """The pair, and the meeting where one is named; 404 unless they are the reader's to see."""
    if meeting_id is None:
        return get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id), None
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    return meeting.pair, meeting


def next_of(pair: Pair, reader: Person, *, at: datetime) -> Meeting | None:
    """The pair's next meeting: open items are on its page."""
    return Meeting.objects.visible_to(reader).filter(pair=pair).upcoming(at=at).first()
