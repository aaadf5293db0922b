"""What becomes of items at a meeting, whoever presses and however often."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from activity.models import Activity
from agendas.models import AgendaItem, Outcome
from oneonones.models import AdHoc, Meeting
from tests.agendas.conftest import at_once
from tests.conftest import past_meeting

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def outcomes(meeting):
    """Title → kind, "now" for what is being talked about."""
    return {outcome.item.title: outcome.kind or "now" for outcome in meeting.outcomes.select_related("item")}


def still_open(pair):
    return sorted(item.title for item in AgendaItem.objects.filter(pair=pair).open())


@pytest.fixture
def tom(people):
    return people["report"]


@pytest.fixture
def priya(people):
    return people["manager"]


def test_starting_another_item_puts_the_first_back(three, meeting, tom, priya, at):
    assert Outcome.start(three[0], meeting, by=tom, at=at)
    assert Outcome.start(three[2], meeting, by=priya, at=at + MINUTE)
    assert outcomes(meeting) == {"Three": "now"}
    meeting.refresh_from_db()
    assert meeting.started_at == at


def test_starting_twice_is_one_start(three, meeting, tom, priya, at):
    assert Outcome.start(three[0], meeting, by=tom, at=at)
    assert not Outcome.start(three[0], meeting, by=priya, at=at + MINUTE)
    assert Activity.objects.filter(kind="agenda_item.started").count() == 1
    assert Outcome.objects.get().started_at == at


def test_what_was_carried_is_talked_about_again_and_what_it_became_before_stays(pair, three, meeting, tom, priya, at):
    last = past_meeting(pair, ago=7 * DAY, at=at)
    assert Outcome.finish(three[0], last, kind="carried", by=tom, at=at)

    assert Outcome.start(three[0], meeting, by=priya, at=at)

    assert outcomes(last) == {"One": "carried"}
    assert outcomes(meeting) == {"One": "now"}


def test_who_starts_what_was_carried_here_a_moment_ago_starts_it_anew(three, meeting, tom, priya, at):
    assert Outcome.finish(three[0], meeting, kind="carried", by=tom, at=at)
    assert Outcome.start(three[0], meeting, by=priya, at=at + MINUTE)
    again = Outcome.objects.get()
    assert (again.kind, again.person, again.started_at, again.ended_at) == ("", priya, at + MINUTE, None)


def test_done_says_by_whom_and_counts_once(three, meeting, tom, priya, at):
    assert Outcome.discuss(three[0], meeting, by=priya, at=at)
    assert not Outcome.discuss(three[0], meeting, by=tom, at=at)
    assert Outcome.objects.get(item=three[0]).person == priya
    assert Activity.objects.get(kind="agenda_item.discussed").by == priya


def test_who_wraps_up_ends_what_stands_on_each_meeting_too(pair, three, meeting, tom, priya, at):
    standing = AgendaItem.raise_on(pair, title="Always", standing=True, by=tom, at=at)
    Outcome.start(standing, meeting, by=tom, at=at)
    assert meeting.wrap_up(by=priya, at=at + MINUTE)
    ended = Outcome.objects.get(item=standing)
    assert (ended.kind, ended.person, ended.by_wrap_up) == ("discussed", priya, True)


def test_where_a_pair_calls_dates_off_only_those_stop(pair, ended_pair, three, meeting, tom, at):
    other = AgendaItem.raise_on(ended_pair, title="Other", by=tom, at=at)
    off, elsewhere = (past_meeting(one, ago=-MINUTE, at=at) for one in (pair, ended_pair))
    for item, one in ((three[0], meeting), (three[1], off), (other, elsewhere)):
        Outcome.start(item, one, by=tom, at=at)
    Meeting.objects.filter(pk__in=[off.pk, elsewhere.pk]).update(state="cancelled")

    Outcome.stop_where_called_off(pair.pk)

    assert [outcomes(one) for one in (meeting, off, elsewhere)] == [{"One": "now"}, {}, {"Other": "now"}]


def test_what_is_talked_about_when_an_ad_hoc_meeting_is_called_off_goes_back_to_open(pair, three, tom, at):
    once = past_meeting(pair, ago=-MINUTE, at=at)
    Outcome.start(three[0], once, by=tom, at=at)
    AdHoc(once).cancel(reason="clash", by=tom, at=at)
    assert outcomes(once) == {}
    assert still_open(pair) == ["One", "Three", "Two"]


def test_what_is_talked_about_when_the_rhythm_or_the_pair_ends_goes_back_to_open(pair, three, meeting, tom, at):
    once = past_meeting(pair, ago=-MINUTE, at=at)
    for one, end in ((meeting, meeting.series.end), (once, pair.end)):
        Outcome.start(three[0], one, by=tom, at=at)
        end(by=tom, at=at)
        assert outcomes(one) == {}


def test_done_starts_the_next_open_item_then_those_skipped(three, meeting, tom, at):
    Outcome.start(three[1], meeting, by=tom, at=at)
    assert Outcome.discuss(three[1], meeting, by=tom, at=at + 6 * MINUTE)
    assert outcomes(meeting) == {"Two": "discussed", "Three": "now"}
    Outcome.discuss(three[2], meeting, by=tom, at=at + 8 * MINUTE)
    assert outcomes(meeting) == {"Two": "discussed", "Three": "discussed", "One": "now"}
    Outcome.discuss(three[0], meeting, by=tom, at=at + 9 * MINUTE)
    assert set(outcomes(meeting).values()) == {"discussed"}
    assert Outcome.objects.get(item=three[1]).lasted == 6 * MINUTE


def test_done_passes_over_private_closed_and_carried_items(pair, three, meeting, tom, priya, at):
    private = AgendaItem.raise_on(pair, title="Private", visibility="private", by=priya, at=at)
    private.place_before(three[1], by=priya, at=at)
    Outcome.finish(three[1], meeting, kind="carried", by=tom, at=at)
    three[2].close(how="dropped", by=tom, at=at)
    Outcome.start(three[0], meeting, by=tom, at=at)
    Outcome.discuss(three[0], meeting, by=tom, at=at)
    assert outcomes(meeting) == {"One": "discussed", "Two": "carried"}


@pytest.mark.parametrize(
    ("first", "then", "noted", "second_counts"),
    [
        ("discussed", "carried", "discussed", False),
        ("discussed", "discussed", "discussed", False),
        ("discussed", "dropped", "discussed", False),
        ("carried", "discussed", "carried", False),
        ("carried", "carried", "carried", False),
        ("carried", "dropped", "dropped", True),
        ("dropped", "carried", "dropped", False),
    ],
)
def test_of_two_endings_the_first_counts(three, meeting, tom, priya, at, first, then, noted, second_counts):
    here, there = AgendaItem.objects.get(pk=three[0].pk), AgendaItem.objects.get(pk=three[0].pk)
    assert Outcome.finish(here, meeting, kind=first, by=tom, at=at)
    assert Outcome.finish(there, meeting, kind=then, by=priya, at=at) == second_counts
    assert outcomes(meeting) == {"One": noted}
    assert ("One" in still_open(meeting.pair)) == (noted == "carried")


def test_a_private_item_has_no_outcome(pair, meeting, priya, at):
    item = AgendaItem.raise_on(pair, title="Private", visibility="private", by=priya, at=at)
    assert not Outcome.start(item, meeting, by=priya, at=at)
    assert not Outcome.finish(item, meeting, kind="dropped", by=priya, at=at)
    assert Outcome.carry_over(meeting, by=priya, at=at) == 0


def test_an_item_of_another_pair_has_no_outcome_here(ended_pair, meeting, tom, at):
    item = AgendaItem.raise_on(ended_pair, title="Old", by=tom, at=at)
    assert not Outcome.start(item, meeting, by=tom, at=at)
    assert not Outcome.finish(item, meeting, kind="dropped", by=tom, at=at)


@pytest.mark.parametrize("over", ["held", "skipped", "unconfirmed", "cancelled"])
def test_nothing_starts_or_ends_once_the_meeting_is_over(three, meeting, tom, at, over):
    Meeting.objects.filter(pk=meeting.pk).update(state=over, ended_at=at)
    assert not Outcome.start(three[0], meeting, by=tom, at=at)
    assert not Outcome.finish(three[0], meeting, kind="discussed", by=tom, at=at)


@pytest.mark.parametrize("kind", ["discussed", "carried", "dropped"])
def test_undo_brings_back_what_was_being_talked_about(three, meeting, tom, priya, at, kind):
    Outcome.start(three[0], meeting, by=tom, at=at)
    Outcome.finish(three[0], meeting, kind=kind, by=tom, at=at + MINUTE)
    Outcome.start(three[1], meeting, by=tom, at=at + MINUTE)
    assert Outcome.undo(three[0], meeting, by=priya, at=at + 2 * MINUTE)
    assert outcomes(meeting) == {"One": "now"}
    assert Outcome.objects.get().started_at == at
    assert still_open(meeting.pair) == ["One", "Three", "Two"]
    assert not Outcome.undo(three[0], meeting, by=tom, at=at + 2 * MINUTE)


def test_undo_of_what_was_never_started_leaves_it_open(three, meeting, tom, at):
    Outcome.finish(three[0], meeting, kind="dropped", by=tom, at=at)
    assert Outcome.undo(three[0], meeting, by=tom, at=at)
    assert outcomes(meeting) == {}
    assert still_open(meeting.pair) == ["One", "Three", "Two"]


def test_undo_after_the_wrap_up_makes_it_carried(three, meeting, tom, priya, at):
    Outcome.start(three[0], meeting, by=tom, at=at)
    Outcome.finish(three[0], meeting, kind="discussed", by=tom, at=at + MINUTE)
    meeting.wrap_up(by=priya, at=at + 2 * MINUTE)
    assert Outcome.undo(three[0], meeting, by=tom, at=at + 3 * MINUTE)
    assert set(outcomes(meeting).values()) == {"carried"}
    assert still_open(meeting.pair) == ["One", "Three", "Two"]
    assert not Outcome.undo(three[0], meeting, by=tom, at=at + 3 * MINUTE)


def test_a_held_meeting_carries_what_is_open_and_known_to_both(pair, three, meeting, tom, priya, at):
    AgendaItem.raise_on(pair, title="Private", visibility="private", by=priya, at=at)
    Outcome.start(three[0], meeting, by=tom, at=at)
    Outcome.discuss(three[0], meeting, by=tom, at=at + MINUTE)
    meeting.wrap_up(by=priya, at=at + 2 * MINUTE)
    assert outcomes(meeting) == {"One": "discussed", "Two": "carried", "Three": "carried"}


def test_undoing_the_wrap_up_takes_its_carries_back_and_talks_on(three, meeting, tom, priya, at):
    Outcome.start(three[0], meeting, by=tom, at=at)
    Outcome.finish(three[1], meeting, kind="carried", by=tom, at=at)
    meeting.wrap_up(by=priya, at=at + MINUTE)
    assert set(outcomes(meeting).values()) == {"carried"}
    meeting.unwrap(by=priya, at=at + 2 * MINUTE)
    assert outcomes(meeting) == {"One": "now", "Two": "carried"}


def test_what_was_raised_after_the_end_is_not_carried_by_a_late_confirmation(pair, people, at):
    tom = people["report"]
    meeting = past_meeting(pair, ago=timedelta(days=2), at=at)
    AgendaItem.raise_on(pair, title="Before", by=tom, at=at - timedelta(days=3))
    AgendaItem.raise_on(pair, title="A day later", by=tom, at=at - timedelta(days=1))
    meeting.leave_unconfirmed(at=at - timedelta(days=1))
    meeting.wrap_up(by=tom, at=at)
    assert outcomes(meeting) == {"Before": "carried"}


def test_skipping_in_the_middle_leaves_the_item_open(three, meeting, tom, priya, at):
    Outcome.start(three[0], meeting, by=tom, at=at)
    meeting.skip(reason="clash", by=priya, at=at)
    assert outcomes(meeting) == {}
    assert "One" in still_open(meeting.pair)


def test_the_database_knows_one_current_item_a_meeting(three, meeting, tom, at):
    Outcome.objects.create(meeting=meeting, item=three[0], person=tom, started_at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(meeting=meeting, item=three[1], person=tom, started_at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.create(meeting=meeting, item=three[1], kind="carried")


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_leave_one_current_item(three, meeting, tom, priya, at):
    at_once(
        lambda: Outcome.start(three[0], meeting, by=tom, at=at),
        lambda: Outcome.start(three[1], meeting, by=priya, at=at),
    )
    assert list(outcomes(meeting).values()) == ["now"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_done_pressed_by_both_at_once_is_done_once(three, meeting, tom, priya, at):
    Outcome.start(three[0], meeting, by=tom, at=at)

    def press(person):
        return lambda: Outcome.discuss(AgendaItem.objects.get(pk=three[0].pk), meeting, by=person, at=at + MINUTE)

    assert sorted(at_once(press(tom), press(priya))) == [False, True]
    assert outcomes(meeting) == {"One": "discussed", "Two": "now"}
    assert Activity.objects.filter(kind="agenda_item.discussed").count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_done_and_wrap_up_at_once_leave_every_item_accounted_for(three, meeting, tom, priya, at):
    Outcome.start(three[0], meeting, by=tom, at=at)
    at_once(
        lambda: Outcome.discuss(AgendaItem.objects.get(pk=three[0].pk), meeting, by=tom, at=at + MINUTE),
        lambda: Meeting.objects.get(pk=meeting.pk).wrap_up(by=priya, at=at + MINUTE),
    )
    found = outcomes(meeting)
    assert set(found) == {"One", "Two", "Three"}
    assert (found.pop("One") == "carried") == ("One" in still_open(meeting.pair))
    assert set(found.values()) == {"carried"}
