"""Worth asking: twelve questions, not yet asked ones first, each with its reason."""

from datetime import date, timedelta

import pytest

from agendas.models import QUESTIONS, AgendaItem, worth_asking
from agendas.models.question import Asked
from agendas.views.questions import asking
from tests.conftest import past_meeting

TODAY = date(2026, 11, 24)


def suggested(asked, count=12):
    return [suggestion.question.key for suggestion in worth_asking(asked, today=TODAY, count=count)]


def test_there_are_twelve_with_fixed_keys():
    assert [question.key for question in QUESTIONS] == [f"q{number:02}" for number in range(1, 13)]


def test_what_was_never_asked_comes_first_then_what_was_asked_longest_ago():
    asked = {"q01": Asked(TODAY - timedelta(days=7), False), "q02": Asked(TODAY - timedelta(days=70), False)}
    assert suggested(asked) == [f"q{number:02}" for number in range(3, 13)] + ["q02", "q01"]


def test_what_is_open_now_is_not_suggested():
    assert "q01" not in suggested({"q01": Asked(TODAY, True)})


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (None, "Energy: not asked yet"),
        (3, "Energy: asked this week"),
        (7, "Energy: asked 1 week ago"),
        (30, "Energy: asked 4 weeks ago"),
    ],
)
def test_each_says_why(days, reason):
    others = {f"q{number:02}": Asked(TODAY, True) for number in range(2, 13)}
    asked = others if days is None else others | {"q01": Asked(TODAY - timedelta(days=days), False)}
    assert [suggestion.reason for suggestion in worth_asking(asked, today=TODAY, count=1)] == [reason]


def test_a_question_kept_private_by_the_other_tells_nothing(pair, people, at):
    AgendaItem.raise_on(pair, title="…", question_key="q01", visibility="private", by=people["manager"], at=at)
    AgendaItem.raise_on(pair, title="Something", by=people["report"], at=at)
    seen = {part: asking(pair, None, people[part], at=at)["asking"].suggestions for part in ("manager", "report")}
    assert seen["manager"][0].question.key == "q02"
    assert seen["report"][0].question.key == "q01"


def test_an_empty_agenda_starts_with_three_and_shows_three_others_beside_it(pair, people, at):
    shown = asking(pair, None, people["manager"], at=at)["asking"]
    assert [one.question.key for one in shown.starters] == ["q01", "q02", "q03"]
    assert [one.question.key for one in shown.suggestions] == ["q04", "q05", "q06"]


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
    assert (item.title, item.question_key) == (str(QUESTIONS[1].text), "q02")
    assert page.count(item.title) > 0
    assert 'id="asking"' in page
    assert 'hx-swap-oob="outerMorph"' in page.split('id="asking"')[1].split(">")[0]


def test_an_unknown_question_is_no_question(browse, people, meeting):
    client = browse(people["report"])
    client.post(f"/m/{meeting.pk}/agenda-items/", {"question_key": "q99", "title": "Mine"})
    assert AgendaItem.objects.get().question_key == ""
