"""Promises: what the verbs do, and what they leave alone."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from actions.models import ActionItem
from activity.models import Activity
from agendas.models import AgendaItem
from oneonones.models import Meeting, Pair
from tests.conftest import People, past_meeting


@pytest.fixture
def promise(pair: Pair, people: People, at: datetime) -> ActionItem:
    return ActionItem.promise(
        pair,
        what="Ask Platform for a staging slot",
        who=people["manager"],
        due_on=date(2026, 11, 20),
        measure="a date in the shared calendar",
        by=people["report"],
        at=at,
    )


def kinds(action: ActionItem) -> list[str]:
    """What was recorded about it; all at the same moment here, so in the order of the alphabet."""
    return sorted(Activity.objects.filter(subject_id=action.pk).values_list("kind", flat=True))


def test_a_promise_keeps_its_words_its_dates_and_who_wrote_it(promise: ActionItem, people: People) -> None:
    kept = ActionItem.objects.get(pk=promise.pk)
    assert (kept.what, kept.measure) == ("Ask Platform for a staging slot", "a date in the shared calendar")
    assert (kept.who, kept.author) == (people["manager"], people["report"])
    assert kept.due_on == kept.original_due_on == date(2026, 11, 20)
    assert kept.open
    assert kinds(kept) == ["action_item.promised"]


def test_the_words_of_a_promise_are_in_no_activity(promise: ActionItem) -> None:
    assert "Platform" not in str(list(Activity.objects.values_list("particulars", flat=True)))


def test_a_promise_is_for_one_of_the_two(pair: Pair, people: People, at: datetime) -> None:
    with pytest.raises(ValueError, match="one of the two"):
        ActionItem.promise(pair, what="x", who=people["outsider"], by=people["manager"], at=at)


def test_a_promise_comes_from_its_own_pair(pair: Pair, ended_pair: Pair, people: People, at: datetime) -> None:
    elsewhere = past_meeting(ended_pair, ago=timedelta(days=3), at=at)
    item = AgendaItem.raise_on(ended_pair, title="theirs", by=people["report"], at=at)
    for other in ({"meeting": elsewhere}, {"item": item}):
        with pytest.raises(ValueError, match="its own pair"):
            ActionItem.promise(pair, what="x", who=people["manager"], by=people["manager"], at=at, **other)  # type: ignore[arg-type]


def test_the_same_form_sent_twice_promises_once(pair: Pair, people: People, at: datetime) -> None:
    key, me = uuid4(), people["manager"]
    first = ActionItem.promise(pair, what="Once", who=me, idempotency_key=key, by=me, at=at)
    second = ActionItem.promise(pair, what="Once", who=me, idempotency_key=key, by=me, at=at)
    assert first == second
    assert ActionItem.objects.count() == 1
    other = ActionItem.promise(pair, what="Once", who=me, idempotency_key=key, by=people["report"], at=at)
    assert other != first


def test_of_two_equal_forms_at_once_the_database_takes_one(
    pair: Pair, people: People, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, me = uuid4(), people["manager"]
    first = ActionItem.promise(pair, what="Once", who=me, idempotency_key=key, by=me, at=at)
    answers = iter([None, first])
    monkeypatch.setattr("django.db.models.query.QuerySet.first", lambda self: next(answers))
    assert ActionItem.promise(pair, what="Once", who=me, idempotency_key=key, by=me, at=at) == first


def test_the_database_lets_nothing_be_done_and_dropped(promise: ActionItem, at: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionItem.objects.filter(pk=promise.pk).update(completed_at=at, dropped_at=at)


def change(action: ActionItem, people: People, at: datetime, **said: object) -> bool:
    as_it_is = {
        "what": action.what,
        "who": action.who,
        "due_on": action.due_on,
        "measure": action.measure or "",
        "version": action.version,
    }
    return action.edit(**{**as_it_is, **said}, by=people["manager"], at=at)  # type: ignore[arg-type]


def test_either_changes_the_words_who_and_when(promise: ActionItem, people: People, at: datetime) -> None:
    assert change(promise, people, at, what="Ask Ana", who=people["report"], measure="")
    kept = ActionItem.objects.get(pk=promise.pk)
    assert (kept.what, kept.who, kept.measure, kept.version) == ("Ask Ana", people["report"], None, 1)
    assert kinds(kept) == ["action_item.edited", "action_item.promised"]


def test_an_older_version_overwrites_nothing(promise: ActionItem, people: People, at: datetime) -> None:
    stale = ActionItem.objects.get(pk=promise.pk)
    assert change(promise, people, at, what="First")
    assert not change(stale, people, at, what="Second")
    assert ActionItem.objects.get(pk=promise.pk).what == "First"
    assert kinds(promise) == ["action_item.edited", "action_item.promised"]


@pytest.mark.parametrize(
    ("to", "slips"),
    [(date(2026, 11, 27), 1), (None, 1), (date(2026, 11, 20), 0), (date(2026, 11, 10), 0)],
    ids=["later", "no date any more", "the same day", "earlier"],
)
def test_a_later_date_or_none_is_a_slip_and_the_first_date_is_kept(
    promise: ActionItem, people: People, at: datetime, to: date | None, slips: int
) -> None:
    assert change(promise, people, at, due_on=to)
    kept = ActionItem.objects.get(pk=promise.pk)
    assert (kept.due_on, kept.slips, kept.original_due_on) == (to, slips, date(2026, 11, 20))


def test_a_first_date_given_later_is_the_original_and_no_slip(pair: Pair, people: People, at: datetime) -> None:
    action = ActionItem.promise(pair, what="Some day", who=people["report"], by=people["report"], at=at)
    assert change(action, people, at, due_on=date(2026, 12, 1))
    assert (action.original_due_on, action.slips) == (date(2026, 12, 1), 0)


def test_a_promise_that_is_kept_does_not_slip(promise: ActionItem, people: People, at: datetime) -> None:
    promise.complete(by=people["manager"], at=at)
    assert change(promise, people, at, due_on=date(2027, 1, 1))
    assert promise.slips == 0


def test_done_and_dropped_can_be_taken_back_and_happen_once(promise: ActionItem, people: People, at: datetime) -> None:
    me, other = people["manager"], people["report"]
    again = ActionItem.objects.get(pk=promise.pk)
    assert promise.complete(by=me, at=at)
    assert not again.complete(by=other, at=at)
    assert not again.drop(why="Not now", by=other, at=at)
    kept = ActionItem.objects.get(pk=promise.pk)
    assert (kept.completed_by, kept.completed, kept.open) == (me, True, False)
    assert kept.uncomplete(by=other, at=at)
    assert not kept.uncomplete(by=other, at=at)
    assert kept.drop(why="Not now", by=me, at=at)
    assert not kept.complete(by=me, at=at)
    assert ActionItem.objects.get(pk=promise.pk).dropped
    assert kept.undrop(by=me, at=at)
    assert not kept.undrop(by=me, at=at)
    assert ActionItem.objects.get(pk=promise.pk).open
    assert kinds(promise) == [
        "action_item.completed",
        "action_item.dropped",
        "action_item.promised",
        "action_item.reopened",
        "action_item.reopened",
    ]


def test_talking_about_an_action_puts_it_on_the_agenda_once(promise: ActionItem, people: People, at: datetime) -> None:
    item = promise.talk_about(by=people["report"], at=at)
    assert (item.title, item.pair, item.private) == (promise.what, promise.pair, False)
    kept = ActionItem.objects.get(pk=promise.pk)
    assert kept.on_agenda
    assert kept.talk_about(by=people["manager"], at=at) == item
    assert AgendaItem.objects.count() == 1


def test_of_two_who_ask_at_once_one_puts_it_on_the_agenda(promise: ActionItem, people: People, at: datetime) -> None:
    stale = ActionItem.objects.get(pk=promise.pk)
    item = promise.talk_about(by=people["report"], at=at)
    assert stale.talk_about(by=people["manager"], at=at) == item
    assert AgendaItem.objects.count() == 1


def test_once_it_was_talked_about_it_can_come_back(promise: ActionItem, people: People, at: datetime) -> None:
    item = promise.talk_about(by=people["report"], at=at)
    item.close(how="discussed", by=people["report"], at=at)
    kept = ActionItem.objects.get(pk=promise.pk)
    assert not kept.on_agenda
    assert kept.talk_about(by=people["report"], at=at) != item


@pytest.mark.parametrize(
    ("on", "late"), [(date(2026, 11, 19), 0), (date(2026, 11, 20), 0), (date(2026, 11, 21), 1), (date(2026, 11, 24), 4)]
)
def test_days_late_are_counted_from_the_day_after(promise: ActionItem, on: date, late: int) -> None:
    assert promise.days_late(on=on) == late
    assert ActionItem.objects.overdue(on=on).exists() == bool(late)


def test_what_is_done_or_has_no_date_is_not_late(promise: ActionItem, pair: Pair, people: People, at: datetime) -> None:
    promise.complete(by=people["manager"], at=at)
    dateless = ActionItem.promise(pair, what="Some day", who=people["report"], by=people["report"], at=at)
    assert promise.days_late(on=date(2027, 1, 1)) == dateless.days_late(on=date(2027, 1, 1)) == 0


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("manager", True),
        ("report", True),
        ("former_manager", False),
        ("managers_manager", False),
        ("hr_admin", False),
        ("owner", False),
        ("outsider", False),
    ],
)
def test_only_the_two_see_a_promise(promise: ActionItem, people: People, who: str, sees: bool) -> None:
    assert ActionItem.objects.visible_to(people[who]).filter(pk=promise.pk).exists() == sees


# --- what a meeting opens with


@pytest.fixture
def held(pair: Pair, people: People, at: datetime) -> Meeting:
    """Last week's 1:1, wrapped up half an hour after it began."""
    meeting = past_meeting(pair, ago=timedelta(days=7), at=at)
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    return meeting


def shown(pair: Pair, meeting: Meeting | None, last: Meeting | None) -> set[str]:
    found = ActionItem.objects.all().shown_on(pair, meeting, last_ended_at=last.ended_at if last else None)
    return {action.what for action in found}


def test_a_meeting_opens_with_what_was_open_when_the_last_one_ended(
    pair: Pair, people: People, meeting: Meeting, held: Meeting, at: datetime
) -> None:
    me = people["manager"]
    assert held.ended_at is not None
    before = held.ended_at - timedelta(days=3)

    def made(what: str, **more: object) -> ActionItem:
        return ActionItem.promise(pair, what=what, who=me, by=me, at=before, **more)  # type: ignore[arg-type]

    made("open")
    made("kept before the last one").complete(by=me, at=held.ended_at - timedelta(minutes=1))
    made("kept since").complete(by=me, at=held.ended_at + timedelta(days=1))
    made("dropped since").drop(why="Not now", by=me, at=held.ended_at + timedelta(days=1))
    made("of the last meeting", meeting=held)
    made("of this meeting", meeting=meeting)
    assert shown(pair, meeting, held) == {"open", "kept since", "of the last meeting", "of this meeting"}
    assert shown(pair, None, held) == {"open", "kept since", "of the last meeting", "of this meeting"}


def test_a_past_meeting_does_not_open_with_what_was_promised_after_it(
    pair: Pair, people: People, held: Meeting, at: datetime
) -> None:
    me = people["manager"]
    ActionItem.promise(pair, what="later", who=me, by=me, at=at)
    ActionItem.promise(pair, what="there", who=me, meeting=held, by=me, at=at)
    assert shown(pair, held, None) == {"there"}


def test_another_pairs_promises_stay_there(
    pair: Pair, ended_pair: Pair, people: People, meeting: Meeting, at: datetime
) -> None:
    ActionItem.promise(ended_pair, what="theirs", who=people["report"], by=people["report"], at=at)
    assert shown(pair, meeting, None) == set()


def test_late_comes_first_and_ticking_moves_nothing(pair: Pair, people: People, at: datetime) -> None:
    me = people["manager"]
    for what, due in (("dateless", None), ("later", date(2027, 1, 1)), ("late", date(2026, 1, 1))):
        ActionItem.promise(pair, what=what, who=me, due_on=due, by=me, at=at)
    in_order = [action.what for action in ActionItem.objects.all().in_order()]
    assert in_order == ["late", "later", "dateless"]
    ActionItem.objects.get(due_on=date(2026, 1, 1)).complete(by=me, at=at)
    assert [action.what for action in ActionItem.objects.all().in_order()] == in_order
