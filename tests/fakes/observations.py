"""What the fakes saw and sent: the tests' eyes."""

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message


@dataclass
class Call:
    """A request as it was on the wire; `status` is 0 while it runs and where no answer was sent.
    `answer` is the body as it was meant, also where a fault cut it short.

    `began` and `ended` are seconds of a monotonic clock of the machine; `connection` tells sockets apart.
    """

    number: int
    server: str
    method: str
    path: str
    query: dict[str, list[str]]
    headers: Message
    body: bytes
    connection: int
    key: str
    began: float
    ended: float = 0.0
    status: int = 0
    fault: str = ""
    answer: bytes = b""


@dataclass(frozen=True)
class Mail:
    """A notification that a provider mails: an invitation, a cancellation or an answer.

    `kind` is REQUEST, CANCEL or REPLY; `original` is the start of the one occurrence that it is about.
    """

    to: str
    kind: str
    ical_uid: str
    sequence: int
    original: datetime | None
    sender: str
    title: str
    at: datetime


@dataclass(frozen=True)
class Push:
    """A message to a webhook: what was sent, and what came back (0: nothing did, or it was dropped on purpose)."""

    url: str
    headers: dict[str, str]
    body: bytes
    status: int
    dropped: bool = False


@dataclass
class Observations:
    """Everything in order, from both fakes."""

    calls: list[Call] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    pushes: list[Push] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _in_flight: Counter[str] = field(default_factory=Counter)
    _peaks: Counter[str] = field(default_factory=Counter)

    def begin(
        self,
        *,
        server: str,
        method: str,
        path: str,
        query: dict[str, list[str]],
        headers: Message,
        body: bytes,
        connection: int,
        key: str,
    ) -> Call:
        with self._lock:
            began = time.monotonic()
            call = Call(len(self.calls), server, method, path, query, headers, body, connection, key, began)
            self.calls.append(call)
            for name in {key, server}:
                self._in_flight[name] += 1
                self._peaks[name] = max(self._peaks[name], self._in_flight[name])
            return call

    def end(self, call: Call) -> None:
        """Before the last of an answer is sent: who has it may ask again at once, and that is no overlap."""
        with self._lock:
            if call.ended:
                return
            call.ended = time.monotonic()
            for name in {call.key, call.server}:
                self._in_flight[name] -= 1

    def in_flight(self, key: str) -> int:
        """How many requests of this key (or to the server of this name) run now, this one included."""
        return self._in_flight[key]

    def peak(self, key: str) -> int:
        """The most requests of this key (or to the server of this name) that ever ran at once."""
        return self._peaks[key]

    def seen(self, method: str = "", path: str = "", server: str = "") -> list[Call]:
        """The requests that fit; `path` is a regular expression found anywhere in the path."""
        return [
            call
            for call in self.calls
            if method in ("", call.method) and server in ("", call.server) and re.search(path, call.path)
        ]

    def mailed(self, to: str = "", kind: str = "") -> list[Mail]:
        """The notifications that fit."""
        return [mail for mail in self.mails if to.lower() in ("", mail.to) and kind in ("", mail.kind)]

    def forget(self) -> None:
        """Start the logs anew (what runs now goes on being counted)."""
        with self._lock:
            self.calls.clear()
            self.mails.clear()
            self.pushes.clear()
            self._peaks = Counter(self._in_flight)
