"""The pages' HTML is valid, as html-validate judges it (.htmlvalidate.json says which of its tastes are not ours)."""

import shutil
import subprocess
from pathlib import Path

import pytest

from oneonones.models import Meeting
from people.models import Person
from tests.conftest import Browse

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = ROOT / "node_modules" / ".bin" / "html-validate"
ADDRESSES = [
    "/",
    "/pairs/",
    "/actions/",
    "/search/",
    "/search/?q=okafor",
    "/search/?q=a&from=x",
    "/me/",
    "/me/days/",
    "/me/look/",
    "/me/keyboard/",
    "/privacy/",
    "/setup/ui/",
]


def complaints(html: str) -> str:
    """What the validator says, nothing when all is well."""
    node = shutil.which("node")
    assert node, "node is set up by dev.py"
    return subprocess.run(
        [node, TOOL, "--stdin", "--config=.htmlvalidate.json"], input=html, capture_output=True, text=True, cwd=ROOT
    ).stdout


def test_the_validator_finds_a_mistake() -> None:
    assert "no-dup-id" in complaints(
        '<!doctype html><html lang="en"><title>x</title><p id="a"></p><p id="a"></p></html>'
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_valid_html(browse: Browse, people: dict[str, Person], meeting: Meeting, address: str) -> None:
    assert complaints(browse(people["manager"]).get(address).content.decode()) == ""


@pytest.mark.parametrize("stage", ["prepare", "meet", "review"])
def test_the_meeting_page_is_valid_html(
    browse: Browse, people: dict[str, Person], meeting: Meeting, stage: str
) -> None:
    page = browse(people["report"]).get(f"{meeting.get_absolute_url()}?stage={stage}")
    assert complaints(page.content.decode()) == ""


def test_the_sign_in_page_is_valid_html(browse: Browse, db: None) -> None:
    assert complaints(browse(None).get("/login/").content.decode()) == ""
