"""*Worth asking*: questions for the agenda, each with the reason why now."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agendas.models import Asker, Background, Suggestion, worth_asking
from agendas.models.offer import Offer
from agendas.permissions import can_add_agenda_item
from kit.http import from_script, part, see_other
from oneonones.models import Meeting, Pair
from people.models import PageRequest, Person

TEMPLATE = "agendas/agenda/show.html"
SHOWN = 3


@require_safe
def index(request: PageRequest, meeting_id: UUID | None = None, pair_id: UUID | None = None) -> HttpResponse:
    """The suggestions alone."""
    meeting = None
    if meeting_id is not None:
        meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
        pair = meeting.pair
    else:
        pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    if not from_script(request):
        return see_other(meeting.get_absolute_url() if meeting else reverse("pair_agenda", args=[pair.pk]))
    context = asking(pair, meeting, request.user, at=timezone.now())
    return render(request, part(TEMPLATE, "asking", request), context)


@dataclass(frozen=True)
class Asking:
    """What `_asking.html` shows beside the agenda, and what an agenda with nothing on it starts with."""

    suggestions: list[Suggestion]
    starters: list[Suggestion]
    offer: Offer | None
    url: str
    add_url: str
    bank_url: str
    templates_url: str
    fill_url: str
    not_now_url: str
    key: UUID = field(default_factory=uuid4)


def asking(pair: Pair, meeting: Meeting | None, reader: Person, *, at: datetime) -> dict[str, Any]:
    """What there is a reason to ask, as far as the reader knows; nothing once meeting or pair are over.

    While nothing is open the first three stand in the agenda itself, and the next three beside it.
    """
    returning = meeting is not None and meeting.first_back_of_id is not None
    known = Background.of(pair, reader, at=at, returning=returning)
    over = not can_add_agenda_item(reader, pair) or (meeting is not None and not meeting.scheduled)
    role, today = Asker.of(pair, reader), reader.today(at)
    found = [] if over else worth_asking(known, role=role, today=today, count=2 * SHOWN)
    part_name, add_name = ("asking", "agenda_items") if meeting else ("pair_asking", "pair_agenda_items")
    where = [meeting.pk if meeting else pair.pk]
    return {
        "asking": Asking(
            suggestions=found[:SHOWN] if known.waiting else found[SHOWN:],
            starters=[] if known.waiting else found[:SHOWN],
            offer=None if over else Offer.of(pair, known, today=today),
            url=reverse(part_name, args=where),
            add_url=reverse(add_name, args=where),
            bank_url=reverse("questions", args=[pair.pk]),
            templates_url=reverse("pair_templates", args=[pair.pk]),
            fill_url=reverse("fillings", args=[pair.pk]),
            not_now_url=reverse("not_now", args=[pair.pk]) + (f"?meeting={meeting.pk}" if meeting else ""),
        )
    }
