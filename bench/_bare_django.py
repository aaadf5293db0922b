"""The same two pages as anybody would first write them in Django: the same SQL by the same querysets, its own templates,
no components, no parts. What ours adds on top (regions, forms, menus, live) is the difference.
"""

import json
import os
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

PLAN: dict[str, Any] = json.loads(Path(os.environ["BENCH_PLAN"]).read_text())
application = get_wsgi_application()

from actions.models import ActionItem
from actions.views.regions import actions_of
from agendas.models import Agenda, AgendaItem, Background, Comment, PrivateNote, SharedNote
from oneonones.models import Meeting, Pair, Recent
from pages.rail import Rail


def home(request: HttpRequest) -> HttpResponse:
    """Everybody the person meets, with the newest meetings, what waits for the next one, and what was promised."""
    person: Any = request.user
    now = timezone.now()
    pairs = list(Pair.objects.visible_to(person).active().with_people())
    recents = Recent.of_each(pairs, at=now)
    waiting = AgendaItem.objects.visible_to(person).open().filter(pair__in=pairs).order_by()
    counts = {pair_id: n for pair_id, _author, n in waiting.values_list("pair", "author").annotate(n=Count("pk"))}
    rows = [
        {
            "other": pair.other(person),
            "meetings": recents[pair.pk].meetings[-9:],
            "next": recents[pair.pk].next(at=now),
            "items": counts.get(pair.pk, 0),
        }
        for pair in pairs
    ]
    first = min((row["next"].starts_at, pair.pk) for row, pair in zip(rows, pairs, strict=True) if row["next"])[1]
    context = {
        "now": now,
        "rows": rows,
        "items": list(AgendaItem.objects.visible_to(person).open().filter(pair=first).in_order()[:20]),
        "promises": list(
            ActionItem.objects.visible_to(person)
            .open()
            .filter(who=person)
            .select_related("pair__manager", "pair__report")
        ),
        "mentioned": list(Comment.objects.visible_to(person).asking(person)[:3]),
        "rail": Rail(person).rows,
    }
    return render(request, "home.html", context)


def meeting(request: HttpRequest) -> HttpResponse:
    """One meeting: promises, agenda with outcomes, notes, questions asked, what was before."""
    person: Any = request.user
    one = Meeting.objects.visible_to(person).with_pair().with_number().get(pk=PLAN["meeting_id"])
    pair, recent = one.pair, Recent.of(one.pair, around=one, at=timezone.now())
    found = actions_of(pair, one, person, last_ended_at=recent.last_ended_at(one))
    context = {
        "meeting": one,
        "pair": pair,
        "recent": recent.meetings,
        "agenda": Agenda.of(pair, one, person, at=timezone.now(), upcoming=recent.next(at=timezone.now())),
        "actions": [*found.before, *found.today],
        "notes": list(SharedNote.objects.visible_to(person).filter(meeting=one, item=None)),
        "mine": [note.open_for(person) for note in PrivateNote.objects.visible_to(person).filter(meeting=one)],
        "asked": Background.of(pair, person, at=timezone.now()).asked,
        "rail": Rail(person).rows,
    }
    return render(request, "meeting.html", context)


urlpatterns = [path("", home), path("meeting/", meeting)]
