"""A new action from elsewhere: a line of the notes, the palette, an address somebody kept. The form, filled in; nothing
is promised until it is sent."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.models import WHAT_LENGTH, NoteLine
from actions.permissions import can_add_action_item
from actions.views.left_behind import find_left, form_hint, form_values
from actions.views.places import Place, uuid_or_none
from actions.views.regions import new_form
from agendas.models import SharedNote
from agendas.models.being_typed import BeingTyped
from kit.http import enforce
from oneonones.models import Meeting, Pair
from people.models import PageRequest


@require_safe
def new(request: PageRequest) -> HttpResponse:
    """`?pair=` whose; `what` and `due` fill the form, `?note=` and `line` fill it from a shared note, `?left=` from a
    promise left open by somebody who has left. Without a pair: with whom?"""
    said = request.GET
    if said.get("note"):
        return from_note(request, said["note"], said.get("line", ""))
    if not said.get("pair"):
        pairs = Pair.objects.visible_to(request.user).active().with_people()
        return render(
            request, "actions/new_actions/pairs.html", {"choices": choices_of(request, pairs), "active": "actions"}
        )
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=uuid_or_none(said["pair"]))
    if said.get("left"):
        left = find_left(request.user, said["left"])
        about, hint = form_values(left, request.user), form_hint(left, request.user)
        return form(request, Place("since", None, pair), about, fields={"left": left.pk}, hint=hint)
    values = {"what": said.get("what", "")[:WHAT_LENGTH], "due": said.get("due", "")[:100]}
    return form(request, Place("since", None, pair), values)


def choices_of(request: PageRequest, pairs: Any) -> list[tuple[str, str]]:
    """Each person the reader meets, and the address that goes on with them."""
    people = sorted(((pair.other(request.user).name, pair) for pair in pairs), key=lambda one: one[0].casefold())
    found = []
    for name, pair in people:
        query = request.GET.copy()
        query["pair"] = str(pair.pk)
        found.append((name, f"{reverse('new_action')}?{query.urlencode()}"))
    return found


def from_note(request: PageRequest, note_id: str, number: str) -> HttpResponse:
    """A line of a shared note, as it reads now; the address holds no word of it."""
    notes = SharedNote.objects.visible_to(request.user).with_typing().select_related("item")
    note = get_object_or_404(notes, pk=uuid_or_none(note_id))
    note.meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair(), pk=note.meeting_id)
    BeingTyped(note.meeting.pair).read_into([note])
    line = NoteLine.find(note, number)
    if line is None:
        raise Http404
    place = Place("promised", note.meeting, note.meeting.pair)
    fields = {"item": note.item_id} if note.item_id else {}
    return form(request, place, {"what": line.words[:WHAT_LENGTH]}, fields=fields)


def form(
    request: PageRequest,
    place: Place,
    values: dict[str, str],
    *,
    fields: dict[str, UUID] | None = None,
    hint: str | None = None,
) -> HttpResponse:
    """The form on a page of its own. Sent, it goes to where actions of that meeting or pair are made.

    `fields`: hidden ones, what the action comes from.
    """
    assert place.pair is not None
    enforce(can_add_action_item, request.user, place.pair)
    name, pk = ("action_items", place.meeting.pk) if place.meeting else ("pair_action_items", place.pair.pk)
    filled = new_form(place.pair, request.user, to=reverse(name, args=[pk]))
    assert filled is not None  # the pair lasts, or this were forbidden
    filled |= {"values": values, "fields": fields or {}, "focus": True, "hint": hint}
    other = place.pair.other(request.user)
    context = {
        "new": filled,
        "pair": place.pair,
        "title": _("An action with %(name)s") % {"name": other.first_name},
        "back": place.page,
        "page_class": "page-narrow",
    }
    return render(request, "actions/action_items/new.html", context)
