"""What the bench of the live process needs around it: people, the process, and pages that only listen."""

import asyncio
import contextlib
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from websockets.asyncio.client import connect

from agendas.models import SharedNote
from agendas.models.note_document import NoteDocument
from kit.vault import reseal
from live.frames import Says, Tells
from oneonones.models import Meeting, Pair
from people.models import Person, ReportingLine

OPTIONS = """--ws-max-size 300000 --ws-max-queue 8 --ws-per-message-deflate false --no-access-log --log-level warning
    --timeout-graceful-shutdown 5"""


def cookie(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def pairs(number: int) -> list[Pair]:
    """Managers with ten people each, that many pairs in all."""
    now, found, manager = timezone.now(), list[Pair](), None
    for count in range(number):
        if manager is None or count % 10 == 0:
            manager = Person.add(email=f"m{count}@example.test", name=f"M {count}", by=None, at=now, invite=False)
        report = Person.add(email=f"p{count}@example.test", name=f"P {count}", by=None, at=now, invite=False)
        ReportingLine.change(report, manager, by=None, at=now)
        found.append(Pair.objects.get(report=report))
    return found


def note_of(pair: Pair, document: NoteDocument | None = None) -> SharedNote:
    """A note on a meeting of theirs, perhaps one that says something already."""
    now = timezone.now()
    meeting = Meeting.objects.create(pair=pair, starts_at=now, ends_at=now + timedelta(minutes=30))
    note = SharedNote.of(meeting, None, at=now)
    if document is not None and not reseal(note, guard_version=note.version, state=document.state):
        raise RuntimeError("Somebody else wrote.")
    return note


@contextlib.contextmanager
def live_process() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The live process, as it runs for real: its port, and itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), *OPTIONS.split()]
    process = subprocess.Popen(command)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def memory(pid: int) -> float:
    """Resident memory in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


class Page:
    """An open page that only listens: its stream, and perhaps its socket with a note open."""

    def __init__(self, port: int, pair: Pair, cookie: str) -> None:
        self.port, self.pair, self.cookie = port, pair, cookie
        self.socket: Any = None

    async def stream(self) -> "Page":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        ask = f"GET /live/pairs/{self.pair.pk}/ HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {self.cookie}\r\n\r\n"
        self.writer.write(ask.encode())
        status = await self.reader.readline()
        if b" 200 " not in status:
            raise RuntimeError(status.decode())
        return self

    async def until(self, words: bytes) -> None:
        while words not in await self.reader.readline():
            pass

    async def open(self, note: SharedNote | None = None) -> "Page":
        origin = f"http://127.0.0.1:{self.port}"
        headers = {"cookie": self.cookie, "origin": origin}
        self.socket = await connect(
            f"ws://127.0.0.1:{self.port}/live/notes/",
            additional_headers=headers,
            compression=None,
            max_size=None,
            ping_interval=None,
        )
        if note is not None:
            await self.socket.send(note.pk.bytes + bytes([Says.OPEN]))
            while (await self.socket.recv())[16] != Tells.VECTOR:
                pass
        return self

    def leave(self) -> None:
        if self.socket is not None:
            self.socket.transport.abort()
        if hasattr(self, "writer"):
            self.writer.transport.abort()
