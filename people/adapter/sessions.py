"""How long somebody stays signed in (privacy.md 1.7)."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kit.http import from_script
from people.models import Person

AT_MOST = timedelta(hours=12)
AT_MOST_ON_MY_DEVICE = timedelta(days=14)
IDLE = timedelta(hours=3)  # of whoever has a role
NOTED_EVERY = timedelta(minutes=5)


def begin(request: HttpRequest, person: Person, *, at: datetime) -> None:
    """Sign somebody in who proved otherwise than by password who they are."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    limit(request, person, at=at)


def limit(request: HttpRequest, person: Person, *, at: datetime, my_device: bool = False) -> None:
    """From now 12 hours, whatever is done meanwhile; 14 days on a device of one's own, for those without a role.

    The moment is kept in the session's row itself, so every process that finds the row knows it.
    """
    length = AT_MOST_ON_MY_DEVICE if my_device and not person.has_role else AT_MOST
    request.session.set_expiry(at + length)
    request.session["limits"] = {"began": at.timestamp(), "seen": at.timestamp(), "role": person.has_role}


def is_over(limits: Mapping[str, float], now: float) -> bool:
    """Has a session with these limits ended, at a moment in seconds? Asked by pages here, and by live connections."""
    idle, age = now - limits["seen"], now - limits["began"]
    return bool(limits["role"]) and (idle > IDLE.total_seconds() or age > AT_MOST.total_seconds())


class SessionLimits:
    """Ends the session of whoever has a role after 3 hours without a sign of life, and after 12 hours anyway.

    Reads nothing but the session. When somebody was last seen, and whether they have a role (by now), is noted at
    most every five minutes; a page that refreshes itself is no sign of life.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limits = request.session.get("limits")
        if limits is not None:
            now = timezone.now().timestamp()
            if is_over(limits, now):
                logout(request)
            elif now - limits["seen"] >= NOTED_EVERY.total_seconds() and not self.refreshes_itself(request):
                self.note(request, limits, now)
        return self.get_response(request)

    def refreshes_itself(self, request: HttpRequest) -> bool:
        return request.method == "GET" and from_script(request)

    def note(self, request: HttpRequest, limits: dict[str, float], now: float) -> None:
        person = request.user
        if isinstance(person, Person):
            request.session["limits"] = {**limits, "seen": now, "role": person.has_role}
