"""A database that takes what it is told and, once it is hushed, never says another word to the live process."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import connection, connections

from live import asking
from live.access import Door
from live.rooms import Rooms
from tests.live.conftest import Line

LIMIT = 1.5


@contextmanager
def on_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """Whoever asks in the live process from now on asks over this line; everybody else as always."""
    if connection.vendor == "sqlite":
        pytest.skip("A file is not at the other end of a line.")
    at = connection.settings_dict
    with closing(Line(f"postgres://{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}")) as line:
        close_old_connections = asking.close_old_connections
        options = {**at["OPTIONS"], "connect_timeout": 2}

        def reach() -> None:
            here = {"HOST": "127.0.0.1", "PORT": str(line.port), "OPTIONS": options, "CONN_MAX_AGE": None}
            connections["default"].settings_dict = {**at, **here}
            close_old_connections()

        monkeypatch.setattr(asking, "close_old_connections", reach)
        monkeypatch.setattr(Door, "LIMIT", LIMIT)
        monkeypatch.setattr(Rooms, "AGAIN", 0.05)
        yield line
