"""The days on which somebody is away: added, changed and removed by themself."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kit.http import Toast, go_to
from people.forms import AbsenceForm
from people.models import Absence, CannotBeAway, PageRequest
from people.views.days_off import refused


@require_POST
def create(request: PageRequest) -> HttpResponse:
    form = AbsenceForm(request.POST)
    if form.is_valid():
        person = request.user
        try:
            absence = Absence.add(person, **form.cleaned_data, by=person, at=timezone.now())
        except CannotBeAway as refusal:
            form.add_error(refusal.about, str(refusal))
        else:
            return go_to(
                request,
                reverse("days_off"),
                toast=Toast(
                    _("Kept. Nobody expects you at 1:1s on those days."),
                    reverse("absence_removal", args=[absence.pk]),
                ),
            )
    return refused(request, away=form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, absence_id: UUID) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.visible_to(request.user).kept(), pk=absence_id)
    at = timezone.now()
    kept = {"first_on": f"{absence.first_on}", "last_on": f"{absence.last_on}", "kind": absence.kind}
    form = AbsenceForm(request.POST) if request.method == "POST" else AbsenceForm(None, initial=kept)
    if form.is_valid():
        try:
            absence.change(**form.cleaned_data, by=request.user, at=at)
        except CannotBeAway as refusal:
            form.add_error(refusal.about, str(refusal))
        else:
            return go_to(request, reverse("days_off"), toast=Toast(_("Changed.")))
    context = {
        "active": "settings",
        "absence": absence,
        "form": form,
        "kinds": Absence.Kind.choices,
        "errors": [(f"f-{name}", messages[0]) for name, messages in form.errors.items()],
    }
    return render(request, "people/days_off/edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove(request: PageRequest, absence_id: UUID) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.visible_to(request.user), pk=absence_id)
    absence.remove(by=request.user, at=timezone.now())
    toast = Toast(
        _("Removed. You are expected at 1:1s on those days again."), reverse("absence_removal_undo", args=[absence.pk])
    )
    return go_to(request, reverse("days_off"), toast=toast)


@require_POST
def restore(request: PageRequest, absence_id: UUID) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.visible_to(request.user), pk=absence_id)
    try:
        absence.restore(by=request.user, at=timezone.now())
    except CannotBeAway as refusal:
        return go_to(request, reverse("days_off"), toast=Toast(str(refusal)))
    return go_to(request, reverse("days_off"))
