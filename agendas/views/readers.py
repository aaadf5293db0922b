"""Who can read this: the reader list of an item or a note, fetched when somebody asks."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agendas.models import PrivateNote, Readable, SharedNote, readers_of
from agendas.views.agenda_items import find
from kit.http import from_script, part
from oneonones.models import Pair
from people.models import PageRequest

TEMPLATE = "agendas/readers/show.html"
PEOPLE = ("meeting__pair__manager", "meeting__pair__report")


@require_safe
def of_item(request: PageRequest, item_id: UUID) -> HttpResponse:
    """Of an item: the two, or its author alone until it is shared."""
    item = find(request, item_id)
    return show(request, item, item.pair, back=reverse("agenda_item", args=[item.pk]))


@require_safe
def of_shared_note(request: PageRequest, note_id: UUID) -> HttpResponse:
    """Of a note that both write."""
    notes = SharedNote.objects.visible_to(request.user).select_related(*PEOPLE)
    note = get_object_or_404(notes, pk=note_id)
    return show(request, note, note.meeting.pair, back=f"{note.meeting.get_absolute_url()}#notes")


@require_safe
def of_private_note(request: PageRequest, private_note_id: UUID) -> HttpResponse:
    """Of a private note: to its author, and to them alone, that they are the only one."""
    notes = PrivateNote.objects.visible_to(request.user).exclude(meeting=None).select_related(*PEOPLE)
    note = get_object_or_404(notes, pk=private_note_id)
    assert note.meeting is not None  # excluded above
    return show(request, note, note.meeting.pair, back=f"{note.meeting.get_absolute_url()}#private-notes")


def show(request: PageRequest, thing: Readable, pair: Pair, *, back: str) -> HttpResponse:
    """The list: a script gets it alone, to put in the place of what asked for it."""
    context = {
        "readers": list(readers_of(thing)),
        "fetched": from_script(request),
        "back": back,
        "pair": pair,
        "other": pair.other(request.user),
        "active": "pairs",
        "page_class": "page-narrow",
    }
    return render(request, part(TEMPLATE, "readers", request), context)
