"""A link to choose a password: asking for one, and using it."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kit.http import see_other
from people.adapter import begin
from people.forms import PasswordForm, PasswordLinkForm
from people.models import PasswordLink


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """One field, and the same answer for every address: who has an account here is nobody's business."""
    form = PasswordLinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = form.cleaned_data["email"].lower()
        if ratelimit.consume(request, action="reset_password", key=address):
            PasswordLink.mail(address, at=timezone.now())
            return see_other(reverse("password_link_request") + "?sent=1")
        form.add_error("email", _("Too many links were asked for. Try again in an hour."))
    return render(
        request,
        "people/password_links/new.html",
        {"form": form, "sent": "sent" in request.GET},
        status=422 if form.is_bound else 200,
    )


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Choose a password, and be signed in with it. Looking uses nothing up: mail scanners look."""
    person = PasswordLink.person(uid, token)
    if person is None:
        return render(request, "people/password_links/gone.html", status=410)
    form = PasswordForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        at = timezone.now()
        person.choose_password(form.cleaned_data["password"], at=at)
        begin(request, person, at=at)
        return see_other("/")
    return render(
        request,
        "people/password_links/show.html",
        {"form": form, "person": person},
        status=422 if form.is_bound else 200,
    )
