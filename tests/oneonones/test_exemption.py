"""Absences and public holidays exempt dates: nobody counts them as missed, and nobody is asked about them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import translation

from oneonones.models import (
    Attendance,
    Exemption,
    LastingMove,
    Meeting,
    Pair,
    Recent,
    Recurrence,
    Scope,
    Series,
    exempt_words,
)
from oneonones.tasks import mark_days_off
from people.models import Absence, HolidayList, Person
from tests.conftest import MONDAY, People, frozen, past_meeting

DAY, WEEK = timedelta(days=1), timedelta(days=7)
TUESDAY = 1
pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def at() -> datetime:
    return MONDAY


def away(person: Person, first: str, last: str, *, at: datetime = MONDAY) -> Absence:
    first_on, last_on = date.fromisoformat(first), date.fromisoformat(last)
    return Absence.add(person, first_on=first_on, last_on=last_on, kind="holiday", by=person, at=at)


def dates(pair: Pair) -> dict[str, str]:
    """Of each planned date why it is exempt."""
    planned = Meeting.objects.planned().filter(pair=pair).order_by("starts_at")
    return {f"{meeting.starts_at:%m-%d}": meeting.exempt for meeting in planned}


def exempt(pair: Pair) -> list[str]:
    return [day for day, reason in dates(pair).items() if reason]


def on(pair: Pair, day: str) -> Meeting:
    return Meeting.objects.get(pair=pair, starts_at__date=f"2026-{day}")


def words(meeting: Meeting, reader: Person, *, at: datetime = MONDAY) -> str:
    return exempt_words(meeting, meeting.pair, reader, at=at)


def test_occurrences_inside_an_absence_are_exempt(series: Series, people: People) -> None:
    away(people["report"], "2026-12-01", "2026-12-10")

    assert exempt(series.pair) == ["12-01", "12-08"]
    assert on(series.pair, "12-01").exempt_of == people["report"]


def test_the_next_meeting_is_the_first_that_nothing_exempts(series: Series, people: People, at: datetime) -> None:
    away(people["manager"], "2026-11-24", "2026-12-01")

    following = Recent.of(series.pair, at=at).next(at=at)
    assert following is not None
    assert following == Meeting.objects.filter(pair=series.pair).upcoming(at=at).first() == on(series.pair, "12-08")


def test_an_absence_that_is_taken_back_exempts_nothing(series: Series, people: People, at: datetime) -> None:
    absence = away(people["report"], "2026-12-01", "2026-12-10")
    absence.remove(by=people["report"], at=at)
    assert exempt(series.pair) == []

    absence.restore(by=people["report"], at=at)
    assert exempt(series.pair) == ["12-01", "12-08"]


def test_a_changed_absence_exempts_its_new_days_and_frees_the_old(series: Series, people: People, at: datetime) -> None:
    absence = away(people["report"], "2026-12-01", "2026-12-02")
    days = {"first_on": date(2026, 12, 8), "last_on": date(2026, 12, 15)}
    absence.change(**days, kind="sick", by=people["report"], at=at)

    assert exempt(series.pair) == ["12-08", "12-15"]


def test_public_holidays_exempt_the_dates_of_whoever_has_them(series: Series, people: People, at: datetime) -> None:
    Series.begin(
        series.pair, recurrence=Recurrence(weekday=4), on_or_after=date(2026, 12, 1), clock=time(10), minutes=30,
        anchor=people["manager"], by=people["manager"], at=at,
    )  # fmt: skip
    people["report"].choose_country("DE", at=at)

    assert {day: reason for day, reason in dates(series.pair).items() if reason} == {
        "12-25": "holiday", "01-01": "holiday",
    }  # fmt: skip
    christmas = on(series.pair, "12-25")
    assert (christmas.exempt_of, christmas.exempt_country) == (people["report"], "DE")

    people["report"].choose_country("", at=at)
    assert exempt(series.pair) == []


def test_an_imported_list_takes_the_place_of_the_country(series: Series, people: People, at: datetime) -> None:
    people["report"].choose_country("DE", at=at)
    imported = HolidayList.take(people["report"], [(date(2026, 12, 8), "Founding day")], by=people["report"], at=at)
    assert dates(series.pair)["12-08"] == "holiday"
    assert on(series.pair, "12-08").exempt_country == ""

    imported.remove(by=people["report"], at=at)
    assert dates(series.pair)["12-08"] == ""


def test_what_is_planned_later_falls_on_the_same_days_off(pair: Pair, people: People, at: datetime) -> None:
    away(people["manager"], "2026-12-01", "2026-12-10")
    people["manager"].choose_country("GB", at=at)
    Series.begin(
        pair, recurrence=Recurrence(weekdays=(TUESDAY, 4)), on_or_after=date(2026, 11, 24), clock=time(10), minutes=30,
        anchor=people["manager"], by=people["manager"], at=at,
    )  # fmt: skip

    assert {day: reason for day, reason in dates(pair).items() if reason} == {
        "12-01": "absence", "12-04": "absence", "12-08": "absence", "12-25": "holiday", "01-01": "holiday",
    }  # fmt: skip


def test_a_day_off_is_that_of_the_persons_own_clock(pair: Pair, people: People, at: datetime) -> None:
    people["report"].choose_time_zone("Asia/Singapore", at=at)
    late = Meeting.objects.create(pair=pair, starts_at=frozen("2026-12-01 22:00"), ends_at=frozen("2026-12-01 22:30"))
    away(people["report"], "2026-12-02", "2026-12-02")

    late.refresh_from_db()
    assert late.exempt == "absence"


@pytest.mark.parametrize(
    ("manager_off", "report_off", "reason", "whose", "country"),
    [
        ("", "", "", None, ""),
        ("away", "", "absence", "manager", ""),
        ("", "away", "absence", "report", ""),
        ("away", "away", "absence", None, ""),
        ("away", "DE", "absence", "manager", ""),
        ("DE", "", "holiday", "manager", "DE"),
        ("DE", "DE", "holiday", None, "DE"),
        ("DE", "US", "holiday", None, ""),
        ("DE", "list", "holiday", None, ""),
        ("", "list", "holiday", "report", ""),
    ],
)
def test_a_date_is_exempt_for_the_day_off_that_says_most(
    pair: Pair, people: People, at: datetime, manager_off: str, report_off: str, reason: str, whose: str | None,
    country: str,
) -> None:  # fmt: skip
    meeting = Meeting.objects.create(
        pair=pair, starts_at=frozen("2026-12-25 09:00"), ends_at=frozen("2026-12-25 10:00")
    )
    for person, off in ((people["manager"], manager_off), (people["report"], report_off)):
        if off == "away":
            away(person, "2026-12-24", "2026-12-26")
        elif off == "list":
            HolidayList.take(person, [(date(2026, 12, 25), "Day")], by=person, at=at)
        elif off:
            person.choose_country(off, at=at)

    meeting.refresh_from_db()
    assert (meeting.exempt, meeting.exempt_country) == (reason, country)
    assert meeting.exempt_of == (people[whose] if whose else None)


def test_a_date_moved_off_the_absence_is_due_and_moved_back_is_not(
    series: Series, people: People, at: datetime
) -> None:
    away(people["report"], "2026-12-01", "2026-12-02")
    meeting = on(series.pair, "12-01")

    meeting.move(to=meeting.starts_at + 3 * DAY, by=people["report"], at=at)
    assert exempt(series.pair) == []

    Meeting.objects.get(pk=meeting.pk).unmove(by=people["report"], at=at)
    assert exempt(series.pair) == ["12-01"]


def test_who_moves_a_meeting_onto_a_day_off_that_is_known_means_it(
    series: Series, people: People, at: datetime
) -> None:
    away(people["report"], "2026-11-26", "2026-11-27")
    on(series.pair, "11-24").move(to=MONDAY + 3 * DAY, by=people["manager"], at=at + timedelta(minutes=5))
    assert exempt(series.pair) == []

    Absence.objects.get().remove(by=people["report"], at=at)
    away(people["report"], "2026-11-26", "2026-11-26", at=at + timedelta(hours=1))
    assert exempt(series.pair) == ["11-26"], "an absence that nobody knew of then is news"


def test_a_meeting_that_takes_place_after_all_may_fall_on_a_day_off(
    series: Series, people: People, at: datetime
) -> None:
    meeting = on(series.pair, "12-01")
    meeting.skip(reason="clash", by=people["report"], at=at)
    away(people["report"], "2026-12-01", "2026-12-02")

    meeting.unskip(by=people["report"], at=at)
    assert exempt(series.pair) == ["12-01"]


def test_an_absence_said_afterwards_exempts_what_nobody_confirmed(pair: Pair, people: People, at: datetime) -> None:
    meeting = past_meeting(pair, ago=3 * DAY, at=at)
    meeting.leave_unconfirmed(at=at)
    absence = away(people["report"], "2026-11-20", "2026-11-20")

    meeting.refresh_from_db()
    assert (meeting.state, meeting.exempt) == ("scheduled", "absence")
    assert not Attendance(meeting).waits_for_an_answer(at=at)
    assert Attendance.settle(at=at + DAY) == 0

    absence.remove(by=people["report"], at=at)
    Attendance.settle(at=at)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.exempt) == ("unconfirmed", "")


@pytest.mark.parametrize("what", ["held", "disputed", "skipped", "begun"])
def test_what_the_two_have_said_of_a_meeting_outlasts_an_absence_said_afterwards(
    pair: Pair, people: People, at: datetime, what: str
) -> None:
    meeting = past_meeting(pair, ago=3 * DAY, at=at)
    by = people["report"]
    acts: dict[str, Callable[[], object]] = {
        "held": lambda: meeting.wrap_up(by=by, at=at),
        "disputed": lambda: Attendance(meeting).dispute(by=by, at=at),
        "skipped": lambda: meeting.skip(reason="clash", by=by, at=at),
        "begun": lambda: meeting.begin(at=meeting.starts_at),
    }
    acts[what]()
    state = meeting.state
    away(people["report"], "2026-11-20", "2026-11-20")

    meeting.refresh_from_db()
    assert (meeting.state, meeting.exempt) == (state, "")


def test_a_meeting_that_took_place_on_a_day_off_is_held_like_any_other(
    pair: Pair, people: People, at: datetime
) -> None:
    meeting = past_meeting(pair, ago=3 * DAY, at=at)
    away(people["report"], "2026-11-20", "2026-11-20")
    meeting.refresh_from_db()

    assert meeting.wrap_up(by=people["report"], at=at)
    assert (meeting.held, meeting.exempt, meeting.exempt_of) == (True, "", None)

    meeting.unwrap(by=people["report"], at=at)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.exempt) == ("scheduled", "absence")


def test_who_moves_to_another_country_had_the_public_holidays_of_the_one_before(
    pair: Pair, people: People, at: datetime
) -> None:
    meeting = past_meeting(pair, ago=3 * DAY, at=at)
    list_of_then = [(date(2026, 11, 20), "Day")]
    HolidayList.take(people["report"], list_of_then, by=people["report"], at=at).remove(by=people["report"], at=at)

    meeting.refresh_from_db()
    assert meeting.exempt == "holiday"


def test_a_pause_and_an_absence_on_the_same_days_do_not_disturb_one_another(
    series: Series, people: People, at: datetime
) -> None:
    absence = away(people["report"], "2026-12-01", "2026-12-10")
    series.pause(first_on=date(2026, 11, 30), last_on=date(2026, 12, 20), by=people["report"], at=at)
    assert [dates(series.pair)[day] for day in ("12-01", "12-08", "12-15")] == ["absence", "absence", "paused"]

    absence.remove(by=people["report"], at=at)
    assert [dates(series.pair)[day] for day in ("12-01", "12-08", "12-15")] == ["paused"] * 3

    absence.restore(by=people["report"], at=at)
    series.resume(by=people["report"], at=at)
    assert exempt(series.pair) == ["12-01", "12-08"]


def test_the_daily_task_marks_what_nobody_told_us_of_and_may_run_twice(series: Series, people: People) -> None:
    Person.objects.filter(pk=people["report"].pk).update(country="DE")
    christmas = Meeting.objects.create(
        pair=series.pair, starts_at=frozen("2026-12-25 09:00"), ends_at=frozen("2026-12-25 10:00")
    )

    mark_days_off()
    mark_days_off()

    christmas.refresh_from_db()
    assert christmas.exempt == "holiday"


def test_a_rhythm_whose_dates_are_all_exempt_plans_the_first_that_can_take_place(
    series: Series, people: People, at: datetime
) -> None:
    away(people["report"], "2026-11-24", "2027-05-31")

    following = Meeting.objects.filter(pair=series.pair).upcoming(at=at).first()
    assert following is not None
    assert f"{following.starts_at:%Y-%m-%d}" == "2027-06-01"

    mark_days_off()
    assert Meeting.objects.filter(pair=series.pair, starts_at__year=2027, starts_at__month=6).count() == 1


@pytest.mark.parametrize("pairs", [1, 8])
def test_an_absence_takes_the_same_statements_however_many_meetings(
    pair: Pair, people: People, at: datetime, pairs: int, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    others = [person for name, person in people.items() if name != "report"][: pairs - 1]
    for met in [pair, *(Pair.start(other, people["report"], kind="peer", by=None, at=at) for other in others)]:
        Series.begin(
            met, recurrence=Recurrence(weekday=TUESDAY), on_or_after=date(2026, 11, 24), clock=time(10), minutes=30,
            anchor=met.manager, by=met.manager, at=at,
        )  # fmt: skip
    changed = len([*others, pair])

    meetings = Meeting.objects.of_person(people["report"].pk)
    Absence.objects.bulk_create(
        [Absence(person=people["report"], first_on=date(2026, 12, 1), last_on=date(2026, 12, 10), added_at=at)]
    )
    assert count_queries(lambda: Exemption.mark(meetings, at=at)) == 5
    assert Meeting.objects.filter(exempt="absence").count() == 2 * changed


def test_the_words_never_say_why_somebody_is_away(series: Series, people: People, at: datetime) -> None:
    manager, report = people["manager"], people["report"]
    away(report, "2026-12-01", "2026-12-02")
    meeting = on(series.pair, "12-01")
    assert words(meeting, manager) == "Tom is away"
    assert words(meeting, report) == "You are away"
    assert words(meeting, manager, at=at + 3 * WEEK) == "Tom was away"

    away(manager, "2026-12-01", "2026-12-01")
    assert words(on(series.pair, "12-01"), manager) == "You are both away"


def test_the_words_name_the_country_of_a_public_holiday(pair: Pair, people: People) -> None:
    report = people["report"]
    meeting = Meeting(pair=pair, exempt="holiday", starts_at=MONDAY, ends_at=MONDAY)
    for country, whose, said in (
        ("DE", report, "Public holiday in Germany"),
        ("NL", None, "Public holiday in the Netherlands"),
        ("", report, "Public holiday for Tom"),
        ("", people["manager"], "Public holiday for you"),
        ("", None, "Public holiday for both of you"),
    ):
        meeting.exempt_country, meeting.exempt_of = country, whose
        with translation.override("en-gb"):
            assert words(meeting, people["manager"]) == said


def test_a_rhythm_that_moves_falls_on_other_days_off(series: Series, people: People, at: datetime) -> None:
    away(people["report"], "2026-12-01", "2026-12-01")
    away(people["report"], "2026-12-10", "2026-12-10")
    first = on(series.pair, "11-24")

    moved = LastingMove(first, first.starts_at + 2 * DAY, Scope.ALL, at).make(by=people["report"], at=at)
    assert exempt(series.pair) == ["12-10"]

    assert moved is not None
    LastingMove.take_back(moved, by=people["report"], at=at)
    assert exempt(series.pair) == ["12-01"]


def test_whoever_keeps_to_another_clock_has_their_days_off_by_it(pair: Pair, people: People, at: datetime) -> None:
    late = Meeting.objects.create(pair=pair, starts_at=frozen("2026-12-01 22:00"), ends_at=frozen("2026-12-01 22:30"))
    away(people["report"], "2026-12-02", "2026-12-02")
    late.refresh_from_db()
    assert late.exempt == ""

    people["report"].choose_time_zone("Asia/Singapore", at=at)
    late.refresh_from_db()
    assert late.exempt == "absence"
