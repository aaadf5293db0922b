"""When something cannot be shown: one sentence and one way on. A script gets the sentence alone."""

import logging

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kit.http import from_script

logger = logging.getLogger(__name__)

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: they may see it, and not change it."""
    sentence = _("You can read this, but not change it.")
    return briefly(request, sentence, 403) or page(request, "pages/errors/403.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not yours: which of the two is nobody's to learn."""
    sentence = _("There is nothing here for you.")
    return briefly(request, sentence, 404) or page(request, "pages/errors/404.html", 404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for what is too big. Nothing of the request is trusted."""
    if isinstance(exception, TOO_BIG):
        sentence = _("This is more than can be saved at once. Go back, make it shorter and send it again.")
        return briefly(request, sentence, 413) or alone(sentence, 413)
    sentence = _("This address or form makes no sense here.")
    return briefly(request, sentence, 400) or alone(sentence, 400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the session, or does not come from here."""
    sentence = _("This form is from an older session. Go back, load the page again and send it once more.")
    return briefly(request, sentence, 403) or alone(sentence, 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. What was sent may not have been saved, so that is what the page says."""
    sentence = _("Something failed on our side, and it has been noted. What you last sent may not be saved.")
    return briefly(request, sentence, 500) or alone(sentence, 500)


def briefly(request: HttpRequest, sentence: str, status: int) -> HttpResponse | None:
    """For a script: the sentence, which it shows beside what failed."""
    if not from_script(request):
        return None
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return render(request, template, status=status)


def alone(sentence: str, status: int) -> HttpResponse:
    """A page that needs nothing of the request, which may be what is wrong; the bare sentence if even that fails."""
    try:
        return HttpResponse(render_to_string("pages/errors/alone.html", {"sentence": sentence}), status=status)
    except Exception:
        logger.exception("error page")
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
