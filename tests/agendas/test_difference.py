"""What became another text: every word of both is there, and what came and went is told apart."""

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


@given(TEXT, TEXT)
def test_no_letter_of_either_text_is_lost(before: str, after: str) -> None:
    stretches = Difference(before, after).stretches
    assert "".join(one.text for one in stretches if one.kind != "added") == before
    assert "".join(one.text for one in stretches if one.kind != "removed") == after
