"""Somebody's public holidays: those of a country, or of a file of their own."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kit.http import Toast, go_to
from people.forms import CountryForm, HolidayFileForm
from people.models import HolidayFile, HolidayList, PageRequest
from people.views.days_off import refused


@require_POST
def update_country(request: PageRequest) -> HttpResponse:
    form = CountryForm(request.POST, language=request.user.locale)
    if not form.is_valid():
        return refused(request, place=form)
    request.user.choose_country(**form.cleaned_data, at=timezone.now())
    return go_to(request, reverse("days_off"), toast=Toast(_("Your public holidays are kept.")))


@require_POST
def create(request: PageRequest) -> HttpResponse:
    at = timezone.now()
    form = HolidayFileForm(request.POST, request.FILES, today=request.user.today(at))
    if not form.is_valid():
        return refused(request, file=form)
    found: HolidayFile = form.cleaned_data["file"]
    taken = HolidayList.take(request.user, found.days.items(), by=request.user, at=at)
    return go_to(
        request,
        reverse("days_off"),
        toast=Toast(came_in(found), reverse("holiday_list_removal", args=[taken.pk])),
    )


def came_in(found: HolidayFile) -> str:
    """How many days were taken, and what was passed over."""
    said = [ngettext("%(n)d day came in.", "%(n)d days came in.", len(found.days)) % {"n": len(found.days)}]
    if found.timed:
        said.append(
            ngettext(
                "%(n)d entry at an hour of the day was left out.",
                "%(n)d entries at an hour of the day were left out.",
                found.timed,
            )
            % {"n": found.timed}
        )
    if found.outside or found.other:
        passed = found.outside + found.other
        said.append(
            ngettext(
                "%(n)d other entry was left out: over, too far ahead, cancelled, or without a day that can be read.",
                "%(n)d other entries were left out: over, too far ahead, cancelled, or without a day that can be read.",
                passed,
            )
            % {"n": passed}
        )
    return " ".join(said)


@require_POST
def remove(request: PageRequest, holiday_list_id: UUID) -> HttpResponse:
    imported = get_object_or_404(HolidayList.objects.visible_to(request.user), pk=holiday_list_id)
    imported.remove(by=request.user, at=timezone.now())
    toast = Toast(_("The imported days are gone."), reverse("holiday_list_removal_undo", args=[imported.pk]))
    return go_to(request, reverse("days_off"), toast=toast)


@require_POST
def restore(request: PageRequest, holiday_list_id: UUID) -> HttpResponse:
    imported = get_object_or_404(HolidayList.objects.visible_to(request.user), pk=holiday_list_id)
    imported.restore(by=request.user, at=timezone.now())
    return go_to(request, reverse("days_off"))
