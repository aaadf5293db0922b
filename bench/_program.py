"""How each bench is started: `python -m bench.NAME --json FILE`."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path


def main(run: Callable[[], dict[str, float]], about: str | None) -> None:
    """Measure; with `--json FILE` the figures are kept there, a map of names to numbers."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    figures = run()
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2))
