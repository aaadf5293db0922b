"""One pair: all of its 1:1s, what was promised, and its rhythm."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.views.follow_throughs import follow_through
from actions.views.regions import of_pair
from agendas.models import Decision
from kit.http import part
from kit.vault import load_keys
from oneonones.models import Meeting, Pair, Recent, Reveal, passed_over_words
from oneonones.models.steps import in_words
from oneonones.permissions import can_end_pair
from oneonones.views.meetings import caption
from oneonones.views.pairs import ended_words, kind_words, reveal_words
from oneonones.views.rhythms import rhythm
from pages.views.timelines import entry
from people.models import PageRequest, Person

TEMPLATE = "pages/pairs/show.html"
A_PAGE = 50


@require_safe
def show(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """The whole page; for a script the list of actions alone."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people().with_last_change(), pk=pair_id)
    at = timezone.now()
    name = part(TEMPLATE, "promises", request)
    if name != TEMPLATE:
        return render(request, name, of_pair(pair, request.user, at=at))
    promises = {**of_pair(pair, request.user, at=at), **follow_through(pair, request.user, at=at)}
    return render(request, name, {**page(pair, request, at=at), **promises})


def page(pair: Pair, request: PageRequest, *, at: datetime) -> dict[str, Any]:
    """Everything but the actions."""
    reader = request.user
    recent = Recent.of(pair, at=at)
    series = pair.rhythm
    theirs = Meeting.objects.visible_to(reader).filter(pair=pair)
    marks = Decision.objects.visible_to(reader).of_pair(pair)
    decided = request.GET.get("show") == "decisions"
    kept = theirs.timeline(reader).filter(pk__in=marks.values("meeting")) if decided else theirs.timeline(reader)
    shown = Paginator(kept.with_counts(), A_PAGE).get_page(request.GET.get("page"))
    meetings = list(shown.object_list)
    strip, following = recent.strip(reader, at=at), recent.next(at=at)
    decisions = list(marks.filter(meeting__in=meetings).select_related("item"))
    load_keys(meetings, decisions, [mark.item for mark in decisions], [series] if series else [])
    return {
        "active": "pairs",
        "kind_words": kind_words(pair, reader),
        "next_meeting": following,
        "may_end": can_end_pair(reader, pair),
        "passed_over": passed_over_words(recent.exempt_before(following, after=at), following, pair, reader, at=at),
        "requests": recent.asked(at=at),
        "strip_shapes": [step.shape for step in strip],
        "strip_words": in_words(strip),
        "strip_caption": caption(series, recent, reader, at=at),
        **timeline(meetings, decisions, pair, reader, at=at),
        "shown": shown,
        "decided": decided,
        "reveals": list(Reveal),
        "reveal_words": reveal_words(pair, reader),
        "ended_words": ended_words(pair, reader),
        **rhythm(pair, series, reader, at=at),
    }


def timeline(
    meetings: list[Meeting], decisions: list[Decision], pair: Pair, reader: Person, *, at: datetime
) -> dict[str, Any]:
    """The lines of one page, with what was decided; the dates that are planned stand among them up to the next that is
    due, later ones apart.

    The latest first. While nothing is due, the first date stands there and says why.
    """
    made: dict[UUID, list[Decision]] = defaultdict(list)
    for mark in decisions:
        made[mark.meeting_id].append(mark)
    lines = [replace(entry(meeting, pair, reader, at=at), decisions=tuple(made[meeting.pk])) for meeting in meetings]
    ahead = [line for line in lines if line.meeting.scheduled and line.meeting.starts_at > at]
    due = [number for number, line in enumerate(ahead) if not line.meeting.exempt]
    later = ahead[: due[-1] if due else -1]
    return {"entries": [line for line in lines if line not in later], "later_dates": later}
