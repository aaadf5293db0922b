"""Learning at once that this process is to end: the server says so only after every open page has gone."""

import signal
import threading
from collections.abc import Callable
from types import FrameType


def before_the_end(warn: Callable[[], None]) -> None:
    """Have `warn` called at SIGTERM, from whatever thread, and then what was to be done anyway."""
    if threading.current_thread() is not threading.main_thread():
        return  # a test's server: it is told otherwise
    then = signal.getsignal(signal.SIGTERM)

    def end(number: int, frame: FrameType | None) -> None:
        warn()
        if callable(then):
            then(number, frame)

    if callable(then):
        signal.signal(signal.SIGTERM, end)
