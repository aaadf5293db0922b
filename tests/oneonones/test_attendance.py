"""Held, honestly: what makes a meeting held, what leaves it unconfirmed, and what takes that back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from actions.models import ActionItem
from activity.models import Activity
from agendas.models import AgendaItem, Outcome
from oneonones.models import Attendance, Meeting, Pair
from oneonones.tasks import settle_meetings
from tests.conftest import Browse, People, past_meeting

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.with_pair().get(pk=meeting.pk)


@pytest.fixture
def over(pair: Pair, at: datetime) -> Meeting:
    """A 1:1 that ended three hours ago, as planned; nobody wrapped it up."""
    return past_meeting(pair, ago=3 * HOUR + 30 * MINUTE, at=at)


Deal = Callable[[Meeting, datetime], object]


def discuss(meeting: Meeting, at: datetime) -> None:
    item = AgendaItem.raise_on(meeting.pair, title="Cover", by=meeting.pair.report, at=at - 9 * DAY)
    Outcome.finish(item, meeting, kind="discussed", by=meeting.pair.report, at=at)


def drop(meeting: Meeting, at: datetime) -> None:
    item = AgendaItem.raise_on(meeting.pair, title="Cover", by=meeting.pair.report, at=at - 9 * DAY)
    Outcome.finish(item, meeting, kind="dropped", by=meeting.pair.report, at=at)


def promise(meeting: Meeting, at: datetime) -> None:
    ActionItem.promise(
        meeting.pair, what="Ask", who=meeting.pair.report, meeting=meeting, by=meeting.pair.report, at=at
    )


def keep_a_promise(meeting: Meeting, at: datetime) -> None:
    by = meeting.pair.report
    ActionItem.promise(meeting.pair, what="Ask", who=by, meeting=meeting, by=by, at=at - 9 * DAY).complete(by=by, at=at)


def drop_a_promise(meeting: Meeting, at: datetime) -> None:
    by = meeting.pair.report
    ActionItem.promise(meeting.pair, what="Ask", who=by, meeting=meeting, by=by, at=at - 9 * DAY).drop(
        why="Not now", by=by, at=at
    )


def carry(meeting: Meeting, at: datetime) -> None:
    item = AgendaItem.raise_on(meeting.pair, title="Cover", by=meeting.pair.report, at=at - 9 * DAY)
    Outcome.finish(item, meeting, kind="carried", by=meeting.pair.report, at=at)


def raise_an_item(meeting: Meeting, at: datetime) -> None:
    AgendaItem.raise_on(meeting.pair, title="Cover", by=meeting.pair.report, at=at)


def keep_another_promise(meeting: Meeting, at: datetime) -> None:
    by = meeting.pair.report
    ActionItem.promise(meeting.pair, what="Ask", who=by, by=by, at=at - 9 * DAY).complete(by=by, at=at)


# --- evidence


@pytest.mark.parametrize(
    ("deal", "state"),
    [
        (discuss, "held"),
        (drop, "held"),
        (promise, "held"),
        (keep_a_promise, "held"),
        (drop_a_promise, "held"),
        (carry, "unconfirmed"),
        (raise_an_item, "unconfirmed"),
        (keep_another_promise, "unconfirmed"),
    ],
)
def test_it_is_held_if_an_item_or_action_of_the_meeting_was_dealt_with(
    over: Meeting, at: datetime, deal: Deal, state: str
) -> None:
    deal(over, over.starts_at)

    settle_meetings()
    settle_meetings()

    settled = fresh(over)
    assert settled.state == state
    if state == "held":
        assert (settled.evidence, settled.ended_at, settled.ended_by) == ("dealt_with", over.ends_at, None)
    assert Activity.objects.filter(subject_id=over.pk).count() == 1


@pytest.mark.parametrize(
    ("since_start", "state"),
    [
        (-61 * MINUTE, "unconfirmed"),
        (-59 * MINUTE, "held"),
        (30 * MINUTE + 48 * HOUR - MINUTE, "held"),
        (30 * MINUTE + 48 * HOUR + MINUTE, "unconfirmed"),
    ],
)
def test_between_one_hour_before_its_start_and_48_hours_after_its_end(
    over: Meeting, at: datetime, since_start: timedelta, state: str
) -> None:
    promise(over, over.starts_at + since_start)

    Attendance.settle(at=at + 2 * DAY)

    assert fresh(over).state == state


def test_evidence_is_weighed_only_once_the_planned_end_is_past(pair: Pair, at: datetime) -> None:
    talking = past_meeting(pair, ago=2 * HOUR + 29 * MINUTE, at=at)
    discuss(talking, at - HOUR)

    assert Attendance.settle(at=at) == 0
    assert Attendance.settle(at=at + 2 * MINUTE) == 1
    assert fresh(talking).held


def test_evidence_in_time_still_makes_an_unconfirmed_meeting_held(over: Meeting, people: People, at: datetime) -> None:
    item = AgendaItem.raise_on(over.pair, title="Cover", by=people["report"], at=at - DAY)
    Attendance.settle(at=at)
    assert fresh(over).unconfirmed

    promise(over, at + DAY)
    Attendance.settle(at=at + 2 * DAY)

    assert fresh(over).evidence == "dealt_with"
    assert Outcome.objects.get(meeting=over).item == item


def test_old_meetings_are_left_alone(pair: Pair, at: datetime) -> None:
    old = past_meeting(pair, ago=9 * DAY, at=at)
    old.leave_unconfirmed(at=at - 8 * DAY)
    promise(old, old.starts_at)

    assert Attendance.settle(at=at) == 0
    assert fresh(old).unconfirmed


# --- the word of the two


def test_the_evidence_kind_is_stored(pair: Pair, people: People, at: datetime) -> None:
    wrapped, confirmed = past_meeting(pair, ago=HOUR, at=at), past_meeting(pair, ago=DAY, at=at)
    confirmed.leave_unconfirmed(at=at)

    assert wrapped.wrap_up(by=people["report"], at=at)
    assert confirmed.wrap_up(by=people["manager"], at=at)

    assert (fresh(wrapped).evidence, fresh(wrapped).ended_at) == ("wrapped_up", at)
    assert (fresh(confirmed).evidence, fresh(confirmed).ended_at) == ("confirmed", confirmed.ends_at)
    assert fresh(confirmed).held_at == at


def test_a_late_confirmation_still_carries_what_was_open_then(over: Meeting, people: People, at: datetime) -> None:
    before = AgendaItem.raise_on(over.pair, title="Before", by=people["report"], at=over.starts_at)
    AgendaItem.raise_on(over.pair, title="After", by=people["report"], at=over.ends_at + MINUTE)
    over.leave_unconfirmed(at=at)

    over.wrap_up(by=people["report"], at=at + 9 * DAY)

    assert [outcome.item for outcome in Outcome.objects.filter(meeting=over)] == [before]


def test_a_confirmation_taken_back_is_unconfirmed_again(over: Meeting, people: People, at: datetime) -> None:
    AgendaItem.raise_on(over.pair, title="Before", by=people["report"], at=over.starts_at)
    over.leave_unconfirmed(at=at)
    over.wrap_up(by=people["report"], at=at)

    assert over.unwrap(by=people["report"], at=at + MINUTE)

    assert fresh(over).unconfirmed
    assert not Outcome.objects.exists()


def test_what_is_held_by_evidence_is_disputed_not_taken_back(over: Meeting, people: People, at: datetime) -> None:
    promise(over, over.starts_at)
    Attendance.settle(at=at)

    assert not fresh(over).may_reopen(at=at)
    assert not fresh(over).unwrap(by=people["report"], at=at)
    assert Attendance(fresh(over)).may_dispute(at=at)


# --- dispute


@pytest.mark.parametrize("who", ["manager", "report"])
@pytest.mark.parametrize("evidence", ["wrapped_up", "confirmed", "dealt_with"])
@pytest.mark.parametrize(("after", "done"), [(3 * DAY - MINUTE, True), (3 * DAY + MINUTE, False)])
def test_a_dispute_within_3_days_makes_it_unconfirmed(
    over: Meeting, people: People, at: datetime, who: str, evidence: str, after: timedelta, done: bool
) -> None:
    if evidence == "dealt_with":
        promise(over, over.starts_at)
        Attendance.settle(at=at)
    else:
        over.wrap_up(by=people["manager"], at=over.ends_at if evidence == "wrapped_up" else at)
    held = fresh(over)
    assert held.evidence == evidence
    assert held.held_at is not None

    assert Attendance(held).may_dispute(at=held.held_at + after) is done
    assert Attendance(held).dispute(by=people[who], at=held.held_at + after) is done

    told = fresh(over)
    assert (told.state, told.disputed_by) == (("unconfirmed", people[who]) if done else ("held", None))


def test_a_dispute_takes_carried_outcomes_back_and_who_takes_it_back_carries_again(
    over: Meeting, people: People, at: datetime
) -> None:
    item = AgendaItem.raise_on(over.pair, title="Open", by=people["report"], at=over.starts_at)
    Outcome.start(item, over, by=people["report"], at=over.starts_at)
    over.wrap_up(by=people["manager"], at=over.ends_at)
    assert Outcome.objects.get().kind == "carried"

    Attendance(over).dispute(by=people["report"], at=at)
    assert not Outcome.objects.exists()

    Attendance(fresh(over)).undispute(by=people["report"], at=at)
    assert Outcome.objects.get().kind == "carried"
    assert (fresh(over).evidence, fresh(over).ended_by) == ("wrapped_up", people["manager"])


def test_nothing_makes_a_disputed_meeting_held_but_the_word_of_whoever_disputed_it(
    over: Meeting, people: People, at: datetime
) -> None:
    promise(over, over.starts_at)
    Attendance(over).dispute(by=people["report"], at=at)

    assert Attendance.settle(at=at) == 0
    assert not over.wrap_up(by=people["manager"], at=at)
    assert not Attendance(over).undispute(by=people["manager"], at=at)
    assert fresh(over).unconfirmed

    assert over.wrap_up(by=people["report"], at=at)
    assert (fresh(over).state, fresh(over).disputed_at) == ("held", None)


def test_nobody_answers_before_it_is_two_hours_over(pair: Pair, people: People, at: datetime) -> None:
    just = past_meeting(pair, ago=2 * HOUR, at=at)

    assert not Attendance(just).waits_for_an_answer(at=at)
    assert not Attendance(just).dispute(by=people["report"], at=at)
    assert fresh(just).scheduled


@pytest.mark.parametrize("verb", ["skip", "cancel"])
def test_what_was_skipped_or_cancelled_is_not_disputed(over: Meeting, people: People, at: datetime, verb: str) -> None:
    if verb == "skip":
        over.skip(reason="clash", by=people["manager"], at=at)
    else:
        Meeting.objects.filter(pk=over.pk).update(state="cancelled")

    assert not Attendance(fresh(over)).dispute(by=people["report"], at=at)


# --- the question


def test_both_are_asked_on_home_and_on_the_page_and_one_press_answers(
    over: Meeting, people: People, browse: Browse, at: datetime
) -> None:
    over.leave_unconfirmed(at=at)
    for who in ("manager", "report"):
        for page in ("/", over.get_absolute_url()):
            shown = browse(people[who]).get(page).content.decode()
            assert "Did you two meet?" in shown
            assert "We didn’t meet" in shown

    answer = browse(people["report"]).post(f"{over.get_absolute_url()}wrap-up/", {"back": "home"}, follow=True)

    assert answer.redirect_chain == [("/#main", 303)]
    home = answer.content.decode()
    assert "Noted: you two met on" in home
    assert "Did you two meet?" not in home
    assert fresh(over).evidence == "confirmed"


def test_we_did_not_meet_is_said_to_both_and_undone_by_whoever_said_it(
    over: Meeting, people: People, browse: Browse, at: datetime
) -> None:
    over.wrap_up(by=people["manager"], at=over.ends_at)
    report, manager = browse(people["report"]), browse(people["manager"])
    page = over.get_absolute_url()
    assert "We didn’t meet" in report.get(page).content.decode()

    told = report.post(f"{page}dispute/", follow=True).content.decode()

    assert "You said that you two didn’t meet." in told
    assert f"{page}dispute/undo/" in told
    seen = manager.get(page).content.decode()
    assert "Tom says that you two didn’t meet." in seen
    assert "We did meet" not in seen
    manager.post(f"{page}dispute/undo/")
    assert fresh(over).unconfirmed
    report.post(f"{page}dispute/undo/")
    assert fresh(over).held


def test_after_two_weeks_home_no_longer_asks(pair: Pair, people: People, browse: Browse, at: datetime) -> None:
    past_meeting(pair, ago=15 * DAY, at=at).leave_unconfirmed(at=at)
    assert "Did you two meet?" not in browse(people["report"]).get("/").content.decode()


@pytest.mark.parametrize("who", ["outsider", "former_manager", "hr_admin", "owner", "managers_manager"])
@pytest.mark.parametrize("address", ["dispute", "dispute/undo"])
def test_nobody_else_says_whether_they_met(
    over: Meeting, people: People, browse: Browse, who: str, address: str
) -> None:
    assert browse(people[who]).post(f"{over.get_absolute_url()}{address}/").status_code == 404
    assert fresh(over).scheduled
