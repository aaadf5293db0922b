"""Somebody stands in as a manager until a day: a pair of its own, which closes by itself."""

from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from oneonones.models import (
    Acting,
    AdHoc,
    CannotAct,
    LastingMove,
    Meeting,
    NextDate,
    Pair,
    Recent,
    Recurrence,
    Request,
    Scope,
    Series,
)
from oneonones.tasks import close_acting_pairs
from people.models import Absence
from tests.conftest import MONDAY, Browse, People, frozen

TUESDAY, DAY = 1, timedelta(days=1)
UNTIL = date(2026, 12, 11)
pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def at() -> datetime:
    return MONDAY


@pytest.fixture
def acting(people: People, at: datetime) -> Pair:
    """Elena stands in for Priya, as the manager of Tom."""
    return Acting.start(people["managers_manager"], people["report"], until=UNTIL, by=None, at=at)


def weekly(pair: Pair, at: datetime) -> Series:
    return Series.begin(
        pair, recurrence=Recurrence(weekday=TUESDAY), on_or_after=date(2026, 11, 24), clock=time(10), minutes=30,
        anchor=pair.manager, by=pair.manager, at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("managers_manager", 200),
        ("report", 200),
        ("manager", 404),
        ("outsider", 404),
        ("hr_admin", 404),
        ("owner", 404),
    ],
)
def test_an_acting_pair_is_walled_off_like_any_other(
    acting: Pair, people: People, browse: Browse, who: str, status: int
) -> None:
    assert browse(people[who]).get(acting.get_absolute_url()).status_code == status


def test_it_ends_by_itself_once_its_last_day_is_over(acting: Pair, people: People, at: datetime) -> None:
    weekly(acting, at)
    assert Acting.close_due(at=frozen("2026-12-11 22:59")) == 0
    assert Acting.close_due(at=frozen("2026-12-11 23:01")) == 1, "midnight on the clock of whoever stands in"

    acting.refresh_from_db()
    assert acting.ended_on == UNTIL
    assert not Meeting.objects.planned().filter(pair=acting, starts_at__gt=frozen("2026-12-12 00:00")).exists()
    assert Pair.objects.active().filter(manager=people["manager"], report=people["report"]).exists()


def test_the_task_may_run_twice(acting: Pair) -> None:
    close_acting_pairs()
    close_acting_pairs()
    acting.refresh_from_db()
    assert acting.active


def test_no_date_is_planned_after_its_last_day(acting: Pair, people: People, at: datetime) -> None:
    series = weekly(acting, at)
    planned = Meeting.objects.filter(pair=acting).order_by("starts_at")
    assert [f"{meeting.starts_at:%m-%d}" for meeting in planned] == ["11-24", "12-01", "12-08"]

    first, last, tom = date(2026, 11, 24), date(2026, 12, 20), people["report"]
    Absence.add(tom, first_on=first, last_on=last, kind="other", by=tom, at=at)
    NextDate.plan(Series.objects.filter(pk=series.pk), at=at)
    assert Meeting.objects.filter(pair=acting).count() == 3


def test_another_last_day_takes_the_place_of_the_one_before(acting: Pair, people: People, at: datetime) -> None:
    again = Acting.start(people["managers_manager"], people["report"], until=UNTIL + DAY, by=None, at=at)
    assert (again, again.ends_on) == (acting, UNTIL + DAY)
    assert Pair.objects.active().filter(kind="acting").count() == 1


def planned(pair: Pair) -> list[str]:
    return [f"{one.starts_at:%m-%d}" for one in Meeting.objects.planned().filter(pair=pair).order_by("starts_at")]


def until(people: People, day: date, at: datetime) -> Pair:
    return Acting.start(people["managers_manager"], people["report"], until=day, by=None, at=at)


def test_no_date_is_left_after_an_earlier_last_day(acting: Pair, people: People, browse: Browse, at: datetime) -> None:
    """The task that closes the pair runs later: nothing waits for it."""
    weekly(acting, at)
    elena, tom = people["managers_manager"], people["report"]
    AdHoc.arrange(acting, starts_at=frozen("2026-12-03 14:00"), minutes=30, by=elena, at=at)
    asked = Request.ask(acting, starts_at=frozen("2026-12-10 14:00"), minutes=30, by=tom, at=at)
    assert planned(acting) == ["11-24", "12-01", "12-03", "12-08"]

    pair = until(people, date(2026, 12, 1), at)
    assert planned(pair) == ["11-24", "12-01"]
    asked.refresh_from_db()
    assert asked.cancelled
    with time_machine.travel(frozen("2026-12-01 18:00"), tick=False):
        now = frozen("2026-12-01 18:00")
        assert not Meeting.objects.filter(pair=pair).upcoming(at=now).exists()
        assert Recent.of(pair, at=now).next(at=now) is None
        page = browse(tom).get("/").content.decode()
        assert "8 December" not in page
        assert "Tue 8 Dec" not in page


def test_the_last_day_itself_still_counts(acting: Pair, people: People, at: datetime) -> None:
    weekly(acting, at)
    assert planned(until(people, date(2026, 12, 8), at)) == ["11-24", "12-01", "12-08"]


def test_a_later_last_day_brings_the_dates_back(acting: Pair, people: People, at: datetime) -> None:
    weekly(acting, at)
    Absence.add(people["report"], first_on=date(2026, 12, 15), last_on=date(2026, 12, 15), kind="other",
                by=people["report"], at=at)  # fmt: skip
    until(people, date(2026, 11, 28), at)
    pair = until(people, date(2026, 12, 18), at)
    assert planned(pair) == ["11-24", "12-01", "12-08", "12-15"]
    exempt = Meeting.objects.filter(pair=pair).exclude(exempt="").get()
    assert f"{exempt.starts_at:%m-%d}" == "12-15"


def test_nothing_is_put_after_the_last_day(acting: Pair, people: People, browse: Browse, at: datetime) -> None:
    weekly(acting, at)
    meeting = Meeting.objects.planned().filter(pair=acting).earliest("starts_at")
    typed = {"date": "2026-12-12", "time": "10:00"}
    for url in (f"/m/{meeting.pk}/move/", f"/pairs/{acting.pk}/meetings/"):
        answer = browse(people["report"]).post(url, typed)
        assert answer.status_code == 422
        assert "These 1:1s end on 11 December. Pick a day until then." in answer.content.decode()
    last_day = browse(people["report"]).post(f"/m/{meeting.pk}/move/", {**typed, "date": "2026-12-11"})
    assert "These 1:1s end on" not in last_day.content.decode()


@pytest.mark.parametrize("by", ["unskipped", "moved for good"])
def test_what_is_planned_again_ends_with_the_pair_too(acting: Pair, people: People, at: datetime, by: str) -> None:
    weekly(acting, at)
    elena = people["managers_manager"]
    first, *_, last = Meeting.objects.planned().filter(pair=acting).with_pair().order_by("starts_at")
    if by == "unskipped":
        last.skip(reason="clash", by=elena, at=at)
        until(people, date(2026, 12, 4), at)
        last.unskip(by=elena, at=at)
        assert planned(acting) == ["11-24", "12-01"]
    else:
        until(people, date(2026, 12, 8), at)
        LastingMove(first, to=first.starts_at + DAY, scope=Scope.ALL, at=at).make(by=elena, at=at)
        assert planned(acting) == ["11-25", "12-02"]


def test_nobody_stands_in_for_a_day_that_is_over_or_for_themselves(people: People, at: datetime) -> None:
    for manager, until in ((people["manager"], date(2026, 11, 22)), (people["report"], UNTIL)):
        with pytest.raises(CannotAct):
            Acting.start(manager, people["report"], until=until, by=None, at=at)
    assert not Pair.objects.filter(kind="acting").exists()


def test_its_page_says_until_when(acting: Pair, people: People, browse: Browse) -> None:
    page = browse(people["report"]).get(acting.get_absolute_url()).content.decode()
    assert "your acting manager · since 23 November, until 11 December" in page


def test_the_command_starts_one_and_says_what_is_wrong(people: People) -> None:
    out = StringIO()
    about = {"person": "tom@example.test", "manager": "elena@example.test"}
    call_command("start_acting_pair", **about, until="2026-12-11", stdout=out)
    assert out.getvalue().strip() == "Elena Kovač stands in for Tom Okafor until 2026-12-11."

    for until, sentence in (("soon", "is not a day"), ("2026-11-01", "That day is over")):
        with pytest.raises(CommandError, match=sentence):
            call_command("start_acting_pair", **about, until=until, stdout=out)
    with pytest.raises(CommandError, match="Nobody here has the address"):
        call_command("start_acting_pair", person="x@example.test", manager="y@example.test", until="2026-12-11")
