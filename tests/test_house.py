"""House rules that a machine can check."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["activity", "people", "oneonones", "agendas", "actions", "integrations", "pages", "live"]
OUTWARD = ["views", "views.py", "api.py", "api"]


def outward_modules() -> Iterator[Path]:
    """Views, API and the live process: where a person's request meets the rows."""
    for app in APPS:
        for name in OUTWARD:
            place = ROOT / app / name
            if place.is_dir():
                yield from place.rglob("*.py")
            elif place.is_file():
                yield place
    yield from (ROOT / "live").glob("*.py")
    yield from (ROOT / "integrations").rglob("views.py")


def managers_used_otherwise(source: str) -> list[int]:
    """Line numbers where `.objects` is followed by anything but `.visible_to(`."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        on_manager = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
        if on_manager and node.value.attr == "objects" and node.attr != "visible_to":
            lines.append(node.lineno)
    return lines


def test_the_search_for_managers_finds_one() -> None:
    assert managers_used_otherwise("x = Meeting.objects.filter(pk=1)") == [1]
    assert managers_used_otherwise("x = Meeting.objects.visible_to(p).filter(pk=1)") == []


# What is not a thing of two people has no visible_to; each exception says why.
EXCEPTIONS = {
    "live/subscribers.py": "publishes ids of what is committed; each connection filters for its own person",
}


@pytest.mark.parametrize("module", sorted(outward_modules()), ids=lambda path: str(path.relative_to(ROOT)))
def test_rows_are_found_through_visible_to_only(module: Path) -> None:
    if str(module.relative_to(ROOT)) in EXCEPTIONS:
        return
    assert managers_used_otherwise(module.read_text()) == [], "use .visible_to(person), or a method of the model"


def test_templates_ask_no_manager() -> None:
    asked = [
        str(template.relative_to(ROOT))
        for template in (ROOT / "templates").rglob("*.html")
        if ".objects" in template.read_text()
    ]
    assert asked == []


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|<style", re.IGNORECASE)
    found = [
        f"{template.relative_to(ROOT)}: {match.group(0)}"
        for template in sorted((ROOT / "templates").rglob("*.html"))
        if (match := inline.search(template.read_text()))
    ]
    assert found == []


def test_nothing_is_marked_safe_by_hand() -> None:
    """Words that people wrote are escaped by the template engine, everywhere."""
    found = [
        f"{path.relative_to(ROOT)}"
        for pattern in ("templates/**/*.html", "*/views/**/*.py", "kit/*.py")
        for path in sorted(ROOT.glob(pattern))
        if re.search(r"\|\s*safe\b|mark_safe\(|Markup\(|autoescape false", path.read_text())
    ]
    assert found == []


def test_no_signals_and_no_save_overrides() -> None:
    found = [
        str(path.relative_to(ROOT))
        for app in [*APPS, "kit"]
        for path in sorted((ROOT / app).rglob("*.py"))
        if re.search(r"django\.dispatch|django\.db\.models\.signals|^    def save\(", path.read_text(), re.MULTILINE)
    ]
    assert found == []
