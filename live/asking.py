"""One question on its way to the database, in a thread; and how to hang up on a database that does not answer it."""

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections

Answer = TypeVar("Answer")


class Asking(Generic[Answer]):
    """A question, the thread that asks it, and the line on which it is asked.

    The database ends a statement that takes too long, and the network a line whose other end is gone. Neither helps
    where the other end takes what it is told and says nothing ever again: the thread would wait for good.
    """

    def __init__(self, question: Callable[[], Answer]) -> None:
        self._question = question
        self._over = threading.Lock()
        self._connection: Any = None
        self._began = 0.0

    def answer(self) -> Answer:
        """Ask, in the thread of the database."""
        close_old_connections()
        self._connection, self._began = connections[DEFAULT_DB_ALIAS], time.monotonic()
        try:
            return self._question()
        finally:
            with self._over:
                self._connection = None
            close_old_connections()

    @property
    def seconds(self) -> float | None:
        """For how long it has been asked; None if it is not being asked."""
        return time.monotonic() - self._began if self._connection is not None else None

    def hang_up(self) -> None:
        """From any other thread: whoever waits for the answer learns that the line is dead."""
        with self._over:
            if self._connection is None or self._connection.vendor == "sqlite":
                return
            line = self._connection.connection  # None while it is being opened, which has a time limit of its own
            with suppress(AttributeError, OSError, self._connection.Database.Error):
                with socket.socket(fileno=os.dup(line.fileno())) as end:
                    end.shutdown(socket.SHUT_RDWR)
