"""Marking what became of an item as a decision, with what was decided in a line; and taking the mark off."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agendas.forms import DecisionForm
from agendas.models import AgendaItem, Decision
from agendas.permissions import can_mark_decision
from agendas.views.agenda_items import find_at
from agendas.views.agendas import answer
from agendas.views.places import Place
from kit.http import Toast, enforce, undone
from oneonones.models import Meeting
from people.models import PageRequest


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: PageRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """GET: one field, what was decided. POST: it is marked, with these words where there are any."""
    (item, meeting), at = find_at(request, meeting_id, item_id), timezone.now()
    enforce(can_mark_decision, request.user, item, meeting, at)
    place = Place.of(request, meeting.pair, meeting, at=at)
    if request.method != "POST":
        return ask(request, item, place, DecisionForm())

    form = DecisionForm(request.POST)
    if not form.is_valid():
        return ask(request, item, place, form, status=422)
    words = form.cleaned_data["words"] if "words" in request.POST else None
    decision = Decision.mark(item, meeting, words=words, by=request.user, at=at)
    toast = None
    if decision is not None:
        toast = Toast(_("Marked as a decision."), reverse("decision_withdrawal", args=[decision.pk]) + place.query)
    return answer(request, place, at=at, item_id=item.pk, toast=toast)


def ask(request: PageRequest, item: AgendaItem, place: Place, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    """The form, on a page of its own."""
    marks = Decision.objects.visible_to(request.user).filter(meeting=place.meeting, item=item)
    context = {
        "decided": item,
        "decision": marks.first(),
        "form": form,
        "place": place,
        "pair": place.pair,
        "other": place.pair.other(request.user),
        "active": "pairs",
        "page_class": "page-narrow",
    }
    return render(request, "agendas/decisions/new.html", context, status=status)


@require_POST
def withdraw(request: PageRequest, decision_id: UUID) -> HttpResponse:
    """It was none after all. Undo puts the mark back, with its words."""
    marks = Decision.objects.visible_to(request.user)
    decision, place, at = found(request, get_object_or_404(marks.select_related("item__author"), pk=decision_id))
    toast = None
    if decision.withdraw(by=request.user, at=at):
        undo = reverse("decision_withdrawal_undo", args=[decision.pk]) + place.query
        toast = Toast(_("No longer marked as a decision."), undo)
    return answer(request, place, at=at, item_id=decision.item_id, toast=toast)


@require_POST
def restore(request: PageRequest, decision_id: UUID) -> HttpResponse:
    """Undo: it is a decision again."""
    marks = Decision.withdrawn_from(request.user)
    decision, place, at = found(request, get_object_or_404(marks.select_related("item__author"), pk=decision_id))
    decision.restore(by=request.user, at=at)
    response = undone(request, to=place.after(decision.item_id))
    response["HX-Trigger"] = "live:agenda_item"
    return response


def found(request: PageRequest, decision: Decision) -> tuple[Decision, Place, datetime]:
    """The decision, with the page it stands on; 403 once the record of its meeting is locked."""
    at = timezone.now()
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=decision.meeting_id)
    decision.meeting, decision.item.pair = meeting, meeting.pair
    enforce(can_mark_decision, request.user, decision.item, meeting, at)
    return decision, Place.of(request, meeting.pair, meeting, at=at), at
