"""Markdown and the document of a note: each says what the other says."""

import re
from random import Random

import pytest
from django.template import engines
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import XmlElement, XmlText

from agendas.models.markdown import parse, write
from agendas.models.note_document import Malformed, NoteDocument, Taken

PIECES = [
    "# ",
    "- ",
    "- [ ] ",
    "- [x] ",
    "> ",
    "1. ",
    "  ",
    "    ",
    "**",
    "*",
    "a",
    "b c",
    "é",
    "`",
    "```",
    "\n",
    "\n\n",
    "~~~",
]
PIECES += ["[", "](https://x.y)", "[@T](person:ab)", "\\", "\t", "•", "5 * 3", "#", "]("]
markdown = st.text(alphabet="ab *`[]()#>-1.\n\\x@ht:/p~•\t", max_size=60) | st.lists(
    st.sampled_from(PIECES), max_size=25
).map("".join)


def test_a_line_ends_with_its_last_word_also_before_a_link_without_words() -> None:
    assert write(parse("# one [](https://e.test)")) == "# one"


@settings(max_examples=300, deadline=None)
@given(markdown)
def test_what_was_written_and_read_is_written_the_same_again(text: str) -> None:
    once = write(parse(text))
    assert write(parse(once)) == once


@settings(max_examples=150, deadline=None)
@given(markdown)
def test_a_document_says_what_its_markdown_says(text: str) -> None:
    once = write(parse(text), {"ab": "Tom"})
    document = NoteDocument.saying(once)
    assert document.markdown({"ab": "Tom"}) == once
    assert NoteDocument.of([document.state]).markdown({"ab": "Tom"}) == once


@pytest.mark.parametrize(
    "text",
    [
        "# One\n\n## Two",
        "- a\n- b\n  - c\n\n  d",
        "3. three\n4. four",
        "- [ ] open\n- [x] done",
        "> quoted\n> twice",
        "```\nx = 1\n\n- no list\n```",
        "**bold *both*** and `co``de`",
        "a [link](https://example.test/x) and\na new line",
        "hello [@Tom](person:7f0f9d54-0000-4000-8000-000000000000)",
        "5 * 3 = 15, \\*not\\* bold",
    ],
)
def test_these_come_back_as_they_are(text: str) -> None:
    assert NoteDocument.saying(text).markdown({"7f0f9d54-0000-4000-8000-000000000000": "Tom"}) == text


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//evil.test", "vbscript:x"])
def test_a_link_leads_to_the_web_or_to_mail(href: str) -> None:
    assert "link" not in str(NoteDocument.saying(f"[here]({href})")._fragment)


def test_what_nests_too_deep_is_text() -> None:
    assert "x" in NoteDocument.saying("> " * 5000 + "x").markdown()


def test_two_make_the_same_document_of_a_text_that_was_none() -> None:
    one, other = NoteDocument.saying("- a\n- **b**"), NoteDocument.saying("- a\n- **b**")
    before = one.markdown()
    one.merge(other.state)
    assert one.markdown() == before


def test_what_is_no_update_leaves_the_document_as_it_was() -> None:
    document = NoteDocument.saying("Here")
    for bad in (b"", b"\xff" * 30, document.state[:-4]):
        with pytest.raises(Malformed):
            document.merge(bad)
    assert document.markdown() == "Here"


def test_what_waits_for_another_is_not_lost() -> None:
    author = NoteDocument.saying("One")
    other = NoteDocument.of([author.state])
    second, third = author.append("Two"), author.append("Three")
    assert other.take(third) == Taken(b"", news=True)
    assert other.take(third) == Taken(b"", news=False)
    later = NoteDocument.of([other.state, *other.waiting])
    later.merge(second)
    assert later.markdown() == "One\n\nTwo\n\nThree"


def test_what_follows_on_something_missing_waits_and_is_given_to_whoever_asks() -> None:
    """The library alone takes it in, says that nothing changed, and gives it to nobody who asks what they lack."""
    base = NoteDocument.saying("One")
    author, other = NoteDocument.of([base.state]), NoteDocument.of([base.state])
    missing = author.append("Missing")
    before = author.vector
    author._fragment.children.insert(0, XmlElement("paragraph", {}, [XmlText("First")]))
    update = author.since(before)
    assert other.take(update) == Taken(b"", news=True)
    reader = NoteDocument.of([base.state])
    for piece in (other.since(reader.vector), *other.waiting):
        reader.merge(piece)
    for document in (other, reader):
        document.merge(missing)
        assert document.markdown() == "First\n\nOne\n\nMissing"
        assert document.waiting == []


def updates_of_three(chance: Random) -> list[bytes]:
    """What three type, delete and read of one another."""
    documents, updates = [NoteDocument() for _ in range(3)], list[bytes]()
    for number in range(chance.randint(5, 25)):
        document = chance.choice(documents)
        if chance.random() < 0.5:
            for update in updates:
                document.merge(update)
        texts = [text for block in document._fragment.children for text in block.children if len(text)]
        before, kind = document.vector, chance.random()
        if kind < 0.5 or not texts:
            document.append(f"w{number} \N{MUSICAL SYMBOL G CLEF} [x](https://e.test)")
        elif kind < 0.8:
            (text := chance.choice(texts)).insert(chance.choice([0, len(text)]), f" w{number} ")
        else:
            text = chance.choice(texts)
            del text[0 : len(text)]
        updates.append(document.since(before))
    return updates


@pytest.mark.parametrize("number", range(60))
def test_in_whatever_order_updates_arrive_the_text_is_the_same(number: int) -> None:
    chance = Random(number)
    updates = updates_of_three(chance)
    mixed = [*updates, *chance.choices(updates, k=3)]
    chance.shuffle(mixed)
    expected, found = NoteDocument.of(updates), NoteDocument.of(mixed)
    assert found.waiting == []
    assert found.markdown() == expected.markdown()
    assert NoteDocument.of([found.state]).markdown() == expected.markdown()


def reading(text: str) -> str:
    """A note as pages show it (templates/components/reading.html)."""
    page = engines["jinja2"].from_string("{{ reading(tree, names) }}")
    return page.render({"tree": parse(text), "names": {"ab": "Tom"}})


def test_a_note_is_read_as_html_without_a_tag_of_its_own() -> None:
    said = "# Hi <b>\n\n- **done** [x](https://e.test/?a=1&b=2)\n\n<script>alert(1)</script> [@Tomás](person:ab)"
    assert reading(said) == (
        '<h3 class="note-h note-h1" dir="auto">Hi &lt;b&gt;</h3>'
        '<ul><li><p dir="auto"><strong>done</strong> '
        '<a href="https://e.test/?a=1&amp;b=2" rel="noopener noreferrer nofollow">x</a></p></li></ul>'
        '<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt; <span class="mention">@Tom</span></p>'
    )


def test_a_box_that_is_ticked_says_so_also_to_whoever_does_not_see_it() -> None:
    ticked, open_one = reading("- [x] Booked\n- [ ] Told").split("<li ")[1:]
    assert 'data-checked="true"' in ticked
    assert '<span class="visually-hidden">Done: </span>' in ticked
    assert 'data-checked="false"' in open_one
    assert "Done:" not in open_one


@settings(max_examples=100, deadline=None)
@given(markdown)
def test_no_text_makes_a_tag_that_is_not_ours(text: str) -> None:
    html = reading(text + " <img onerror=x> <a href=javascript:x> [x](javascript:alert) [y](data:text/html,x)")
    assert {*re.findall(r"</?([a-z0-9]+)", html)} <= {
        *("p", "h3", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a", "br", "span", "div"),
        *("svg", "use"),  # the tick of a task
    }
    assert all(href.startswith(("http://", "https://", "mailto:")) for href in re.findall(r'<a href="([^"]*)"', html))
