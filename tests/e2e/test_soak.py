"""The long proof of the notes, in short: the program that `dev.py soak notes` runs, for seconds instead of minutes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("seed", [7, 11])
def test_two_browsers_lose_no_letter_through_cuts_and_kills(tmp_path: Path, seed: int) -> None:
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/db/andante.sqlite3",
        "REDIS_URL": "",
        "VAR_DIR": str(tmp_path),
        "LOG_LEVEL": "ERROR",
    }
    env.pop("REDIS_SERVER", None)
    command = [sys.executable, "-m", "soak.notes", "--seconds", "6", "--browsers", "2", "--seed", str(seed)]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240)
    assert ended.returncode == 0, ended.stdout + ended.stderr
