"""Brings the fakes' messages to webhooks, over real sockets."""

import queue
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.fakes.observations import Observations, Push


@dataclass(frozen=True)
class Parcel:
    """A message to a webhook."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Courier:
    """One thread that carries parcels in their order, and tries again where the door answers 5xx or not at all.

    `authority` is the file of certificates that it trusts. `drop(2)` loses the second parcel from now on;
    `silent` loses all of them: a channel that dies without a word.
    """

    def __init__(self, observations: Observations, authority: Path | None = None, *, tries: int = 3) -> None:
        self.silent = False
        self._observations, self._tries = observations, tries
        self._verify: str | bool = str(authority) if authority else True
        self._waiting: queue.Queue[Parcel | None] = queue.Queue()
        self._lost: set[int] = set()
        self._sent = 0
        self._thread = threading.Thread(target=self._carry, daemon=True, name="courier")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._waiting.put(None)
        self._thread.join(10)

    def drop(self, *numbers: int) -> None:
        """Lose the parcels with these numbers, the next one being 1."""
        self._lost |= {self._sent + number for number in numbers}

    def send(self, parcel: Parcel) -> None:
        self._sent += 1
        if self.silent or self._sent in self._lost:
            self._log(parcel, 0, dropped=True)
        else:
            self._waiting.put(parcel)

    def ask(self, parcel: Parcel, *, within: float = 10.0) -> requests.Response | None:
        """Bring a parcel at once and return the answer; None if there is none in time."""
        try:
            answer = requests.post(
                parcel.url,
                parcel.body,
                headers=parcel.headers,
                timeout=within,
                verify=self._verify,
                allow_redirects=False,
            )
        except requests.RequestException:
            self._log(parcel, 0)
            return None
        self._log(parcel, answer.status_code)
        return answer

    def settle(self, within: float = 15.0) -> None:
        """Wait until everything is delivered (or given up)."""
        until = time.monotonic() + within
        while self._waiting.unfinished_tasks:
            if time.monotonic() > until:
                raise TimeoutError("The courier is still on the way.")
            time.sleep(0.005)

    def _log(self, parcel: Parcel, status: int, *, dropped: bool = False) -> None:
        self._observations.pushes.append(Push(parcel.url, parcel.headers, parcel.body, status, dropped))

    def _carry(self) -> None:
        while parcel := self._waiting.get():
            for attempt in range(self._tries):
                answer = self.ask(parcel)
                if answer is not None and answer.status_code < 500:
                    break
                time.sleep(0.02 * 2**attempt)
            self._waiting.task_done()
