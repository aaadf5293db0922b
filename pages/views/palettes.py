"""S15: find or do. A script holds what is likely and asks for the rest while one types; a browser without one gets a
page of links."""

from itertools import groupby

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kit.finding import Wanted
from kit.http import from_script
from oneonones.models import Pair
from pages.forms import LONGEST_QUERY
from pages.views.findings import look_for
from pages.views.hits import hit
from pages.views.palette_entries import ACTIONS, COMMANDS, DATES, ITEMS, PEOPLE, entries
from pages.views.readings import Reading
from people.models import PageRequest

FOUND = 8  # more is on the page of the search


@require_safe
def show(request: PageRequest) -> HttpResponse:
    """To a script JSON: what it keeps, or with `?q=` what the search finds. No other page learns what that was."""
    if from_script(request):
        response: HttpResponse = found(request) if "q" in request.GET else index(request)
    else:
        context = {"groups": groups(request), "active": "search", "page_class": "page-narrow"}
        response = render(request, "pages/palettes/show.html", context)
    response["Referrer-Policy"] = "strict-origin"
    return response


def index(request: PageRequest) -> JsonResponse:
    """The entries, and the words that the script says itself."""
    said = {
        "more": _("Search for “@words” everywhere"),
        "action": _("New action: “@words”"),
        "ways": _("Or"),
        "last": _("last time"),
        "chosen": _("chosen"),
        "none": _("Nothing here has these words. Enter searches everywhere."),
        "some": _("@n found"),
        "kinds": {"last": "", "here": _("On this page")} | names() | {"found": _("Found")},
    }
    listed = [one.packed for one in entries(request.user, at=timezone.now())]
    return JsonResponse({"entries": listed, "said": said})


def found(request: PageRequest) -> JsonResponse:
    """The first of what the search finds, as it stands on its own page."""
    reader, wanted = request.user, Wanted.read(request.GET["q"][:LONGEST_QUERY])
    if not wanted.terms or wanted.too_short:
        return JsonResponse({"entries": []})
    pairs = list(Pair.objects.visible_to(reader).with_people())
    some = look_for(wanted, reader, pairs).found[:FOUND]
    reading = Reading.of(some, reader, wanted, pairs)
    hits = [hit(one, reading) for one in some]
    return JsonResponse(
        {
            "entries": [
                ["found", hit.words, hit.href, " · ".join(filter(None, hit.facts)), ""] for hit in hits if hit.href
            ]
        }
    )


def groups(request: PageRequest) -> list[tuple[str, list[object]]]:
    """The entries of each kind under its name."""
    listed, said = entries(request.user, at=timezone.now()), names()
    return [(said[kind], list(some)) for kind, some in groupby(listed, key=lambda one: one.kind)]


def names() -> dict[str, str]:
    return {
        COMMANDS: _("Commands"),
        PEOPLE: _("People"),
        DATES: _("Dates"),
        ITEMS: _("Items"),
        ACTIONS: _("Actions"),
    }
