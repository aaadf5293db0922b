"""S19: the keys, and the switch that turns single keys off (WCAG 2.1.4)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kit.http import see_other
from people.models import PageRequest


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "people/settings/keyboard.html")
    request.user.choose_single_keys(request.POST.get("single_keys") == "on")
    return see_other(reverse("keyboard"))
