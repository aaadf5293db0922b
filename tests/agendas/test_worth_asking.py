"""What the rules suggest beside the bank: what keeps being carried, what was promised again and again, a return; and
*Not now*."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from actions.models import ActionItem
from agendas.models import AgendaItem, Asked, Asker, Background, Outcome, SetAside, worth_asking
from agendas.models.stuck import Stuck
from agendas.views.questions import asking
from oneonones.models import Meeting
from tests.agendas.test_agenda_page import text
from tests.conftest import past_meeting

TODAY = date(2026, 11, 24)
WEEK = timedelta(weeks=1)
SCRIPT = {"HX-Request": "true"}


def carried(pair, people, at, *, times=3, title="Hiring plan", **more):
    """An item that so many held meetings left open."""
    item = AgendaItem.raise_on(pair, title=title, by=people["report"], at=at - (times + 1) * WEEK, **more)
    for weeks in range(times, 0, -1):
        meeting = past_meeting(pair, ago=weeks * WEEK, at=at)
        meeting.wrap_up(by=people["report"], at=meeting.ends_at)
    return item


def promised(pair, people, at, *, dates=3, what="Send the plan"):
    """A promise of Priya's that stands with its so manieth date."""
    priya = people["manager"]
    today = priya.today(at)
    action = ActionItem.promise(pair, what=what, who=priya, due_on=today, by=priya, at=at - 4 * WEEK)
    for number in range(1, dates):
        action.edit(
            what=what, who=priya, due_on=today + number * WEEK, measure="", version=action.version, by=priya, at=at
        )
    return action


def stuck(pair, reader, at):
    return [(one.kind, one.id, one.count, one.words) for one in Background.of(pair, reader, at=at).stuck]


def reasons(known):
    return {one.key: one.reason for one in worth_asking(known, role=Asker.MANAGER, today=TODAY, count=9)}


# --- carried three times


@pytest.mark.parametrize(("times", "found"), [(2, False), (3, True), (5, True)])
def test_an_item_that_was_carried_three_times_is_asked_about(pair, people, at, times, found):
    item = carried(pair, people, at, times=times)
    expected = [("carried", item.pk, times, "Hiring plan")] if found else []
    assert stuck(pair, people["manager"], at) == expected
    assert stuck(pair, people["report"], at) == expected


def test_not_about_what_is_closed_standing_or_sensitive(pair, people, at):
    carried(pair, people, at, sensitivity="sensitive")
    carried(pair, people, at, standing=True)
    carried(pair, people, at).close(how="dropped", by=people["report"], at=at)
    assert stuck(pair, people["manager"], at) == []


def test_only_the_carries_of_the_item_itself_count(pair, people, at):
    often = carried(pair, people, at)
    [last] = Outcome.objects.filter(item=often).order_by("ended_at")[2:]
    Outcome.objects.filter(pk=last.pk).update(kind="discussed")
    AgendaItem.raise_on(pair, title="Never carried", by=people["report"], at=at)
    assert stuck(pair, people["manager"], at) == []

    Outcome.objects.filter(pk=last.pk).update(kind="carried")
    assert stuck(pair, people["manager"], at) == [("carried", often.pk, 3, "Hiring plan")]


def test_an_item_that_came_to_stand_on_every_meeting_is_not_asked_about(pair, people, at):
    item = carried(pair, people, at)
    item.edit(standing=True, version=item.version, by=people["report"], at=at)
    assert stuck(pair, people["manager"], at) == []


def test_a_long_title_is_quoted_in_part(pair, people, at):
    carried(pair, people, at, title="x" * 300)
    words = stuck(pair, people["manager"], at)[0][3]
    assert len(words) == 120
    assert words.endswith("…")


# --- promised three times


@pytest.mark.parametrize(("dates", "found"), [(2, False), (3, True), (4, True)])
def test_an_action_that_was_late_twice_is_asked_about(pair, people, at, dates, found):
    action = promised(pair, people, at, dates=dates)
    expected = [("slipped", action.pk, dates, "Send the plan")] if found else []
    assert stuck(pair, people["report"], at) == expected


def test_not_about_a_promise_without_a_date_or_of_another_pair(pair, ended_pair, people, at):
    action, priya = promised(pair, people, at), people["manager"]
    assert stuck(ended_pair, people["report"], at) == []
    action.edit(what="Later", who=priya, due_on=None, measure="", version=action.version, by=priya, at=at)
    assert stuck(pair, people["report"], at) == []


def test_not_about_a_promise_that_is_kept_dropped_or_on_the_agenda_already(pair, people, at):
    promised(pair, people, at).complete(by=people["manager"], at=at)
    promised(pair, people, at).drop(why="No longer needed", by=people["manager"], at=at)
    assert stuck(pair, people["report"], at) == []
    talked = promised(pair, people, at)
    talked.raised_as = AgendaItem.raise_on(pair, title="Send the plan", by=people["report"], at=at)
    talked.save(update_fields=["raised_as"])
    promised(pair, people, at, dates=1)
    assert stuck(pair, people["report"], at) == []
    talked.raised_as.close(how="discussed", by=people["report"], at=at)
    assert [one[1] for one in stuck(pair, people["report"], at)] == [talked.pk]


def test_nothing_of_another_pair_is_asked_about(pair, ended_pair, people, at):
    carried(ended_pair, people, at)
    assert stuck(pair, people["report"], at) == []


# --- the rules


ITEM, OTHER_ITEM = Stuck("carried", uuid4(), 3, "A"), Stuck("carried", uuid4(), 4, "B")
ACTION = Stuck("slipped", uuid4(), 3, "C")


def test_each_says_why_and_one_of_each_is_enough():
    said = reasons(Background(held=9, stuck=(OTHER_ITEM, ITEM, ACTION)))
    assert list(said.items())[:2] == [(OTHER_ITEM.key, "Carried 4 times"), (ACTION.key, "Promised 3 times")]
    assert ITEM.key not in said


@pytest.mark.parametrize(
    ("known", "suggested"),
    [
        ({}, True),
        ({"not_now": frozenset({ITEM.key})}, False),
        ({"hidden": frozenset({ITEM.key})}, False),
        ({"asked": {ITEM.key: Asked(TODAY - 9 * WEEK, True)}}, False),
        ({"asked": {ITEM.key: Asked(TODAY - timedelta(days=27), False)}}, False),
        ({"asked": {ITEM.key: Asked(TODAY - timedelta(days=28), False)}}, True),
    ],
)
def test_what_was_asked_lately_or_is_not_wanted_is_not_asked_again(known, suggested):
    assert (ITEM.key in reasons(Background(held=9, stuck=(ITEM,), **known))) == suggested


def test_after_a_long_absence_the_first_is_a_question_to_arrive_by():
    first = worth_asking(Background(held=9, returning=True, stuck=(ITEM,)), role=Asker.MANAGER, today=TODAY, count=2)
    assert [one.reason for one in first] == ["The first 1:1 after a long absence", "Carried 3 times"]


def test_the_first_meeting_back_offers_the_return_template_and_its_question(browse, people, pair, meeting, at):
    past_meeting(pair, ago=WEEK, at=at).wrap_up(by=people["manager"], at=at - WEEK)
    page = text(browse(people["manager"]).get(f"/m/{meeting.pk}/?stage=prepare").content.decode())
    assert "Back from leave" not in page
    Meeting.objects.filter(pk=meeting.pk).update(first_back_of=people["report"])
    page = text(browse(people["manager"]).get(f"/m/{meeting.pk}/?stage=prepare").content.decode())
    assert "Template: Back from leave, 6 items The first 1:1 after a long absence" in page


def test_all_of_it_is_known_from_one_query(pair, people, at, count_queries):
    for number in range(3):
        carried(pair, people, at, title=f"Item {number}")
        promised(pair, people, at, what=f"Promise {number}")
    found = []
    assert count_queries(lambda: found.append(Background.of(pair, people["manager"], at=at))) == 1
    assert len(found[0].stuck) == 6


# --- on the page


def test_adding_one_puts_the_question_on_the_agenda_and_it_is_not_suggested_again(browse, people, pair, meeting, at):
    item = carried(pair, people, at)
    client = browse(people["manager"])
    shown = asking(pair, meeting, people["manager"], at=at)["asking"].suggestions[0]
    assert shown.text == "What keeps “Hiring plan” from being settled?"
    form = {"question_key": shown.key, "title": shown.text, "idempotency_key": uuid4()}
    answer = client.post(reverse("agenda_items", args=[meeting.pk]), form, headers=SCRIPT)
    raised = AgendaItem.objects.get(question_key=f"carried-{item.pk.hex}")
    assert (raised.title, raised.author) == (shown.text, people["manager"])
    beside = answer.content.decode().split('id="asking"')[1]
    assert shown.text not in beside
    Outcome.finish(item, meeting, kind="discussed", by=people["manager"], at=at)
    assert shown.key not in [one.key for one in asking(pair, meeting, people["report"], at=at)["asking"].suggestions]


@pytest.mark.parametrize("key", ["carried-what Tom told me in confidence", "slipped-", "nonsense", "x" * 200])
def test_a_made_up_key_is_kept_nowhere(browse, people, pair, meeting, key):
    client = browse(people["manager"])
    client.post(reverse("agenda_items", args=[meeting.pk]), {"title": "Mine", "question_key": key})
    assert AgendaItem.objects.get().question_key == ""
    assert client.post(reverse("not_now", args=[pair.pk]), {"key": key}).status_code == 303
    assert not SetAside.objects.exists()


# --- Not now


@pytest.mark.parametrize("headers", [{}, SCRIPT])
def test_not_now_hides_a_suggestion_for_four_weeks_and_undo_brings_it_back(browse, people, pair, meeting, at, headers):
    client, reader = browse(people["report"]), people["report"]
    first = asking(pair, meeting, reader, at=at)["asking"].suggestions[0]
    address = reverse("not_now", args=[pair.pk]) + f"?meeting={meeting.pk}"
    answer = client.post(address, {"key": first.key}, headers=headers)
    assert answer.status_code == (200 if headers else 303)

    def keys(moment):
        shown = asking(pair, meeting, reader, at=moment)["asking"]
        return [one.key for one in (*shown.starters, *shown.suggestions)]

    assert first.key not in keys(at)
    assert SetAside.objects.get().until is not None
    undo = reverse("not_now_undo", args=[pair.pk]) + f"?key={first.key}"
    if headers:
        assert undo in answer.content.decode()
        assert first.text not in answer.content.decode()
    else:
        assert client.session["toast"]["undo_url"] == undo
        assert answer["Location"] == f"{meeting.get_absolute_url()}#asking"
    assert client.post(undo, headers=headers).status_code == (204 if headers else 303)
    assert first.key in keys(at)


def test_the_other_still_sees_what_somebody_does_not_want_now(browse, people, pair, at):
    item = carried(pair, people, at)
    key = f"carried-{item.pk.hex}"
    browse(people["manager"]).post(reverse("not_now", args=[pair.pk]), {"key": key})
    shown = {who: asking(pair, None, people[who], at=at)["asking"] for who in ("manager", "report")}
    assert key not in [one.key for one in shown["manager"].suggestions]
    assert key in [one.key for one in shown["report"].suggestions]


def test_each_suggestion_on_the_page_has_the_two_buttons(browse, people, pair, meeting, at):
    AgendaItem.raise_on(pair, title="Something", by=people["report"], at=at)
    page = browse(people["report"]).get(f"/m/{meeting.pk}/worth-asking/", headers=SCRIPT).content.decode()
    assert page.count("Add to the agenda: ") == page.count("Not now: ") == 4
    assert page.count('form="not-now"') == 4
    assert page.count('id="not-now"') == 1
