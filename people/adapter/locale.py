"""Whose clock and whose language a page is written in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from people.models import Person


class PersonLocale:
    """Times on the reader's own clock, words in their own language, for this request alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if not isinstance(person, Person):
            return self.get_response(request)
        with timezone.override(person.zone), translation.override(person.locale):
            return self.get_response(request)
