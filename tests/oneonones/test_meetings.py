"""What becomes of one meeting: moved, skipped, wrapped up, left unconfirmed; and back again."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest

from activity.models import Activity
from agendas.models import AgendaItem, Outcome
from oneonones.models import Attendance, Meeting, Pair, Recent, Recurrence, Series
from oneonones.tasks import settle_meetings
from tests.conftest import People, past_meeting

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Count = Callable[[Callable[[], object]], int]


def kinds(meeting: Meeting) -> list[str]:
    return list(Activity.objects.filter(subject_id=meeting.pk).order_by("at", "id").values_list("kind", flat=True))


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.with_pair().get(pk=meeting.pk)


# --- move


def test_a_move_keeps_the_length_and_says_who_and_from_where(meeting: Meeting, people: People, at: datetime) -> None:
    before = meeting.starts_at

    assert meeting.move(to=before + DAY, by=people["report"], at=at)

    moved = fresh(meeting)
    assert (moved.starts_at, moved.length) == (before + DAY, timedelta(minutes=30))
    assert (moved.moved_from, moved.moved_by) == (before, people["report"])
    assert kinds(meeting) == ["meeting.moved"]


def test_of_two_who_move_at_once_one_wins(meeting: Meeting, people: People, at: datetime) -> None:
    same = fresh(meeting)

    assert meeting.move(to=meeting.starts_at + DAY, by=people["manager"], at=at)
    assert not same.move(to=same.starts_at + 2 * DAY, by=people["report"], at=at)
    assert fresh(meeting).moved_by == people["manager"]


def test_a_move_is_taken_back_to_where_it_was(meeting: Meeting, people: People, at: datetime) -> None:
    before = meeting.starts_at
    meeting.move(to=before + DAY, by=people["report"], at=at)

    assert meeting.unmove(by=people["report"], at=at)

    back = fresh(meeting)
    assert (back.starts_at, back.length, back.moved) == (before, timedelta(minutes=30), False)
    assert not back.unmove(by=people["report"], at=at)


def test_taking_back_a_second_move_leaves_it_a_moved_meeting(meeting: Meeting, people: People, at: datetime) -> None:
    planned = meeting.starts_at
    meeting.move(to=planned + DAY, by=people["manager"], at=at)
    meeting.move(to=planned + 2 * DAY, by=people["report"], at=at)

    assert meeting.unmove(by=people["report"], at=at)

    back = fresh(meeting)
    assert (back.starts_at, back.moved, back.moved_from) == (planned + DAY, True, planned)


@pytest.mark.parametrize("verb", ["wrap_up", "skip"])
def test_what_is_over_is_not_moved(meeting: Meeting, people: People, at: datetime, verb: str) -> None:
    about = {"reason": "clash"} if verb == "skip" else {}
    getattr(meeting, verb)(by=people["manager"], at=at, **about)

    assert not meeting.move(to=at + 3 * DAY, by=people["report"], at=at)


def test_a_move_touches_no_item_and_no_carry(meeting: Meeting, pair: Pair, people: People, at: datetime) -> None:
    item = AgendaItem.raise_on(pair, title="Stays", by=people["report"], at=at)
    meeting.move(to=meeting.starts_at + 30 * DAY, by=people["manager"], at=at)

    item.refresh_from_db()
    assert item.open
    assert not Outcome.objects.exists()


# --- skip


def test_a_skip_says_who_and_why_and_leaves_the_agenda_alone(
    meeting: Meeting, pair: Pair, people: People, at: datetime
) -> None:
    item = AgendaItem.raise_on(pair, title="Stays", by=people["report"], at=at)

    assert meeting.skip(reason="absence", note="  A cold ", by=people["report"], at=at)

    skipped = fresh(meeting)
    assert (skipped.state, skipped.skip_reason, skipped.skip_note) == ("skipped", "absence", "A cold")
    assert skipped.skipped_by == people["report"]
    item.refresh_from_db()
    assert item.open
    assert not Outcome.objects.exists()
    assert Activity.objects.get(kind="meeting.skipped").particulars == {"reason": "absence"}


def test_a_skip_is_taken_back_and_its_words_with_it(meeting: Meeting, people: People, at: datetime) -> None:
    meeting.skip(reason="absence", note="A cold", by=people["report"], at=at)

    assert meeting.unskip(by=people["manager"], at=at)
    assert fresh(meeting).skip_note is None
    meeting.skip(reason="clash", by=people["manager"], at=at)

    again = fresh(meeting)
    assert (again.skip_reason, again.skip_note) == ("clash", None)


def test_of_two_who_skip_and_wrap_up_at_once_one_wins(meeting: Meeting, people: People, at: datetime) -> None:
    same = fresh(meeting)

    assert meeting.wrap_up(by=people["manager"], at=at)
    assert not same.skip(reason="clash", by=people["report"], at=at)
    assert fresh(meeting).held


def test_a_reason_that_is_none_is_refused(meeting: Meeting, people: People, at: datetime) -> None:
    with pytest.raises(ValueError, match="lazy"):
        meeting.skip(reason="lazy", by=people["report"], at=at)
    assert fresh(meeting).scheduled


# --- wrap up


def test_wrapping_up_makes_it_held_by_the_word_of_whoever_presses(
    meeting: Meeting, people: People, at: datetime
) -> None:
    end = meeting.ends_at

    assert meeting.wrap_up(by=people["report"], at=end)

    held = fresh(meeting)
    assert (held.state, held.ended_at, held.ended_by, held.evidence) == ("held", end, people["report"], "wrapped_up")
    assert not meeting.wrap_up(by=people["manager"], at=end)


def test_wrapping_up_carries_what_is_open_and_undo_takes_that_back(
    meeting: Meeting, pair: Pair, people: People, at: datetime
) -> None:
    AgendaItem.raise_on(pair, title="Open", by=people["report"], at=at)
    AgendaItem.raise_on(pair, title="Mine", visibility="private", by=people["report"], at=at)

    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    assert [(o.kind, o.by_wrap_up) for o in Outcome.objects.filter(meeting=meeting)] == [("carried", True)]

    assert meeting.unwrap(by=people["manager"], at=meeting.ends_at + timedelta(minutes=59))
    assert not Outcome.objects.filter(meeting=meeting).exists()
    assert fresh(meeting).scheduled


def test_a_wrap_up_is_not_taken_back_after_an_hour(meeting: Meeting, people: People) -> None:
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)

    assert not meeting.unwrap(by=people["manager"], at=meeting.ends_at + timedelta(minutes=61))


def test_nobody_wraps_up_what_is_still_days_away(meeting: Meeting, people: People) -> None:
    early = meeting.starts_at - timedelta(days=2, minutes=1)

    assert not meeting.may_wrap_up(at=early)
    assert not meeting.wrap_up(by=people["manager"], at=early)
    assert fresh(meeting).scheduled


def test_an_unconfirmed_meeting_can_still_be_confirmed(pair: Pair, people: People, at: datetime) -> None:
    meeting = past_meeting(pair, ago=DAY, at=at)
    meeting.leave_unconfirmed(at=at)

    assert meeting.wrap_up(by=people["report"], at=at)
    assert fresh(meeting).held


# --- settle


def test_two_hours_after_its_end_a_meeting_becomes_unconfirmed(pair: Pair, at: datetime) -> None:
    just = past_meeting(pair, ago=2 * HOUR + timedelta(minutes=29), at=at)
    over = past_meeting(pair, ago=2 * HOUR + timedelta(minutes=31), at=at)

    settle_meetings()
    settle_meetings()

    assert fresh(just).scheduled
    assert fresh(over).unconfirmed
    assert kinds(over) == ["meeting.left_unconfirmed"]


@pytest.mark.parametrize("state", ["held", "skipped", "cancelled"])
def test_what_became_of_a_meeting_is_not_settled_anew(pair: Pair, people: People, at: datetime, state: str) -> None:
    meeting = past_meeting(pair, ago=DAY, at=at)
    Meeting.objects.filter(pk=meeting.pk).update(state=state, ended_at=at)

    assert Attendance.settle(at=at) == 0
    assert fresh(meeting).state == state


# --- what a page asks


@pytest.mark.parametrize(
    ("minutes", "stage"), [(-11, "prepare"), (-10, "meet"), (0, "meet"), (29, "meet"), (149, "meet")]
)
def test_the_stage_follows_the_clock(meeting: Meeting, minutes: int, stage: str) -> None:
    assert meeting.stage(at=meeting.starts_at + timedelta(minutes=minutes)) == stage


@pytest.mark.parametrize("state", ["held", "skipped", "cancelled", "unconfirmed"])
def test_what_is_no_longer_planned_is_reviewed(meeting: Meeting, state: str) -> None:
    meeting.state = state
    assert meeting.stage(at=meeting.starts_at - DAY) == "review"


def test_a_meeting_knows_its_number_cancelled_ones_not_counted(pair: Pair, meeting: Meeting, at: datetime) -> None:
    past_meeting(pair, ago=14 * DAY, at=at)
    gone = past_meeting(pair, ago=7 * DAY, at=at)
    Meeting.objects.filter(pk=gone.pk).update(state="cancelled")

    numbered = Meeting.objects.filter(pair=pair).with_number().get(pk=meeting.pk)
    assert numbered.number == 2


def test_counts_hold_nothing_that_only_one_of_the_two_may_know(
    pair: Pair, meeting: Meeting, people: People, at: datetime
) -> None:
    shared = AgendaItem.raise_on(pair, title="Shared", by=people["report"], at=at)
    mine = AgendaItem.raise_on(pair, title="Mine", visibility="private", by=people["report"], at=at)
    for item in (shared, mine):
        Outcome.objects.create(meeting=meeting, item=item, kind="dropped", ended_at=at)

    [counted] = Meeting.objects.filter(pk=meeting.pk).with_counts()
    assert (counted.item_count, counted.action_count) == (1, 0)


def test_a_cancelled_meeting_is_remembered_only_if_something_was_written_on_it(
    pair: Pair, people: People, at: datetime
) -> None:
    bare, written = past_meeting(pair, ago=2 * DAY, at=at), past_meeting(pair, ago=DAY, at=at)
    item = AgendaItem.raise_on(pair, title="Said", by=people["report"], at=at)
    Outcome.objects.create(meeting=written, item=item, kind="discussed", ended_at=at)
    Meeting.objects.filter(pk__in=[bare.pk, written.pk]).update(state="cancelled")

    assert list(Meeting.objects.filter(pair=pair).timeline(people["manager"])) == [written]


# --- recent


def test_recent_knows_the_next_the_one_after_and_those_before(
    pair: Pair, meeting: Meeting, people: People, at: datetime
) -> None:
    held, skipped = past_meeting(pair, ago=14 * DAY, at=at), past_meeting(pair, ago=7 * DAY, at=at)
    held.wrap_up(by=people["manager"], at=held.ends_at)
    skipped.skip(reason="clash", by=people["report"], at=at)

    recent = Recent.of(pair, around=meeting, at=at)

    assert recent.next(at=at) == meeting
    after = recent.after(meeting, at=at)
    assert after is not None
    assert after.starts_at > meeting.starts_at
    assert recent.before(meeting) == [skipped, held]
    assert recent.earlier(meeting) == skipped
    assert recent.later(held) == skipped
    assert recent.last_ended_at(meeting) == held.ends_at
    assert recent.last_ended_at(held) is None


def test_an_old_meeting_brings_its_neighbours_and_the_last_held_before_it(
    pair: Pair, people: People, at: datetime
) -> None:
    old = [past_meeting(pair, ago=timedelta(weeks=weeks), at=at) for weeks in range(1, 60)]
    oldest = old[-1]
    oldest.wrap_up(by=people["manager"], at=oldest.ends_at)

    recent = Recent.of(pair, around=old[50], at=at)

    assert recent.later(old[50]) == old[49]
    assert recent.before(old[50])[:3] == old[51:54]
    assert recent.last_ended_at(old[50]) == oldest.ends_at
    assert [step.meeting for step in recent.strip(people["manager"], at=at)][-1] == old[0]


def test_of_each_pair_the_ones_around_now_come_in_one_query(
    pair: Pair, ended_pair: Pair, series: Series, at: datetime, count_queries: Count
) -> None:
    for weeks in range(1, 8):
        past_meeting(pair, ago=timedelta(weeks=weeks), at=at)
        past_meeting(ended_pair, ago=timedelta(weeks=weeks), at=at)

    around = list(Meeting.objects.filter(pair__in=[pair, ended_pair]).around(at, each_way=3).order_by("starts_at"))

    theirs, ended = ([m.starts_at - at for m in around if m.pair_id == one.pk] for one in (pair, ended_pair))
    assert ended == [timedelta(weeks=-weeks) for weeks in (3, 2, 1)]
    assert [span < timedelta() for span in theirs] == [True] * 3 + [False] * 3
    assert theirs[3] < 2 * DAY
    assert count_queries(lambda: Recent.of_each([pair, ended_pair], at=at)) == 1


def test_the_next_one_of_a_rhythm_of_every_working_day_is_the_next_one(
    pair: Pair, people: People, at: datetime
) -> None:
    """43 are planned ahead: none of them hides the nearest, nor what has been."""
    held = past_meeting(pair, ago=7 * DAY, at=at)
    held.wrap_up(by=people["manager"], at=held.ends_at)
    daily(pair, at=at)
    first = Meeting.objects.filter(pair=pair).upcoming(at=at)[0]

    for recent in (Recent.of(pair, at=at), Recent.of_each([pair], at=at)[pair.pk]):
        assert recent.next(at=at) == first
        assert next(step.shape for step in recent.strip(people["report"], at=at)) == "held"


def test_the_next_one_after_a_long_pause_is_the_next_one(pair: Pair, people: People, at: datetime) -> None:
    series = daily(pair, at=at)
    series.pause(first_on=at.date(), last_on=at.date() + 40 * DAY, by=people["manager"], at=at)
    first = Meeting.objects.filter(pair=pair).upcoming(at=at)[0]

    assert Recent.of(pair, at=at).next(at=at) == first
    assert Recent.of_each([pair], at=at)[pair.pk].next(at=at) == first


def daily(pair: Pair, *, at: datetime) -> Series:
    """On every working day from next week on."""
    return Series.begin(
        pair,
        recurrence=Recurrence(weekdays=(0, 1, 2, 3, 4)),
        on_or_after=at.date() + 7 * DAY,
        clock=time(10),
        minutes=30,
        anchor=pair.manager,
        by=pair.manager,
        at=at,
    )
