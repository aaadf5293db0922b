"""The question bank: our own questions, and the page on which one of the two finds them (S16)."""

import re
from datetime import timedelta

import pytest
import time_machine

from agendas.models import BY_KEY, OPENING, QUESTIONS, AgendaItem, Asker, SetAside, Situation, Theme
from oneonones.models import Pair
from tests.conftest import frozen

NOW = frozen("2026-11-24 11:00")
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def at():
    with time_machine.travel(NOW, tick=False):
        yield NOW


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def shown(page):
    """The keys of the questions on a page, in order."""
    return re.findall(r'<li class="suggestion" id="(q\d+)"', page)


def row(page, key):
    return re.search(rf'<li class="suggestion" id="{key}".*?</li>', page, re.DOTALL)[0]


# --- The questions themselves


def test_there_are_at_least_eighty_in_our_own_words_and_none_twice():
    assert len(QUESTIONS) >= 80
    assert len({str(question.text).casefold() for question in QUESTIONS}) == len(QUESTIONS)


def test_a_key_is_given_once_and_the_first_twelve_stay():
    keys = [question.key for question in QUESTIONS]
    assert len(set(keys)) == len(keys) == len(BY_KEY)
    assert {f"q{number:02}" for number in range(1, 13)} <= set(keys)
    assert str(BY_KEY["q02"].text) == "What is the one thing that slows you down most right now?"


def test_every_theme_and_every_situation_has_questions_for_either_side():
    for theme in Theme:
        assert sum(question.theme == theme for question in QUESTIONS) >= 9, theme
    for situation in Situation:
        assert sum(situation in question.situations for question in QUESTIONS) >= 6, situation
    for asker in Asker:
        assert sum(question.asker == asker for question in QUESTIONS) >= 15, asker


def test_the_five_open_questions_of_a_report_led_one_to_one_are_marked():
    assert len(OPENING) == 5
    assert {question.theme for question in OPENING} == {
        Theme.WINS, Theme.BLOCKERS, Theme.SUPPORT, Theme.GROWTH, Theme.TOGETHER
    }  # fmt: skip


def test_a_question_ends_as_one_fits_a_title_and_has_its_moment():
    for question in QUESTIONS:
        assert str(question.text).endswith(("?", "Please be frank.")), question
        assert len(str(question.text)) <= 120, question
        assert question.situations, question


@pytest.mark.parametrize(
    ("kind", "part", "role"),
    [
        ("direct", "manager", Asker.MANAGER),
        ("direct", "report", Asker.REPORT),
        ("dotted_line", "manager", Asker.MANAGER),
        ("acting", "report", Asker.REPORT),
        ("skip_level", "manager", Asker.MANAGER),
        ("peer", "manager", Asker.EITHER),
        ("mentor", "report", Asker.EITHER),
    ],
)
def test_who_leads_whom_says_what_one_would_ask(pair, people, kind, part, role):
    pair.kind = Pair.Kind(kind)
    assert Asker.of(pair, people[part]) == role


# --- The page


def test_each_sees_the_questions_that_they_would_ask_and_all_on_demand(browse, people, pair, at):
    for part, role in (("manager", Asker.MANAGER), ("report", Asker.REPORT)):
        page = browse(people[part]).get(f"/pairs/{pair.pk}/questions/").content.decode()
        assert set(shown(page)) == {question.key for question in QUESTIONS if question.fits(role)}
    everything = browse(people["report"]).get(f"/pairs/{pair.pk}/questions/?who=anyone").content.decode()
    assert set(shown(everything)) == set(BY_KEY)


def test_the_open_questions_come_first_and_the_rest_by_theme(browse, people, pair, at):
    page = browse(people["manager"]).get(f"/pairs/{pair.pk}/questions/").content.decode()
    assert shown(page)[:5] == [question.key for question in OPENING]
    themes = [BY_KEY[key].theme for key in shown(page)[5:]]
    assert themes == sorted(themes, key=list(Theme).index)


def test_the_list_is_narrowed_to_a_situation(browse, people, pair, at):
    client = browse(people["manager"])
    for situation in Situation:
        page = client.get(f"/pairs/{pair.pk}/questions/?situation={situation}").content.decode()
        assert shown(page), situation
        assert all(situation in BY_KEY[key].situations for key in shown(page)), situation


def test_words_are_found_in_questions_and_in_the_names_of_themes(browse, people, pair, at):
    client = browse(people["manager"])
    assert shown(client.get(f"/pairs/{pair.pk}/questions/?q=SLOWS+down").content.decode()) == ["q02"]
    growth = shown(client.get(f"/pairs/{pair.pk}/questions/?q=growth").content.decode())
    assert {BY_KEY[key].theme for key in growth} == {Theme.GROWTH}
    nothing = client.get(f"/pairs/{pair.pk}/questions/?q=xylophone").content.decode()
    assert "No question fits. Try fewer words, or another situation." in text(nothing)


def test_a_narrowing_that_makes_no_sense_breaks_nothing(browse, people, pair, at):
    client = browse(people["manager"])
    for query in ("?situation=nonsense", "?who=nobody", "?q=%00", "?q=" + "x" * 3000, "?hidden=maybe"):
        assert client.get(f"/pairs/{pair.pk}/questions/{query}").status_code == 200, query


def test_a_question_says_when_it_was_asked_and_whether_it_is_on_the_agenda(browse, people, pair, at):
    old = AgendaItem.raise_on(pair, title="…", question_key="q02", by=people["manager"], at=frozen("2026-11-03 09:00"))
    old.close(how="discussed", by=people["manager"], at=at)
    AgendaItem.raise_on(pair, title="…", question_key="q04", by=people["report"], at=at)
    page = browse(people["manager"]).get(f"/pairs/{pair.pk}/questions/").content.decode()
    assert "asked 3 November" in text(row(page, "q02"))
    assert ">Add" in row(page, "q02")
    assert "On the agenda" in text(row(page, "q04"))
    assert ">Add" not in row(page, "q04")


def test_one_press_puts_it_on_the_agenda_and_the_list_stays(browse, people, pair, at):
    client = browse(people["manager"])
    form = {"question_key": "q02", "idempotency_key": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}
    answer = client.post(f"/pairs/{pair.pk}/questions/?situation=week", form)
    assert (answer.status_code, answer["Location"]) == (303, f"/pairs/{pair.pk}/questions/?situation=week#q02")
    page = client.get(answer["Location"]).content.decode()
    assert "Added to the agenda." in text(page)
    item = AgendaItem.objects.get()
    assert (item.title, item.question_key, item.author) == (str(BY_KEY["q02"].text), "q02", people["manager"])
    client.post(f"/pairs/{pair.pk}/questions/", form | {"question_key": "q04"})
    client.post(f"/pairs/{pair.pk}/questions/", form)
    assert sorted(AgendaItem.objects.values_list("question_key", flat=True)) == ["q02", "q04"]


def test_a_script_gets_the_list_alone_and_a_new_toast(browse, people, pair, at):
    answer = browse(people["manager"]).post(f"/pairs/{pair.pk}/questions/", {"question_key": "q02"}, headers=SCRIPT)
    page = answer.content.decode()
    assert "<html" not in page
    assert "On the agenda" in row(page, "q02")
    assert 'id="toast"' in page


def test_undo_takes_it_off_again(browse, people, pair, at):
    client = browse(people["manager"])
    client.post(f"/pairs/{pair.pk}/questions/", {"question_key": "q02"})
    item = AgendaItem.objects.get()
    answer = client.post(f"/agenda-items/{item.pk}/question/undo/")
    assert (answer.status_code, answer["Location"]) == (303, f"/pairs/{pair.pk}/questions/#q02")
    assert not AgendaItem.objects.open().exists()


@pytest.mark.parametrize("address", ["questions/", "questions/hiding/"])
def test_a_question_that_is_none_is_refused_with_the_list(browse, people, pair, at, address):
    answer = browse(people["manager"]).post(f"/pairs/{pair.pk}/{address}", {"question_key": "q9999"})
    assert answer.status_code == 422
    assert shown(answer.content.decode())
    assert not AgendaItem.objects.exists()
    assert not SetAside.objects.exists()


def test_a_hidden_question_is_hidden_for_one_reader_in_one_pair(browse, people, pair, ended_pair, at):
    client = browse(people["manager"])
    client.post(f"/pairs/{pair.pk}/questions/hiding/", {"question_key": "q02"})
    assert "q02" not in shown(client.get(f"/pairs/{pair.pk}/questions/?who=anyone").content.decode())
    others = browse(people["report"])
    assert "q02" in shown(others.get(f"/pairs/{pair.pk}/questions/?who=anyone").content.decode())
    elena = Pair.objects.active().get(report=people["manager"])
    assert "q02" in shown(client.get(f"/pairs/{elena.pk}/questions/?who=anyone").content.decode())


def test_hidden_questions_are_listed_apart_and_can_be_shown_again(browse, people, pair, at):
    client = browse(people["manager"])
    for key in ("q02", "q04"):
        client.post(f"/pairs/{pair.pk}/questions/hiding/", {"question_key": key})
    page = client.get(f"/pairs/{pair.pk}/questions/").content.decode()
    assert "2 hidden by you" in text(page)
    hidden = client.get(f"/pairs/{pair.pk}/questions/?hidden=on&who=anyone").content.decode()
    assert set(shown(hidden)) == {"q02", "q04"}
    client.post(f"/pairs/{pair.pk}/questions/hiding/undo/", {"question_key": "q02"})
    client.post(f"/pairs/{pair.pk}/questions/hiding/undo/?question_key=q04")
    assert {"q02", "q04"} <= set(shown(client.get(f"/pairs/{pair.pk}/questions/").content.decode()))


def test_the_other_learns_nothing_of_what_was_hidden(browse, people, pair, at):
    browse(people["manager"]).post(f"/pairs/{pair.pk}/questions/hiding/", {"question_key": "q02"})
    assert list(SetAside.objects.visible_to(people["report"])) == []
    assert "hidden by you" not in browse(people["report"]).get(f"/pairs/{pair.pk}/questions/").content.decode()


def test_an_ended_pair_reads_the_questions_and_presses_nothing(browse, people, ended_pair, at):
    page = browse(people["report"]).get(f"/pairs/{ended_pair.pk}/questions/").content.decode()
    assert shown(page)
    assert not any(">Add" in row(page, key) or ">Hide" in row(page, key) for key in shown(page))


@pytest.mark.parametrize("asked", [1, 3, 9])
def test_the_page_takes_few_queries_whatever_was_asked(browse, people, pair, at, count_queries, asked):
    for number, question in enumerate(QUESTIONS[:asked]):
        AgendaItem.raise_on(pair, title="…", question_key=question.key, by=people["report"], at=at)
        SetAside.hide(pair, QUESTIONS[-1 - number].key, by=people["manager"], at=at - timedelta(days=1))
    client = browse(people["manager"])
    client.get(f"/pairs/{pair.pk}/questions/")
    assert count_queries(lambda: client.get(f"/pairs/{pair.pk}/questions/")) <= 6
