"""Worth asking: not yet asked questions first, each with its reason."""

from datetime import date, timedelta

import pytest

from agendas.models import BY_KEY, QUESTIONS, AgendaItem, Asked, Asker, Background, worth_asking
from agendas.views.questions import asking
from tests.conftest import past_meeting

TODAY = date(2026, 11, 24)


def suggested(asked, count=200, **more):
    known = Background(asked=asked, **more)
    found = worth_asking(known, role=Asker.MANAGER, today=TODAY, count=count)
    return [suggestion.question.key for suggestion in found]


def test_what_was_never_asked_comes_first_then_what_was_asked_longest_ago():
    asked = {"q02": Asked(TODAY - timedelta(days=7), False), "q04": Asked(TODAY - timedelta(days=70), False)}
    assert suggested(asked)[-2:] == ["q04", "q02"]
    assert len(suggested(asked)) == sum(question.fits(Asker.MANAGER) for question in QUESTIONS)


def test_what_is_open_now_is_not_suggested():
    assert "q02" not in suggested({"q02": Asked(TODAY, True)})


def test_what_is_hidden_or_not_wanted_now_is_not_suggested():
    left = suggested({}, hidden=frozenset({"q02"}), not_now=frozenset({"q04"}))
    assert not {"q02", "q04"} & set(left)


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (None, "Blockers: not asked yet"),
        (3, "Blockers: asked this week"),
        (7, "Blockers: asked 1 week ago"),
        (30, "Blockers: asked 4 weeks ago"),
    ],
)
def test_each_says_why(days, reason):
    asked = {question.key: Asked(TODAY, True) for question in QUESTIONS if question.key != "q02"}
    if days is not None:
        asked["q02"] = Asked(TODAY - timedelta(days=days), False)
    found = worth_asking(Background(asked=asked), role=Asker.MANAGER, today=TODAY, count=1)
    assert [suggestion.reason for suggestion in found] == [reason]


def test_a_question_kept_private_by_the_other_tells_nothing(pair, people, at):
    first = asking(pair, None, people["manager"], at=at)["asking"].starters[0].question.key
    AgendaItem.raise_on(pair, title="…", question_key=first, visibility="private", by=people["manager"], at=at)
    AgendaItem.raise_on(pair, title="Something", by=people["report"], at=at)
    seen = {part: asking(pair, None, people[part], at=at)["asking"].suggestions for part in ("manager", "report")}
    assert first not in [one.question.key for one in seen["manager"]]
    assert first in [one.question.key for one in seen["report"]]


def test_an_empty_agenda_starts_with_three_and_shows_three_others_beside_it(pair, people, at):
    shown = asking(pair, None, people["manager"], at=at)["asking"]
    keys = [one.question.key for one in shown.starters + shown.suggestions]
    assert len(shown.starters) == len(shown.suggestions) == 3
    assert len(set(keys)) == 6


def test_nothing_is_suggested_once_the_pair_has_ended(ended_pair, people, at):
    shown = asking(ended_pair, None, people["report"], at=at)["asking"]
    assert (shown.starters, shown.suggestions) == ([], [])


def test_nothing_is_suggested_for_a_meeting_that_is_over(pair, people, at):
    meeting = past_meeting(pair, ago=timedelta(hours=1), at=at)
    meeting.wrap_up(by=people["manager"], at=at)
    assert asking(pair, meeting, people["report"], at=at)["asking"].suggestions == []


def test_adding_one_puts_its_own_words_on_the_agenda_once(browse, people, meeting, at):
    client = browse(people["report"])
    form = {"question_key": "q02", "title": "something else", "idempotency_key": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}
    for _again in range(2):
        page = client.post(f"/m/{meeting.pk}/agenda-items/", form, headers={"HX-Request": "true"}).content.decode()
    item = AgendaItem.objects.get()
    assert (item.title, item.question_key) == (str(BY_KEY["q02"].text), "q02")
    assert page.count(item.title) > 0
    assert 'id="asking"' in page
    assert 'hx-swap-oob="outerMorph"' in page.split('id="asking"')[1].split(">")[0]


def test_an_unknown_question_is_no_question(browse, people, meeting):
    client = browse(people["report"])
    client.post(f"/m/{meeting.pk}/agenda-items/", {"question_key": "q9999", "title": "Mine"})
    assert AgendaItem.objects.get().question_key == ""
