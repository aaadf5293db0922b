"""A rhythm pauses, and goes on."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.http import Toast, enforce, go_to, part
from kit.words import plain_day
from oneonones.forms import PauseForm
from oneonones.models import Meeting, Pair, Resumption
from oneonones.permissions import can_plan_series
from oneonones.views.rhythms import rhythm
from oneonones.views.series import PAGE, TEMPLATE, back_to
from people.models import PageRequest


@require_http_methods(["GET", "POST"])
def create(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """GET: from when to when, in place or as a page. POST: nobody misses a date of it in that time."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    enforce(can_plan_series, request.user, pair)
    at, series = timezone.now(), pair.rhythm
    if series is None:
        return go_to(request, page_of(request, pair), toast=Toast(_("You two have no rhythm to pause.")))
    form = PauseForm(request.POST if request.method == "POST" else None, reader=request.user, at=at)
    if not form.is_valid():
        context = {**PAGE, **rhythm(pair, series, request.user, at=at, back=back_to(request), pausing=form)}
        return render(request, part(TEMPLATE, "rhythm", request), context, status=422 if form.is_bound else 200)

    first, last = form.cleaned_data["first_on"], form.cleaned_data["last_on"]
    if not series.pause(first_on=first, last_on=last, by=request.user, at=at):
        return go_to(request, page_of(request, pair), toast=Toast(_("It is paused already, or has just been changed.")))
    if last is None:
        words = _("Paused from %(first)s on, until one of you resumes it.") % {"first": plain_day(first)}
    else:
        words = _("Paused from %(first)s to %(last)s.") % {"first": plain_day(first), "last": plain_day(last)}
    return go_to(request, page_of(request, pair), toast=Toast(words, undo_url(request, "series_resumption", pair)))


@require_POST
def destroy(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """They meet by it again from now on; also undo of pausing."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    enforce(can_plan_series, request.user, pair)
    at, series = timezone.now(), pair.rhythm
    if series is None or not series.resume(by=request.user, at=at):
        return go_to(request, page_of(request, pair), toast=Toast(_("It is not paused any more.")))
    undo = undo_url(request, "series_resumption_undo", pair)
    return go_to(request, page_of(request, pair), toast=Toast(_("The rhythm goes on."), undo))


@require_POST
def restore(request: PageRequest, pair_id: UUID) -> HttpResponse:
    """Undo of resuming: it is paused as it was."""
    pair = get_object_or_404(Pair.objects.visible_to(request.user).with_people(), pk=pair_id)
    enforce(can_plan_series, request.user, pair)
    series = pair.rhythm
    paused = series is not None and Resumption(series).take_back(by=request.user, at=timezone.now())
    words = _("Paused again, as it was.") if paused else _("The rhythm has been changed since. It is not paused.")
    return go_to(request, page_of(request, pair), toast=Toast(words))


def undo_url(request: PageRequest, name: str, pair: Pair) -> str:
    """It leads back to where the person is."""
    back = back_to(request)
    return reverse(name, args=[pair.pk]) + (f"?back={back}" if back else "")


def page_of(request: PageRequest, pair: Pair) -> str:
    """The page on which the rhythm was looked at."""
    back = back_to(request)
    if back == "agenda":
        return reverse("pair_agenda", args=[pair.pk])
    meeting = Meeting.objects.visible_to(request.user).filter(pair=pair, pk=back).first() if back else None
    return meeting.get_absolute_url() if meeting else pair.get_absolute_url()
