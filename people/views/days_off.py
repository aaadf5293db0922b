"""Hours and days off: when somebody can be met. They alone see this page."""

from datetime import date, datetime, timedelta
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kit.http import Toast, go_to
from people.forms import AbsenceForm, CountryForm, HolidayFileForm, WorkingHoursForm
from people.models import Absence, HolidayList, PageRequest, Person
from people.models.public_holidays import public_holidays, subdivisions

TEMPLATE = "people/days_off/show.html"
LOOKING_BACK = timedelta(days=31)
COMING = 5  # public holidays that are shown


@require_safe
def show(request: PageRequest) -> HttpResponse:
    return render(request, TEMPLATE, page(request.user, at=timezone.now()))


@require_POST
def update_hours(request: PageRequest) -> HttpResponse:
    form = WorkingHoursForm(request.POST, week=request.user.working_week)
    if not form.is_valid():
        return refused(request, hours=form)
    request.user.choose_working_week(form.cleaned_data["week"])
    return go_to(request, reverse("days_off"), toast=Toast(_("Your working hours are kept.")))


def refused(request: PageRequest, **form: Form) -> HttpResponse:
    """The page again, with what was typed and what is to be put right."""
    return render(request, TEMPLATE, page(request.user, at=timezone.now(), **form), status=422)


def page(person: Person, *, at: datetime, **sent: Form) -> dict[str, Any]:
    """`sent`: hours, away, place or file, whichever form was refused."""
    today = person.today(at)
    forms: dict[str, Form] = {
        "hours": WorkingHoursForm(None, week=person.working_week),
        "away": AbsenceForm(None),
        "place": CountryForm(None, language=person.locale),
        "file": HolidayFileForm(None, None, today=today),
        **sent,
    }
    imported = HolidayList.objects.visible_to(person).current().first()
    known = imported.named if imported else of_country(person, today)
    absences = Absence.objects.visible_to(person).kept().filter(last_on__gte=today - LOOKING_BACK)
    return {
        "active": "settings",
        "forms": forms,
        "weekdays": list(WEEKDAYS.items()),
        "kinds": Absence.Kind.choices,
        "absences": absences.order_by("first_on", "id"),
        "today": today,
        "imported": imported,
        "coming": sorted(one for one in known.items() if one[0] >= today)[:COMING],
        "parts": [("", _("All of it")), *parts] if (parts := subdivisions(person.country)) else [],
        "errors": [(f"f-{name}", messages[0]) for form in sent.values() for name, messages in form.errors.items()],
    }


def of_country(person: Person, today: date) -> dict[date, str]:
    """The public holidays of this year and the next."""
    if not person.country:
        return {}
    place = person.country, person.subdivision
    return {**public_holidays(*place, today.year), **public_holidays(*place, today.year + 1)}
