"""The rhythm of a pair: looked at, set, changed."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.http import Toast, enforce, go_to, part
from kit.words import clock, day
from oneonones.forms import RhythmForm
from oneonones.models import Meeting, Pair, RhythmChange, Series
from oneonones.permissions import can_plan_series
from oneonones.views.rhythms import rhythm
from people.models import PageRequest

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
        return ask(request, pair, series, form, at=at, status=422 if form.is_bound else 200)
    change = RhythmChange(pair, series, at=at, **form.settings)
    if series is not None and form.cleaned_data["agreed"] != change.agreement:
        return ask(request, pair, series, form, at=at, change=change)

    series = change.make(by=request.user, at=at)
    first = Meeting.objects.visible_to(request.user).filter(series=series).upcoming(at=at).first()
    assert first is not None  # a series plans at least its next meeting
    toast = Toast(
        _("From now on: %(rhythm)s. The next one is on %(day)s, %(time)s.")
        % {"rhythm": series.recurrence.full_words, "day": day(first.starts_at), "time": clock(first.starts_at)}
    )
    return go_to(request, address(request, pair, first), toast=toast)


def ask(
    request: PageRequest,
    pair: Pair,
    series: Series | None,
    form: RhythmForm,
    *,
    at: datetime,
    change: RhythmChange | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form; with `change`, also exactly what will happen, to be agreed to."""
    shown = rhythm(pair, series, request.user, at=at, back=back_to(request), form=form)
    if change is not None:
        shown |= {"sentences": change.sentences(request.user), "agreement": change.agreement}
    return render(request, part(TEMPLATE, "rhythm", request), {**PAGE, **shown}, status=status)


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
