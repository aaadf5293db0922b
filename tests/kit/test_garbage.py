"""Python looks for garbage between pages, not in the middle of one."""

import subprocess
import sys

import pytest

LOOKED = (
    "print(gc.get_freeze_count() > 10_000, gc.get_threshold()[0], len(gc.get_objects()) < gc.get_freeze_count() / 10)"
)
A_WORKER_AS_IT_IS_STARTED = """
from config.celery import app
print(gc.get_freeze_count())
worker = app.Worker(pool="prefork", concurrency=2)
"""


def said_by(program: str) -> list[str]:
    said = subprocess.run([sys.executable, "-c", f"import gc\n{program}"], check=True, capture_output=True, text=True)
    return said.stdout.split()


@pytest.mark.parametrize("module", ["config.wsgi", "config.asgi"])
def test_a_server_of_pages_searches_rarely_and_passes_over_what_was_loaded(module: str) -> None:
    assert said_by(f"import {module}\n{LOOKED}") == ["True", "20000", "True"]


def test_a_worker_does_so_before_its_processes_are_forked_and_whoever_only_queues_tasks_does_not() -> None:
    assert said_by(A_WORKER_AS_IT_IS_STARTED + LOOKED) == ["0", "True", "20000", "True"]
