"""What a soak does to the processes it depends on: starts them, kills them, starts them again at the same address."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Victim:
    """One program at one port, which may be killed at any time."""

    command: list[str]
    port: int
    env: dict[str, str] = field(default_factory=dict)
    kills: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Victim":
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.env})
        for _attempt in range(1200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"did not start: {' '.join(self.command)}")

    def kill(self) -> None:
        """As the kernel does when memory runs out: no goodbye."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def product(port: int, env: dict[str, str]) -> Victim:
    """Pages and live in one process."""
    command = f"-m uvicorn config.asgi:application --port {port} --log-level error --timeout-graceful-shutdown 1"
    return Victim([sys.executable, *command.split()], port, env)


def redis(server: str, port: int) -> Victim:
    """A Redis that forgets all that it held when it is killed."""
    flags = f"--port {port} --bind 127.0.0.1 --save  --appendonly no --loglevel warning"
    return Victim([server, *flags.split(" ")], port)
