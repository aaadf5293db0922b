"""One's calendar: the private address that shows one's 1:1s there, and what is read from it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from integrations.icalendar.document import document, etag
from integrations.models import CalendarFeed
from kit.http import Toast, go_to
from people.models import PageRequest


@require_safe
def show(request: PageRequest) -> HttpResponse:
    feed = CalendarFeed.objects.visible_to(request.user).open().first()
    said: dict[str, Any] = {"active": "settings", "feed": feed}
    return render(request, "integrations/calendars/show.html", said)


@require_POST
def create(request: PageRequest) -> HttpResponse:
    """An address; a new one, if there is one."""
    before = CalendarFeed.objects.visible_to(request.user).open().first()
    with_names = before.with_names if before else request.POST.get("names") != "no"
    CalendarFeed.open(request.user, with_names=with_names, at=timezone.now())
    said = _("That is a new address. The one before shows nothing any more.") if before else _("Your address is there.")
    return go_to(request, reverse("calendar"), toast=Toast(said))


@require_POST
def update(request: PageRequest) -> HttpResponse:
    """With names, or without."""
    feed = CalendarFeed.objects.visible_to(request.user).open().first()
    names = request.POST.get("names") == "yes"
    if feed is None or not feed.say_names(names):
        return go_to(request, reverse("calendar"), toast=Toast(_("That address was closed meanwhile.")))
    said = _("Your calendar will say whom you meet.") if names else _("Your calendar will say “Busy”, and no name.")
    return go_to(request, reverse("calendar"), toast=Toast(said))


@require_POST
def destroy(request: PageRequest) -> HttpResponse:
    feed = CalendarFeed.objects.visible_to(request.user).open().first()
    if feed is not None:
        feed.close(by=request.user, at=timezone.now())
    return go_to(request, reverse("calendar"), toast=Toast(_("The address is closed: it shows nothing any more.")))


@login_not_required
@require_safe
def feed(request: HttpRequest, feed_id: UUID, signature: str) -> HttpResponse:
    """For a calendar, which cannot sign in: the address itself is the key. 404 for every other one."""
    found = CalendarFeed.at(feed_id, signature)
    if found is None:
        raise Http404
    with translation.override(found.person.locale):
        content = document(found.person, with_names=found.with_names, at=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="1on1s.ics"'
    response["ETag"] = etag(content)
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
