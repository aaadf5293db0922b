"""Nothing gets lost: what is open is on the pair's next meeting, whatever is pressed (tests/domain), or on its page."""

from datetime import timedelta

from activity.models import Activity
from agendas.models import Agenda, AgendaItem, Outcome
from tests.conftest import past_meeting

MINUTE = timedelta(minutes=1)


def test_without_a_date_open_items_are_on_the_page_of_the_pair(three, pair, people, at):
    entries = Agenda.of(pair, None, people["manager"], at=at, upcoming=None).entries
    assert [(entry.number, entry.item.title) for entry in entries] == [(1, "One"), (2, "Two"), (3, "Three")]


def of(meeting, item):
    return Outcome.objects.get(meeting=meeting, item=item)


def told(kind, item):
    """Who did it, when, and at which meeting, as it was written down."""
    happened = Activity.objects.get(kind=kind, subject_id=item.pk)
    return happened.by, happened.at, happened.particulars


def test_what_became_of_an_item_says_who_when_and_how_long(three, meeting, people, at):
    tom, priya = people["report"], people["manager"]
    Outcome.start(three[0], meeting, by=tom, at=at)
    assert (of(meeting, three[0]).person, of(meeting, three[0]).started_at) == (tom, at)

    Outcome.finish(three[0], meeting, kind="carried", by=priya, at=at + 3 * MINUTE)

    left = of(meeting, three[0])
    assert (left.kind, left.person, left.ended_at, left.by_wrap_up) == ("carried", priya, at + 3 * MINUTE, False)
    assert left.lasted == 3 * MINUTE
    assert told("agenda_item.started", three[0]) == (tom, at, {"meeting": str(meeting.pk)})
    assert told("agenda_item.carried", three[0]) == (priya, at + 3 * MINUTE, {"meeting": str(meeting.pk)})


def test_what_was_never_started_has_no_length(three, meeting, people, at):
    Outcome.finish(three[0], meeting, kind="answered", by=people["report"], at=at)
    answered = of(meeting, three[0])
    assert (answered.kind, answered.person, answered.started_at, answered.lasted) == (
        "answered", people["report"], None, None,
    )  # fmt: skip


def test_a_carry_at_the_end_says_who_wrapped_up_and_when(three, meeting, people, at):
    tom, priya = people["report"], people["manager"]
    Outcome.start(three[0], meeting, by=tom, at=at)
    meeting.wrap_up(by=priya, at=at + MINUTE)

    for item in three:
        left = of(meeting, item)
        assert (left.kind, left.person, left.ended_at, left.by_wrap_up) == ("carried", priya, at + MINUTE, True)
    assert of(meeting, three[0]).started_at == at


def test_a_carry_is_counted_once_and_a_second_one_carries_nothing(three, meeting, people, at):
    tom = people["report"]
    Outcome.start(three[0], meeting, by=tom, at=at)
    Outcome.finish(three[1], meeting, kind="discussed", by=tom, at=at)

    assert Outcome.carry_over(meeting, by=tom, at=at + MINUTE) == 2
    assert Outcome.carry_over(meeting, by=tom, at=at + 2 * MINUTE) == 0
    assert of(meeting, three[0]).ended_at == at + MINUTE


def test_only_what_was_raised_before_the_end_is_carried(three, pair, meeting, people, at):
    tom = people["report"]
    AgendaItem.raise_on(pair, title="As it ended", by=tom, at=at + MINUTE)
    meeting.wrap_up(by=tom, at=at + MINUTE)
    assert {one.item.title for one in meeting.outcomes.all()} == {"One", "Two", "Three"}


def test_a_wrap_up_in_one_pair_carries_nothing_of_another(three, meeting, people, ended_pair, at):
    theirs = AgendaItem.objects.create(
        pair=ended_pair, author=people["report"], title="Theirs", position=1, raised_at=at, revealed_at=at
    )
    meeting.wrap_up(by=people["report"], at=at + MINUTE)
    assert not theirs.outcomes.exists()
    assert theirs in AgendaItem.objects.open()


def test_after_an_undone_wrap_up_what_was_talked_about_goes_on_as_it_began(three, meeting, people, at):
    tom, priya = people["report"], people["manager"]
    Outcome.start(three[1], meeting, by=tom, at=at)
    meeting.wrap_up(by=priya, at=at + MINUTE)
    meeting.unwrap(by=priya, at=at + 2 * MINUTE)

    [goes_on] = Outcome.objects.filter(meeting=meeting)
    assert (goes_on.item, goes_on.kind, goes_on.now) == (three[1], "", True)
    assert (goes_on.person, goes_on.started_at, goes_on.by_wrap_up) == (priya, at, False)


def test_those_who_say_that_they_did_not_meet_talk_about_nothing_any_more(three, meeting, people, at):
    tom = people["report"]
    Outcome.start(three[1], meeting, by=tom, at=at)
    Outcome.carry_over(meeting, by=tom, at=at + MINUTE)

    Outcome.take_back_carries(meeting, go_on=False)

    assert not Outcome.objects.filter(meeting=meeting).exists()


def test_taking_back_the_carries_of_one_meeting_leaves_those_of_another(three, pair, meeting, people, at):
    tom = people["report"]
    before = past_meeting(pair, ago=timedelta(days=7), at=at)
    for one in (before, meeting):
        Outcome.objects.create(
            meeting=one, item=three[0], kind="carried", person=tom, ended_at=one.ends_at, by_wrap_up=True
        )

    Outcome.take_back_carries(meeting)

    assert [one.meeting for one in Outcome.objects.all()] == [before]


def test_an_undo_is_written_down_and_gives_back_who_talked_about_it_since_when(three, meeting, people, at):
    tom, priya = people["report"], people["manager"]
    Outcome.start(three[0], meeting, by=tom, at=at)
    Outcome.finish(three[0], meeting, kind="carried", by=tom, at=at + MINUTE)
    Outcome.start(three[1], meeting, by=tom, at=at + MINUTE)

    assert Outcome.undo(three[0], meeting, by=priya, at=at + 2 * MINUTE)

    [back] = Outcome.objects.filter(meeting=meeting)
    assert (back.item, back.person, back.started_at, back.ended_at) == (three[0], tom, at, None)
    assert told("agenda_item.reopened", three[0]) == (priya, at + 2 * MINUTE, {"meeting": str(meeting.pk)})


def test_an_undo_in_a_held_meeting_is_a_carry_of_the_wrap_up(three, meeting, people, at):
    tom = people["report"]
    Outcome.finish(three[0], meeting, kind="discussed", by=tom, at=at)
    meeting.wrap_up(by=tom, at=at + MINUTE)
    Outcome.undo(three[0], meeting, by=tom, at=at + 2 * MINUTE)
    assert (of(meeting, three[0]).kind, of(meeting, three[0]).by_wrap_up) == ("carried", True)


def test_the_next_one_starts_by_itself_in_the_name_of_whoever_pressed_done(three, meeting, people, at):
    tom, priya = people["report"], people["manager"]
    Outcome.start(three[0], meeting, by=tom, at=at)
    Outcome.discuss(three[0], meeting, by=priya, at=at + MINUTE)
    following = of(meeting, three[1])
    assert (following.person, following.started_at, following.now) == (priya, at + MINUTE, True)
    assert told("agenda_item.started", three[1]) == (priya, at + MINUTE, {"meeting": str(meeting.pk)})


def test_an_undo_is_of_this_meeting_and_leaves_what_another_one_says(three, pair, meeting, people, at):
    tom = people["report"]
    before = past_meeting(pair, ago=timedelta(days=7), at=at)
    before.wrap_up(by=tom, at=at - timedelta(days=7))
    Outcome.objects.create(meeting=before, item=three[0], kind="discussed", person=tom, ended_at=before.ends_at)

    assert not Outcome.undo(three[0], meeting, by=tom, at=at)

    Outcome.finish(three[1], meeting, kind="dropped", by=tom, at=at)
    assert Outcome.undo(three[1], meeting, by=tom, at=at)
    assert [(one.meeting, one.kind) for one in Outcome.objects.all()] == [(before, "discussed")]


def test_what_was_closed_after_the_wrap_up_is_not_talked_about_when_it_is_undone(three, meeting, people, at):
    tom = people["report"]
    Outcome.start(three[0], meeting, by=tom, at=at)
    meeting.wrap_up(by=tom, at=at + MINUTE)
    assert three[0].close(how="dropped", by=tom, at=at + 2 * MINUTE)
    meeting.unwrap(by=tom, at=at + 3 * MINUTE)
    assert not Outcome.objects.filter(meeting=meeting).exists()


def test_what_runs_in_a_meeting_that_did_not_take_place_is_stopped_there_alone(three, pair, meeting, people, at):
    other = past_meeting(pair, ago=-2 * MINUTE, at=at)
    for one, item in ((meeting, three[0]), (other, three[1])):
        Outcome.objects.create(meeting=one, item=item, person=people["report"], started_at=at)

    Outcome.take_back_carries(meeting, go_on=False)

    assert [one.item for one in Outcome.objects.all()] == [three[1]]


def test_a_wrap_up_leaves_what_is_talked_about_in_another_meeting_of_the_pair(three, pair, meeting, people, at):
    tom = people["report"]
    other = past_meeting(pair, ago=-MINUTE, at=at)
    Outcome.start(three[0], other, by=tom, at=at)
    Outcome.carry_over(meeting, by=tom, at=at + MINUTE)
    assert (of(other, three[0]).kind, of(other, three[0]).ended_at) == ("", None)


def test_who_takes_back_what_became_of_an_item_is_who_opened_it_again(three, meeting, people, at):
    tom, priya = people["report"], people["manager"]
    Outcome.finish(three[0], meeting, kind="answered", by=tom, at=at)
    Outcome.undo(three[0], meeting, by=priya, at=at + MINUTE)
    by, when, _particulars = told("agenda_item.reopened", three[0])
    assert (by, when) == (priya, at + MINUTE)
