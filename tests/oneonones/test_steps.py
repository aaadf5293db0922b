"""The rhythm strip, and the same in words."""

from datetime import datetime, timedelta

import pytest

from oneonones.models import Meeting, Pair, Step, steps
from oneonones.models.steps import in_words
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
