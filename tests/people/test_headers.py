"""Headers and cookies of every answer (privacy.md 1.7)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Browse, People

ROOT = Path(__file__).resolve().parents[2]

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def directives(policy: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";")) if words}


@pytest.mark.parametrize("address", ["/login/", "/me/", "/password/", "/there/is/no/such/page/"])
def test_every_answer_carries_them(people: People, browse: Browse, address: str) -> None:
    for who in (None, people["report"]):
        response = browse(who).get(address)
        assert {name: response[name] for name in ALWAYS} == ALWAYS
        assert "no-store" in response["Cache-Control"]
        assert "camera=()" in response["Permissions-Policy"]
        assert "Strict-Transport-Security" not in response
        assert "unsafe" not in response["Content-Security-Policy"]


def test_the_policy_lets_nothing_in_but_our_own(db: None) -> None:
    policy = directives(Client().get("/login/")["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    for name in ("style-src", "connect-src", "font-src", "form-action"):
        assert policy[name] == ["'self'"]
    nonce = next(source for source in policy["script-src"] if source.startswith("'nonce-"))
    assert sorted({*policy["script-src"]} - {nonce}) == ["'self'", "'strict-dynamic'"]


def test_each_page_has_a_nonce_of_its_own(db: None) -> None:
    first, second = (Client().get("/login/") for _ in range(2))
    nonce = directives(first["Content-Security-Policy"])["script-src"][1].removeprefix("'nonce-").removesuffix("'")
    assert f'nonce="{nonce}"' in first.content.decode()
    assert first["Content-Security-Policy"] != second["Content-Security-Policy"]


def test_over_plain_http_cookies_have_plain_names(people: People) -> None:
    browser = Client()
    browser.get("/login/")
    cookie = browser.cookies["csrftoken"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


PROBE = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
browser = Client(headers={"Host": "andante.example.test"})
response = browser.get("/login/", secure=True)
cookie = browser.cookies[settings.CSRF_COOKIE_NAME]
print(json.dumps({
    "status": response.status_code,
    "hsts": response["Strict-Transport-Security"],
    "csrf": [settings.CSRF_COOKIE_NAME, cookie["secure"], cookie["path"], cookie["domain"], cookie["httponly"]],
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN],
}))
"""


def test_over_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    """`__Host-` wants Secure, Path=/ and no Domain; a browser drops the cookie otherwise."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DEMO", "REDIS_URL")},
        "PUBLIC_URL": "https://andante.example.test",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout.strip().splitlines()[-1])
    assert told["status"] == 200
    assert told["hsts"] == "max-age=63072000; includeSubDomains"
    assert told["csrf"] == ["__Host-csrftoken", True, "/", "", True]
    assert told["session"] == ["__Host-sessionid", True, True, "/", None]
