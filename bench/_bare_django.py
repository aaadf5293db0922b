"""The same two pages as anybody would first write them in Django: the ORM, its templates, no components, no parts.

The same rows are fetched and the same words opened; what ours adds on top (regions, forms, live, menus) is the difference.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

PLAN: dict[str, Any] = json.loads(Path(os.environ["BENCH_PLAN"]).read_text())
application = get_wsgi_application()

from actions.models import ActionItem
from agendas.models import AgendaItem, Outcome, PrivateNote, SharedNote
from oneonones.models import Meeting, Pair


def home(request: HttpRequest) -> HttpResponse:
    """Everybody the person meets, with the last eight and the next, and what they promised."""
    person: Any = request.user
    now = timezone.now()
    pairs = list(Pair.objects.visible_to(person).active().select_related("manager", "report"))
    recent: dict[Any, list[Meeting]] = {}
    for meeting in Meeting.objects.filter(pair__in=pairs, starts_at__gt=now - timedelta(weeks=10)).order_by(
        "starts_at"
    ):
        recent.setdefault(meeting.pair_id, []).append(meeting)
    items = list(AgendaItem.objects.visible_to(person).open().filter(pair__in=pairs))
    rows = [
        {
            "other": pair.other(person),
            "meetings": recent.get(pair.pk, [])[:9],
            "items": [i for i in items if i.pair_id == pair.pk],
        }
        for pair in pairs
    ]
    promises = list(
        ActionItem.objects.visible_to(person).open().filter(who=person).select_related("pair__manager", "pair__report")
    )
    return render(request, "home.html", {"rows": rows, "promises": promises, "now": now})


def meeting(request: HttpRequest) -> HttpResponse:
    """One meeting: promises, agenda with outcomes, notes, what was before."""
    person: Any = request.user
    one = Meeting.objects.select_related("pair__manager", "pair__report", "series").get(pk=PLAN["meeting_id"])
    pair = one.pair
    outcomes = {outcome.item_id: outcome for outcome in Outcome.objects.filter(meeting=one)}
    return render(
        request,
        "meeting.html",
        {
            "meeting": one,
            "pair": pair,
            "recent": list(Meeting.objects.filter(pair=pair).order_by("-starts_at")[:30]),
            "items": [
                (item, outcomes.get(item.pk))
                for item in AgendaItem.objects.visible_to(person)
                .filter(pair=pair)
                .annotate(carries=Count("outcomes", filter=Q(outcomes__kind="carried")))
                .in_order()
            ],
            "actions": list(ActionItem.objects.filter(pair=pair).select_related("who")),
            "notes": list(SharedNote.objects.filter(meeting=one).select_related("meeting")),
            "mine": [note.open_for(person) for note in PrivateNote.objects.filter(meeting=one, author=person)],
            "pairs": list(Pair.objects.visible_to(person).active().select_related("manager", "report")),
        },
    )


urlpatterns = [path("", home), path("meeting/", meeting)]
