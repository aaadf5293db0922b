"""*Add something we missed*: into the record of a 1:1 that was held, until that locks."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agendas.forms import MissedForm
from agendas.models import Missed
from agendas.permissions import can_add_missed_item
from agendas.views.agenda_items import find
from agendas.views.agendas import TEMPLATE, answer, whole
from agendas.views.places import Place
from kit.http import Toast, enforce, part, undone
from oneonones.models import Meeting
from people.models import PageRequest


@require_POST
def create(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """It stands in the record as talked through, with what was said."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    at = timezone.now()
    enforce(can_add_missed_item, request.user, meeting, at)
    place = Place.of(request, meeting.pair, meeting, at=at)

    form = MissedForm(request.POST)
    if not form.is_valid():
        context = whole(place, request.user, at=at, missed=form)
        return render(request, part(TEMPLATE, "agenda", request), context, status=422)
    item = Missed.add(meeting, **form.cleaned_data, by=request.user, at=at)
    undo = reverse("missed_item_undo", args=[meeting.pk, item.pk]) + place.query
    return answer(request, place, at=at, item_id=item.pk, toast=Toast(_("Added to the record."), undo))


@require_POST
def destroy(request: PageRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Undo: it leaves the record again."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=meeting_id)
    item, at = find(request, item_id), timezone.now()
    enforce(can_add_missed_item, request.user, meeting, at)
    Missed.take_back(item, meeting, by=request.user, at=at)
    return undone(request, to=Place.of(request, meeting.pair, meeting, at=at).after())
