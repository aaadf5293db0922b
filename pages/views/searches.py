"""Search: one form, everything of it in the address, over what its reader may open."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from oneonones.models import Pair
from pages.forms import SearchForm
from pages.views.findings import MOST_FOUND, Findings, look_for
from pages.views.hits import hit
from pages.views.readings import Reading
from pages.views.sources import (
    ACTIONS,
    AMENDMENTS,
    ANSWERS,
    COMMENTS,
    DECISIONS,
    ITEMS,
    KINDS,
    MOST_ROWS,
    NOTES,
    PEOPLE,
    PRIVATE,
    TEMPLATES,
)
from people.models import PageRequest, Person

A_PAGE = 20


@require_safe
def index(request: PageRequest) -> HttpResponse:
    """The form; and what was found, if something is looked for. What that was goes on to no other page."""
    response = answer(request)
    response["Referrer-Policy"] = "strict-origin"
    return response


def answer(request: PageRequest) -> HttpResponse:
    reader = request.user
    pairs = by_name(Pair.objects.visible_to(reader).with_people(), reader)
    form = SearchForm(request.GET, kinds=KINDS, pairs=pairs, reader=reader)
    said = {
        "active": "search",
        "form": form,
        "pair_options": [("", _("All your 1:1s")), *((pair.pk, name(pair, reader)) for pair in pairs)],
    }
    if not form.is_valid():
        return render(request, "pages/searches/index.html", said | {"found": None}, status=422)
    return render(request, "pages/searches/index.html", said | results(form, reader, pairs, request.GET.get("page")))


def results(form: SearchForm, reader: Person, pairs: list[Pair], page: str | None) -> dict[str, Any]:
    """One page of what was found, how much of each kind there is, and what was not looked at."""
    wanted, chosen = form.wanted, form.cleaned_data
    if not wanted.terms:
        return {"found": None}
    found = look_for(wanted, reader, pairs, pair_id=UUID(chosen["pair"]) if chosen["pair"] else None, span=form.span)
    shown = Paginator(found.of(chosen["kind"]), A_PAGE).get_page(page)
    reading = Reading.of(shown.object_list, reader, wanted, pairs)
    return {
        "found": found,
        "shown": shown,
        "hits": [hit(one, reading) for one in shown.object_list],
        "tabs": tabs(form, found),
        "admitted": admitted(found),
    }


def tabs(form: SearchForm, found: Findings) -> list[tuple[str, str, bool]]:
    """All, and each kind of which there is something."""
    chosen, counts = form.cleaned_data["kind"], found.counts
    names = {
        PEOPLE: _("People"),
        ITEMS: _("Items"),
        NOTES: _("Notes"),
        PRIVATE: _("Private notes"),
        ACTIONS: _("Actions"),
        DECISIONS: _("Decisions"),
        AMENDMENTS: _("Amendments"),
        COMMENTS: _("Comments"),
        ANSWERS: _("Answers"),
        TEMPLATES: _("Templates"),
    }
    some = [(f"{names[kind]} {counts[kind]}", kind) for kind in KINDS if counts[kind] or kind == chosen]
    return [(text, form.address(kind=kind), kind == chosen) for text, kind in [(_("All"), ""), *some]]


def admitted(found: Findings) -> list[str]:
    """What the list does not hold, in sentences."""
    said = []
    if found.cut_short:
        words = _("More than %(n)d places have these words: here are the newest. Add a word or choose dates.")
        said.append(words % {"n": MOST_FOUND})
    if found.not_reached:
        words = _("Only the newest %(n)d texts of each kind were looked at. Choose dates to reach older ones.")
        said.append(words % {"n": MOST_ROWS})
    if found.unopened:
        words = ngettext("%(n)d text could not be opened.", "%(n)d texts could not be opened.", found.unopened)
        said.append(words % {"n": found.unopened})
    return said


def by_name(pairs: Any, reader: Person) -> list[Pair]:
    """Those that go on first, then by name."""
    return sorted(pairs, key=lambda pair: (not pair.active, pair.other(reader).name.casefold(), str(pair.pk)))


def name(pair: Pair, reader: Person) -> str:
    other = pair.other(reader).name
    return other if pair.active else _("%(name)s (ended)") % {"name": other}
