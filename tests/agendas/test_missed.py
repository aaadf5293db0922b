"""*Add something we missed*: into the record of a 1:1 that was held, until that locks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agendas.models import AgendaItem, Missed, Outcome, SharedNote
from tests.conftest import Browse, People, past_meeting

DAY = timedelta(days=1)


@pytest.fixture
def held(pair, people, at):
    """Yesterday's 1:1."""
    meeting = past_meeting(pair, ago=DAY, at=at)
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    return meeting


@pytest.fixture
def locked(pair, people, at):
    meeting = past_meeting(pair, ago=9 * DAY, at=at)
    meeting.wrap_up(by=people["manager"], at=meeting.ends_at)
    return meeting


def add(meeting, people, at, said="Two people a shift"):
    return Missed.add(meeting, "On-call", said=said, by=people["report"], at=at)


@pytest.mark.parametrize("who", ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"])
def test_nobody_else_adds_to_the_record(browse: Browse, people: People, held, at, who):
    item = add(held, people, at)
    assert browse(people[who]).post(reverse("missed_items", args=[held.pk]), {"title": "x"}).status_code == 404
    assert browse(people[who]).post(reverse("missed_item_undo", args=[held.pk, item.pk])).status_code == 404


def test_it_is_talked_through_at_its_meeting_and_never_open(held, people, at):
    item = add(held, people, at)
    assert [(one.kind, one.meeting) for one in item.outcomes.all()] == [("discussed", held)]
    assert item.closed_as == "discussed"
    assert SharedNote.objects.get(item=item, meeting=held).body == "Two people a shift"
    assert not AgendaItem.objects.open().exists()


def test_sent_twice_it_is_added_once(held, people, at):
    key = held.pk
    for _ in range(2):
        Missed.add(held, "On-call", said="Once", idempotency_key=key, by=people["report"], at=at)
    assert Outcome.objects.filter(meeting=held, kind="discussed").count() == 1
    assert SharedNote.objects.count() == 1


def test_a_meeting_that_was_not_held_came_to_nothing(pair, people, at):
    unconfirmed = past_meeting(pair, ago=DAY, at=at)
    unconfirmed.leave_unconfirmed(at=at)
    with pytest.raises(ValueError, match="held"):
        add(unconfirmed, people, at)


def test_undo_takes_it_out_and_keeps_it_among_what_was_removed(held, people, at):
    item = add(held, people, at)
    assert Missed.take_back(item, held, by=people["report"], at=at)
    assert not held.outcomes.filter(item=item).exists()
    assert AgendaItem.removed_by(people["report"]).get() == item
    assert not Missed.take_back(item, held, by=people["report"], at=at)


def test_what_the_other_wrote_on_is_not_taken_back(held, people, at):
    item = add(held, people, at)
    assert not Missed.take_back(item, held, by=people["manager"], at=at), "its author alone takes it back"
    SharedNote.objects.get(item=item).append("Three, I think", by=people["manager"], at=at)
    assert not Missed.take_back(item, held, by=people["report"], at=at)
    assert held.outcomes.filter(item=item).exists()


# --- On the page


def test_review_offers_it_until_the_record_locks(browse: Browse, people: People, held, locked, meeting):
    tom = browse(people["report"])
    for page, offered in ((held, True), (locked, False), (meeting, False)):
        html = tom.get(page.get_absolute_url()).content.decode()
        assert (reverse("missed_items", args=[page.pk]) in html) == offered
    assert "Add something we missed" in tom.get(held.get_absolute_url()).content.decode()
    assert (
        reverse("missed_items", args=[held.pk]) not in tom.get(f"{held.get_absolute_url()}?stage=meet").content.decode()
    )


def test_it_is_added_from_the_page_and_stands_there_as_talked_through(browse: Browse, people: People, held):
    tom = browse(people["report"])
    answer = tom.post(reverse("missed_items", args=[held.pk]), {"title": "On-call", "said": "Two a shift"}, follow=True)
    html = answer.content.decode()
    assert "Added to the record." in html
    assert "talked through" in html
    assert "Two a shift" in browse(people["manager"]).get(held.get_absolute_url()).content.decode()


def test_without_words_it_is_refused_in_place(browse: Browse, people: People, held):
    answer = browse(people["report"]).post(
        reverse("missed_items", args=[held.pk]), {"title": " ", "said": "Kept"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert "Write what you talked about." in answer.content.decode()
    assert "Kept" in answer.content.decode()


def test_a_locked_record_takes_nothing_more(browse: Browse, people: People, locked):
    answer = browse(people["report"]).post(reverse("missed_items", args=[locked.pk]), {"title": "Late"})
    assert answer.status_code == 403


def test_an_ended_pair_adds_nothing(browse: Browse, people: People, ended_pair, at):
    held = past_meeting(ended_pair, ago=DAY, at=at)
    held.wrap_up(by=people["report"], at=held.ends_at)
    assert browse(people["report"]).post(reverse("missed_items", args=[held.pk]), {"title": "x"}).status_code == 403
