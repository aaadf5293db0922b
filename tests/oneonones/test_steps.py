"""The rhythm strip, and the same in words."""

from datetime import datetime, timedelta

import pytest

from oneonones.models import Meeting, Pair, Step, steps
from oneonones.models.steps import in_words
from people.models import Person
from tests.conftest import People, frozen, past_meeting

DAY = timedelta(days=1)


@pytest.fixture
def at() -> datetime:
    return frozen("2026-11-24 15:00")


def walk(pair: Pair, at: datetime, *states: str) -> list[Meeting]:
    """Past meetings a week apart, the oldest first, in these states; `moved` is a held one that was moved."""
    made = []
    for weeks, state in enumerate(reversed(states), start=1):
        meeting = past_meeting(pair, ago=timedelta(weeks=weeks), at=at)
        kept = "held" if state == "moved" else state
        Meeting.objects.filter(pk=meeting.pk).update(state=kept, ended_at=at, moved_at=at if state == "moved" else None)
        made.append(meeting)
    return list(Meeting.objects.filter(pair=pair))


def test_each_meeting_is_a_step_and_cancelled_ones_are_absent(pair: Pair, people: People, at: datetime) -> None:
    meetings = walk(pair, at, "held", "moved", "cancelled", "skipped", "unconfirmed")

    strip = steps(meetings, reader=people["manager"], at=at)

    assert [step.shape for step in strip] == ["held", "moved", "skipped", "unconfirmed"]
    assert in_words(strip) == "Last 4: 1 held, 1 moved, 1 skipped, 1 unconfirmed. No next date."


def test_todays_is_ember_and_only_the_first_of_those_ahead_is_shown(pair: Pair, people: People, at: datetime) -> None:
    walk(pair, at, "held")
    for ahead in (timedelta(hours=1), 7 * DAY, 14 * DAY):
        past_meeting(pair, ago=-ahead, at=at)

    strip = steps(Meeting.objects.filter(pair=pair), reader=people["manager"], at=at)

    assert [step.shape for step in strip] == ["held", "today", "next"]


def test_today_is_the_readers_own_day(pair: Pair, people: People, at: datetime) -> None:
    late = past_meeting(pair, ago=-timedelta(hours=8, minutes=30), at=at)  # 00:30 in Berlin, 18:30 in New York
    people["report"].time_zone = "America/New_York"

    assert [step.shape for step in steps([late], reader=people["manager"], at=at)] == ["next"]
    assert [step.shape for step in steps([late], reader=people["report"], at=at)] == ["today"]


@pytest.mark.parametrize(
    ("over_for", "shape"), [(timedelta(minutes=119), "today"), (timedelta(hours=2), "unconfirmed")]
)
def test_one_that_nobody_speaks_of_for_two_hours_is_unconfirmed_before_that_is_stored(
    pair: Pair, people: People, at: datetime, over_for: timedelta, shape: str
) -> None:
    meeting = past_meeting(pair, ago=over_for + timedelta(minutes=30), at=at)

    assert meeting.scheduled
    assert [step.shape for step in steps([meeting], reader=people["manager"], at=at)] == [shape]


def test_of_many_that_are_due_again_the_strip_shows_the_last_ten_too(pair: Pair, people: People, at: datetime) -> None:
    """Somebody takes a month of leave back of which every day had a date."""
    meetings = [past_meeting(pair, ago=days * DAY, at=at) for days in range(1, 13)]

    assert [step.shape for step in steps(meetings, reader=people["manager"], at=at)] == ["unconfirmed"] * 10


def test_the_strip_shows_the_last_ten(pair: Pair, people: People, at: datetime) -> None:
    strip = steps(walk(pair, at, *["held"] * 12), reader=people["manager"], at=at)

    assert len(strip) == 10
    assert in_words(strip) == "Last 10: all held. No next date."


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ([], "No 1:1s yet. No next date."),
        (["next"], "No 1:1s yet. The next one is planned."),
        (["held", "today"], "Last 1: held. One is planned for today."),
    ],
)
def test_few_steps_in_words(shapes: list[str], words: str) -> None:
    assert in_words([Step(shape, Meeting()) for shape in shapes]) == words


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ("held held", "Last 2: all held. No next date."),
        ("skipped", "Last 1: 1 skipped. No next date."),
        ("exempt held next", "Last 2: 1 held, 1 not due. The next one is planned."),
        (
            "unconfirmed skipped moved held held exempt today next",
            "Last 6: 2 held, 1 moved, 1 skipped, 1 unconfirmed, 1 not due. One is planned for today.",
        ),
        ("today", "No 1:1s yet. One is planned for today."),
    ],
)
def test_steps_are_counted_by_what_became_of_them(shapes: str, words: str) -> None:
    assert in_words(Step(shape, Meeting()) for shape in shapes.split()) == words


READER = Person(name="Priya Raman", time_zone="Europe/Berlin")


def meant(begins: str, state: str = "scheduled", **other: object) -> Meeting:
    """A meeting in memory."""
    return Meeting(starts_at=frozen(begins), ends_at=frozen(begins) + timedelta(minutes=30), state=state, **other)


def strip_of(*meetings: Meeting, at: datetime, **other: int) -> list[tuple[str, int]]:
    """Each step, with the day of its meeting."""
    return [(step.shape, step.meeting.starts_at.day) for step in steps(meetings, reader=READER, at=at, **other)]


def test_steps_stand_in_the_order_of_their_dates_however_they_come(at: datetime) -> None:
    later, today = meant("2026-12-01 15:00"), meant("2026-11-24 15:00")
    held, skipped = meant("2026-11-17 15:00", "held"), meant("2026-11-10 15:00", "skipped")
    cancelled, proposed = meant("2026-11-12 15:00", "cancelled"), meant("2026-12-08 15:00")

    assert strip_of(proposed, later, held, cancelled, today, skipped, at=at) == [
        ("skipped", 10),
        ("held", 17),
        ("today", 24),
        ("next", 1),
    ]


def test_only_a_held_meeting_that_was_moved_is_half_tone(at: datetime) -> None:
    moved = {"moved_at": frozen("2026-11-01 09:00")}
    assert strip_of(
        meant("2026-11-03 15:00", "held", **moved),
        meant("2026-11-10 15:00", "skipped", **moved),
        meant("2026-11-17 15:00", "unconfirmed"),
        at=at,
    ) == [("moved", 3), ("skipped", 10), ("unconfirmed", 17)]


def test_an_exempt_meeting_is_a_short_rule_once_its_time_has_come_and_absent_before(at: datetime) -> None:
    away = {"exempt": "absence"}
    assert strip_of(
        meant("2026-11-17 15:00", **away), meant("2026-11-24 15:00", **away), meant("2026-11-24 15:01", **away), at=at
    ) == [("exempt", 17), ("exempt", 24)]


def test_a_planned_meeting_whose_time_has_gone_by_is_still_to_be_answered(at: datetime) -> None:
    assert strip_of(meant("2026-11-23 15:00"), meant("2026-12-01 15:00"), at=at) == [("unconfirmed", 23), ("next", 1)]


def test_a_longer_strip_is_shown_where_it_is_asked_for(at: datetime) -> None:
    walked = [meant(f"2026-11-{day:02} 15:00", "held") for day in range(1, 13)]
    assert [day for _shape, day in strip_of(*walked, at=at)] == [*range(3, 13)]
    assert strip_of(*walked, at=at, last=2) == [("held", 11), ("held", 12)]
    assert len(strip_of(*walked, at=at, last=12)) == 12
