"""Words are found whatever their case and accents, and shown where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.finding import Piece, Wanted, fold, folded

SHARP = "In der Straße: Café, CAFE\u0301!"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("cafe", "Café"),
        ("CAFÉ", "cafe"),
        ("cafe\u0301", "CAFÉ"),
        ("strasse", "Straße"),
        ("soren", "Søren"),
        ("lodz", "Łódź"),
        ("istanbul", "İSTANBUL"),
        ("don't", "don’t"),
        ("plan", "planning"),
        ("next plan", "the plan for next year"),
        ('"next year"', "next\n  year"),
        ("“next year”", "in the next year"),
        ('"half open', "was half open"),
        ("שלום", "שָׁלוֹם"),
        ("محمد", "مُحَمَّد"),
        ("谢", "谢谢你"),
        ("が", "がっこう"),
        ("हिन्दी", "हिन्दी में"),
        ("🎉", "done 🎉"),
        ("❤", "❤️"),
        ("2024–2025", "for 2024–2025 🎉"),
        ("2024-2025", "for 2024–2025"),
        ("1/2", "½ a day"),
        ("c++ (old)", "the old: C++ (OLD)"),
    ],
)
def test_it_finds_words_as_people_write_them(said: str, text: str) -> None:
    assert Wanted.read(said).in_(text)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("plan year", "the plan"),
        ('"year next"', "next year"),
        ("か", "がっこう"),  # another syllable, not an accent
        ("कि", "कु"),
        (".", "no dot here"),
    ],
)
def test_it_does_not_find_what_is_not_there(said: str, text: str) -> None:
    assert not Wanted.read(said).in_(text)


def test_quotes_keep_words_together_and_each_is_wanted_once() -> None:
    assert Wanted.read('plan "next  year" PLAN next').terms == ("plan", "next year", "next")
    assert Wanted.read('""  "').terms == ()
    assert Wanted.read("").terms == ()


@pytest.mark.parametrize(
    ("said", "short"),
    [("a", True), ("é", True), ("я", True), ("a b", True), ("谢", False), ("🎉", False), ("ab", False)],
)
def test_one_letter_is_too_short_and_one_sign_that_is_a_word_is_not(said: str, short: bool) -> None:
    assert Wanted.read(said).too_short is short


def test_what_was_found_is_marked_as_it_was_written() -> None:
    assert Wanted.read("strasse cafe").marked(SHARP) == [
        Piece("In der ", False),
        Piece("Straße", True),
        Piece(": ", False),
        Piece("Café", True),
        Piece(", ", False),
        Piece("CAFE\u0301", True),
        Piece("!", False),
    ]


def test_words_that_overlap_are_marked_as_one() -> None:
    assert Wanted.read("plann anning").marked("planning") == [Piece("planning", True)]


def test_half_of_a_letter_that_is_written_as_two_marks_the_whole() -> None:
    assert Wanted.read("stras").marked("Straße") == [Piece("Straß", True), Piece("e", False)]


@pytest.mark.parametrize("length", [0, 1000, 5000, 300_000])
def test_an_excerpt_shows_the_place_and_says_where_text_is_left_out(length: int) -> None:
    text = "before " * (length // 7) + "the needle is here" + " after" * (length // 6)
    shown = Wanted.read("needle").excerpt(text)
    assert Piece("needle", True) in shown
    assert sum(len(piece.text) for piece in shown) < 400
    assert (shown[0].text == "… ", shown[-1].text == " …") == (length > 0, length > 0)


def test_an_excerpt_of_what_was_found_elsewhere_is_its_beginning() -> None:
    assert Wanted.read("nothing").excerpt("short") == [Piece("short", False)]


@given(st.text(max_size=80))
def test_a_text_is_folded_alike_by_the_fast_way_and_letter_by_letter(text: str) -> None:
    assert fold(text) == folded(text)


@given(st.text(max_size=400), st.text(min_size=1, max_size=20))
def test_marking_changes_no_letter(text: str, said: str) -> None:
    assert "".join(piece.text for piece in Wanted.read(said).marked(text)) == text


@given(st.text(min_size=1, max_size=20), st.text(max_size=300), st.text(max_size=300))
def test_a_text_holds_each_of_its_words(said: str, before: str, after: str) -> None:
    wanted = Wanted.read(said)
    assert wanted.in_(f"{before}\n{said}\n{after}")
