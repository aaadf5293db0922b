"""The rhythm of a pair: looked at, set, changed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.http import Toast, enforce, go_to, part
from kit.words import clock, day
from oneonones.forms import RhythmForm
from oneonones.models import Meeting, Pair, Series
from oneonones.models.two_clocks import apart
from oneonones.permissions import can_plan_series
from people.models import PageRequest, Person

TEMPLATE = "oneonones/series/new.html"
PAGE = {"active": "pairs", "page_class": "page-narrow"}


@require_http_methods(["GET", "POST"])
def create(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """GET: the form, in place or as a page (`?closed=1`: the rhythm as it is). POST: the pair meets by it."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    at = timezone.now()
    series = pair.rhythm
    if request.method == "GET" and (request.GET.get("closed") or not can_plan_series(request.user, pair)):
        context = {**PAGE, **rhythm(pair, series, request.user, at=at, back=back_to(request))}
        return render(request, part(TEMPLATE, "rhythm", request), context)
    enforce(can_plan_series, request.user, pair)

    form = RhythmForm(
        request.POST if request.method == "POST" else None,
        pair_of=(request.user, pair.other(request.user)),
        current=series,
        at=at,
    )
    if not form.is_valid():
        shown = rhythm(pair, series, request.user, at=at, back=back_to(request), form=form)
        status = 422 if form.is_bound else 200
        return render(request, part(TEMPLATE, "rhythm", request), {**PAGE, **shown}, status=status)

    said = form.cleaned_data
    series = Series.begin(
        pair,
        recurrence=form.recurrence(),
        on_or_after=said["starts_on"],
        clock=said["clock"],
        minutes=said["minutes"],
        anchor=said["anchor"],
        place=said["place"],
        by=request.user,
        at=at,
    )
    first = Meeting.objects.visible_to(request.user).filter(series=series).upcoming(at=at).first()
    assert first is not None  # a series plans at least its next meeting
    toast = Toast(
        _("From now on: %(rhythm)s. The next one is on %(day)s, %(time)s.")
        % {"rhythm": series.recurrence.words, "day": day(first.starts_at), "time": clock(first.starts_at)}
    )
    return go_to(request, address(request, pair, first), toast=toast)


def back_to(request: PageRequest) -> str:
    """Where the form was opened: `agenda` (the page without a date), a meeting's id, or empty for the pair's page."""
    said = request.POST.get("back") or request.GET.get("back") or ""
    if said == "agenda":
        return said
    try:
        return str(UUID(said))
    except ValueError:
        return ""


def address(request: PageRequest, pair: Pair, first: Meeting) -> str:
    """The page to go on with: the new meeting's own for the dateless agenda, else the page the form was on."""
    back = back_to(request)
    if back == "agenda":
        return first.get_absolute_url()
    if back:
        meeting = Meeting.objects.visible_to(request.user).filter(pair=pair, pk=back).first()
        if meeting is not None:
            return meeting.get_absolute_url()
    return pair.get_absolute_url()


def rhythm(
    pair: Pair, series: Series | None, reader: Person, *, at: datetime, back: str = "", form: RhythmForm | None = None
) -> dict[str, Any]:
    """What `_rhythm.html` shows: the rhythm in words, or that there is none; with `form`, the form instead."""
    other = pair.other(reader)
    return {
        "pair": pair,
        "other": other,
        "series": series,
        "rhythm_title": rhythm_title(series) if series else "",
        "rhythm_clock": rhythm_clock(series, reader, other, at=at) if series else "",
        "rhythm_form": form,
        "rhythm_back": back,
        "may_plan": can_plan_series(reader, pair),
        "clocks_apart": apart(at, reader=reader, other=other),
        "two_zones": reader.time_zone != other.time_zone,
        "reader": reader,
    }


def rhythm_title(series: Series) -> str:
    """'Every 2 weeks on Tuesday, 16:00 to 16:30', on the clock that it keeps."""
    start = series.first_local
    end = start + timedelta(minutes=series.minutes)
    return _("%(rhythm)s on %(weekday)s, %(start)s to %(end)s") % {
        "rhythm": capital(series.recurrence.words),
        "weekday": series.recurrence.weekday_name,
        "start": date_format(start, "H:i"),
        "end": date_format(end, "H:i"),
    }


def rhythm_clock(series: Series, reader: Person, other: Person, *, at: datetime) -> str:
    """On whose clock that is, and since when."""
    since = rhythm_since(series, reader, at=at)
    if reader.time_zone == other.time_zone == series.time_zone:
        return since + "."
    if series.anchor_id == reader.pk:
        return _("%(since)s. It keeps to your clock, %(zone)s.") % {"since": since, "zone": series.time_zone}
    return _("%(since)s. It keeps to %(name)s’s clock, %(zone)s.") % {
        "since": since,
        "name": series.anchor.first_name,
        "zone": series.time_zone,
    }


def rhythm_since(series: Series, reader: Person, *, at: datetime) -> str:
    """'Every 2 weeks since March', with the year when it is not this one; 'Every week from 3 December'."""
    words = capital(series.recurrence.words)
    if series.first_local.date() > reader.today(at):
        return _("%(rhythm)s from %(day)s") % {"rhythm": words, "day": date_format(series.first_local, "j F")}
    this_year = series.first_local.year == reader.today(at).year
    month = date_format(series.first_local, "F" if this_year else "F Y")
    return _("%(rhythm)s since %(month)s") % {"rhythm": words, "month": month}


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
