"""The pages of Entra that a person sees."""

from html import escape
from urllib.parse import urlencode

from tests.fakes.server import Response


def chooser(people: dict[str, tuple[str, str]], asked: dict[str, str]) -> Response:
    """Who is at the screen? For a person who tries it out by hand."""
    links = [
        f'<li><a href="?{escape(urlencode(asked | {"login_hint": email}))}">{escape(name)} ({escape(email)})</a></li>'
        for email, (_, name) in people.items()
    ]
    page = f"<!doctype html><title>Pick an account</title><h1>Pick an account</h1><ul>{''.join(links)}</ul>"
    return Response(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})


def form(action: str, fields: dict[str, str]) -> Response:
    """A page that posts itself back to the app."""
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())
    page = f'<form method="post" action="{escape(action)}">{inputs}<button>Continue</button></form>'
    return Response(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
