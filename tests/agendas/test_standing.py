"""Standing items: on every meeting until they are dropped, with what was said last time, and as a thread."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agendas.models import Agenda, AgendaItem, Outcome, SharedNote, Thread, WrittenAnswer
from agendas.models.hint import too_many_of
from oneonones.models import Meeting
from tests.agendas.test_agenda_page import items, part, text
from tests.conftest import past_meeting

SCRIPT = {"HX-Request": "true"}
WEEK = timedelta(weeks=1)


@pytest.fixture
def standing(pair, people, at):
    """Raised by Tom, months ago."""
    return AgendaItem.raise_on(pair, title="How was the week", standing=True, by=people["report"], at=at - 20 * WEEK)


def held(pair, standing, people, *, weeks, at, words="", talked=True):
    """A 1:1 some weeks ago at which the item was talked about, or not."""
    meeting = past_meeting(pair, ago=weeks * WEEK, at=at)
    if words:
        SharedNote.of(meeting, standing, at=at).append(words, by=people["report"], at=meeting.starts_at)
    if talked:
        Outcome.finish(standing, meeting, kind="discussed", by=people["report"], at=meeting.starts_at)
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    return meeting


def kinds(meeting):
    return {outcome.item.title: outcome.kind for outcome in meeting.outcomes.select_related("item")}


def shown(meeting, reader, at):
    return Agenda.of(meeting.pair, meeting, reader, at=at, upcoming=meeting).entries


def test_discussing_a_standing_item_does_not_close_it(meeting, people, standing, at):
    assert Outcome.discuss(standing, meeting, by=people["manager"], at=at)
    standing.refresh_from_db()
    assert (standing.open, kinds(meeting)) == (True, {standing.title: "discussed"})
    assert not standing.close(how="discussed", by=people["manager"], at=at)


def test_standing_items_appear_on_every_meeting(pair, people, standing, meeting, at):
    for weeks in (3, 2, 1):
        before = held(pair, standing, people, weeks=weeks, at=at)
        assert Agenda.of(pair, before, people["manager"], at=at, upcoming=meeting).entries[0].state == "done"
    (entry,) = shown(meeting, people["manager"], at)
    assert (entry.state, entry.carries) == ("open", 0)


def test_a_held_meeting_does_not_carry_a_standing_item(pair, people, standing, at):
    AgendaItem.raise_on(pair, title="Ordinary", by=people["report"], at=at - 2 * WEEK)
    assert kinds(held(pair, standing, people, weeks=1, at=at, talked=False)) == {"Ordinary": "carried"}


def test_a_standing_item_cannot_be_carried_over(meeting, people, standing, at):
    assert not Outcome.finish(standing, meeting, kind="carried", by=people["manager"], at=at)
    assert kinds(meeting) == {}


def test_a_standing_item_that_is_being_talked_about_was_discussed_when_they_wrap_up(meeting, people, standing, at):
    later = meeting.starts_at + timedelta(minutes=5)
    Outcome.start(standing, meeting, by=people["manager"], at=meeting.starts_at)
    meeting.wrap_up(by=people["manager"], at=later)
    assert kinds(meeting) == {standing.title: "discussed"}
    assert Meeting.objects.with_counts().get(pk=meeting.pk).item_count == 1
    meeting.unwrap(by=people["manager"], at=later)
    assert kinds(meeting) == {standing.title: ""}


def test_what_was_said_of_a_standing_item_is_taken_back_by_itself(meeting, people, standing, at):
    Outcome.finish(standing, meeting, kind="discussed", by=people["manager"], at=at)
    assert Outcome.undo(standing, meeting, by=people["report"], at=at)
    assert kinds(meeting) == {}
    Outcome.finish(standing, meeting, kind="discussed", by=people["manager"], at=at)
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    assert Outcome.undo(standing, meeting, by=people["report"], at=meeting.ends_at)
    assert kinds(meeting) == {}
    assert standing.open


def test_dropping_it_ends_a_standing_item_and_undo_brings_it_back(meeting, people, standing, at):
    Outcome.finish(standing, meeting, kind="dropped", by=people["manager"], at=at)
    standing.refresh_from_db()
    assert not standing.open
    Outcome.undo(standing, meeting, by=people["manager"], at=at)
    standing.refresh_from_db()
    assert standing.open


def test_what_is_on_every_one_to_one_is_for_both(pair, people, at):
    mine = AgendaItem.raise_on(pair, title="Mine", visibility="private", by=people["report"], at=at)
    with pytest.raises(IntegrityError, match="for_both"), transaction.atomic():
        mine.edit(standing=True, version=0, by=people["report"], at=at)
    with pytest.raises(IntegrityError, match="for_both"):
        AgendaItem.raise_on(pair, title="Mine", visibility="private", standing=True, by=people["report"], at=at)


def test_standing_items_say_nothing_of_who_leads(pair, people, at):
    found = [
        AgendaItem.raise_on(pair, title=title, standing=True, by=people["manager"], at=at) for title in ("1", "2", "3")
    ]
    assert too_many_of(pair, found) is None


# --- what was said last time


def test_standing_items_appear_with_what_was_said_last_time(pair, people, standing, meeting, at):
    held(pair, standing, people, weeks=3, at=at, words="Tired")
    last = held(pair, standing, people, weeks=2, at=at, words="Better")
    held(pair, standing, people, weeks=1, at=at)
    (entry,) = shown(meeting, people["manager"], at)
    assert (entry.last_time.words, entry.last_time.at) == ("Better", last.starts_at)
    (before,) = Agenda.of(pair, last, people["manager"], at=at, upcoming=meeting).entries
    assert (before.note.body, before.last_time.words) == ("Better", "Tired")


def test_one_that_was_talked_about_without_a_note_says_when(pair, people, standing, meeting, at):
    last = held(pair, standing, people, weeks=1, at=at)
    (entry,) = shown(meeting, people["manager"], at)
    assert (entry.last_time.words, entry.last_time.at) == ("", last.starts_at)


def test_an_ordinary_item_shows_no_last_time(pair, people, meeting, at):
    item = AgendaItem.raise_on(pair, title="Ordinary", by=people["report"], at=at - 3 * WEEK)
    before = past_meeting(pair, ago=WEEK, at=at)
    SharedNote.of(before, item, at=at).append("Half of it", by=people["report"], at=before.starts_at)
    assert shown(meeting, people["manager"], at)[0].last_time is None


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_last_time_costs_no_query(pair, people, meeting, at, count, count_queries):
    for number in range(count):
        one = AgendaItem.raise_on(pair, title=str(number), standing=True, by=people["report"], at=at - 3 * WEEK)
        held(pair, one, people, weeks=1, at=at, words="Said")
    entries = []
    assert count_queries(lambda: entries.extend(shown(meeting, people["manager"], at))) == 1
    assert [entry.last_time.words for entry in entries] == ["Said"] * count


def test_the_page_shows_it_and_offers_no_carrying_over(browse, people, pair, standing, meeting, at):
    held(pair, standing, people, weeks=1, at=at, words="<b>Better</b>")
    Outcome.start(standing, meeting, by=people["manager"], at=at)
    row = items(part(browse(people["manager"]), meeting, "?stage=meet"))[standing.title]
    assert "On every 1:1" in text(row)
    assert "&lt;b&gt;Better" in row
    assert "Done, next item" in text(row)
    assert "Carry over" not in text(row)


def test_after_discussing_it_the_menu_takes_that_back(browse, people, standing, meeting, at):
    Outcome.finish(standing, meeting, kind="discussed", by=people["manager"], at=at)
    row = items(part(browse(people["manager"]), meeting, "?stage=meet"))[standing.title]
    assert "Open it again" in text(row)
    assert "Remove" not in text(row)


# --- making one


def test_both_make_their_own_items_standing_when_they_add_or_edit_them(browse, people, meeting):
    client = browse(people["report"])
    client.post(reverse("agenda_items", args=[meeting.pk]), {"title": "Energy", "standing": "on"}, headers=SCRIPT)
    item = AgendaItem.objects.get()
    assert item.standing
    address, typed = reverse("agenda_item", args=[item.pk]), {"title": "Energy, 1 to 10", "kind": "topic"}
    client.post(address, typed | {"standing": "on", "version": 0}, headers=SCRIPT)
    item.refresh_from_db()
    assert (item.title, item.standing) == ("Energy, 1 to 10", True)
    client.post(address, typed | {"version": 1}, headers=SCRIPT)
    item.refresh_from_db()
    assert not item.standing


def test_one_for_me_alone_cannot_be_on_every_one_to_one_and_the_form_says_so(browse, people, meeting):
    form = {"title": "Energy", "standing": "on", "only_me": "on"}
    answer = browse(people["report"]).post(reverse("agenda_items", args=[meeting.pk]), form, headers=SCRIPT)
    assert answer.status_code == 422
    assert "is for both of you" in answer.content.decode()
    assert 'value="Energy"' in answer.content.decode()


# --- the thread


def test_an_answer_to_a_standing_item_is_kept_and_read_as_a_thread(browse, people, pair, standing, at):
    words = ["Tired", "Better", "Good"]
    for weeks, said in zip((3, 2, 1), words, strict=True):
        held(pair, standing, people, weeks=weeks, at=at, words=said)
    held(pair, standing, people, weeks=4, at=at)
    page = browse(people["manager"]).get(reverse("agenda_item_thread", args=[standing.pk])).content.decode()
    found = [text(page).index(said) for said in (*reversed(words), "Nothing was noted")]
    assert found == sorted(found), "the latest first"


def test_a_question_asked_twice_is_one_thread(browse, people, pair, at):
    for weeks, words in ((8, "It was the tests"), (2, "Still the tests")):
        item = AgendaItem.raise_on(pair, title="…", question_key="q02", by=people["report"], at=at - weeks * WEEK)
        held(pair, item, people, weeks=weeks - 1, at=at, words=words)
    client = browse(people["report"])
    for address in (reverse("agenda_item_thread", args=[item.pk]), reverse("question_thread", args=[pair.pk, "q02"])):
        page = text(client.get(address).content.decode())
        assert page.index("Still the tests") < page.index("It was the tests")


def asked_twice(pair, people, meeting, at):
    """A question of the bank: talked about 7 weeks ago, answered in writing twice since."""
    first, second, third = (
        AgendaItem.raise_on(pair, title="…", question_key="q02", by=people["report"], at=at - weeks * WEEK)
        for weeks in (8, 5, 1)
    )
    held(pair, first, people, weeks=7, at=at, words="It was the tests")
    WrittenAnswer.give(second, "<i>Less</i> of it", meeting=None, by=people["manager"], at=at - 4 * WEEK)
    WrittenAnswer.give(third, "All gone", meeting=meeting, by=people["report"], at=at - timedelta(hours=1))
    return third


def test_an_answer_in_writing_is_in_the_thread_beside_what_was_said_with_who_and_when(
    browse, people, pair, meeting, at
):
    item = asked_twice(pair, people, meeting, at)
    page = text(browse(people["report"]).get(reverse("agenda_item_thread", args=[item.pk])).content.decode())
    order = ["You · answered in writing", "For the 1:1 on", "All gone", "Priya · answered in writing"]
    order += ["&lt;i&gt;Less&lt;/i&gt; of it", "It was the tests"]
    found = [page.index(words) for words in order]
    assert found == sorted(found), "the latest first"
    assert "3 times" in page
    given = Thread.of_item(item, people["manager"]).at(Thread.of_item(item, people["manager"]).moments)[1]
    assert (given.author, given.at, given.meeting) == (people["manager"], at - 4 * WEEK, None)


def test_an_answer_that_was_taken_back_is_in_no_thread(browse, people, pair, meeting, at):
    item = asked_twice(pair, people, meeting, at)
    Outcome.undo(item, meeting, by=people["report"], at=at)
    page = browse(people["report"]).get(reverse("question_thread", args=[pair.pk, "q02"])).content.decode()
    assert "All gone" not in page
    assert "of it" in page


@pytest.mark.parametrize("who", ["former_manager", "managers_manager", "hr_admin", "owner", "outsider"])
def test_nobody_but_the_two_reads_what_was_answered_in_writing(browse, people, pair, meeting, at, who):
    item = asked_twice(pair, people, meeting, at)
    assert browse(people[who]).get(reverse("agenda_item_thread", args=[item.pk])).status_code == 404
    assert Thread.of_item(item, people[who]).moments == []


def test_a_question_that_the_other_keeps_private_is_in_no_thread_of_mine(people, pair, at):
    AgendaItem.raise_on(pair, title="…", question_key="q02", visibility="private", by=people["report"], at=at)
    assert [Thread.of_question("q02", pair, people[who]).items.count() for who in ("manager", "report")] == [0, 1]


def test_an_unknown_question_has_no_thread(browse, people, pair):
    assert browse(people["manager"]).get(reverse("question_thread", args=[pair.pk, "q9999"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 9])
def test_a_thread_takes_few_queries_whatever_its_length(browse, people, pair, standing, at, count, count_queries):
    for weeks in range(1, count + 1):
        held(pair, standing, people, weeks=weeks, at=at, words="Said")
        asked = AgendaItem.raise_on(pair, title="…", question_key="q02", by=people["report"], at=at)
        WrittenAnswer.give(asked, "Written", meeting=None, by=people["manager"], at=at)
    AgendaItem.objects.filter(pk=standing.pk).update(question_key="q02")
    client = browse(people["manager"])
    assert count_queries(lambda: client.get(reverse("agenda_item_thread", args=[standing.pk]))) <= 9
