"""The agenda on the page of a meeting, or on that of a pair without a date: what both see, in their own numbers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agendas.forms import AgendaItemEditForm, AgendaItemForm
from agendas.models import Agenda, AgendaItem, Entry
from agendas.models.hint import too_many_of, vague
from agendas.permissions import can_add_agenda_item, can_change_record, can_run_meeting
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


@dataclass(frozen=True)
class Refused:
    """A change of an item that was not taken: what was typed and what is wrong, or that it was saved elsewhere."""

    item_id: UUID
    form: AgendaItemEditForm
    conflict: bool = False


@dataclass(frozen=True)
class AgendaPart:
    """What `_agenda.html` shows."""

    shown: Agenda
    place: Place
    reader: Person
    at: datetime
    adding: AgendaItemForm
    refused: Refused | None
    writes: bool  # both may still write here
    changes: bool  # what the meeting came to can still be changed: it is not locked
    meets: bool  # Start, Done and Carry over are offered
    key: UUID = field(default_factory=uuid4)

    @property
    def other(self) -> Person:
        return self.place.pair.other(self.reader)

    @property
    def leads(self) -> bool:
        """Is the reader the manager of the pair?"""
        return self.reader.pk == self.place.pair.manager_id

    @property
    def mostly_own(self) -> tuple[int, int] | None:
        """(own, all) for a manager whose items most are, before they meet; nobody else is told."""
        if not (self.leads and self.writes and self.shown.here and self.place.stage == "prepare"):
            return None
        return too_many_of(self.place.pair, (entry.item for entry in self.shown.entries))

    def asks_for_purpose(self, item: AgendaItem) -> bool:
        """Is it the reader's own, open, and does it name a subject alone? Said before they meet, and to nobody else."""
        own = self.writes and item.open and item.author_id == self.reader.pk and self.place.stage == "prepare"
        return own and vague(item.title, item.context)

    def since(self, entry: Entry) -> tuple[datetime, str] | None:
        """Since when the current item is talked about, and how long that is: "4:12"."""
        if entry.outcome is None or not entry.outcome.now or entry.outcome.started_at is None:
            return None
        minutes, seconds = divmod(max(0, int((self.at - entry.outcome.started_at).total_seconds())), 60)
        return entry.outcome.started_at, f"{minutes}:{seconds:02d}"

    @property
    def notes_open(self) -> bool:
        """May the notes on items be written here? In Review they are read."""
        return self.changes and self.place.stage != "review"


def agenda(
    pair: Pair,
    meeting: Meeting | None,
    reader: Person,
    *,
    at: datetime,
    stage: str,
    recent: Recent | None = None,
    form: AgendaItemForm | None = None,
) -> dict[str, Any]:
    """What `_agenda.html` shows on the page of `meeting`; `recent` spares the question for the next one."""
    natural = meeting.stage(at=at) if meeting else "prepare"
    place = Place(pair, meeting, stage, stage_chosen=stage != natural)
    return at_place(place, reader, at=at, recent=recent, form=form)


def at_place(
    place: Place,
    reader: Person,
    *,
    at: datetime,
    recent: Recent | None = None,
    form: AgendaItemForm | None = None,
    refused: Refused | None = None,
) -> dict[str, Any]:
    """The same for a place; with what was typed and refused."""
    pair, meeting = place.pair, place.meeting
    upcoming = recent.next(at=at) if recent else next_of(pair, reader, at=at)
    shown = Agenda.of(pair, meeting, reader, upcoming=upcoming, review=place.stage == "review", page=place.page)
    writes = can_add_agenda_item(reader, pair)
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
