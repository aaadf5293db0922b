"""The meeting page in its stages and states, and that it costs twelve queries whatever it shows."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from actions.models import ActionItem
from agendas.models import AgendaItem, Outcome, PrivateNote, SharedNote
from kit.vault import keyring
from oneonones.models import Meeting, Pair
from people.models import Person, ReportingLine
from tests.conftest import MONDAY, Browse, People, past_meeting

REGIONS = [
    "Since last time", "Agenda", "Shared notes", "Before you go", "Private notes", "Worth asking", "Looking back",
]  # fmt: skip
NOW = MONDAY
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)

pytestmark = pytest.mark.usefixtures("monday_morning")


def read(browse: Browse, person: Person, address: str) -> str:
    answer = browse(person).get(address)
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def page(browse: Browse, person: Person, meeting: Meeting, query: str = "") -> str:
    return read(browse, person, meeting.get_absolute_url() + query)


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("report", 200), ("outsider", 404), ("hr_admin", 404), ("owner", 404), ("managers_manager", 404),
     ("former_manager", 404)],
)  # fmt: skip
def test_only_the_pair_reads_the_meeting_page(
    browse: Browse, people: People, meeting: Meeting, who: str, status: int
) -> None:
    assert browse(people[who]).get(meeting.get_absolute_url()).status_code == status


@pytest.mark.parametrize("stage", ["prepare", "meet", "review"])
def test_the_parts_stand_in_the_same_order_in_every_stage(
    browse: Browse, people: People, meeting: Meeting, stage: str
) -> None:
    html = page(browse, people["manager"], meeting, f"?stage={stage}")

    places = [re.search(rf"<h2[^>]*>(?:<svg.*?</svg>)?\s*{name}", html) for name in REGIONS]
    assert all(places)
    assert [found.start() for found in places if found] == sorted(found.start() for found in places if found)
    assert f'data-stage="{stage}"' in html
    assert html.count("<h1") == 1


def test_the_head_says_when_how_often_and_the_how_manieth(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    for weeks in range(1, 47):
        past_meeting(pair, ago=weeks * WEEK, at=at)

    html = page(browse, people["manager"], meeting)

    assert "Priya <em><i>&amp;</i></em> Tom</h1>" in html
    assert "Tuesday 24 November, 10:00 to 10:30</time> · every week · your 47th" in html
    assert ">Tomorrow</time>" in html
    assert "All 46 meetings" in html
    assert "Every week from 24 November" in html


def test_a_date_far_away_says_so(browse: Browse, people: People, meeting: Meeting) -> None:
    meeting.move(to=meeting.starts_at + 5 * DAY, by=people["manager"], at=NOW)

    assert "In 6 days" in page(browse, people["report"], meeting)


def test_a_stage_that_is_none_is_chosen_by_the_time(browse: Browse, people: People, meeting: Meeting) -> None:
    assert 'data-stage="prepare"' in page(browse, people["manager"], meeting, "?stage=party")


def test_the_time_left_runs_once_it_has_begun_and_wrap_up_is_there(
    browse: Browse, people: People, meeting: Meeting
) -> None:
    before = page(browse, people["manager"], meeting)
    wrap_up = f'action="{meeting.get_absolute_url()}wrap-up/"'
    assert "<meet-clock" not in before
    assert wrap_up not in before

    with time_machine.travel(meeting.starts_at + timedelta(minutes=11, seconds=24), tick=False):
        during = page(browse, people["manager"], meeting)
        assert "<b>18:36</b>" in during
        assert "left of 30 min" in during
        assert wrap_up in during
        assert "Move this one" in during

    with time_machine.travel(meeting.ends_at + timedelta(minutes=5), tick=False):
        assert "Move this one" not in page(browse, people["manager"], meeting)


def test_the_first_ever_says_so_and_offers_something_to_start_with(
    browse: Browse, people: People, meeting: Meeting
) -> None:
    html = page(browse, people["report"], meeting)

    assert "This is your first 1:1 together." in html
    assert "your first" in html
    assert "Nothing yet. Try one of these." in html


def test_a_later_meeting_links_to_the_next_one_and_shows_no_open_item(
    browse: Browse, people: People, pair: Pair, meeting: Meeting
) -> None:
    AgendaItem.raise_on(pair, title="Where am I", by=people["report"], at=NOW)
    later = Meeting.objects.planned().filter(pair=pair, starts_at__gt=meeting.starts_at).earliest("starts_at")

    html = page(browse, people["manager"], later)

    assert "Where am I" not in html
    assert f'href="{meeting.get_absolute_url()}#agenda"' in html
    assert html.count("What is open is on the next 1:1") == 1
    assert "Nothing on the agenda was dealt with here." not in html
    assert "Where am I" in page(browse, people["manager"], meeting)


def test_a_skipped_one_says_who_why_and_where_the_rest_stayed(browse: Browse, people: People, meeting: Meeting) -> None:
    meeting.skip(reason="clash", by=people["manager"], at=NOW)

    assert "Priya skipped this one: clash. What was open stayed" in page(browse, people["report"], meeting)


def test_without_a_next_date_one_can_be_picked_in_place(browse: Browse, people: People, meeting: Meeting) -> None:
    assert meeting.series is not None
    meeting.series.end(by=people["manager"], at=meeting.starts_at)

    with time_machine.travel(meeting.starts_at, tick=False):
        html = page(browse, people["report"], meeting)

    assert "No date for the next 1:1" in html
    assert f'hx-get="/pairs/{meeting.pair_id}/series/?back={meeting.pk}"' in html
    assert f'action="{meeting.get_absolute_url()}wrap-up/"' in html


def test_a_past_meeting_is_reviewed_with_the_way_to_its_neighbours(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    first, second, third = (past_meeting(pair, ago=weeks * WEEK, at=at) for weeks in (3, 2, 1))
    for one in (first, second, third):
        one.wrap_up(by=people["report"], at=one.ends_at)

    html = page(browse, people["manager"], second)

    assert 'data-stage="review"' in html
    assert f'href="{first.get_absolute_url()}" rel="prev" aria-keyshortcuts="["' in html
    assert f'href="{third.get_absolute_url()}" rel="next" aria-keyshortcuts="]"' in html
    assert f'href="{meeting.get_absolute_url()}">Open it</a>' in html
    assert 'aria-keyshortcuts="M"' not in html


def test_an_unconfirmed_meeting_asks_and_can_be_confirmed(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    past = past_meeting(pair, ago=WEEK, at=at)
    past.leave_unconfirmed(at=at)

    html = page(browse, people["manager"], past)

    assert "Nobody wrapped this one up. Did you two meet?" in html
    assert f'action="{past.get_absolute_url()}wrap-up/"' in html


def test_a_cancelled_date_says_so_and_leads_to_the_next(
    browse: Browse, people: People, pair: Pair, meeting: Meeting, at: datetime
) -> None:
    gone = past_meeting(pair, ago=WEEK, at=at)
    Meeting.objects.filter(pk=gone.pk).update(state="cancelled")

    html = page(browse, people["manager"], gone)

    assert "This date was cancelled." in html
    assert meeting.get_absolute_url() in html


def test_once_ended_it_is_read_by_both_and_changed_by_nobody(
    browse: Browse, people: People, pair: Pair, meeting: Meeting
) -> None:
    past = past_meeting(pair, ago=WEEK, at=NOW)
    past.wrap_up(by=people["report"], at=past.ends_at)
    ReportingLine.change(people["report"], None, by=None, at=NOW)

    for reader, other in (("manager", "Tom"), ("report", "Priya")):
        html = page(browse, people[reader], past)
        assert f"These 1:1s ended on 23 November. You and {other} can still read it." in html
        assert "waits on the agenda for the next 1:1" not in html
        for word in ("wrap-up/", "Pick a date", "Move this one", "Add action", "Not over yet", 'id="add"'):
            assert word not in html


def test_the_other_ones_private_things_are_on_no_page(
    browse: Browse, people: People, pair: Pair, meeting: Meeting
) -> None:
    AgendaItem.raise_on(pair, title="Zwetschgen", visibility="private", by=people["report"], at=NOW)
    PrivateNote.of(meeting, people["report"], at=NOW).append("Mirabellen", by=people["report"], at=NOW)

    theirs, mine = page(browse, people["manager"], meeting), page(browse, people["report"], meeting)

    assert "Zwetschgen" in mine
    assert "Mirabellen" in mine
    assert "Zwetschgen" not in theirs
    assert "Mirabellen" not in theirs


def fill(pair: Pair, meeting: Meeting, people: People, *, many: int) -> None:
    """`many` of everything: items with carries, notes, actions, questions, past meetings, other pairs in the rail."""
    both = [people["manager"], people["report"]]
    ago = [past_meeting(pair, ago=weeks * WEEK, at=NOW) for weeks in range(1, many + 1)]
    for number in range(many):
        by = both[number % 2]
        item = AgendaItem.raise_on(pair, title=f"Item {number}", context="Why", by=by, at=NOW - 9 * WEEK)
        AgendaItem.raise_on(pair, title=f"Mine {number}", visibility="private", by=by, at=NOW)
        AgendaItem.raise_on(pair, title=f"Asked {number}", question_key=f"q{number + 1:02}", by=by, at=NOW)
        Outcome.finish(item, ago[number], kind="carried", by=by, at=NOW)
        SharedNote.of(meeting, item, at=NOW).append("Said", by=by, at=NOW)
        action = ActionItem.promise(pair, what=f"Do {number}", who=by, meeting=ago[number], by=by, at=NOW - WEEK)
        ActionItem.promise(pair, what=f"Today {number}", who=by, meeting=meeting, item=item, by=by, at=NOW)
        if number % 2:
            action.complete(by=by, at=NOW)
        ago[number].wrap_up(by=by, at=ago[number].ends_at)
    SharedNote.of(meeting, None, at=NOW).append("Ours", by=both[0], at=NOW)
    PrivateNote.of(meeting, both[0], at=NOW).append("Mine", by=both[0], at=NOW)
    for part in ["outsider", "hr_admin", "owner"][:many]:
        Pair.start(people["manager"], people[part], kind="peer", by=None, at=NOW)


@pytest.mark.parametrize("many", [1, 3, 9])
@pytest.mark.parametrize("stage", ["prepare", "meet", "review"])
def test_the_page_takes_at_most_twelve_queries_whatever_the_counts(
    browse: Browse,
    people: People,
    pair: Pair,
    meeting: Meeting,
    count_queries: Callable[[Callable[[], object]], int],
    many: int,
    stage: str,
) -> None:
    fill(pair, meeting, people, many=many)
    client = browse(people["manager"])
    address = f"{meeting.get_absolute_url()}?stage={stage}"
    client.get(address)

    keyring.clear()
    assert count_queries(lambda: client.get(address)) <= 12


@pytest.mark.parametrize("part", ["head", "next"])
def test_a_part_takes_few_queries_and_a_browser_is_sent_to_the_page(
    browse: Browse,
    people: People,
    meeting: Meeting,
    count_queries: Callable[[Callable[[], object]], int],
    part: str,
) -> None:
    client = browse(people["manager"])
    address = f"{meeting.get_absolute_url()}{part}/"

    assert client.get(address)["Location"] == meeting.get_absolute_url()
    script = {"HX-Request": "true"}
    assert client.get(address, headers=script).content.decode().strip().startswith(("<div", "<section"))
    assert count_queries(lambda: client.get(address, headers=script)) <= 6


def test_the_page_of_an_old_meeting_is_as_cheap(
    browse: Browse, people: People, pair: Pair, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    old = [past_meeting(pair, ago=weeks * WEEK, at=NOW) for weeks in range(1, 60)]
    client = browse(people["report"])

    assert count_queries(lambda: client.get(old[55].get_absolute_url())) <= 12
