"""A line of a shared note, read as something to be done."""

import pytest

from actions.models import NoteLine
from agendas.models import SharedNote

NOTE = SharedNote(body="No slot yet.\n\n- ask Platform again\n1. [ ] TODO: call Ana\n   \n")


def test_the_lines_that_say_something_keep_their_numbers_and_lose_their_marks() -> None:
    assert [(line.number, line.words) for line in NoteLine.all_of(NOTE)] == [
        (0, "No slot yet."),
        (2, "ask Platform again"),
        (3, "call Ana"),
    ]
    assert all(line.note is NOTE for line in NoteLine.all_of(NOTE))


@pytest.mark.parametrize(
    ("number", "words"), [("0", "No slot yet."), ("2", "ask Platform again"), ("1", None), ("9", None), ("two", None)]
)
def test_a_line_is_found_by_its_number_as_it_reads_now(number: str, words: str | None) -> None:
    found = NoteLine.find(NOTE, number)
    assert (found.words if found else None) == words


@pytest.mark.parametrize("body", [None, "", "\n\n"])
def test_an_empty_note_has_nothing_to_be_done(body: str | None) -> None:
    assert list(NoteLine.all_of(SharedNote(body=body))) == []
