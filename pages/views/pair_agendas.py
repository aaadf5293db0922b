"""A pair without a date: the same page in Prepare, without notes. Items and promises wait there for the next 1:1."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.views.regions import since
from agendas.views.agendas import at_place
from agendas.views.places import Place
from agendas.views.questions import asking
from oneonones.models import Pair, Recent
from oneonones.models.steps import in_words
from oneonones.views.pairs import ended_words
from oneonones.views.rhythms import rhythm
from pages.views.timelines import looking_back
from people.models import PageRequest, Person


@require_safe
def show(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """The agenda of the two; on the page of their next meeting if there is one."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people().with_last_change(), pk=pair_id)
    at = timezone.now()
    recent = Recent.of(pair, at=at)
    meeting = recent.next(at=at)
    if meeting is not None:
        return redirect(meeting)
    return render(request, "pages/pair_agendas/show.html", whole(pair, request.user, at=at, recent=recent))


def whole(pair: Pair, reader: Person, *, at: datetime, recent: Recent) -> dict[str, Any]:
    """Everything on the page."""
    strip = recent.strip(reader, at=at)
    return {
        "active": "pairs",
        "body_attrs": {"data-stage": "prepare"},
        "strip_shapes": [step.shape for step in strip],
        "strip_words": in_words(strip),
        "ended_words": ended_words(pair, reader),
        **rhythm(pair, pair.rhythm, reader, at=at, back="agenda"),
        **at_place(Place(pair, None, "prepare"), reader, at=at, recent=recent),
        **asking(pair, None, reader, at=at),
        **since(pair, None, reader, at=at, last_ended_at=recent.last_ended_at()),
        **looking_back(recent.past(at=at), pair, reader, at=at),
    }
