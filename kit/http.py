"""Pages and parts, who may write, and what a script is told when the session has ended."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
)


def from_script(request: HttpRequest) -> bool:
    """Does the request come from our script, which wants a part or a few words of JSON instead of a page?"""
    return "HX-Request" in request.headers


def part(template: str, block: str, request: HttpRequest) -> str:
    """The template's name for a browser that wants a page, `template#block` for a script that wants the part."""
    return f"{template}#{block}" if from_script(request) else template


def see_other(address: str) -> HttpResponseRedirect:
    """303: after a form was taken, the browser fetches the page anew with GET (RFC 9110, 15.4.4)."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


@dataclass(frozen=True)
class Toast:
    """A line that says what was done, and the address that takes it back.

    It may wait in the session for the next page, in plain text: never a word that people wrote.
    """

    text: str
    undo_url: str = ""


def respond(
    request: HttpRequest,
    template: str,
    block: str,
    context: Callable[[], Mapping[str, Any]],
    *,
    to: str,
    toast: Toast | None = None,
) -> HttpResponse:
    """Answer a form that was taken: a script gets the part, and the toast beside it; a browser goes `to` a page.

    `context` is called for a script only.
    """
    if not from_script(request):
        if toast is not None:
            request.session["toast"] = asdict(toast)
        return see_other(to)
    response = render(request, part(template, block, request), dict(context()))
    if toast is not None:
        response.write(render_to_string("_toast.html", {"said": toast}, request))
    return response


def go_to(request: HttpRequest, address: str, *, toast: Toast | None = None) -> HttpResponse:
    """Answer a form whose outcome is another page: a script is told to fetch it as a whole, a browser is sent there."""
    if toast is not None:
        request.session["toast"] = asdict(toast)
    if from_script(request):
        return HttpResponse(headers={"HX-Redirect": address})
    return see_other(address)


def undone(request: HttpRequest, *, to: str) -> HttpResponse:
    """Answer an Undo: a script fetches the regions of its page again by itself, a browser goes `to` the page."""
    return HttpResponse(status=204) if from_script(request) else see_other(to)


def take_toast(request: HttpRequest) -> Toast | None:
    """The toast that waits for this page, once."""
    waiting = request.session.pop("toast", None) if hasattr(request, "session") else None
    return Toast(**waiting) if waiting else None


def enforce(allowed: Callable[..., bool], *about: Any) -> None:
    """Raise 403 unless `allowed(*about)`. Only for a write on something the person may see: else it is 404."""
    if not allowed(*about):
        raise PermissionDenied(allowed.__name__)


class SignedInByDefault(LoginRequiredMiddleware):
    """Every page wants a signed-in person unless its view says `@login_not_required`.

    A script gets 401 and the address of the sign-in panel, so that what was typed stays where it is.
    """

    def handle_no_permission(  # type: ignore[override]  # Django's own stub allows a redirect only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        login_url = self.get_login_url(view_func)
        if from_script(request):
            response = HttpResponse(status=401)
            response["X-Sign-In"] = f"{login_url}?panel=1"
            return response
        return redirect_to_login(request.get_full_path(), login_url, self.get_redirect_field_name(view_func))


class SecurityHeaders:
    """What Django's own middleware does not set. Pages are never kept: they hold what two people wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        patch_cache_control(response, no_store=True)
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response
