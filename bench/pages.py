"""Home, the meeting page and adding an item, beside a bare WSGI page and a bare Django page of the same SQL.

Each server is one process with four threads on the same PostgreSQL, in one run, and they take turns. Trust the ratios,
not the figures: CPU is what the serving process used, read from the operating system.
"""

import http.client
import json
import os
import re
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import ActionItem
from agendas.models import AgendaItem, PrivateNote, SharedNote
from bench._program import main
from bench._turns import Ask, Page, measure, server
from oneonones.models import Meeting, Pair, Recurrence, Series
from people.models import Person, ReportingLine


def organisation() -> dict[str, Any]:
    """A manager with twelve people; with one of them 46 past meetings, 8 items, 6 actions and 2 notes today."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = timezone.now()
    manager = Person.add(email="manager@example.test", name="Maria Manager", by=None, at=now, invite=False)
    pairs: list[Pair] = []
    for number in range(12):
        report = Person.add(email=f"r{number}@example.test", name=f"Person {number}", by=None, at=now, invite=False)
        ReportingLine.change(report, manager, by=None, at=now)
        pair = Pair.objects.get(report=report)
        began = now - timedelta(weeks=46, hours=-1 - number)
        local = began.astimezone(manager.zone)
        series = Series.begin(
            pair,
            recurrence=Recurrence(weekday=local.weekday()),
            on_or_after=local.date(),
            clock=local.time().replace(second=0, microsecond=0),
            minutes=30,
            anchor=manager,
            by=manager,
            at=began,
        )
        for back in (38, 30, 22, 14, 6, 0):
            series.plan(at=now - timedelta(weeks=back))
        for meeting in Meeting.objects.filter(series=series, ends_at__lt=now):
            meeting.wrap_up(by=manager, at=meeting.ends_at)
        pairs.append(pair)
    pair = pairs[0]
    meeting = Meeting.objects.filter(pair=pair).upcoming(at=now)[0]
    for number in range(8):
        author = manager if number % 2 else pair.report
        AgendaItem.raise_on(
            pair,
            title=f"Item number {number} of the agenda",
            context="A line of context that helps.",
            by=author,
            at=now,
        )
    for number in range(6):
        ActionItem.promise(
            pair,
            what=f"Do the thing number {number}",
            measure="It is done",
            who=manager if number % 2 else pair.report,
            due_on=(now + timedelta(days=number - 2)).date(),
            by=manager,
            at=now - timedelta(days=3),
        )
    SharedNote.of(meeting, None, at=now).append("What we said today, at some length. " * 20, by=manager, at=now)
    PrivateNote.of(meeting, manager, at=now).append("What I think about it. " * 20, by=manager, at=now)
    session = SessionStore()
    session[SESSION_KEY] = str(manager.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = manager.get_session_auth_hash()
    session.create()
    return {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
        "meeting": f"/m/{meeting.pk}/",
        "items": f"/m/{meeting.pk}/agenda-items/",
        "person": str(manager.pk),
        "meeting_id": str(meeting.pk),
        "pair_id": str(pair.pk),
    }


def statements(facts: dict[str, Any]) -> dict[str, list[str]]:
    """The SQL that each page runs, with its values in it, once keys and templates are warm."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies.load(facts["cookie"])
    found: dict[str, list[str]] = {}
    for name, path in (("home", "/"), ("meeting", facts["meeting"])):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        found[name] = [query["sql"] for query in captured]
    return found


def get(path: str, cookie: str) -> Ask:
    def ask(connection: http.client.HTTPConnection) -> int:
        connection.request("GET", path, headers={"Cookie": cookie, "Host": "127.0.0.1"})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    return ask


def add_item(facts: dict[str, Any], port: int) -> Ask:
    """Adds an item as the script does, and takes the part that answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", facts["meeting"], headers={"Cookie": facts["cookie"]})
    answer = connection.getresponse()
    body = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    secret = re.search(r"csrftoken=([^;]+)", answer.getheader("Set-Cookie") or "")
    assert token, "no CSRF token on the meeting page"
    assert secret, "no CSRF cookie from the meeting page"
    form = urlencode({"title": "Something to talk about", "csrfmiddlewaretoken": token[1]})
    headers = {
        "Cookie": f"{facts['cookie']}; csrftoken={secret[1]}",
        "Content-Type": "application/x-www-form-urlencoded",
        "HX-Request": "true",
    }

    def ask(own: http.client.HTTPConnection) -> int:
        own.request("POST", facts["items"], body=form, headers=headers)
        answer = own.getresponse()
        answer.read()
        return answer.status

    return ask


def added_items_go() -> None:
    """Take the items off again that the measurement added: the agenda keeps its eight."""
    AgendaItem.objects.filter(position__gt=8.5 * 1024).delete()


def run() -> dict[str, float]:
    """Set up, measure all, and return each figure by name."""
    facts = organisation()
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "statements.json"
        counted = statements(facts)
        plan.write_text(json.dumps({"sql": counted, **facts}))
        env = {"BENCH_PLAN": str(plan)}
        bare = {**env, "DJANGO_SETTINGS_MODULE": "bench._bare_settings"}
        with (
            server("bench._bare:wsgi", env) as limit,
            server("bench._bare_django:application", bare) as plain,
            server("config.wsgi:application", {}) as ours,
        ):
            cookie = facts["cookie"]
            rows = measure(
                {
                    "home, bare WSGI": Page(*limit, get("/home", "")),
                    "home, bare Django": Page(*plain, get("/", cookie)),
                    "home": Page(*ours, get("/", cookie)),
                    "meeting, bare WSGI": Page(*limit, get("/meeting", "")),
                    "meeting, bare Django": Page(*plain, get("/meeting/", cookie)),
                    "meeting": Page(*ours, get(facts["meeting"], cookie)),
                    "add an item": Page(*ours, add_item(facts, ours[0]), between=added_items_go),
                }
            )
    figures = {f"pages.{name}.{figure}": value for name, row in rows.items() for figure, value in row.items()}
    for page in ("home", "meeting"):
        for figure in ("cpu_ms", "p50_ms"):
            figures[f"pages.{page}.{figure}.of_bare_django"] = rows[page][figure] / rows[f"{page}, bare Django"][figure]
            figures[f"pages.{page}.{figure}.of_bare_wsgi"] = rows[page][figure] / rows[f"{page}, bare WSGI"][figure]
    for page, sql in counted.items():
        figures[f"pages.{page}.statements"] = len(sql)
    show(rows, figures)
    return figures


def show(rows: dict[str, dict[str, float]], figures: dict[str, float]) -> None:
    print(f"{'':24}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'pages/s':>9}")
    for name, row in rows.items():
        print(f"{name:24}{row['p50_ms']:9.1f}{row['p95_ms']:9.1f}{row['cpu_ms']:9.1f}{row['pages_s']:9.0f}")
    for page in ("home", "meeting"):
        ratio = figures[f"pages.{page}.cpu_ms.of_bare_django"]
        print(
            f"{page}: {ratio:.2f} × bare Django in CPU a request (aim 1.5), {figures[f'pages.{page}.statements']:.0f} statements"
        )


if __name__ == "__main__":
    main(run, __doc__)
