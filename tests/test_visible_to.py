"""Who sees rows of each app: what two people share these two only, what is one person's own that person only."""

from datetime import timedelta

import pytest

from agendas.models import (
    AgendaItem,
    AgendaTemplate,
    Amendment,
    Comment,
    Decision,
    Outcome,
    SharedNote,
    WrittenAnswer,
)
from integrations.models import CalendarFeed
from oneonones.models import Meeting, Pair
from people.models import Absence, HolidayList
from tests.conftest import CAST, past_meeting


@pytest.fixture
def said(pair, people, meeting, at):
    """One row of each kind, all of it of Priya and Tom."""
    tom = people["report"]
    item, other = (AgendaItem.raise_on(pair, title=title, by=tom, at=at) for title in ("One", "Two"))
    Outcome.finish(item, meeting, kind="carried", by=tom, at=at)
    Decision.mark(item, meeting, by=tom, at=at)
    Comment.write(item, "x", by=tom, at=at)
    WrittenAnswer.give(other, "x", meeting=None, by=tom, at=at)
    Amendment.add(meeting, "x", by=tom, at=at)
    SharedNote.of(meeting, None, at=at)


@pytest.mark.usefixtures("said")
@pytest.mark.parametrize(
    "rows", [Pair, Meeting, AgendaItem, Outcome, Decision, Comment, WrittenAnswer, Amendment, SharedNote]
)
def test_what_two_people_share_is_seen_by_these_two_only(people, ended_pair, pair, rows):
    its_pair = {Pair: "pk", AgendaItem: "pair", Meeting: "pair", Comment: "item__pair", WrittenAnswer: "item__pair"}
    theirs = {its_pair.get(rows, "meeting__pair"): pair.pk}
    assert rows.objects.filter(**theirs).exists()

    seen = {who for who in CAST if rows.objects.visible_to(people[who]).filter(**theirs).exists()}

    assert seen == {"manager", "report"}


def test_one_sees_the_meetings_of_all_pairs_of_ones_own_and_no_others(people, pair, ended_pair, at):
    for one in (pair, ended_pair):
        past_meeting(one, ago=timedelta(), at=at)
    seen = {who: {one.pair for one in Meeting.objects.visible_to(people[who])} for who in CAST}
    theirs = {"report": {pair, ended_pair}, "manager": {pair}, "former_manager": {ended_pair}}
    assert seen == {who: theirs.get(who, set()) for who in CAST}


def test_a_decision_is_not_seen_while_its_item_is_off_the_agenda(people, said, at):
    AgendaItem.objects.filter(outcomes__isnull=False).update(removed_at=at)
    assert not Decision.objects.visible_to(people["manager"]).exists()


def test_what_is_of_one_person_is_seen_by_them_only(people, at):
    tom = people["report"]
    today = tom.today(at)
    AgendaTemplate.make(name="x", text="y", by=tom, at=at)
    Absence.add(tom, first_on=today, last_on=today, kind="leave", by=tom, at=at)
    HolidayList.take(tom, [(today, "x")], by=tom, at=at)
    CalendarFeed.open(tom, with_names=True, at=at)

    for rows in (AgendaTemplate, Absence, HolidayList, CalendarFeed):
        assert {who for who in CAST if rows.objects.visible_to(people[who]).exists()} == {"report"}
