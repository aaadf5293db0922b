"""Items of the agenda: put on it, looked up, changed in place."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agendas.forms import AgendaItemEditForm, AgendaItemForm
from agendas.models import AgendaItem, Outcome
from agendas.models.said import TITLE_LENGTH
from agendas.permissions import can_add_agenda_item, can_edit_agenda_item
from agendas.views.agenda_parts import Refused, said
from agendas.views.agendas import TEMPLATE, answer, next_of, whole, whose
from agendas.views.places import Place
from agendas.views.questions import asking
from kit.http import enforce, from_script, part
from oneonones.models import Meeting
from people.models import PageRequest


@require_POST
def create(request: PageRequest, meeting_id: UUID | None = None, pair_id: UUID | None = None) -> HttpResponse:
    """Put something on the agenda; sent again with the same key, nothing more."""
    pair, meeting = whose(request, meeting_id, pair_id)
    enforce(can_add_agenda_item, request.user, pair)
    at = timezone.now()
    place = Place.of(request, pair, meeting, at=at)

    form = AgendaItemForm(request.POST, pair=pair, by=request.user)
    if not form.is_valid():
        return render(
            request, part(TEMPLATE, "agenda", request), whole(place, request.user, at=at, form=form), status=422
        )

    item = AgendaItem.raise_on(pair, **form.raised, by=request.user, at=at)
    response = answer(request, place, at=at, item_id=item.pk)
    if item.question_key and from_script(request):
        context = asking(pair, meeting, request.user, at=at) | {"oob": True}
        response.write(render(request, f"{TEMPLATE}#asking", context).content.decode())
    return response


def find(request: PageRequest, item_id: UUID) -> AgendaItem:
    """The item, if it is the reader's to know of; else 404."""
    visible = AgendaItem.objects.visible_to(request.user).select_related("author", "pair__manager", "pair__report")
    return get_object_or_404(visible, pk=item_id)


def find_at(request: PageRequest, meeting_id: UUID, item_id: UUID) -> tuple[AgendaItem, Meeting]:
    """The item and the meeting, if they are the reader's to know of and of one pair; else 404."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    items = AgendaItem.objects.visible_to(request.user).select_related("author")
    item = get_object_or_404(items, pk=item_id, pair=meeting.pair_id)
    item.pair = meeting.pair
    return item, meeting


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, item_id: UUID) -> HttpResponse:
    """The address of an item leads to the page that it is on; a form sent there changes its words."""
    item = find(request, item_id)
    if request.method == "POST":
        return update(request, item)
    return redirect(f"{page_of(item, request, at=timezone.now())}#item-{item.pk}")


def page_of(item: AgendaItem, request: PageRequest, *, at: datetime) -> str:
    """Open: the next meeting, or the page without a date. Closed: the meeting at which it was last dealt with.

    What was answered in writing at no meeting has a page of its own.
    """
    outcome = None
    if not item.open:
        ended = Outcome.objects.visible_to(request.user).ended().filter(item=item)
        outcome = ended.select_related("meeting").order_by("-ended_at").first()
        if item.closed_as == AgendaItem.Closed.ANSWERED and (outcome is None or outcome.kind != item.closed_as):
            return reverse("agenda_item_answer", args=[item.pk])
    meeting = outcome.meeting if outcome else next_of(item.pair, request.user, at=at)
    return meeting.get_absolute_url() if meeting else reverse("pair_agenda", args=[item.pair_id])


def update(request: PageRequest, item: AgendaItem) -> HttpResponse:
    """Its author changes the words. What was saved elsewhere meanwhile is shown beside them, and one is chosen."""
    enforce(can_edit_agenda_item, request.user, item)
    at = timezone.now()
    place = Place.named(request, item.pair, at=at)
    if request.POST.get("keep") == "theirs":
        return answer(request, place, at=at, item_id=item.pk)

    typed = both(item, request.POST) if request.POST.get("keep") == "both" else request.POST
    form = AgendaItemEditForm(typed, item=item)
    if not form.is_valid():
        return refuse(request, place, Refused(item.pk, form), at=at, status=422)
    if not item.edit(**form.words, version=form.cleaned_data["version"], by=request.user, at=at):
        item = find(request, item.pk)
        if form.words != said(item):
            return refuse(request, place, Refused(item.pk, form, conflict=True), at=at, status=409)
    return answer(request, place, at=at, item_id=item.pk)


def refuse(request: PageRequest, place: Place, refused: Refused, *, at: datetime, status: int) -> HttpResponse:
    """The agenda, with what was typed in its place."""
    context = whole(place, request.user, at=at, refused=refused)
    return render(request, part(TEMPLATE, "agenda", request), context, status=status)


def both(item: AgendaItem, typed: QueryDict) -> dict[str, Any]:
    """Two versions in one: titles side by side where that fits, contexts one after the other."""
    mine = typed.get("title", "")
    titles = [item.title] if mine == item.title else [item.title, mine]
    texts = different(item.context, typed.get("context", ""))
    if len(" / ".join(titles)) > TITLE_LENGTH:
        texts.insert(1, titles.pop())
    return {
        **typed.dict(),
        "title": " / ".join(titles),
        "context": "\n\n".join(texts),
        "planned_minutes": typed.get("planned_minutes") or item.planned_minutes,
        "impact": "\n".join(different(item.impact, typed.get("impact", ""))),
        "evidence": "\n".join(different(item.evidence, typed.get("evidence", ""))),
    }


def different(saved: str | None, typed: str) -> list[str]:
    """What is said in either text, once."""
    return [text for text in dict.fromkeys((saved or "", typed)) if text]
