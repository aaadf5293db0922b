"""Whatever people do to one note at once, cut off, reloading: what each typed, and whom each named, stands in it once,
and all read the same.

The editor's merging (static/js/notes) runs in Node, without a page. The long form: ANDANTE_LONG=1.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
RUNS = [(1, 8)]
UNSOLVED = {74}
"""Words that nobody but their writer and the server had; the other, who had not seen them, takes their block away; and
the writer's page is reloaded without a connection before it hears of that: then no page is left that could say them again
(docs/adr/0019)."""
LONG = [(first, first + 19) for first in range(9, 309, 20)] if os.environ.get("ANDANTE_LONG") else []


def told(program: str, *about: str) -> list[dict[str, Any]]:
    """What a program of Node says, a line of JSON for each."""
    node = shutil.which("node")
    assert node, "node is set up by dev.py"
    ended = subprocess.run([node, HERE / program, *about], capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.parametrize(("first", "last"), RUNS + LONG)
def test_every_letter_is_there_once_and_all_agree(first: int, last: int) -> None:
    histories = told("note_histories.mjs", str(first), str(last))
    assert len(histories) == last - first + 1
    histories = [one for one in histories if one["history"] not in UNSOLVED]
    assert sum(one["typed"] for one in histories) > 50 * len(histories), "hardly anything was typed"
    assert sum(one["named"] for one in histories) > 5 * len(histories), "hardly anybody was named"
    wrong = ("lost", "twice", "unnamed", "renamed")
    assert [one for one in histories if any(one[what] for what in wrong) or not one["agree"]] == []


def test_a_name_or_a_break_put_into_a_block_that_the_other_remakes_stays_where_it_was_put() -> None:
    """Tom makes "the@!re" of "there" while Priya makes something else of its block; what he put there is "@" here."""
    scenes = told("note_remakes.mjs")
    assert len(scenes) == 8 * 2 * 2
    assert all(one["agree"] for one in scenes)
    elsewhere = {
        ("join", "mention"): "Hellothe@!re",
        ("join", "break"): "Hellothe@!re",
        ("split", "mention"): "Hello @!there",  # nothing went: it stays in the block that it was put into
        ("split", "break"): "Hello @!there",
        ("code", "mention"): "Hello there@!",  # code names nobody: in a paragraph behind it
    }
    for one in scenes:
        said = re.sub(r"<[^>]*>", "", re.sub(r"<mention[^>]*>|<hard_break>|\n", "@", one["said"]))
        assert said == elsewhere.get((one["remake"], one["what"]), "Hello the@!re"), one
