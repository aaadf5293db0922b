"""Settings: who I am here, whose clock I read, and the way to the rest."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kit.http import Toast, part, respond
from kit.words import zones
from people.forms import TimeZoneForm
from people.models import PageRequest

PAGE = "people/settings/edit.html"
REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest) -> HttpResponse:
    form = TimeZoneForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        shown = {"form": form, "zones": choices(request.user.time_zone)}
        return render(request, part(PAGE, "clock", request), shown, status=422 if form.is_bound else 200)
    request.user.choose_time_zone(form.cleaned_data["time_zone"], at=timezone.now())
    return respond(
        request,
        PAGE,
        "clock",
        lambda: {"form": TimeZoneForm(), "zones": choices(request.user.time_zone)},
        to=reverse("me"),
        toast=Toast(_("Times are now shown on the clock of %(zone)s.") % {"zone": request.user.time_zone}),
    )


def choices(current: str) -> list[tuple[str, str]]:
    """The zones of places, in order; others (EST5EDT, Etc/GMT+1) only if somebody has one."""
    offered = {name for name in zones() if name.partition("/")[0] in REGIONS} | {"UTC", current}
    return [(name, name.replace("_", " ")) for name in sorted(offered)]
