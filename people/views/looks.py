"""S20: colours and density. Each press is kept at once; no script is needed."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kit.http import from_script, see_other
from people.adapter import within
from people.forms import LookForm
from people.models import PageRequest, Person

YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "people/settings/look.html")
    form = LookForm(request.POST)
    if not form.is_valid():
        return render(request, "people/settings/look.html", status=422)
    theme = form.cleaned_data["theme"] or request.user.theme
    request.user.choose_look(theme=theme, density=form.cleaned_data["density"])
    response = HttpResponse(status=204) if from_script(request) else see_other(back(request))
    keep(response, theme)
    return response


def back(request: PageRequest) -> str:
    """To the page it was pressed on: the switch is on all of them."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return reverse("look")
    return within(came_from._replace(scheme="", netloc="").geturl()) or reverse("look")


def keep(response: HttpResponse, theme: str) -> None:
    """In a cookie too, for pages that do not know yet who reads them (static/js/theme.js reads it)."""
    if theme == Person.Theme.SYSTEM:
        response.delete_cookie("theme", samesite="Lax")
    else:
        response.set_cookie("theme", theme, max_age=YEAR, secure=settings.HTTPS, samesite="Lax")
