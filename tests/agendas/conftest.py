"""An agenda of three, and people who press at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from agendas.models import AgendaItem


@pytest.fixture
def three(pair, people, at):
    """Three items of Tom's, in order."""
    return [AgendaItem.raise_on(pair, title=title, by=people["report"], at=at) for title in ("One", "Two", "Three")]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Each in a thread of its own, all at the same moment; what they returned."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [thread.result() for thread in [threads.submit(run, act) for act in acts]]
