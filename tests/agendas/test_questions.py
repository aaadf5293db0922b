"""Worth asking: not yet asked questions first, each with its reason."""

from datetime import date, timedelta

import pytest

from agendas.models import (
    BY_KEY,
    QUESTIONS,
    AgendaItem,
    Asked,
    Asker,
    Background,
    SetAside,
    Situation,
    Theme,
    worth_asking,
)
from agendas.views.questions import asking
from tests.conftest import past_meeting

TODAY = date(2026, 11, 24)


def suggested(asked, count=200, **more):
    known = Background(asked=asked, **more)
    found = worth_asking(known, role=Asker.MANAGER, today=TODAY, count=count)
    return [suggestion.key for suggestion in found]


def test_what_was_never_asked_comes_first_then_what_was_asked_longest_ago():
    asked = {"q02": Asked(TODAY - timedelta(days=7), False), "q04": Asked(TODAY - timedelta(days=70), False)}
    left = [key for key in suggested(asked, held=9) if key in ("q02", "q03", "q04")]
    assert left[0] == "q03"
    assert len(suggested(asked)) == sum(question.fits(Asker.MANAGER) for question in QUESTIONS)


def test_one_of_each_theme_comes_before_the_second_of_any():
    themes = [BY_KEY[key].theme for key in suggested({}, held=9, themes={Theme.RECOGNITION: TODAY})[: len(Theme)]]
    assert set(themes) == set(Theme)


def test_two_who_have_not_met_begin_with_three_questions_for_a_first_one_to_one():
    found = worth_asking(Background(), role=Asker.REPORT, today=TODAY, count=4)
    assert [one.reason == "For your first 1:1 together" for one in found] == [True, True, True, False]
    assert all(Situation.FIRST in BY_KEY[one.key].situations for one in found[:3])


@pytest.mark.parametrize(
    ("themes", "reason"),
    [
        ({}, "Recognition has not been on the agenda yet"),
        ({Theme.RECOGNITION: 27}, None),
        ({Theme.RECOGNITION: 28}, "No recognition on the agenda for 4 weeks"),
        ({Theme.RECOGNITION: 70, Theme.WINS: 6}, None),
        ({Theme.FEEDBACK: 35}, "No recognition on the agenda for 5 weeks"),
        ({Theme.GROWTH: 1}, "Recognition has not been on the agenda yet"),
    ],
)
def test_recognition_that_is_missing_for_four_weeks_is_suggested(themes, reason):
    known = Background(held=9, themes={theme: TODAY - timedelta(days=days) for theme, days in themes.items()})
    first = worth_asking(known, role=Asker.MANAGER, today=TODAY, count=1)[0]
    assert (first.reason if "on the agenda" in first.reason else None) == reason
    if reason:
        assert BY_KEY[first.key].theme == Theme.RECOGNITION


@pytest.mark.parametrize(
    ("days", "reason"),
    [(41, None), (42, "Growth: not talked about for 6 weeks"), (80, "Growth: not talked about for 11 weeks")],
)
def test_a_theme_not_talked_about_for_six_weeks_is_suggested(days, reason):
    known = Background(held=9, themes={Theme.WINS: TODAY, Theme.GROWTH: TODAY - timedelta(days=days)})
    first = worth_asking(known, role=Asker.MANAGER, today=TODAY, count=1)[0]
    assert (first.reason if "talked about" in first.reason else None) == reason


def test_kinds_of_items_count_for_their_themes_and_the_others_private_ones_do_not(pair, people, at):
    AgendaItem.raise_on(pair, title="…", by=people["manager"], at=at, kind="win")
    AgendaItem.raise_on(pair, title="…", visibility="private", question_key="q03", by=people["report"], at=at)
    today = people["manager"].today(at)
    assert Background.of(pair, people["manager"], at=at).themes == {Theme.WINS: today}
    assert Background.of(pair, people["report"], at=at).themes == {Theme.WINS: today, Theme.GROWTH: today}


def test_everything_is_known_from_one_query(pair, people, at, count_queries):
    past_meeting(pair, ago=timedelta(hours=1), at=at).wrap_up(by=people["manager"], at=at)
    SetAside.hide(pair, "q02", by=people["manager"], at=at)
    SetAside.not_now(pair, "q04", by=people["manager"], at=at)
    found = []
    assert count_queries(lambda: found.append(Background.of(pair, people["manager"], at=at))) == 1
    assert (found[0].held, found[0].hidden, found[0].not_now) == (1, {"q02"}, {"q04"})
    later = Background.of(pair, people["manager"], at=at + timedelta(weeks=4))
    assert (later.hidden, later.not_now) == ({"q02"}, frozenset())


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
    first = asking(pair, None, people["manager"], at=at)["asking"].starters[0].key
    AgendaItem.raise_on(pair, title="…", question_key=first, visibility="private", by=people["manager"], at=at)
    AgendaItem.raise_on(pair, title="Something", by=people["report"], at=at)
    seen = {part: asking(pair, None, people[part], at=at)["asking"].suggestions for part in ("manager", "report")}
    assert first not in [one.key for one in seen["manager"]]
    assert first in [one.key for one in seen["report"]]


def test_an_empty_agenda_starts_with_three_and_shows_three_others_beside_it(pair, people, at):
    shown = asking(pair, None, people["manager"], at=at)["asking"]
    keys = [one.key for one in shown.starters + shown.suggestions]
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
