"""Somebody leaves: their 1:1s end, nothing of them is lost, and nobody is left without a manager by accident."""

from collections.abc import Callable
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actions.models import ActionItem
from agendas.models import AgendaItem
from oneonones.models import Meeting, Pair, Series
from people.models import HasLeft, Person, ReportingLine, StillManages
from tests.conftest import MONDAY, Browse, People

pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def at() -> datetime:
    return MONDAY


def run(command: str, **options: str) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_the_pairs_of_a_leaver_end_and_their_dates_are_cancelled(
    series: Series, ended_pair: Pair, people: People, at: datetime
) -> None:
    peers = Pair.start(people["outsider"], people["report"], kind="peer", by=None, at=at)
    ended_before = ended_pair.ended_on
    people["report"].deactivate(by=None, at=at)

    assert not Pair.objects.active().filter(report=people["report"]).exists()
    for pair in (series.pair, peers):
        pair.refresh_from_db()
        assert pair.ended_on == date(2026, 11, 23)
    assert not Meeting.objects.planned().filter(pair=series.pair).exists()
    assert not Series.objects.running().filter(pair=series.pair).exists()
    ended_pair.refresh_from_db()
    assert ended_pair.ended_on == ended_before


def test_the_other_keeps_reading_and_nobody_else_does(series: Series, people: People, browse: Browse) -> None:
    AgendaItem.raise_on(series.pair, title="Kept for Priya", by=people["report"], at=MONDAY)
    people["report"].deactivate(by=None, at=MONDAY)

    page = browse(people["manager"]).get(series.pair.get_absolute_url())
    assert "Tom has left; you can still read it." in page.content.decode()
    for who in ("managers_manager", "hr_admin", "owner", "outsider"):
        assert browse(people[who]).get(series.pair.get_absolute_url()).status_code == 404


def test_a_manager_with_reports_cannot_leave(series: Series, people: People, at: datetime) -> None:
    with pytest.raises(StillManages) as refusal:
        people["manager"].deactivate(by=None, at=at)

    assert refusal.value.reports == [people["report"]]
    people["manager"].refresh_from_db()
    assert people["manager"].deactivated_at is None
    assert Pair.objects.active().filter(pk=series.pair.pk).exists()


@pytest.mark.parametrize("instead", ["elena@example.test", "none"])
def test_a_manager_leaves_once_each_report_has_another_or_none_on_purpose(people: People, instead: str) -> None:
    with pytest.raises(CommandError, match="change_manager --person tom@example.test"):
        run("deactivate_person", person="priya@example.test")

    run("change_manager", person="tom@example.test", manager=instead)
    assert "Priya Raman has left. 1:1s ended: 1;" in run("deactivate_person", person="priya@example.test")
    assert ReportingLine.manager_of(people["manager"]) is None
    assert people["report"] not in ReportingLine.orphans()


def test_nobody_begins_to_report_to_somebody_who_has_left(people: People, at: datetime) -> None:
    people["outsider"].deactivate(by=None, at=at)
    with pytest.raises(HasLeft):
        ReportingLine.change(people["report"], people["outsider"], by=None, at=at)
    assert ReportingLine.manager_of(people["report"]) == people["manager"]


def test_the_command_says_what_is_left_open_and_no_word_of_it(series: Series, people: People, at: datetime) -> None:
    ActionItem.promise(series.pair, what="Zwetschgendatschi", who=people["report"], by=people["report"], at=at)
    said = run("deactivate_person", person="tom@example.test")

    assert "Tom Okafor has left. 1:1s ended: 1; planned dates cancelled: 9." in said
    assert "with Priya Raman: actions left open: 1" in said
    assert "Zwetschgendatschi" not in said
    with pytest.raises(CommandError, match="Nobody here has the address tom@example.test"):
        run("deactivate_person", person="tom@example.test")


def test_orphans_are_those_without_a_manager_whom_nobody_marked_so(people: People) -> None:
    said = run("list_orphans")
    assert "Elena Kovač <elena@example.test>" in said
    assert "Tom" not in said

    for person in ReportingLine.orphans():
        run("change_manager", person=person.email, manager="none")
    assert run("list_orphans").strip() == "Everybody has a manager, or has none on purpose."

    run("change_manager", person="nils@example.test", manager="priya@example.test")
    assert Person.objects.get(pk=people["outsider"].pk).no_manager_at is None


def test_who_is_added_without_a_word_on_a_manager_is_an_orphan(people: People) -> None:
    run("add_person", email="new@example.test", name="New Person")
    run("add_person", email="boss@example.test", name="New Boss", manager="none")

    emails = set(ReportingLine.orphans().values_list("email", flat=True))
    assert "new@example.test" in emails
    assert "boss@example.test" not in emails


# --- What is open with them


@pytest.fixture
def left(series: Series, people: People, at: datetime) -> ActionItem:
    """Tom promised something, in his own words, and has left."""
    action = ActionItem.promise(series.pair, what="Write it down", who=people["report"], by=people["report"], at=at)
    people["report"].deactivate(by=None, at=at)
    return action


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("managers_manager", 404), ("outsider", 404), ("hr_admin", 404), ("owner", 404)],
)
def test_only_the_other_of_the_two_takes_it_on(
    left: ActionItem, people: People, browse: Browse, who: str, status: int
) -> None:
    own = Pair.start(people[who], people["former_manager"], kind="peer", by=None, at=MONDAY)
    page = browse(people[who])
    assert page.get(f"/actions/new/?left={left.pk}&pair={own.pk}").status_code == status
    assert ("Write it down" in page.get("/actions/").content.decode()) == (status == 200)


def test_the_words_of_a_leaver_are_shown_and_not_copied(left: ActionItem, people: People, browse: Browse) -> None:
    own = Pair.start(people["manager"], people["former_manager"], kind="peer", by=None, at=MONDAY)
    url = f"/actions/new/?left={left.pk}&pair={own.pk}"
    page = browse(people["manager"])
    form = page.get(url).content.decode()
    assert "Left open with Tom: “Write it down”. Only you see this line." in form
    assert 'value="Write it down"' not in form

    ActionItem.objects.filter(pk=left.pk).update(author=people["manager"])
    assert 'value="Write it down"' in page.get(url).content.decode()


def test_what_was_taken_on_is_no_longer_listed(left: ActionItem, people: People, browse: Browse) -> None:
    own = Pair.start(people["manager"], people["former_manager"], kind="peer", by=None, at=MONDAY)
    page = browse(people["manager"])
    assert f'href="/actions/new/?left={left.pk}"' in page.get("/actions/").content.decode()
    form = page.get(f"/actions/new/?left={left.pk}&pair={own.pk}").content.decode()
    assert f'<input type="hidden" name="left" value="{left.pk}">' in form

    said = {"what": "", "owner": str(people["manager"].pk), "left": str(left.pk)}
    refused = page.post(f"/pairs/{own.pk}/action-items/", said)
    assert refused.status_code == 422
    assert f'<input type="hidden" name="left" value="{left.pk}">' in refused.content.decode()
    assert "Left open with Tom" in refused.content.decode()
    assert f"left={left.pk}" in page.get("/actions/").content.decode(), "nothing is promised yet"

    assert page.post(f"/pairs/{own.pk}/action-items/", {**said, "what": "The runbook"}).status_code == 303
    taken = ActionItem.objects.get(pair=own)
    assert (taken.what, taken.takes_on) == ("The runbook", left)
    assert f"left={left.pk}" not in page.get("/actions/").content.decode()
    assert not ActionItem.objects.visible_to(people["manager"]).left_behind(since=date(2026, 1, 1)).exists()
    left.refresh_from_db()
    assert (left.completed_at, left.dropped_at) == (None, None), "the record of the two stays as it was"
    for url in (own.get_absolute_url(), taken.get_absolute_url(), "/actions/?whose=theirs"):
        assert "Write it down" not in browse(people["former_manager"]).get(url).content.decode()


@pytest.mark.parametrize("who", ["managers_manager", "outsider", "hr_admin", "owner"])
def test_nobody_else_marks_it_as_taken_on(left: ActionItem, people: People, browse: Browse, who: str) -> None:
    own = Pair.start(people[who], people["former_manager"], kind="peer", by=None, at=MONDAY)
    said = {"what": "Mine", "owner": str(people[who].pk), "left": str(left.pk)}
    assert browse(people[who]).post(f"/pairs/{own.pk}/action-items/", said).status_code == 404
    assert not ActionItem.objects.filter(pair=own).exists()
    assert f"left={left.pk}" in browse(people["manager"]).get("/actions/").content.decode()


def test_it_is_listed_for_a_month(left: ActionItem, people: People, browse: Browse) -> None:
    Pair.objects.filter(pk=left.pair_id).update(ended_on=date(2026, 10, 23))
    assert "Write it down" not in browse(people["manager"]).get("/actions/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_keeps_the_budget_of_its_page_at_one_and_at_three_rows(
    series: Series, people: People, at: datetime, browse: Browse, rows: int,
    count_queries: Callable[[Callable[[], object]], int],
) -> None:  # fmt: skip
    for number in range(rows):
        about = {"who": people["report"], "by": people["report"], "at": at}
        ActionItem.promise(series.pair, what=f"Promise {number}", **about)
    people["report"].deactivate(by=None, at=at)
    page = browse(people["manager"])
    page.get("/actions/")
    assert count_queries(lambda: page.get("/actions/")) <= 10
