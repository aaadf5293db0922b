"""The meeting page: what oneonones, agendas and actions each have to show, in one place."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.views.regions import actions_of, promised, since
from agendas.views.agendas import at_place
from agendas.views.amendments import amendments
from agendas.views.notes import notes
from agendas.views.places import Place
from agendas.views.private_notes import private_note
from agendas.views.questions import asking
from oneonones.models import Meeting, Pair, Recent
from oneonones.views.meetings import head, next_date, stage_of
from oneonones.views.pairs import ended_words
from pages.views.timelines import looking_back
from people.models import PageRequest, Person


@require_safe
def show(request: PageRequest, meeting_id: UUID) -> HttpResponse:
    """A 1:1 in one of its stages: the time chooses, or the person does (`?stage=`)."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_pair().with_number(), pk=meeting_id)
    if meeting.proposed:
        return redirect("meeting_request", meeting.pk)
    at = timezone.now()
    context = whole(meeting, request.user, stage=stage_of(request, meeting, at=at), at=at)
    return render(request, "pages/meetings/show.html", context)


def whole(meeting: Meeting, reader: Person, *, stage: str, at: datetime) -> dict[str, Any]:
    """Everything on the page: at most twelve queries with those of the frame, whatever the counts."""
    pair, recent = meeting.pair, Recent.of(meeting.pair, around=meeting, at=at)
    place = Place(pair, meeting, stage, stage_chosen=stage != meeting.stage(at=at))
    ended = recent.last_ended_at(meeting)
    found = actions_of(pair, meeting, reader, last_ended_at=ended)
    return {
        "active": "pairs",
        "body_attrs": {"data-stage": stage},
        "stage": stage,
        "stages": [(words, f"?stage={name}", name == stage) for name, words in stage_names()],
        "time": clock_of(meeting, at=at) if stage == "meet" and meeting.scheduled else None,
        "earlier": recent.earlier(meeting),
        "later": recent.later(meeting),
        "ended_words": "" if pair.active else ended_words(with_its_end(pair, reader), reader),
        **head(meeting, reader, at=at, recent=recent),
        **next_date(meeting, reader, at=at, recent=recent, stage=stage),
        **at_place(place, reader, at=at, recent=recent),
        **notes(place, reader, at=at),
        **private_note(meeting, reader),
        **(asking(pair, meeting, reader, at=at) if meeting.scheduled else amendments(meeting, reader, at=at)),
        **since(pair, meeting, reader, at=at, last_ended_at=ended, found=found),
        **promised(pair, meeting, reader, at=at, found=found),
        "all_before": getattr(meeting, "number", 1) - 1
        if not meeting.scheduled or recent.next(at=at) == meeting
        else 0,
        **looking_back([one for one in recent.before(meeting) if one.starts_at < at], pair, reader, at=at),
    }


def with_its_end(pair: Pair, reader: Person) -> Pair:
    """The pair again, with who ended it: a query that only the pages of ended pairs make."""
    return Pair.objects.visible_to(reader).with_people().with_last_change().get(pk=pair.pk)


def stage_names() -> list[tuple[str, str]]:
    return [("prepare", _("Prepare")), ("meet", _("Meet")), ("review", _("Review"))]


def clock_of(meeting: Meeting, *, at: datetime) -> dict[str, Any]:
    """The arguments of the `clock` macro: time left of the planned, or over it."""
    left = int((meeting.ends_at - at).total_seconds())
    planned = int(meeting.length.total_seconds())
    minutes, seconds = divmod(abs(left), 60)
    return {
        "begun": meeting.starts_at <= at,
        "ends": meeting.ends_at.isoformat(),
        "now": at.isoformat(),
        "minutes": planned // 60,
        "left": f"{minutes}:{seconds:02}",
        "gone": min(planned, max(0, planned - left)),
    }
