"""What goes wrong between a client and a server, on demand."""

import re
import threading
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["status", "lost", "drop", "delay", "truncate", "dup", "slow"]


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with the next `times` requests that fit, after the first `skip` of them.

    status: answer `status` with `headers` and `body`, and do nothing.
    lost: do it, and close the socket without an answer.
    drop: close the socket, and do nothing.
    delay: wait `seconds`, then do it and answer.
    truncate: do it, and send half of the answer.
    dup: do it twice (as behind a proxy that repeats); the client sees the second answer.
    slow: do it, and let the answer drip for `seconds`.

    `path` is a regular expression, found anywhere in the path as sent (percent-encoded, without the query).
    """

    kind: Kind
    method: str = ""
    path: str = ""
    times: int = 1
    skip: int = 0
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0

    def fits(self, method: str, path: str) -> bool:
        return self.method in ("", method) and re.search(self.path, path) is not None


class Faults:
    """The faults that are still to happen, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fitted: dict[int, int] = {}
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that hits this request, which is then used up by one."""
        with self._lock:
            for fault in [waiting for waiting in self._waiting if waiting.fits(method, path)]:
                fitted = self._fitted[id(fault)] = self._fitted.get(id(fault), 0) + 1
                if fitted >= fault.skip + fault.times:
                    self._waiting.remove(fault)
                    del self._fitted[id(fault)]
                if fitted > fault.skip:
                    return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
            self._fitted.clear()

    def __len__(self) -> int:
        return len(self._waiting)
