"""Decisions: what became of an item, marked by either of the two, and found again on the page of the pair."""

from datetime import timedelta

import pytest
from django.urls import reverse

from activity.models import Activity
from agendas.models import AgendaItem, Decision, Outcome
from tests.agendas.conftest import at_once
from tests.conftest import Browse, People, past_meeting

DAY = timedelta(days=1)
OUTSIDERS = ["outsider", "hr_admin", "owner", "managers_manager", "former_manager"]


@pytest.fixture
def held(pair, people, at):
    """Yesterday's 1:1."""
    return past_meeting(pair, ago=DAY, at=at)


@pytest.fixture
def item(pair, held, people, at):
    """Talked through there."""
    item = AgendaItem.raise_on(pair, title="Cover in December", by=people["report"], at=at - 2 * DAY)
    Outcome.finish(item, held, kind="discussed", by=people["report"], at=held.starts_at)
    held.wrap_up(by=people["manager"], at=held.ends_at)
    return item


def mark(item, held, people, at, words="Nobody releases before the 4th"):
    return Decision.mark(item, held, words=words, by=people["manager"], at=at)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_learns_of_a_decision(browse: Browse, people: People, item, held, at, who):
    decision = mark(item, held, people, at)
    for name, args in (
        ("outcome_decision", [held.pk, item.pk]),
        ("decision_withdrawal", [decision.pk]),
        ("decision_withdrawal_undo", [decision.pk]),
    ):
        assert browse(people[who]).post(reverse(name, args=args)).status_code == 404, name
    assert not Decision.objects.visible_to(people[who]).exists()


def test_either_of_the_two_marks_it_and_both_see_it(people, item, held, at):
    decision = mark(item, held, people, at)
    for who in ("manager", "report"):
        assert [one.words for one in Decision.objects.visible_to(people[who])] == ["Nobody releases before the 4th"]
    assert Activity.objects.filter(kind="decision.marked", subject_id=decision.pk).get().by == people["manager"]


def test_only_what_came_to_an_end_at_the_meeting_is_a_decision(pair, people, held, at):
    open_one = AgendaItem.raise_on(pair, title="Not talked about", by=people["report"], at=at)
    private = AgendaItem.raise_on(pair, title="Mine", visibility="private", by=people["report"], at=at)
    assert mark(open_one, held, people, at) is None
    assert mark(private, held, people, at) is None
    Outcome.start(open_one, held, by=people["report"], at=at)
    assert mark(open_one, held, people, at) is None, "while it is being talked about nothing came of it yet"


def test_marked_again_it_says_what_was_said_last(people, item, held, at):
    mark(item, held, people, at)
    mark(item, held, people, at + DAY, words="Nobody releases before the 11th")
    assert [one.words for one in Decision.objects.all()] == ["Nobody releases before the 11th"]
    mark(item, held, people, at + DAY, words="")
    assert Decision.objects.get().words is None


def test_taking_the_mark_off_keeps_its_words_for_undo(people, item, held, at):
    decision = mark(item, held, people, at)
    assert decision.withdraw(by=people["report"], at=at)
    assert not decision.withdraw(by=people["manager"], at=at), "somebody was quicker"
    assert not Decision.objects.visible_to(people["report"]).exists()
    assert decision.restore(by=people["report"], at=at)
    assert Decision.objects.visible_to(people["report"]).get().words == "Nobody releases before the 4th"


def test_taking_the_outcome_back_does_not_lose_the_decision(people, item, held, at):
    mark(item, held, people, at)
    assert Outcome.undo(item, held, by=people["report"], at=at)
    assert Decision.objects.visible_to(people["report"]).count() == 1


def test_one_press_marks_it_and_keeps_the_words_there_were(browse: Browse, people: People, item, held, at):
    decision = mark(item, held, people, at)
    decision.withdraw(by=people["report"], at=at)
    browse(people["report"]).post(reverse("outcome_decision", args=[held.pk, item.pk]))
    assert Decision.objects.visible_to(people["report"]).get().words == "Nobody releases before the 4th"


@pytest.mark.django_db(transaction=True)
def test_two_who_mark_it_at_once_make_one(people, item, held, at):
    done = at_once(
        lambda: mark(item, held, people, at, words="One"),
        lambda: Decision.mark(item, held, words="Two", by=people["report"], at=at),
    )
    assert all(done)
    assert Decision.objects.get().words in ("One", "Two")


# --- On the pages


def test_the_menu_of_an_item_marks_it_and_the_page_says_so(browse: Browse, people: People, item, held):
    tom, url = browse(people["report"]), reverse("outcome_decision", args=[held.pk, item.pk])
    assert url in tom.get(held.get_absolute_url()).content.decode()
    assert "What you two decided" in tom.get(url).content.decode()
    answer = tom.post(url, {"words": "Two people a shift"}, follow=True)
    assert "Marked as a decision." in answer.content.decode()
    page = browse(people["manager"]).get(held.get_absolute_url()).content.decode()
    assert "Two people a shift" in page


def test_too_many_words_are_refused_in_place(browse: Browse, people: People, item, held):
    url = reverse("outcome_decision", args=[held.pk, item.pk])
    answer = browse(people["report"]).post(url, {"words": "x" * 501})
    assert answer.status_code == 422
    assert "At most 500 characters" in answer.content.decode()
    assert "x" * 501 in answer.content.decode()


def test_once_the_record_is_locked_no_decision_is_marked_or_taken_off(browse: Browse, people: People, pair, at):
    old = past_meeting(pair, ago=9 * DAY, at=at)
    item = AgendaItem.raise_on(pair, title="Long ago", by=people["report"], at=at - 10 * DAY)
    Outcome.finish(item, old, kind="discussed", by=people["report"], at=old.starts_at)
    old.wrap_up(by=people["manager"], at=old.ends_at)
    decision = mark(item, old, people, at)
    tom = browse(people["report"])
    assert tom.post(reverse("outcome_decision", args=[old.pk, item.pk])).status_code == 403
    assert tom.post(reverse("decision_withdrawal", args=[decision.pk])).status_code == 403
    assert reverse("outcome_decision", args=[old.pk, item.pk]) not in tom.get(old.get_absolute_url()).content.decode()


def test_taking_it_off_and_putting_it_back_is_one_press_each(browse: Browse, people: People, item, held, at):
    decision, tom = mark(item, held, people, at), browse(people["report"])
    tom.post(reverse("decision_withdrawal", args=[decision.pk]))
    assert not Decision.objects.visible_to(people["report"]).exists()
    tom.post(reverse("decision_withdrawal_undo", args=[decision.pk]))
    assert Decision.objects.visible_to(people["report"]).exists()


def test_the_timeline_of_the_pair_lists_them(browse: Browse, people: People, pair, item, held, at):
    past_meeting(pair, ago=3 * DAY, at=at)
    mark(item, held, people, at)
    tom = browse(people["report"])
    html = tom.get(pair.get_absolute_url()).content.decode()
    assert "Nobody releases before the 4th" in html
    only = tom.get(f"{pair.get_absolute_url()}?show=decisions").content.decode()
    assert "Nobody releases before the 4th" in only
    assert only.count('data-state="held"') == 1
    assert 'data-state="unconfirmed"' not in only


def test_a_sensitive_one_is_read_on_its_page_alone(browse: Browse, people: People, pair, held, at):
    item = AgendaItem.raise_on(pair, title="Quokka", sensitivity="sensitive", by=people["report"], at=at - 2 * DAY)
    Outcome.finish(item, held, kind="discussed", by=people["report"], at=held.starts_at)
    mark(item, held, people, at, words="Wombat")
    tom = browse(people["report"])
    listed = tom.get(pair.get_absolute_url()).content.decode()
    assert "Wombat" not in listed
    assert "Quokka" not in listed
    assert "Wombat" in tom.get(held.get_absolute_url()).content.decode()


def test_the_pages_keep_their_budgets(browse: Browse, people: People, pair, held, at, count_queries):
    tom, counted = browse(people["report"]), []
    for number in range(3):
        item = AgendaItem.raise_on(pair, title=f"Item {number}", by=people["report"], at=at - 2 * DAY)
        Outcome.finish(item, held, kind="discussed", by=people["report"], at=held.starts_at)
        mark(item, held, people, at, words=f"Decided {number}")
        counted += [count_queries(lambda page=page: tom.get(page.get_absolute_url())) for page in (held, pair)]
    assert max(counted) <= 12
