"""Python looks for garbage between pages, not in the middle of one."""

import subprocess
import sys

import pytest

LOADED = """
import gc
import {module}
print(gc.get_freeze_count() > 10_000, gc.get_threshold()[0], len(gc.get_objects()) < gc.get_freeze_count() / 10)
"""


@pytest.mark.parametrize("module", ["config.wsgi", "config.asgi"])
def test_a_server_of_pages_searches_rarely_and_passes_over_what_was_loaded(module: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", LOADED.format(module=module)], check=True, capture_output=True, text=True
    )
    assert said.stdout.split() == ["True", "20000", "True"]
