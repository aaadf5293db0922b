"""Addresses in a note are links, on the page that is read and in the editor, and nothing else is."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agendas.models import SharedNote
from agendas.models.addresses import LONGEST, addresses
from agendas.models.markdown import parse, write
from agendas.models.prose import Node, Run

HERE = Path(__file__).parent.parent / "static"
CASES = json.loads((HERE / "addresses.json").read_text())
HOSTILE = [
    "https://",
    "http://",
    "a.test",
    "@",
    "\\",
    '"',
    "<",
    "javascript:",
    " ",
    ")",
    "(",
    "\u202e",
    "'",
    ".",
    "é",
    "]",
    "[",
]


def found_by_the_editor(texts):
    node = shutil.which("node")
    assert node, "node is set up by dev.py"
    said = subprocess.run(
        [node, HERE / "addresses.mjs"], input=json.dumps(texts), capture_output=True, text=True, timeout=60
    )
    assert said.returncode == 0, said.stderr
    return [[tuple(one) for one in some] for some in json.loads(said.stdout)]


@pytest.mark.parametrize(("text", "hrefs"), CASES)
def test_what_is_an_address(text, hrefs):
    assert [one.href for one in addresses(text)] == hrefs
    assert [text[one.start : one.end] for one in addresses(text)] == hrefs


def test_one_that_nobody_could_read_is_none():
    assert [*addresses("https://a.test/" + "x" * LONGEST)] == []


@given(st.lists(st.sampled_from(HOSTILE), max_size=12))
def test_whatever_is_written_a_link_leads_where_it_says_and_to_the_web(pieces):
    for one in addresses("".join(pieces)):
        assert one.href.lower().startswith(("http://", "https://"))
        assert not set(one.href) & set(' <>"`\\\u202e')
        assert "@" not in one.href.split("://")[1].split("/")[0].split("?")[0].split("#")[0]


def test_the_editor_finds_the_same():
    texts = [text for text, _ in CASES]
    assert found_by_the_editor(texts) == [[*map(tuple, addresses(text))] for text in texts]


def test_an_address_is_one_link_across_marks_and_none_where_there_is_one_or_code():
    line = [Run("See https://a."), Run("test", strong=True), Run("/x now"), Run("https://b.test", code=True)]
    line += [Run("https://c.test", link="https://d.test"), Node("mention"), Run("https://e.test")]
    linked = [(one.text, one.link) for one in Node("paragraph", line).linked if isinstance(one, Run)]
    assert linked == [
        ("See ", ""),
        ("https://a.", "https://a.test/x"),
        ("test", "https://a.test/x"),
        ("/x", "https://a.test/x"),
        (" now", ""),
        ("https://b.test", ""),
        ("https://c.test", "https://d.test"),
        ("https://e.test", "https://e.test"),
    ]
    assert Node("code_block", [Run("https://a.test")]).linked == [Run("https://a.test")]


def test_what_is_stored_stays_as_it_was_written():
    assert write(parse("See https://a.test/x.")) == "See https://a.test/x."


def test_the_page_links_to_it_and_says_nothing_to_where_it_leads(browse, people, meeting, at):
    SharedNote.of(meeting, None, at=at).append("See https://a.test/?a=1&b='2'.", by=people["report"], at=at)
    page = browse(people["manager"]).get(f"{meeting.get_absolute_url()}?stage=meet").content.decode()
    href = "https://a.test/?a=1&amp;b=&#39;2"
    assert f'See <a href="{href}" rel="noopener noreferrer nofollow">{href}</a>' in page
