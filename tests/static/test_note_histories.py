"""Whatever people do to one note at once, cut off, reloading: what each typed stands in it once, and all read the same.

The editor's merging (static/js/notes) runs in Node, without a page. The long form: ANDANTE_LONG=1.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("note_histories.mjs")
RUNS = [(1, 8)]
LONG = [(first, first + 19) for first in range(9, 309, 20)] if os.environ.get("ANDANTE_LONG") else []


@pytest.mark.parametrize(("first", "last"), RUNS + LONG)
def test_every_letter_is_there_once_and_all_agree(first: int, last: int) -> None:
    node = shutil.which("node")
    assert node, "node is set up by dev.py"
    ended = subprocess.run([node, PROGRAM, str(first), str(last)], capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stderr
    histories = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(histories) == last - first + 1
    assert all(one["typed"] > 50 for one in histories), "hardly anything was typed"
    assert [one for one in histories if one["lost"] or one["twice"] or not one["agree"]] == []
