"""What is said of a rhythm before it begins: from when on, how often, and on whose clock."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from oneonones.models import Recurrence
from oneonones.models.rhythm_words import clock_kept, from_then_on
from people.models import Person
from tests.conftest import frozen

MEI = Person(name="Mei Wong", time_zone="Asia/Singapore")
ROSA = Person(name="Rosa Bianchi", time_zone="America/New_York")
TOM, PRIYA = (Person(name=name, time_zone="Europe/Berlin") for name in ("Tom Okafor", "Priya Raman"))
SINGAPORE, BERLIN = ZoneInfo("Asia/Singapore"), ZoneInfo("Europe/Berlin")


def test_a_rhythm_is_said_with_its_first_day_and_the_span_of_each_one() -> None:
    with time_machine.travel(frozen("2026-11-24 09:00")):
        said = from_then_on(Recurrence(1), datetime(2026, 12, 1, 16), 30)
    assert said == "From Tuesday 1 December on: every week on Tuesday, 16:00 to 16:30."


@pytest.mark.parametrize(
    ("reader", "other", "words"),
    [
        (MEI, TOM, "It keeps to your clock, Asia/Singapore: 02:00 for Tom at first."),
        (TOM, MEI, "It keeps to Mei’s clock, Asia/Singapore: 02:00 for you at first."),
        (ROSA, MEI, "It keeps to Mei’s clock, Asia/Singapore: 20:00 for you at first."),
    ],
)
def test_each_reads_whose_clock_a_rhythm_keeps_to_and_what_the_other_clock_shows(
    reader: Person, other: Person, words: str
) -> None:
    first = datetime(2026, 12, 1, 9, tzinfo=SINGAPORE)
    assert clock_kept(MEI, SINGAPORE, first, reader, other) == [words]


def test_where_both_live_on_the_clock_of_the_rhythm_nothing_is_said_of_it() -> None:
    assert clock_kept(PRIYA, BERLIN, datetime(2026, 12, 1, 9, tzinfo=BERLIN), PRIYA, TOM) == []


def test_two_on_one_clock_are_told_of_a_rhythm_that_keeps_to_another() -> None:
    """One of them moved: the rhythm stays where it was."""
    first = datetime(2026, 12, 1, 9, tzinfo=SINGAPORE)
    assert clock_kept(PRIYA, SINGAPORE, first, TOM, PRIYA) == [
        "It keeps to Priya’s clock, Asia/Singapore: 02:00 for you at first."
    ]
