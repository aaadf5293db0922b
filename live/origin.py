"""Who asks: the session of a request, and whether one of our own pages sent it."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import parse_cookie

Headers = dict[str, str]


def headers_of(scope: MutableMapping[str, Any]) -> Headers:
    headers: Headers = {}
    for name, value in scope["headers"]:
        name, value = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[name] = f"{headers[name]}; {value}" if name == "cookie" and name in headers else value
    return headers


def session_key(headers: Headers) -> str:
    return parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")


def from_here(headers: Headers) -> bool:
    """Did one of our own pages ask? Browsers say so, and no page can make them lie (Sec-Fetch-Site, Origin)."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == headers.get("host")
    return site is not None
