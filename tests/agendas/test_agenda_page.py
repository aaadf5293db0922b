"""What the agenda shows, to whom, on which page."""

import re
from datetime import timedelta

import pytest
import time_machine

from agendas.models import Agenda, AgendaItem, NoteUpdate, Outcome, SharedNote
from agendas.models.note_document import NoteDocument
from oneonones.models import Meeting
from tests.conftest import frozen, past_meeting

SCRIPT = {"HX-Request": "true"}
NOON = frozen("2026-11-24 11:00")


@pytest.fixture
def at():
    with time_machine.travel(NOON, tick=False):
        yield NOON


def part(client, meeting, query=""):
    answer = client.get(f"/m/{meeting.pk}/agenda/{query}", headers=SCRIPT)
    assert answer.status_code == 200
    return answer.content.decode()


def text(page):
    """The words of a part, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def items(page):
    """Each item's markup, by title."""
    rows = re.findall(r'<li class="item".*?</li>\s*(?=<li class="item"|</ol>)', page, re.DOTALL)
    return {re.search(r'data-title="([^"]*)"', row)[1]: row for row in rows}


def numbers(page):
    return {title: re.search(r'<span class="no"[^>]*>(.*?)</span>', row)[1] for title, row in items(page).items()}


def test_each_reader_has_numbers_of_their_own_and_a_private_item_has_none(browse, people, pair, three, meeting, at):
    private = AgendaItem.raise_on(pair, title="Gently", visibility="private", by=people["manager"], at=at)
    private.place_before(three[1], by=people["manager"], at=at)
    tom, priya = part(browse(people["report"]), meeting), part(browse(people["manager"]), meeting)
    assert numbers(tom) == {"One": "1", "Two": "2", "Three": "3"}
    assert list(items(priya)) == ["One", "Gently", "Two", "Three"]
    assert (numbers(priya)["Two"], "lock" in numbers(priya)["Gently"]) == ("2", True)
    assert "only you see this" in items(priya)["Gently"]
    assert "Gently" not in tom


def test_an_item_says_whose_it_is_how_long_and_what_about(browse, people, pair, meeting, at):
    AgendaItem.raise_on(pair, title="Cover", context="Two weeks.", planned_minutes=10, by=people["report"], at=at)
    tom, priya = part(browse(people["report"]), meeting), part(browse(people["manager"]), meeting)
    assert "You · planned 10 min" in text(tom)
    assert "Tom · planned 10 min" in text(priya)
    assert "Two weeks." in text(priya)


def test_the_age_of_an_item_is_said_in_dates(browse, people, pair, meeting, at):
    carried = AgendaItem.raise_on(pair, title="Once", by=people["report"], at=at - timedelta(days=9))
    often = AgendaItem.raise_on(pair, title="Often", by=people["report"], at=at - timedelta(days=82))
    AgendaItem.raise_on(pair, title="Waits", by=people["report"], at=at - timedelta(days=20))
    for weeks in (3, 2, 1):
        held = past_meeting(pair, ago=timedelta(weeks=weeks), at=at)
        Outcome.objects.create(meeting=held, item=often, kind="carried", ended_at=held.ends_at)
    Outcome.objects.create(meeting=held, item=carried, kind="carried", ended_at=held.ends_at)
    rows = {title: text(row) for title, row in items(part(browse(people["manager"]), meeting)).items()}
    assert "carried over from 17 November" in rows["Once"]
    assert "raised 3 September, carried 3 times" in rows["Often"]
    assert "carried 3 times" in rows["Often"].split("raised")[1]
    assert "raised 4 November" in rows["Waits"]
    assert f'href="/m/{held.pk}/#item-{carried.pk}"' in part(browse(people["manager"]), meeting)


@pytest.mark.parametrize(
    ("stage", "started", "offers"),
    [
        ("prepare", False, set()),
        ("meet", False, {"Start"}),
        ("meet", True, {"Start", "Done, next item", "Carry over", "Make an action"}),
        ("review", True, set()),
    ],
)
def test_a_stage_offers_what_belongs_to_it(browse, people, three, meeting, at, stage, started, offers):
    if started:
        Outcome.start(three[0], meeting, by=people["manager"], at=at)
    page = part(browse(people["manager"]), meeting, f"?stage={stage}")
    shown = {word for word in ("Start", "Done, next item", "Carry over", "Make an action") if f">{word}" in page}
    assert shown == offers


def test_the_current_item_counts_the_time_and_what_was_done_says_how_long(browse, people, three, meeting, at):
    Outcome.start(three[0], meeting, by=people["manager"], at=at - timedelta(minutes=10))
    Outcome.discuss(three[0], meeting, by=people["manager"], at=at - timedelta(minutes=4, seconds=12))
    rows = items(part(browse(people["manager"]), meeting, "?stage=meet"))
    assert "talked through in 6 min" in text(rows["One"])
    assert "4:12 on this" in text(rows["Two"])
    assert 'aria-current="step"' in rows["Two"]


def test_tom_has_added_two(browse, people, pair, meeting, at):
    for title in ("One", "Two"):
        AgendaItem.raise_on(pair, title=title, by=people["report"], at=at)
    AgendaItem.raise_on(pair, title="Hidden", visibility="private", by=people["report"], at=at)
    assert "Tom has added 2" in text(part(browse(people["manager"]), meeting))
    assert "has added" not in text(part(browse(people["report"]), meeting))


def test_only_the_author_is_offered_to_edit_or_remove(browse, people, three, meeting, at):
    tom, priya = items(part(browse(people["report"]), meeting)), items(part(browse(people["manager"]), meeting))
    assert ">Remove" in tom["One"]
    assert "inline-edit" in tom["One"]
    assert ">Edit<" in tom["One"]
    assert ">Remove" not in priya["One"]
    assert "inline-edit" not in priya["One"]
    assert ">Edit<" not in priya["One"]
    assert ">Drop" in priya["One"]


def test_what_was_carried_can_be_dropped_and_not_removed(browse, people, three, meeting, at):
    Outcome.finish(three[0], meeting, kind="carried", by=people["report"], at=at)
    row = items(part(browse(people["report"]), meeting))["One"]
    assert ">Drop" in row
    assert ">Remove" not in row
    assert "Carried over" in text(row)


def test_a_later_meeting_links_to_the_next_one_and_shows_no_items(browse, people, three, meeting, at):
    later = Meeting.objects.filter(series=meeting.series).order_by("starts_at")[1]
    page = part(browse(people["manager"]), later)
    assert items(page) == {}
    assert "What is open is on the next 1:1:" in text(page)
    assert f'href="/m/{meeting.pk}/#agenda"' in page
    assert 'name="title"' not in page


def test_a_past_meeting_shows_what_became_of_items_there_and_nothing_else(browse, people, pair, three, series, at):
    past = past_meeting(pair, ago=timedelta(hours=1), at=at)
    Outcome.start(three[0], past, by=people["manager"], at=at)
    SharedNote.of(past, three[0], at=at).append("We agreed.", by=people["report"], at=at)
    Outcome.finish(three[0], past, kind="discussed", by=people["manager"], at=at)
    Outcome.finish(three[1], past, kind="dropped", by=people["manager"], at=at)
    past.wrap_up(by=people["manager"], at=at + timedelta(minutes=1))
    AgendaItem.raise_on(pair, title="New", by=people["report"], at=at + timedelta(hours=1))
    page = part(browse(people["report"]), past)
    assert list(items(page)) == ["One", "Two", "Three"]
    assert [row.split('data-state="')[1].split('"')[0] for row in items(page).values()] == ["done", "done", "carried"]
    assert "We agreed." in text(page)
    assert "Notes on this item" not in page
    assert "What is open is on the next 1:1" in text(page)


def test_a_note_written_on_an_item_stays_on_the_meeting_that_was_skipped(browse, people, pair, three, at):
    past = past_meeting(pair, ago=timedelta(hours=1), at=at)
    SharedNote.of(past, three[0], at=at).append("Half a thought.", by=people["report"], at=at)
    past.skip(reason="clash", by=people["manager"], at=at)
    page = part(browse(people["manager"]), past)
    assert list(items(page)) == ["One"]
    assert "Half a thought." in text(page)


def test_review_reads_what_was_dealt_with_first(browse, people, three, meeting, at):
    Outcome.finish(three[2], meeting, kind="discussed", by=people["manager"], at=at)
    page = part(browse(people["manager"]), meeting, "?stage=review")
    assert list(items(page)) == ["Three", "One", "Two"]
    assert numbers(page) == {"Three": "1", "One": "2", "Two": "3"}


def test_an_empty_agenda_suggests_three_questions_and_the_template_that_fits(browse, people, meeting, at):
    page = part(browse(people["manager"]), meeting)
    assert "Nothing yet. Try one of these." in text(page)
    assert page.count("Add to the agenda: ") == 3 + page.count("Add to the agenda: Template: First 1:1") == 4


def test_without_a_date_the_page_of_the_pair_has_the_agenda(browse, people, pair, three, at):
    client = browse(people["manager"])
    page = client.get(f"/pairs/{pair.pk}/agenda/part/", headers=SCRIPT).content.decode()
    assert numbers(page) == {"One": "1", "Two": "2", "Three": "3"}
    assert ">Start" not in page
    assert "<textarea" not in page.split('class="add"')[0]


def test_with_a_date_the_page_of_the_pair_links_to_it(browse, people, pair, three, meeting, at):
    page = browse(people["manager"]).get(f"/pairs/{pair.pk}/agenda/part/", headers=SCRIPT).content.decode()
    assert items(page) == {}
    assert f'href="/m/{meeting.pk}/#agenda"' in page


def test_an_ended_pair_is_read_only(browse, people, ended_pair, at):
    AgendaItem.raise_on(ended_pair, title="Left open", by=people["report"], at=at)
    page = browse(people["report"]).get(f"/pairs/{ended_pair.pk}/agenda/part/", headers=SCRIPT).content.decode()
    assert list(items(page)) == ["Left open"]
    assert "formaction" not in page
    assert "<button" not in page


def test_words_of_either_direction_are_shown_in_their_own(browse, people, pair, meeting, at):
    AgendaItem.raise_on(pair, title="שלום", context="مرحبا", by=people["report"], at=at)
    page = part(browse(people["manager"]), meeting)
    assert '<h3 dir="auto">שלום</h3>' in page
    assert '<p class="context" dir="auto">مرحبا</p>' in page


def test_words_are_never_markup(browse, people, pair, meeting, at):
    AgendaItem.raise_on(pair, title="<b>x</b>", context="</p><script>", by=people["report"], at=at)
    page = part(browse(people["manager"]), meeting)
    assert "<b>x" not in page
    assert "<script" not in page


def test_the_agenda_alone_is_a_page_without_a_script(browse, people, three, meeting, at):
    answer = browse(people["manager"]).get(f"/m/{meeting.pk}/agenda/")
    assert "<h1>" in answer.content.decode()
    assert list(items(answer.content.decode())) == ["One", "Two", "Three"]


def test_the_bar_under_the_thumb_comes_with_the_agenda(browse, people, three, meeting, at):
    before = part(browse(people["manager"]), meeting, "?stage=meet")
    Outcome.start(three[0], meeting, by=people["manager"], at=at)
    after = part(browse(people["manager"]), meeting, "?stage=meet")
    bars = [re.search(r'<div class="now"[^>]*>', page)[0] for page in (before, after)]
    assert ["hidden" in bar for bar in bars] == [True, False]
    assert all('hx-swap-oob="outerMorph"' in bar for bar in bars)


def test_thousands_of_items_are_read_in_hundreds(browse, people, pair, meeting, at, count_queries):
    AgendaItem.raise_on(pair, title="First", by=people["report"], at=at)
    template = AgendaItem.objects.get()
    rows = []
    for number in range(1, 10_000):
        row = AgendaItem(
            pair=pair, author=people["report"], position=1024.0 * (number + 1), raised_at=at, revealed_at=at
        )
        row.title = f"Item {number}" if number < 202 else "…"
        rows.append(row)
    AgendaItem.objects.bulk_create(rows, batch_size=1000)
    client = browse(people["manager"])
    assert template.title == "First"
    few, page = count_queries(lambda: part(client, meeting)), part(client, meeting)
    assert len(items(page)) == 100
    assert "Items 1 to 100 of 10000" in text(page)
    second = part(client, meeting, "?page=2")
    assert list(numbers(second).values())[:2] == ["101", "102"]
    assert "page=2" in re.search(r'hx-get="([^"]*)"', second)[1]
    assert items(part(client, meeting, "?page=9999")) == {}
    assert few <= 7


def test_moving_over_the_edge_of_a_page_knows_its_neighbours(pair, people, at):
    rows = [AgendaItem.raise_on(pair, title=str(number), by=people["report"], at=at) for number in range(103)]
    pages = [Agenda.of(pair, None, people["manager"], at=at, upcoming=None, page=page) for page in (1, 2)]
    first, second = (page.entries for page in pages)
    assert (first[-1].below, first[-1].last) == (rows[101].pk, False)
    assert (second[0].above, second[0].below) == (rows[99].pk, rows[102].pk)
    assert (second[-1].below, second[-1].last) == (None, True)


@pytest.mark.parametrize("stage", ["prepare", "meet", "review"])
def test_the_number_of_queries_does_not_follow_the_number_of_rows(
    browse, people, pair, meeting, at, stage, count_queries
):
    client = browse(people["manager"])

    def add(number):
        for kind in ("", "discussed", "carried"):
            item = AgendaItem.raise_on(pair, title=f"{number}{kind}", by=people["report"], at=at)
            note = SharedNote.of(meeting, item, at=at)
            note.append("Said", by=people["report"], at=at)
            note.take([(people["manager"].pk, NoteDocument.of(note.opened().updates).append("Being typed"))], at=at)
            if kind:
                Outcome.finish(item, meeting, kind=kind, by=people["report"], at=at)
        AgendaItem.raise_on(pair, title=f"{number} private", visibility="private", by=people["manager"], at=at)

    add(1)
    part(client, meeting, f"?stage={stage}")  # the keys are at hand from here on
    one = count_queries(lambda: part(client, meeting, f"?stage={stage}"))
    add(2)
    add(3)
    assert NoteUpdate.objects.count() == 9
    assert "Being typed" in part(client, meeting, f"?stage={stage}")
    assert count_queries(lambda: part(client, meeting, f"?stage={stage}")) == one


@pytest.mark.parametrize("place", ["notes", "private-note", "worth-asking"])
def test_the_other_parts_take_the_same_queries_whatever_they_hold(browse, people, meeting, at, place, count_queries):
    client = browse(people["manager"])

    def look():
        assert client.get(f"/m/{meeting.pk}/{place}/", headers=SCRIPT).status_code == 200

    def write(body):
        for address in ("notes", "private-note"):
            client.post(f"/m/{meeting.pk}/{address}/", {"body": body})

    write("One")
    look()
    few = count_queries(look)
    write("Two")
    write("Three")
    assert count_queries(look) == few
    assert few <= 4
