"""What changed in a note is told as the note looks: every word of both is there with its marks, and no sign of them."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agendas.models import NoteVersion, SharedNote
from agendas.models.markdown import parse
from agendas.models.note_difference import LAST_SIGN, SIGNS, NoteDifference
from agendas.models.prose import Node, Run

WORDS = [
    "one",
    "*two*",
    "**three**",
    "`four`",
    "[five](https://a.test)",
    "\n",
    "- six",
    "## seven",
    "> eight",
    "ni**n**e",
]
TEXT = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def told(before, after):
    stretches = NoteDifference(parse(before), parse(after), {"tom": "Tom"}).stretches
    return [(one.kind, "".join(run.text for run in one.runs)) for one in stretches]


def test_marks_are_marks_and_no_signs():
    change = NoteDifference(parse("Book it"), parse("Book **it** *now*, `dev.py`"), {})
    assert (change.added, change.removed) == (3, 1)
    (same, removed, added) = change.stretches
    assert (same.kind, same.runs) == ("same", [Run("Book")])
    assert (removed.kind, removed.runs) == ("removed", [Run(" "), Run("it")])
    assert added.runs == [
        Run(" "),
        Run("it", strong=True),
        Run(" "),
        Run("now", em=True),
        Run(","),
        Run(" "),
        Run("dev.py", code=True),
    ]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("- One", "- One\n- Two", [("same", "• One"), ("added", "\n• Two")]),
        ("- [ ] Book", "- [x] Book", [("removed", "☐"), ("added", "☑"), ("same", " Book")]),
        ("1. One\n2. Two", "1. One", [("same", "1. One"), ("removed", "\n2. Two")]),
        ("> Said", "Said", [("removed", "│ Said"), ("added", "Said")]),
        ("# Plan", "## Plan", [("removed", "Plan"), ("added", "Plan")]),
        ("Ask", "Ask [@Tom](person:tom)", [("same", "Ask"), ("added", " @Tom")]),
    ],
)
def test_lists_boxes_quotes_headings_and_names_look_as_in_the_note(before, after, change):
    assert [(kind, text.strip(" ")) for kind, text in told(before, after)] == [
        (kind, text.strip(" ")) for kind, text in change
    ]


def test_the_same_note_twice_differs_in_nothing():
    same = NoteDifference(parse("- **One**"), parse("- **One**"), {})
    assert (same.added, same.removed, [one.kind for one in same.stretches]) == (0, 0, ["same"])


def test_what_somebody_typed_that_looks_like_a_sign_of_ours_marks_nothing():
    odd = Node("doc", [Node("paragraph", [Run(chr(SIGNS + 1) + "a" + chr(LAST_SIGN)), Run("b", strong=True)])])
    (shown,) = NoteDifference(Node("doc"), odd, {}).stretches
    assert shown.runs == [Run("a"), Run("b", strong=True)]


@given(TEXT, TEXT)
def test_no_word_of_either_is_lost_and_none_has_another_mark(before, after):
    def runs(text):
        return [run for one in NoteDifference(Node("doc"), parse(text), {}).stretches for run in one.runs]

    stretches = NoteDifference(parse(before), parse(after), {}).stretches
    for text, other_only in ((before, "added"), (after, "removed")):
        read = [run for one in stretches if one.kind != other_only for run in one.runs]
        assert [one for one in read if one.text.strip()] == [one for one in runs(text) if one.text.strip()]


def test_the_page_of_a_version_shows_marks_and_escapes_what_people_wrote(browse, people, meeting, at):
    note = SharedNote.of(meeting, None, at=at)
    note.rewrite("Book it", by=people["report"], at=at)
    note.rewrite(
        "Book **it** [here](https://a.test/?a=1&b=2) <script>", by=people["manager"], at=at.replace(year=at.year + 1)
    )
    assert NoteVersion.objects.count() == 1
    page = browse(people["manager"]).get(reverse("note_versions", args=[note.pk])).content.decode()
    change = page[page.index('<div class="pre measure difference"') :].split("</div>")[0]
    assert "**" not in change
    assert "<strong>it</strong>" in change
    assert '<a href="https://a.test/?a=1&amp;b=2" rel="noopener noreferrer nofollow">here</a>' in change
    assert "&lt;script&gt;" in change
