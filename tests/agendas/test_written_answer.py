"""An item that is answered in writing, and the question that an item carried three times asks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from activity.models import Activity
from agendas.models import Agenda, AgendaItem, Outcome, WrittenAnswer
from kit.vault.models import DataKey
from oneonones.models import Meeting
from tests.conftest import past_meeting

pytestmark = pytest.mark.usefixtures("monday_morning")

WEEK = timedelta(weeks=1)
SAID = "Yes: from 1 March, with Ana."
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def item(pair, people, at):
    return AgendaItem.raise_on(pair, title="May I lead the release?", by=people["report"], at=at - 4 * WEEK)


def answer_url(item, meeting=None):
    return reverse("agenda_item_answer", args=[item.pk]) + (f"?meeting={meeting.pk}" if meeting else "")


def carried(item, times, *, at):
    for week in range(times, 0, -1):
        meeting = past_meeting(item.pair, ago=week * WEEK, at=at)
        meeting.wrap_up(by=item.pair.manager, at=meeting.ends_at)


# --- who may


@pytest.mark.parametrize("part", ["outsider", "former_manager", "managers_manager", "hr_admin", "owner"])
def test_nobody_else_reads_or_gives_an_answer(browse, people, item, part, at):
    WrittenAnswer.give(item, SAID, meeting=None, by=people["manager"], at=at)
    client = browse(people[part])
    assert client.get(answer_url(item)).status_code == 404
    assert client.post(answer_url(item), {"body": "Mine"}).status_code == 404
    assert not WrittenAnswer.objects.visible_to(people[part]).exists()


@pytest.mark.parametrize("how", ["private", "waits"])
def test_an_item_that_its_author_alone_knows_is_answered_by_nobody(browse, pair, people, at, how):
    if how == "waits":
        pair.show_items("at_start", by=people["report"], at=at)
    visibility = "private" if how == "private" else "shared"
    item = AgendaItem.raise_on(pair, title="Mine", visibility=visibility, by=people["report"], at=at)
    assert browse(people["manager"]).post(answer_url(item), {"body": SAID}).status_code == 404
    assert browse(people["report"]).post(answer_url(item), {"body": SAID}).status_code == 403
    assert WrittenAnswer.give(item, SAID, meeting=None, by=people["report"], at=at) is None


@pytest.mark.parametrize("part", ["manager", "report"])
def test_either_of_the_two_answers(browse, people, item, part):
    assert browse(people[part]).post(answer_url(item), {"body": SAID}, headers=SCRIPT).status_code == 200
    given = WrittenAnswer.objects.select_related("item").get()
    assert (given.author, given.body) == (people[part], SAID)


def test_in_an_ended_pair_it_is_read_and_not_given(browse, ended_pair, people, at):
    item = AgendaItem.raise_on(ended_pair, title="Before", by=people["report"], at=at)
    client = browse(people["report"])
    assert client.post(answer_url(item), {"body": SAID}).status_code == 403
    WrittenAnswer.give(item, SAID, meeting=None, by=people["report"], at=at)
    page = client.get(answer_url(item)).content.decode()
    assert SAID in page
    assert "Open it again" not in page


# --- what it does


def test_an_answer_closes_the_item_and_is_the_outcome_of_the_meeting(people, item, meeting, at):
    given = WrittenAnswer.give(item, f"  {SAID}\n", meeting=meeting, by=people["manager"], at=at)
    item.refresh_from_db()
    assert (item.closed_as, item.closed_by, given.meeting, given.body) == ("answered", people["manager"], meeting, SAID)
    outcome = Outcome.objects.get(item=item)
    assert (outcome.kind, outcome.meeting, outcome.person) == ("answered", meeting, people["manager"])
    assert Activity.objects.filter(kind="agenda_item.answered", subject_id=item.pk, private_to=None).count() == 1
    assert DataKey.objects.get(pk=WrittenAnswer.objects.get().__dict__["body"].key_id).purpose == "pair"


def test_an_answer_needs_no_meeting(people, item, at):
    given = WrittenAnswer.give(item, SAID, meeting=None, by=people["manager"], at=at)
    assert given.meeting is None
    assert not Outcome.objects.exists()


def test_a_meeting_that_is_over_takes_no_outcome_but_the_answer_is_kept(people, item, at):
    over = past_meeting(item.pair, ago=timedelta(hours=3), at=at)
    over.wrap_up(by=people["manager"], at=at)
    given = WrittenAnswer.give(item, SAID, meeting=over, by=people["manager"], at=at)
    assert given.meeting is None
    assert Outcome.objects.get(item=item, meeting=over).kind == "carried"


def test_what_was_carried_at_a_meeting_may_still_be_answered_there(people, item, meeting, at):
    Outcome.finish(item, meeting, kind="carried", by=people["report"], at=at)
    assert WrittenAnswer.give(item, SAID, meeting=meeting, by=people["manager"], at=at)
    assert Outcome.objects.get().kind == "answered"


def test_a_standing_item_is_not_closed_by_an_answer(pair, people, meeting, at):
    item = AgendaItem.raise_on(pair, title="Energy", standing=True, by=people["report"], at=at)
    assert WrittenAnswer.give(item, SAID, meeting=meeting, by=people["manager"], at=at) is None
    assert not item.close(how="answered", by=people["manager"], at=at)
    assert AgendaItem.objects.open().get() == item


def test_what_is_closed_is_not_answered_again(people, item, meeting, at):
    assert WrittenAnswer.give(item, SAID, meeting=meeting, by=people["manager"], at=at)
    assert WrittenAnswer.give(item, "No", meeting=meeting, by=people["report"], at=at) is None
    assert WrittenAnswer.objects.select_related("item").get().body == SAID


def test_an_answer_says_something(people, item, at):
    with pytest.raises(ValueError, match="says something"):
        WrittenAnswer.give(item, "  \n", meeting=None, by=people["manager"], at=at)


@pytest.mark.parametrize("with_meeting", [True, False])
def test_undo_opens_the_item_and_gives_the_words_back_to_whoever_wrote_them(
    browse, people, item, meeting, with_meeting
):
    where = meeting if with_meeting else None
    client = browse(people["manager"])
    client.post(answer_url(item, where), {"body": SAID})
    undo = reverse("outcome_undo", args=[meeting.pk, item.pk])
    client.post(undo if with_meeting else reverse("agenda_item_drop_undo", args=[item.pk]))
    item.refresh_from_db()
    assert item.open
    assert not WrittenAnswer.objects.standing().exists()
    assert SAID in client.get(answer_url(item, where)).content.decode()
    assert SAID not in browse(people["report"]).get(answer_url(item, where)).content.decode()
    client.post(answer_url(item, where), {"body": "No."})
    assert WrittenAnswer.objects.standing().select_related("item").get().body == "No."


# --- where it is read


def test_both_read_it_at_the_meeting_where_it_was_given(browse, people, item, meeting):
    browse(people["manager"]).post(answer_url(item, meeting), {"body": SAID})
    for part, writer in (("manager", "You"), ("report", "Priya")):
        page = browse(people[part]).get(meeting.get_absolute_url()).content.decode()
        assert SAID in page
        assert f"{writer} · answered in writing, 23 November" in page.replace("</span>", "")


def test_without_a_meeting_it_is_on_the_next_page_while_it_is_news(pair, people, item, at):
    WrittenAnswer.give(item, SAID, meeting=None, by=people["manager"], at=at)
    for reader in (people["manager"], people["report"]):
        (entry,) = Agenda.of(pair, None, reader, at=at + 13 * timedelta(days=1), upcoming=None).entries
        assert (entry.state, entry.answer.body) == ("answered", SAID)
        assert Agenda.of(pair, None, reader, at=at + 15 * timedelta(days=1), upcoming=None).entries == ()


def test_its_address_leads_to_it(browse, people, item, meeting, at):
    WrittenAnswer.give(item, SAID, meeting=None, by=people["manager"], at=at)
    answer = browse(people["report"]).get(reverse("agenda_item", args=[item.pk]), follow=True)
    assert SAID in answer.content.decode()
    item.reopen(by=people["manager"], at=at)
    WrittenAnswer.give(item, "Later", meeting=meeting, by=people["manager"], at=at)
    there = browse(people["report"]).get(reverse("agenda_item", args=[item.pk]))
    assert there["Location"] == f"{meeting.get_absolute_url()}#item-{item.pk}"


# --- the form


def test_an_empty_answer_is_refused_in_place(browse, people, item, meeting):
    answer = browse(people["manager"]).post(answer_url(item, meeting), {"body": " "}, headers=SCRIPT)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, f"#answer-{item.pk}")
    assert "Write your answer." in answer.content.decode()
    assert browse(people["manager"]).post(answer_url(item, meeting), {"body": ""}).status_code == 422


def test_what_was_typed_is_kept_when_the_other_was_first(browse, people, item, meeting, at):
    Outcome.finish(item, meeting, kind="dropped", by=people["report"], at=at)
    answer = browse(people["manager"]).post(answer_url(item, meeting), {"body": SAID})
    assert answer.status_code == 409
    assert SAID in answer.content.decode()
    assert "closed in the meantime" in answer.content.decode()


def test_a_script_gets_the_form_alone(browse, people, item, meeting):
    form = browse(people["manager"]).get(answer_url(item, meeting), headers=SCRIPT).content.decode()
    assert "Close with this answer" in form
    assert "<html" not in form


# --- the question from the third carry on


@pytest.mark.parametrize(("times", "asked"), [(0, False), (2, False), (3, True), (4, True)])
def test_from_the_third_carry_on_the_page_asks(browse, people, item, meeting, at, times, asked):
    carried(item, times, at=at)
    page = browse(people["report"]).get(meeting.get_absolute_url()).content.decode()
    assert (f"Carried {times} times. What becomes of it?" in page) == asked
    assert ("Drop it" in page) == asked


@pytest.mark.parametrize(
    ("stage", "offers"), [("meet", "Talk about it now"), ("prepare", "Put it first"), ("review", "")]
)
def test_it_offers_what_the_stage_allows(browse, pair, people, item, meeting, at, stage, offers):
    carried(item, 3, at=at)
    other = AgendaItem.raise_on(pair, title="First", by=people["manager"], at=at)
    other.place_before(item, by=people["manager"], at=at)
    page = browse(people["report"]).get(f"{meeting.get_absolute_url()}?stage={stage}").content.decode()
    assert ("What becomes of it?" in page) == bool(offers)
    for words in ("Talk about it now", "Put it first"):
        assert (words in page) == (words == offers)


def test_without_a_date_the_page_of_the_pair_asks_too(browse, pair, people, item, at):
    carried(item, 3, at=at)
    page = browse(people["report"]).get(reverse("pair_agenda", args=[pair.pk])).content.decode()
    assert "Carried 3 times. What becomes of it?" in page
    assert not Meeting.objects.filter(pair=pair).upcoming(at=at).exists()


def test_nobody_is_asked_about_what_is_on_every_meeting_or_being_talked_about(browse, people, item, meeting, at):
    carried(item, 3, at=at)
    Outcome.start(item, meeting, by=people["report"], at=at)
    page = browse(people["report"]).get(f"{meeting.get_absolute_url()}?stage=meet").content.decode()
    assert "What becomes of it?" not in page


def test_the_page_keeps_its_queries(browse, pair, people, meeting, at, count_queries):
    client = browse(people["report"])

    def answered(number):
        for n in range(number):
            item = AgendaItem.raise_on(pair, title=str(n), by=people["report"], at=at)
            WrittenAnswer.give(item, SAID, meeting=meeting, by=people["manager"], at=at)
        client.get(meeting.get_absolute_url())
        return count_queries(lambda: client.get(meeting.get_absolute_url()))

    assert answered(1) == answered(3) <= 12
