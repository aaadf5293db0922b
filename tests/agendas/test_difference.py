"""What became another text: every word of both is there, and what came and went is told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agendas.models.difference import Difference

TEXT = st.text(alphabet="ab \n", max_size=60)


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in Difference(before, after).stretches]


def test_a_word_that_took_the_place_of_another_is_told_apart() -> None:
    assert told("Energy 6 of 10\nSame", "Energy 7 of 10\nSame") == [
        ("same", "Energy"),
        ("removed", " 6"),
        ("added", " 7"),
        ("same", " of 10\nSame"),
    ]


def test_a_line_that_came_is_added_and_one_that_went_is_removed() -> None:
    assert told("One\nTwo\n", "One\nTwo\nThree\n") == [("same", "One\nTwo\n"), ("added", "Three\n")]
    assert told("One\nTwo\nThree", "One\nThree") == [("same", "One\n"), ("removed", "Two\n"), ("same", "Three")]


def test_the_same_text_twice_differs_in_nothing() -> None:
    same = Difference("As it was", "As it was")
    assert (same.added, same.removed, told("", "")) == (0, 0, [])


def test_words_are_counted() -> None:
    change = Difference("one two", "one three four")
    assert (change.added, change.removed) == (2, 1)


def test_two_long_texts_with_nothing_in_common_are_read_as_two_texts() -> None:
    before, after = "a\n" * 2_001, "b\n" * 2_001
    assert told(before, after) == [("removed", before), ("added", after)]
    words, others = " a" * 1_001, " b" * 1_001
    assert told(words, others) == [("removed", words), ("added", others)]


def numbered(letter: str, number: int, common: str, between: str) -> str:
    """So many pieces of which all but the middle one are this text's own."""
    pieces = [f"{letter}{index}" for index in range(number)]
    pieces[number // 2] = common
    return between.join(pieces)


def test_two_texts_of_the_most_lines_are_still_read_line_by_line_and_longer_ones_are_not() -> None:
    at_most, over = (
        told(*(numbered(letter, lines, "in both", "\n") + "\n" for letter in "ab")) for lines in (2_000, 2_001)
    )
    assert at_most[2] == ("same", "in both\n")
    assert [kind for kind, _text in over] == ["removed", "added"]


def test_a_line_of_the_most_words_is_still_read_word_by_word_and_a_longer_one_is_not() -> None:
    at_most, over = (told(*(numbered(letter, words, "both", " ") for letter in "ab")) for words in (1_000, 1_001))
    assert at_most[2] == ("same", " both")
    assert [kind for kind, _text in over] == ["removed", "added"]


def test_a_text_that_only_one_side_makes_long_is_read_as_two_texts() -> None:
    long, short = numbered("a", 2_002, "in both", "\n") + "\n", "b\nin both\nc\n"
    assert told(long, short) == [("removed", long), ("added", short)]
    assert told(short, long) == [("removed", short), ("added", long)]


def test_several_lines_that_came_or_went_are_one_stretch_with_nothing_between_them() -> None:
    assert told("One\nFour\n", "One\nTwo\nThree\nFour\n") == [
        ("same", "One\n"),
        ("added", "Two\nThree\n"),
        ("same", "Four\n"),
    ]
    assert told("One\nTwo\nThree\nFour\n", "One\nFour\n") == [
        ("same", "One\n"),
        ("removed", "Two\nThree\n"),
        ("same", "Four\n"),
    ]
    assert told("A\nOne\nTwo\nB\n", "C\nOne\nTwo\nD\n")[2] == ("same", "\nOne\nTwo\n")


def test_lines_in_common_at_the_beginning_and_the_end_are_each_told_once() -> None:
    assert told("a\nb\nx\ny\nz\n", "a\nb\nnew\nx\ny\nz\n") == [
        ("same", "a\nb\n"),
        ("added", "new\n"),
        ("same", "x\ny\nz\n"),
    ]
    assert told("a\na\n", "a\na\na\n") == [("same", "a\na\n"), ("added", "a\n")]


def both(before: str, after: str) -> tuple[str, str]:
    """The earlier and the later text, read from what is told of them."""
    stretches = told(before, after)
    earlier, later = (
        "".join(text for kind, text in stretches if kind != other_only) for other_only in ("added", "removed")
    )
    return earlier, later


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b", "b a"),
        ("a b c", "x a c"),
        ("x a c", "a b c"),
        ("a b c d", "b x d"),
        ("b x d", "a b c d"),
        ("a", "b a a"),
    ],
)
def test_lines_that_changed_places_are_told_as_they_stand_in_each_text(before: str, after: str) -> None:
    texts = tuple("".join(f"{line}\n" for line in text.split()) for text in (before, after))
    assert both(*texts) == texts


@given(TEXT, TEXT)
def test_no_letter_of_either_text_is_lost(before: str, after: str) -> None:
    assert both(before, after) == (before, after)
