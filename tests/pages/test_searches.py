"""Search: one's own 1:1s, looked through without an index; and nothing of anybody else's."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from actions.models import ActionItem
from agendas.models import AgendaItem, AgendaTemplate, Comment, PrivateNote, SharedNote, WrittenAnswer
from agendas.models.amendment import Amendment
from kit.logs import JsonLines
from kit.vault import keyring
from kit.vault.models import DataKey
from oneonones.models import Meeting, Pair
from pages.views import findings, joint
from pages.views.sources import SOURCES
from people.models import Person
from tests.conftest import Browse, People, add, past_meeting

Count = Callable[[Callable[[], object]], int]
WORD = "Quarzuhr"


def found(browse: Browse, person: Person, q: str = WORD, *, status: int = 200, **chosen: str) -> str:
    answer = browse(person).get("/search/", {"q": q, **chosen})
    assert answer.status_code == status
    return unescape(answer.content.decode()).split("<main")[1].split("</main>")[0]


def titles(page: str) -> list[str]:
    """The heading of each row, without marks."""
    rows = page.split("<h3")[1:]
    plain = (row.split(">", 1)[1].split("</h3>")[0] for row in rows)
    return ["".join(bit.split(">")[-1] for bit in one.split("<")).strip() for one in plain]


def note(meeting: Meeting, text: str, *, by: Person, item: AgendaItem | None = None) -> SharedNote:
    one = SharedNote.of(meeting, item, at=meeting.starts_at)
    one.append(text, by=by, at=meeting.starts_at)
    return one


# --- Who finds what

KINDS_OF_THING = (
    *("shared item", "private item", "removed item", "shared note", "item note", "private note", "action"),
    *("comment", "removed comment", "answer", "answer taken back", "template", "template line", "removed template"),
)


def written(pair: Pair, author: Person, at: datetime) -> None:
    """One of each thing, each with a word of its own, by `author`."""
    meeting = past_meeting(pair, ago=timedelta(days=3), at=at)
    about = {"by": author, "at": at}
    item = AgendaItem.raise_on(pair, title="xshareditem", **about)
    AgendaItem.raise_on(pair, title="xprivateitem", visibility="private", **about)
    AgendaItem.raise_on(pair, title="xremoveditem", **about).remove(**about)
    note(meeting, "xsharednote", by=author)
    note(meeting, "xitemnote", by=author, item=item)
    PrivateNote.of(meeting, author, at=at).append("xprivatenote", **about)
    ActionItem.promise(pair, what="xaction", who=author, **about)
    Comment.write(item, "xcomment", **about)
    Comment.write(item, "xremovedcomment", **about).remove(**about)
    for word, back in (("xanswer", False), ("xanswertakenback", True)):
        asked = AgendaItem.raise_on(pair, title="May I?", **about)
        WrittenAnswer.give(asked, word, meeting=None, **about)
        if back:
            asked.reopen(**about)
    AgendaTemplate.make(name="xtemplate", text="One\n- xtemplateline", **about)
    AgendaTemplate.make(name="xremovedtemplate", text="One", **about).remove(**about)


SHARED = {"shared item", "shared note", "item note", "action", "comment", "answer"}
OWN = SHARED | {"private item", "private note", "template", "template line"}


@pytest.mark.parametrize("kind", KINDS_OF_THING)
@pytest.mark.parametrize(
    ("who", "finds"),
    [
        ("report", OWN),  # who wrote all of it
        ("manager", SHARED),
        ("former_manager", set()),
        ("managers_manager", set()),
        ("hr_admin", set()),
        ("owner", set()),
        ("outsider", set()),
    ],
)
def test_a_search_finds_what_its_reader_may_see(
    browse: Browse, people: People, pair: Pair, at: datetime, who: str, finds: set[str], kind: str
) -> None:
    written(pair, people["report"], at)
    page = found(browse, people[who], "x" + kind.replace(" ", ""))
    assert (len(titles(page)) == 1) is (kind in finds)
    assert ("Nothing has all of these words." in page) is (kind not in finds)


@pytest.mark.parametrize("kind", KINDS_OF_THING)
@pytest.mark.parametrize(("who", "finds"), [("former_manager", SHARED), ("report", OWN), ("manager", set())])
def test_an_ended_pair_is_still_found_by_its_two_and_never_by_the_manager_after(
    browse: Browse, people: People, pair: Pair, ended_pair: Pair, at: datetime, who: str, finds: set[str], kind: str
) -> None:
    written(ended_pair, people["report"], at)
    assert len(titles(found(browse, people[who], "x" + kind.replace(" ", "")))) == (kind in finds)


@pytest.mark.parametrize(("who", "finds"), [("report", True), ("manager", False)])
def test_an_item_that_is_not_revealed_is_found_by_its_author_only(
    browse: Browse, people: People, pair: Pair, at: datetime, who: str, finds: bool
) -> None:
    pair.show_items("at_start", by=people["report"], at=at)
    AgendaItem.raise_on(pair, title=WORD, by=people["report"], at=at)
    assert bool(titles(found(browse, people[who]))) is finds


@pytest.mark.parametrize("state", ["shared", "sensitive", "waits", "removed"])
@pytest.mark.parametrize(
    ("who", "finds"),
    [
        ("report", {"shared", "sensitive", "waits"}),  # whose item it is
        ("manager", {"shared", "sensitive"}),
        ("former_manager", set()),
        ("managers_manager", set()),
        ("hr_admin", set()),
        ("owner", set()),
        ("outsider", set()),
    ],
)
def test_a_comment_and_an_answer_are_found_by_whoever_may_see_their_item(
    browse: Browse, people: People, pair: Pair, at: datetime, who: str, finds: set[str], state: str
) -> None:
    """No verb hides an item that has them: whatever did, they go with it."""
    item = AgendaItem.raise_on(pair, title="Salary", sensitivity="normal", by=people["report"], at=at)
    comment = Comment.write(item, f"We said {WORD}", by=people["manager"], at=at)
    WrittenAnswer.give(item, f"It is {WORD}", meeting=None, by=people["manager"], at=at)
    changes = {
        "shared": {},
        "sensitive": {"sensitivity": "sensitive"},
        "waits": {"revealed_at": None, "reveal": "at_start"},
        "removed": {"removed_at": at},
    }
    AgendaItem.objects.filter(pk=item.pk).update(version=1, **changes[state])
    page = found(browse, people[who])
    about = "A sensitive item" if state == "sensitive" else "Salary"
    expected = [f"Answer to “{about}”", f"Comment on “{about}”"] if state in finds else []
    assert sorted(titles(page)) == expected
    if expected:
        assert f'href="/agenda-items/{item.pk}/comments/#comment-{comment.pk}"' in page
        assert f'href="/agenda-items/{item.pk}/"' in page
        assert (f"<mark>{WORD}</mark>" in page) is (state != "sensitive")


def test_people_are_found_among_those_one_meets_or_met(browse: Browse, people: People, pair: Pair) -> None:
    assert titles(found(browse, people["report"], "sofia")) == ["Sofia Marin"]
    assert titles(found(browse, people["report"], "raman")) == ["Priya Raman"]
    assert titles(found(browse, people["report"], "hana")) == []
    assert titles(found(browse, people["manager"], "sofia")) == []


def test_it_asks_for_a_sign_in(browse: Browse, people: People) -> None:
    assert browse(None).get("/search/", {"q": WORD}).status_code == 302


def test_not_one_word_of_a_sensitive_item_is_in_the_list(
    browse: Browse, people: People, pair: Pair, at: datetime
) -> None:
    """It is found by its words; they are read on its page."""
    meeting = past_meeting(pair, ago=timedelta(days=3), at=at)
    item = AgendaItem.raise_on(
        pair, title="Salary", context=f"the {WORD} thing", sensitivity="sensitive", by=people["report"], at=at
    )
    note(meeting, f"We said {WORD}", by=people["manager"], item=item)
    page = found(browse, people["manager"])
    assert sorted(titles(page)) == ["A sensitive item", "Note on “A sensitive item”"]
    rows = page.split('class="hits')[1]
    assert "Salary" not in rows
    assert WORD not in rows


def test_the_fact_of_a_win_and_an_amendment_are_found_by_the_two_only(
    browse: Browse, people: People, pair: Pair, at: datetime
) -> None:
    meeting = past_meeting(pair, ago=timedelta(days=30), at=at)
    AgendaItem.raise_on(pair, title="A win", kind="win", evidence=WORD, by=people["report"], at=at)
    added = Amendment.add(meeting, f"What we meant: {WORD}", by=people["report"], at=at)
    page = found(browse, people["manager"])
    assert sorted(titles(page)) == ["A win", "Added to the record"]
    assert f'href="/m/{meeting.pk}/#amendment-{added.pk}"' in page
    assert titles(found(browse, people["outsider"])) == []
    assert titles(found(browse, people["former_manager"])) == []


# --- What a row says


def test_rows_say_what_it_is_with_whom_and_lead_to_the_place(
    browse: Browse, people: People, pair: Pair, at: datetime
) -> None:
    meeting = past_meeting(pair, ago=timedelta(days=3), at=at)
    item = AgendaItem.raise_on(pair, title="Hiring", context=f"the {WORD} thing", by=people["report"], at=at)
    note(meeting, f"About the {WORD}", by=people["manager"], item=item)
    note(meeting, f"Also {WORD}", by=people["manager"])
    PrivateNote.of(meeting, people["manager"], at=at).append(f"My {WORD}", by=people["manager"], at=at)
    action = ActionItem.promise(pair, what=f"Buy a {WORD}", who=people["report"], by=people["manager"], at=at)
    page = found(browse, people["manager"], WORD.lower())
    assert set(titles(page)) == {
        "Hiring",
        "Note on “Hiring”",
        "Shared note",
        "Your private note",
        f"Buy a {WORD}",
    }
    for place in (
        f"/agenda-items/{item.pk}/",
        f"/m/{meeting.pk}/#item-{item.pk}",
        f"/m/{meeting.pk}/#notes",
        f"/m/{meeting.pk}/#private",
        f"/action-items/{action.pk}/",
    ):
        assert f'href="{place}"' in page
    assert page.count(f"<mark>{WORD}</mark>") == 5
    assert page.count("1:1 with Tom Okafor") == 5
    assert page.count("only you see this") == 1


def test_all_words_have_to_occur_in_one_thing_whatever_their_case_and_accents(
    browse: Browse, people: People, pair: Pair, at: datetime
) -> None:
    AgendaItem.raise_on(pair, title="Café", context="in der Straße", by=people["report"], at=at)
    AgendaItem.raise_on(pair, title="Cafeteria", by=people["report"], at=at)
    assert titles(found(browse, people["manager"], "CAFE strasse")) == ["Café"]
    assert titles(found(browse, people["manager"], '"in der"')) == ["Café"]
    assert titles(found(browse, people["manager"], '"der in"')) == []
    assert len(titles(found(browse, people["manager"], "cafe"))) == 2


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا", "🎉 done", "<script>alert(1)</script>", "ab\tcd", "100 %"])
def test_any_script_is_found_and_none_is_run(
    browse: Browse, people: People, pair: Pair, at: datetime, text: str
) -> None:
    AgendaItem.raise_on(pair, title=text, by=people["report"], at=at)
    answer = browse(people["manager"]).get("/search/", {"q": text})
    assert "<script>alert" not in answer.content.decode()
    assert len(titles(found(browse, people["manager"], text))) == 1


def test_filters_are_in_the_address_and_narrow_what_is_shown(
    browse: Browse, people: People, pair: Pair, ended_pair: Pair, at: datetime
) -> None:
    tom = people["report"]
    AgendaItem.raise_on(pair, title=f"{WORD} new", by=tom, at=at)
    AgendaItem.raise_on(pair, title=f"{WORD} old", by=tom, at=at - timedelta(days=40))
    AgendaItem.raise_on(ended_pair, title=f"{WORD} ended", by=tom, at=at - timedelta(days=80))
    ActionItem.promise(pair, what=f"{WORD} promised", who=tom, by=tom, at=at)
    assert len(titles(found(browse, tom))) == 4
    assert titles(found(browse, tom, kind="actions")) == [f"{WORD} promised"]
    assert titles(found(browse, tom, pair=str(ended_pair.pk))) == [f"{WORD} ended"]
    month = str(tom.today(at) - timedelta(days=41)), str(tom.today(at) - timedelta(days=39))
    assert titles(found(browse, tom, **{"from": month[0], "to": month[1]})) == [f"{WORD} old"]
    assert set(titles(found(browse, tom, **{"from": str(tom.today(at))}))) == {f"{WORD} promised", f"{WORD} new"}
    page = found(browse, tom, kind="actions", pair=str(pair.pk))
    assert f"kind=items&pair={pair.pk}" in page, "the other kinds keep the rest"
    assert "Items 2" in page


def test_a_day_is_the_readers_day(browse: Browse, people: People, pair: Pair) -> None:
    tom = people["report"]
    tom.choose_time_zone("Asia/Singapore", at=datetime.fromisoformat("2026-11-09T17:00+00:00"))
    AgendaItem.raise_on(pair, title=WORD, by=tom, at=datetime.fromisoformat("2026-11-09T17:00+00:00"))
    assert titles(found(browse, tom, **{"from": "2026-11-10", "to": "2026-11-10"})) == [WORD]
    assert titles(found(browse, tom, to="2026-11-09")) == []
    assert titles(found(browse, people["manager"], to="2026-11-09")) == [WORD]


def test_comments_answers_and_templates_say_what_they_are_and_are_chosen_by_kind(
    browse: Browse, people: People, pair: Pair, ended_pair: Pair, at: datetime
) -> None:
    tom, priya = people["report"], people["manager"]
    for number, one in enumerate((pair, ended_pair), 1):
        item = AgendaItem.raise_on(one, title=f"Course {number}", by=tom, at=at)
        Comment.write(item, f"Is {WORD} free?", by=priya, at=at - timedelta(days=40 * (number - 1)))
        WrittenAnswer.give(item, f"Take {WORD}", meeting=None, by=tom, at=at)
    template = AgendaTemplate.make(name="Start", text=f"Energy\n- {WORD}, 1 to 10", by=tom, at=at)
    page = found(browse, tom)
    assert "Comments 2" in page
    assert "Answers 2" in page
    assert "Templates 1" in page
    assert f'href="/templates/{template.pk}/"' in page
    assert page.count("only you see this") == 1
    assert titles(found(browse, tom, kind="templates")) == ["Start"]
    assert titles(found(browse, tom, kind="comments", pair=str(ended_pair.pk))) == ["Comment on “Course 2”"]
    assert "Start" not in titles(found(browse, tom, pair=str(pair.pk))), "it is in no 1:1"
    today = str(tom.today(at))
    assert titles(found(browse, tom, kind="comments", **{"from": today})) == ["Comment on “Course 1”"]


@pytest.mark.both_databases
def test_the_small_sources_share_a_query_and_each_says_what_it_did_not_reach(
    people: People, pair: Pair, at: datetime, monkeypatch: pytest.MonkeyPatch, count_queries: Count
) -> None:
    tom = people["report"]
    item = AgendaItem.raise_on(pair, title="x", by=tom, at=at)
    for number in range(4):
        Comment.write(item, f"{number}", by=tom, at=at + timedelta(minutes=number))
    AgendaTemplate.make(name="Start", text="x", by=tom, at=at - timedelta(days=400))
    monkeypatch.setattr(joint, "MOST_ROWS", 2)
    kinds = [source.kind for source in SOURCES]
    rows: list[list[list[Any]]] = []
    assert count_queries(lambda: rows.append(joint.gather(tom, None, (None, None)))) == len(SOURCES) - 2
    by_kind = dict(zip(kinds, rows[0], strict=True))
    assert [row[0] for row in by_kind["comments"]] == [at + timedelta(minutes=n) for n in (3, 2, 1)], "one too many"
    assert [len(by_kind[kind]) for kind in ("templates", "answers", "items")] == [1, 0, 1]


def test_pages_are_twenty_rows_and_keep_the_words(browse: Browse, people: People, pair: Pair, at: datetime) -> None:
    for number in range(45):
        AgendaItem.raise_on(pair, title=f"{WORD} {number}", by=people["report"], at=at - timedelta(hours=number))
    first, last = found(browse, people["manager"]), found(browse, people["manager"], page="3")
    assert (len(titles(first)), titles(first)[0], len(titles(last))) == (20, f"{WORD} 0", 5)
    assert f'rel="next" href="?q={WORD}&page=2"' in first
    assert len(titles(found(browse, people["manager"], page="nonsense"))) == 20


# --- What it has to admit


def test_too_many_places_are_cut_with_a_sentence(
    browse: Browse, people: People, pair: Pair, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST_FOUND", 3)
    for number in range(4):
        AgendaItem.raise_on(pair, title=f"{WORD} {number}", by=people["report"], at=at)
    page = found(browse, people["manager"])
    assert len(titles(page)) == 3
    assert "places have these words: here are the newest. Add a word or choose dates." in page


def test_texts_too_old_to_be_reached_are_said_and_dates_reach_them(
    browse: Browse, people: People, pair: Pair, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST_ROWS", 2)
    long_ago = at - timedelta(days=100)
    AgendaItem.raise_on(pair, title=WORD, by=people["report"], at=long_ago)
    for _ in range(2):
        AgendaItem.raise_on(pair, title="Another", by=people["report"], at=at)
    page = found(browse, people["manager"])
    assert titles(page) == []
    assert "texts of each kind were looked at. Choose dates to reach older ones." in page
    reached = found(browse, people["manager"], to=str((long_ago + timedelta(days=1)).date()))
    assert titles(reached) == [WORD]
    assert "were looked at" not in reached


@pytest.mark.django_db(transaction=True)
def test_a_text_that_no_key_opens_is_counted_and_hides_nothing_else(
    browse: Browse, people: People, pair: Pair, ended_pair: Pair, at: datetime
) -> None:
    for one in (pair, ended_pair):
        AgendaItem.raise_on(one, title=f"{WORD} {one.kind}", by=people["report"], at=at)
    DataKey.objects.filter(owner_id=ended_pair.pk).delete()
    keyring.clear()
    page = found(browse, people["report"])
    assert titles(page) == [f"{WORD} direct"]
    assert "1 text could not be opened." in page


# --- What is typed wrong is answered in words, and kept


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"q": "a"}, "One letter is in nearly everything."),
        ({"q": '""'}, "There is no word in this."),
        ({"q": "x" * 201}, "At most 200 characters; this has 201."),
        ({"q": "nul\0"}, "There is a character in this that no text holds."),
        ({"q": WORD, "kind": "secrets"}, "There is no such kind."),
        ({"q": WORD, "pair": "7"}, "That is none of your 1:1s."),
        ({"q": WORD, "from": "soon"}, "That is no date."),
        ({"q": WORD, "from": "0001-01-01"}, "Choose a year from 1970 to 2199."),
        ({"q": WORD, "to": "9999-12-31"}, "Choose a year from 1970 to 2199."),
        ({"q": WORD, "from": "2026-02-02", "to": "2026-02-01"}, "This is before the first day."),
    ],
)
def test_what_makes_no_sense_is_answered_in_words(
    browse: Browse, people: People, pair: Pair, chosen: dict[str, str], sentence: str
) -> None:
    answer = browse(people["manager"]).get("/search/", chosen)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_foreign_pair_is_refused_like_one_that_does_not_exist(browse: Browse, people: People, pair: Pair) -> None:
    pages = [
        found(browse, people["outsider"], status=422, pair=str(one))
        for one in (pair.pk, "00000000-0000-4000-8000-000000000000")
    ]
    assert pages[0].replace(str(pair.pk), "") == pages[1].replace("00000000-0000-4000-8000-000000000000", "")


def test_an_empty_search_teaches_and_one_that_finds_nothing_offers_a_way_on(
    browse: Browse, people: People, pair: Pair
) -> None:
    assert "Write what you remember" in found(browse, people["manager"], "")
    assert "Write what you remember" in found(browse, people["manager"], "   ")
    page = found(browse, people["manager"], kind="actions")
    assert "Nothing has all of these words." in page
    assert f'href="?q={WORD}"' in page


# --- What it costs, and what nobody learns


@pytest.mark.parametrize("rows", [1, 3, 9])
def test_it_takes_at_most_twelve_queries_whatever_the_rows(
    browse: Browse, people: People, pair: Pair, at: datetime, count_queries: Count, rows: int
) -> None:
    manager = people["manager"]
    for number in range(rows):
        one = Pair.start(manager, add(f"New{number} Person", at=at), by=manager, at=at)
        meeting = past_meeting(one, ago=timedelta(days=number + 1), at=at)
        item = AgendaItem.raise_on(one, title=WORD, context="x", by=manager, at=at)
        note(meeting, WORD, by=manager, item=item)
        note(meeting, WORD, by=manager)
        PrivateNote.of(meeting, manager, at=at).append(WORD, by=manager, at=at)
        ActionItem.promise(one, what=WORD, who=manager, by=manager, at=at)
        Comment.write(item, WORD, by=manager, at=at)
        WrittenAnswer.give(item, WORD, meeting=None, by=manager, at=at)
        AgendaTemplate.make(name=WORD, text=WORD, by=manager, at=at)
    browser = browse(manager)
    browser.get("/search/")
    keyring.clear()
    assert count_queries(lambda: browser.get("/search/", {"q": WORD})) <= 12


def test_what_was_looked_for_reaches_no_log_and_no_other_page(
    browse: Browse, people: People, pair: Pair, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    AgendaItem.raise_on(pair, title=WORD, by=people["report"], at=at)
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(JsonLines())
    answer = browse(people["manager"]).get("/search/", {"q": WORD})
    browse(people["manager"]).get("/search/", {"q": f"{WORD}\0"})
    lines = [json.loads(line) for line in caplog.text.splitlines() if line.startswith("{")]
    assert any(line.get("route") == "search" for line in lines)
    ours = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert [record for record in ours if WORD in JsonLines().format(record)] == []
    assert WORD not in caplog.text
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]
    assert urlencode({"q": WORD}) not in str(dict(answer.headers))


def test_looking_writes_nothing(browse: Browse, people: People, pair: Pair, at: datetime) -> None:
    before = timezone.now()
    browser = browse(people["manager"])
    session = dict(browser.session)
    browser.get("/search/", {"q": WORD})
    assert dict(browser.session) == session
    assert not AgendaItem.objects.filter(raised_at__gte=before).exists()
