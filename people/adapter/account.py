"""How allauth is to behave in this house."""

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


def within(address: str) -> str | None:
    """The address as a path of this site, encoded anew; None for one that may lead elsewhere.

    Django's own check lets `/%09/evil.test` pass (privacy.md 1.10): what is decoded once too often on its way
    becomes `//evil.test`. So nothing that decodes to a slash, a backslash or a control character after the first
    slash is let through, and what is let through is encoded by us.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or not path.startswith("/") or address.startswith("//") or path.startswith("//"):
        return None
    if CONTROL.search(address) or CONTROL.search(path):
        return None
    return urlunsplit(("", "", quote(path), iri_to_uri(parts.query), iri_to_uri(parts.fragment)))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by people who vouch for an address; nobody signs up. Pages say things in their own words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask whoever runs Andante where you work."),
        "email_password_mismatch": _("Email and password do not match. Try again, or choose a new password."),
        "too_many_login_attempts": _("Too many wrong passwords. Wait 5 minutes, or choose a new password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """There are no flash messages here: a page says what happened (kit.http.Toast)."""

    def is_ajax(self, request: HttpRequest) -> bool:
        """Our scripts get parts and JSON from our own views, never allauth's."""
        return False

    def is_safe_url(self, url: str) -> bool:
        return within(url) is not None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted per address alone. allauth adds the Host header, port included: a stranger
        who counts the port up would never meet the limit."""
        return str(credentials.get("email", "")).lower()
