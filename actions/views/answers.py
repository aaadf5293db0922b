"""The answer to a form about an action: a script gets the part that it stood in, a browser goes to its page."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string

from actions.models import ActionItem
from actions.views.places import Place
from actions.views.regions import Refused, detail, last_end, listing, of_pair, promised, since, todo
from kit.http import Toast, from_script, part, respond
from people.models import PageRequest, Person

PARTS = "actions/action_items/parts.html"
PAGE = "actions/action_items/show.html"


def find(request: PageRequest, action_item_id: Any) -> ActionItem:
    """The action, if it is the reader's to see; else 404."""
    visible = ActionItem.objects.visible_to(request.user).with_pair()
    return get_object_or_404(visible, pk=action_item_id)


def context_of(
    place: Place, reader: Person, *, at: datetime, action: ActionItem | None = None, refused: Refused | None = None
) -> dict[str, Any]:
    """What the part in this place shows now."""
    if place.on == "since" and place.pair is not None:
        ended = last_end(place.pair, place.meeting, reader)
        return since(place.pair, place.meeting, reader, at=at, last_ended_at=ended, refused=refused)
    if place.on == "promised" and place.pair is not None and place.meeting is not None:
        return promised(place.pair, place.meeting, reader, at=at, refused=refused)
    if place.on == "pair" and place.pair is not None:
        return of_pair(place.pair, reader, at=at, refused=refused)
    if place.on == "actions":
        return listing(place, reader, at=at, refused=refused)
    if place.on == "todo":
        return todo(reader, at=at)
    assert action is not None
    return detail(action, reader, at=at, refused=refused)


def answer(
    request: PageRequest, place: Place, action: ActionItem, *, at: datetime, toast: Toast | None = None
) -> HttpResponse:
    """A form was taken."""
    if from_script(request) and not place.on:
        return elsewhere(request, toast)
    response = respond(
        request,
        PARTS,
        place.on or "action",
        lambda: context_of(place, request.user, at=at, action=action),
        to=place.page or action.get_absolute_url(),
        toast=toast,
    )
    if place.on == "todo":
        response["HX-Trigger"] = "live:action_item"  # the card of the next 1:1 says what the reader owes
    return response


def refuse(
    request: PageRequest, place: Place, action: ActionItem, refused: Refused, *, at: datetime, status: int
) -> HttpResponse:
    """A form was not taken: it is shown in its place with what was typed, or on the action's own page."""
    if not from_script(request):
        return render(request, PAGE, detail(action, request.user, at=at, refused=refused), status=status)
    context = context_of(place, request.user, at=at, action=action, refused=refused)
    return render(request, part(PARTS, place.on or "action", request), context, status=status)


def elsewhere(request: PageRequest, toast: Toast | None) -> HttpResponse:
    """For a page of somebody else's making: only the toast, and the word that its regions are stale."""
    response = HttpResponse(headers={"HX-Trigger": "live:action_item"})
    if toast is not None:
        response.write(render_to_string("_toast.html", {"said": toast}, request))
    else:
        response.status_code = 204
    return response
