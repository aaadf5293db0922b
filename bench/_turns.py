"""Servers and their pages, measured in turns: a busy moment of the machine meets all of them, so the ratios stay true."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

WARM_UP = 60
SEQUENTIAL = 300
TURNS = 15
PARALLEL_SECONDS = 4.0
CONNECTIONS = 8


@contextmanager
def server(application: str, env: dict[str, str]) -> Iterator[tuple[int, int]]:
    """One gunicorn process with four threads: its port, and the process id of the worker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--worker-class", "gthread", "--threads", "4", "--log-level", "error", "--keep-alive", "30"]
    master = subprocess.Popen(command, env={**os.environ, **env, "LOG_LEVEL": "WARNING"})
    try:
        for _attempt in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        children = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
        yield port, int(children[0])
    finally:
        master.send_signal(signal.SIGTERM)
        master.wait(timeout=20)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


Ask = Callable[[http.client.HTTPConnection], int]


@dataclass
class Page:
    """One page of one server, and what was measured of it."""

    port: int
    pid: int
    ask: Ask
    between: Callable[[], None] | None = None  # puts the data back as it was, before every fifth request, off the clock
    spent: list[float] = field(default_factory=list)
    cpu: float = 0.0

    def round(self, requests: int) -> None:
        """Some requests over one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        before = cpu_seconds(self.pid)
        for number in range(requests):
            if self.between is not None and number % 5 == 0:
                self.between()
            started = time.perf_counter()
            status = self.ask(connection)
            self.spent.append((time.perf_counter() - started) * 1000)
            assert status == 200, f"answered {status}"
        self.cpu += cpu_seconds(self.pid) - before
        connection.close()

    def crowd(self) -> float:
        """Pages a second over eight connections."""
        done, until = [0] * CONNECTIONS, time.perf_counter() + PARALLEL_SECONDS

        def work(number: int) -> None:
            own = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            while time.perf_counter() < until:
                if self.between is not None and number == 0:
                    self.between()
                self.ask(own)
                done[number] += 1

        threads = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / PARALLEL_SECONDS


def measure(pages: dict[str, Page]) -> dict[str, dict[str, float]]:
    """p50 and p95 (ms) over one connection, CPU a request (ms), and pages a second over eight connections.

    The pages take turns, so that a busy moment of the machine meets all of them and the ratios stay true.
    """
    for page in pages.values():
        page.round(WARM_UP)
        page.spent.clear()
        page.cpu = 0.0
    for _turn in range(TURNS):
        for page in pages.values():
            page.round(SEQUENTIAL // TURNS)
    return {
        name: {
            "p50_ms": statistics.median(page.spent),
            "p95_ms": sorted(page.spent)[int(len(page.spent) * 0.95)],
            "cpu_ms": page.cpu / len(page.spent) * 1000,
            "pages_s": page.crowd(),
        }
        for name, page in pages.items()
    }
