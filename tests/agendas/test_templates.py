"""Templates: ready-made, one's own, and on every 1:1."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from agendas.models import READY, AgendaItem, AgendaTemplate, Background, Filling, Outcome, TemplateLine
from agendas.models.hint import too_many_of
from agendas.models.offer import Offer
from agendas.models.said import CONTEXT_LENGTH, TITLE_LENGTH
from agendas.models.template_line import MOST_LINES, lines_of, text_of
from oneonones.models import Pair
from tests.agendas.test_agenda_page import text

TODAY = date(2026, 11, 24)


@pytest.fixture
def own(people, at):
    """Tom's."""
    return AgendaTemplate.make(name="Fridays", text="Energy\n- 1 to 10\nHelp wanted", by=people["report"], at=at)


def put(client, pair, template, **form):
    form = {"template": template, "idempotency_key": uuid4(), **form}
    answer = client.post(reverse("fillings", args=[pair.pk]), form)
    assert answer.status_code == 303
    return answer


def titles(pair, **which):
    return [item.title for item in AgendaItem.objects.open().filter(pair=pair, **which).in_order()]


# --- the text of one


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("One\nTwo", [("One", ""), ("Two", "")]),
        ("One\n- why\n- and how\n\nTwo\n", [("One", "why\nand how"), ("Two", "")]),
        ("- One\n- Two", [("One", ""), ("Two", "")]),
        ("• One\n• Two\nThree", [("One", ""), ("Two", ""), ("Three", "")]),
        ("One\n– a dash of the other length", [("One", "a dash of the other length")]),
        ("-1 is no list\nTwo", [("-1 is no list", ""), ("Two", "")]),
        ("  \n\n", []),
    ],
)
def test_one_item_a_line_and_a_dash_is_context_of_the_item_above(typed, lines):
    assert [(line.title, line.context) for line in lines_of(typed)] == lines


def test_what_is_written_as_text_reads_the_same():
    lines = [TemplateLine("One", "why\nand how"), TemplateLine("Two")]
    assert lines_of(text_of(lines)) == lines
    assert lines_of(text_of([TemplateLine("- a title that begins with a dash")])) == [
        TemplateLine("a title that begins with a dash")
    ]


def test_there_are_templates_for_first_weekly_monthly_growth_return_and_skip_level():
    assert set(READY) == {"first", "weekly", "monthly", "growth", "return", "skip-level"}
    for template in READY.values():
        assert 5 <= len(template.lines) <= 8
        assert len({line.title for line in template.lines}) == len(template.lines)
        assert all(
            len(line.title) <= TITLE_LENGTH and 0 < len(line.context) <= CONTEXT_LENGTH for line in template.lines
        )


# --- on the agenda


@pytest.mark.parametrize("origin", READY)
def test_a_ready_made_template_fills_the_agenda_in_one_press_and_its_items_know_where_from(
    browse, people, pair, origin
):
    put(browse(people["report"]), pair, origin)
    assert titles(pair, from_template=origin) == [line.title for line in READY[origin].lines]
    assert not AgendaItem.objects.filter(standing=True).exists()


def test_the_same_press_sent_twice_fills_it_once(browse, people, pair):
    client, key = browse(people["report"]), uuid4()
    for _again in range(2):
        put(client, pair, "weekly", idempotency_key=key)
    assert len(titles(pair)) == len(READY["weekly"].lines)


def test_what_stands_there_in_the_same_words_is_not_put_there_twice(browse, people, pair, at):
    line = READY["weekly"].lines[1]
    AgendaItem.raise_on(pair, title=line.title.upper(), by=people["manager"], at=at)
    put(browse(people["report"]), pair, "weekly")
    assert len(titles(pair)) == len(READY["weekly"].lines)
    put(browse(people["report"]), pair, "weekly")
    assert len(titles(pair)) == len(READY["weekly"].lines)


def test_what_the_other_keeps_private_does_not_change_what_a_template_puts_there(browse, people, pair, at):
    line = READY["weekly"].lines[1]
    AgendaItem.raise_on(pair, title=line.title, visibility="private", by=people["manager"], at=at)
    put(browse(people["report"]), pair, "weekly")
    assert len(titles(pair, author=people["report"])) == len(READY["weekly"].lines)


def test_undo_takes_all_of_it_off_but_what_was_talked_about(browse, people, pair, meeting, at):
    client = browse(people["report"])
    put(client, pair, "weekly")
    first = AgendaItem.objects.in_order()[0]
    Outcome.start(first, meeting, by=people["manager"], at=at)
    undo_url = client.session["toast"]["undo_url"]
    assert client.post(undo_url).status_code == 303
    assert titles(pair) == [first.title]


def test_undo_takes_off_what_one_put_there_oneself_and_nothing_of_the_others(browse, people, pair):
    client = browse(people["report"])
    put(client, pair, "weekly")
    browse(people["manager"]).post(client.session["toast"]["undo_url"])
    assert len(titles(pair)) == len(READY["weekly"].lines)


def test_a_template_on_every_one_to_one_makes_standing_items(browse, people, pair, meeting, at):
    put(browse(people["manager"]), pair, "weekly", standing="on")
    assert len(titles(pair, standing=True)) == len(READY["weekly"].lines)
    page = text(browse(people["report"]).get(reverse("pair_templates", args=[pair.pk])).content.decode())
    before = page[: page.index("Ready-made")]
    assert all(line.title in before for line in READY["weekly"].lines), "the other sees what stands on every 1:1"


def test_taking_one_off_drops_it_and_undo_brings_it_back(browse, people, pair, meeting):
    client = browse(people["manager"])
    put(client, pair, "weekly", standing="on")
    page = client.get(reverse("pair_templates", args=[pair.pk])).content.decode()
    item = AgendaItem.objects.in_order()[0]
    drop = reverse("outcome_drop", args=[meeting.pk, item.pk])
    assert f'action="{drop}"' in page
    client.post(drop)
    assert item.title not in titles(pair)
    client.post(client.session["toast"]["undo_url"])
    assert item.title in titles(pair)


def test_items_from_templates_say_nothing_of_who_leads(pair, people, at):
    items = Filling(pair, uuid4()).put_on(READY["weekly"], by=people["manager"], at=at)
    assert too_many_of(pair, items) is None


@pytest.mark.parametrize("template", ["nothing", "", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"])
def test_a_template_that_is_not_there_puts_nothing_on(browse, people, pair, template):
    put(browse(people["report"]), pair, template)
    assert titles(pair) == []


# --- one's own


def test_a_template_of_ones_own_is_put_on_any_of_ones_agendas(browse, people, pair, own):
    put(browse(people["report"]), pair, own.origin)
    found = AgendaItem.objects.filter(pair=pair).in_order()
    assert [(item.title, item.context, item.from_template) for item in found] == [
        ("Energy", "1 to 10", own.origin),
        ("Help wanted", None, own.origin),
    ]


def test_own_templates_are_nobody_elses_to_see_or_to_use(browse, people, pair, own):
    manager = browse(people["manager"])
    assert "Fridays" not in manager.get(reverse("pair_templates", args=[pair.pk])).content.decode()
    assert "Fridays" in browse(people["report"]).get(reverse("pair_templates", args=[pair.pk])).content.decode()
    put(manager, pair, own.origin)
    assert titles(pair) == []


def test_making_one_twice_with_the_same_key_makes_one(browse, people, pair):
    form = {"name": "Mine", "text": "One", "idempotency_key": uuid4()}
    for _again in range(2):
        answer = browse(people["report"]).post(reverse("new_template", args=[pair.pk]), form)
        assert answer["Location"] == reverse("pair_templates", args=[pair.pk]) + "#own"
    assert [(template.name, template.text) for template in AgendaTemplate.objects.all()] == [("Mine", "One")]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "", "text": "One"}, "Give it a name."),
        ({"name": "Mine", "text": " \n "}, "Write at least one item."),
        ({"name": "Mine", "text": "One\n" * (MOST_LINES + 1)}, "At most 20 items; this has 21."),
        ({"name": "Mine", "text": "One\n" + "x" * (TITLE_LENGTH + 1)}, "Item 2 is too long."),
        ({"name": "Mine", "text": "One\n- " + "x" * (CONTEXT_LENGTH + 1)}, "Item 1 is too long."),
        ({"name": "Mine", "text": "One\0"}, "cannot be kept"),
        ({"name": "x" * 101, "text": "One"}, "At most 100 characters"),
    ],
)
def test_what_cannot_be_a_template_is_refused_in_words_and_what_was_typed_is_kept(browse, people, pair, form, sentence):
    answer = browse(people["report"]).post(reverse("new_template", args=[pair.pk]), form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert form["text"].strip("\0 \n") in answer.content.decode()
    assert not AgendaTemplate.objects.exists()


def test_two_tabs_do_not_overwrite_each_other_unseen(browse, people, pair, own, at):
    client, address = browse(people["report"]), reverse("agenda_template", args=[own.pk])
    assert own.edit(name="Fridays", text="From the other tab", version=0, by=people["report"], at=at)
    answer = client.post(address, {"name": "Fridays", "text": "From this tab", "version": 0})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "From the other tab" in page
    assert "From this tab" in page
    assert client.post(address, {"name": "Fridays", "text": "From this tab", "version": 1}).status_code == 303
    own.refresh_from_db()
    assert own.text == "From this tab"


def test_a_removed_template_is_not_offered_until_it_is_put_back(browse, people, pair, own):
    client = browse(people["report"])
    client.post(reverse("agenda_template_removal", args=[own.pk]) + f"?pair={pair.pk}")
    assert client.get(reverse("agenda_template", args=[own.pk])).status_code == 404
    put(client, pair, own.origin)
    assert titles(pair) == []
    undo = reverse("agenda_template_removal_undo", args=[own.pk]) + f"?pair={pair.pk}"
    assert client.post(undo)["Location"] == reverse("pair_templates", args=[pair.pk]) + "#own"
    assert client.get(reverse("agenda_template", args=[own.pk])).status_code == 200


@pytest.mark.parametrize("wrong", ["", "nonsense", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"])
def test_the_way_back_of_nowhere_is_all_ones_one_to_ones(browse, people, own, wrong):
    answer = browse(people["report"]).post(reverse("agenda_template_removal", args=[own.pk]) + f"?pair={wrong}")
    assert answer["Location"] == reverse("pairs") + "#own"


# --- an agenda as a template


def test_an_agenda_is_saved_with_ones_own_words_and_what_stands_and_nothing_else(browse, people, pair, at):
    def raised(title, by, **more):
        AgendaItem.raise_on(pair, title=title, by=people[by], at=at, **more)

    raised("Mine", "manager", context="Because\nof this")
    raised("Every time", "report", standing=True)
    raised("The other's own", "report")
    raised("My sensitive one", "manager", sensitivity="sensitive", context="Pay")
    raised("For me alone", "manager", visibility="private")
    page = browse(people["manager"]).get(reverse("new_template", args=[pair.pk]) + "?from=agenda").content.decode()
    assert "saved elsewhere" not in page
    assert "Mine\n- Because\n- of this\nEvery time</textarea>" in page
    for left_out in ("other&#39;s own", "sensitive one", "For me alone"):
        assert left_out not in page


def test_what_waits_to_be_revealed_is_saved_by_its_author_alone(people, pair, at):
    pair.show_items("at_start", by=people["manager"], at=at)
    mine = AgendaItem.raise_on(pair, title="Mine", standing=True, by=people["manager"], at=at)
    kept = {who: list(AgendaItem.objects.worth_keeping_for(people[who])) for who in ("manager", "report")}
    assert kept == {"manager": [mine], "report": []}


def test_the_page_of_a_pair_leads_to_its_templates_while_it_lasts(browse, people, pair, ended_pair):
    client = browse(people["report"])
    for one, there in ((pair, True), (ended_pair, False)):
        page = client.get(one.get_absolute_url()).content.decode()
        assert (f'href="{reverse("pair_templates", args=[one.pk])}"' in page) == there


# --- costs


@pytest.mark.parametrize("count", [1, 3, 9])
def test_the_page_takes_few_queries_whatever_the_counts(browse, people, pair, meeting, at, count, count_queries):
    for number in range(count):
        AgendaTemplate.make(name=str(number), text="One", by=people["report"], at=at)
        AgendaItem.raise_on(pair, title=str(number), standing=True, by=people["report"], at=at - timedelta(days=9))
    client = browse(people["report"])
    assert count_queries(lambda: client.get(reverse("pair_templates", args=[pair.pk]))) <= 10


# --- which one is offered


@pytest.mark.parametrize(
    ("kind", "held", "returning", "offered"),
    [
        ("direct", 0, False, "first"),
        ("skip_level", 0, False, "skip-level"),
        ("direct", 3, False, None),
        ("direct", 3, True, "return"),
        ("skip_level", 0, True, "return"),
    ],
)
def test_the_template_that_fits_now_is_offered_with_its_reason(kind, held, returning, offered):
    found = Offer.of(Pair(kind=kind), Background(held=held, returning=returning), today=TODAY)
    assert (found.template.origin if found else None) == offered
    assert found is None or found.reason


@pytest.mark.parametrize(
    ("known", "offered"),
    [
        ({}, True),
        ({"templates": {"first": TODAY - timedelta(days=27)}}, False),
        ({"templates": {"first": TODAY - timedelta(days=28)}}, True),
        ({"templates": {"weekly": TODAY}}, True),
        ({"not_now": frozenset({"template-first"})}, False),
        ({"hidden": frozenset({"template-first"})}, False),
    ],
)
def test_none_is_offered_that_was_used_lately_or_is_not_wanted_now(known, offered):
    assert bool(Offer.of(Pair(kind="direct"), Background(**known), today=TODAY)) == offered


def test_a_template_that_only_the_other_knows_of_on_the_agenda_is_still_offered(people, pair, at):
    AgendaItem.raise_on(pair, title="…", visibility="private", from_template="first", by=people["manager"], at=at)
    known = [Background.of(pair, people[who], at=at).templates for who in ("manager", "report")]
    assert known == [{"first": people["manager"].today(at)}, {}]


def test_an_empty_agenda_offers_the_template_and_one_press_puts_it_there(browse, people, pair, meeting):
    client = browse(people["report"])
    page = client.get(f"/m/{meeting.pk}/?stage=prepare").content.decode()
    assert "Template: First 1:1, 6 items" in page
    agenda, beside = page.split('id="asking"')
    assert f'action="{reverse("fillings", args=[pair.pk])}"' in agenda
    assert ("Not now: " in agenda, "Not now: " in beside) == (False, True)
    put(client, pair, "first")
    page = client.get(f"/m/{meeting.pk}/?stage=prepare").content.decode()
    assert "Template: First 1:1" not in page
    assert "6 items are on the agenda." in page
