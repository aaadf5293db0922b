"""The rhythm of a pair: meetings planned ahead, and what a change of it leaves alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from agendas.models import SharedNote
from oneonones.models import BadRule, Meeting, Pair, Recent, Recurrence, Series
from oneonones.models.steps import in_words
from oneonones.tasks import plan_meetings
from people.models import Person, ReportingLine
from tests.conftest import People, frozen, past_meeting

TUESDAY, THURSDAY, FRIDAY = 1, 3, 4
NOW = frozen("2026-11-16 09:00")  # a Monday, 10:00 in Berlin


@pytest.fixture
def at() -> datetime:
    return NOW


def begin(pair: Pair, *, anchor: Person | None = None, **about: object) -> Series:
    usual: dict[str, object] = {
        "recurrence": Recurrence(weekday=TUESDAY),
        "on_or_after": date(2026, 11, 16),
        "clock": time(16),
        "minutes": 30,
        "by": pair.manager,
        "at": NOW,
    }
    return Series.begin(pair, anchor=anchor or pair.manager, **{**usual, **about})  # type: ignore[arg-type]


def planned(pair: Pair) -> list[str]:
    return [f"{m.starts_at:%m-%d %H:%M}" for m in Meeting.objects.planned().filter(pair=pair).order_by("starts_at")]


def test_a_series_plans_sixty_days_ahead(pair: Pair) -> None:
    begin(pair)

    assert planned(pair) == [
        "11-17 15:00", "11-24 15:00", "12-01 15:00", "12-08 15:00", "12-15 15:00",
        "12-22 15:00", "12-29 15:00", "01-05 15:00", "01-12 15:00",
    ]  # fmt: skip


def test_a_series_that_starts_far_away_plans_at_least_its_first_meeting(pair: Pair) -> None:
    begin(pair, on_or_after=date(2027, 6, 1))

    assert planned(pair)[0] == "06-01 14:00"


def test_planning_twice_makes_nothing_twice(pair: Pair) -> None:
    series = begin(pair)
    before = planned(pair)

    assert series.plan(at=NOW) == 0
    assert series.plan(at=NOW + timedelta(days=7)) == 1
    assert planned(pair)[: len(before)] == before


def test_a_meeting_that_was_moved_is_not_planned_again_at_its_old_place(pair: Pair, people: People) -> None:
    series = begin(pair)
    meeting = Meeting.objects.filter(series=series).earliest("starts_at")
    meeting.move(to=meeting.starts_at + timedelta(days=2), by=people["report"], at=NOW)

    series.plan(at=NOW)

    assert planned(pair)[:2] == ["11-19 15:00", "11-24 15:00"]


def test_the_database_holds_one_meeting_an_occurrence(pair: Pair) -> None:
    series = begin(pair)
    meeting = Meeting.objects.filter(series=series).earliest("starts_at")

    with pytest.raises(IntegrityError), transaction.atomic():
        series.occurrence(meeting.original_local or NOW).save(force_insert=True)


def test_the_daily_task_plans_what_is_short_and_may_run_twice(pair: Pair) -> None:
    series = begin(pair)
    Meeting.objects.filter(series=series).delete()
    Series.objects.filter(pk=series.pk).update(planned_until=NOW - timedelta(days=1))

    plan_meetings()
    count = Meeting.objects.filter(series=series).count()
    plan_meetings()

    assert count > 0
    assert Meeting.objects.filter(series=series).count() == count


def test_a_new_rhythm_ends_the_one_before_it_at_once(pair: Pair) -> None:
    old = begin(pair)
    new = begin(pair, recurrence=Recurrence(weekday=THURSDAY), on_or_after=date(2026, 11, 16))

    old.refresh_from_db()
    assert old.ended_on == date(2026, 11, 15)
    assert planned(pair)[:2] == ["11-19 15:00", "11-26 15:00"]
    assert new.first_local == datetime(2026, 11, 19, 16)


def test_a_new_rhythm_from_later_on_leaves_the_meetings_until_then(pair: Pair) -> None:
    old = begin(pair)
    begin(pair, recurrence=Recurrence(weekday=THURSDAY), on_or_after=date(2026, 12, 2))

    old.refresh_from_db()
    assert old.ended_on == date(2026, 12, 1)
    assert planned(pair)[:4] == ["11-17 15:00", "11-24 15:00", "12-01 15:00", "12-03 15:00"]


def test_a_new_rhythm_in_a_year_leaves_every_meeting_until_then(pair: Pair) -> None:
    begin(pair, recurrence=Recurrence(weekday=TUESDAY, interval=4))
    begin(pair, recurrence=Recurrence(weekday=THURSDAY), on_or_after=date(2027, 10, 1))

    kept = [m for m in Meeting.objects.planned().filter(pair=pair) if m.starts_at < datetime(2027, 10, 1, tzinfo=UTC)]
    assert len(kept) == 12


def test_a_meeting_moved_into_the_new_rhythm_does_not_make_it_two(pair: Pair, people: People) -> None:
    old = begin(pair)
    meeting = Meeting.objects.filter(series=old).earliest("starts_at")
    meeting.move(to=frozen("2026-12-03 15:00"), by=people["report"], at=NOW)

    begin(pair, recurrence=Recurrence(weekday=THURSDAY), on_or_after=date(2026, 12, 2))

    assert planned(pair)[:3] == ["11-24 15:00", "12-01 15:00", "12-03 15:00"]
    assert planned(pair).count("12-03 15:00") == 1


def test_the_next_meeting_goes_on_in_the_new_rhythm_with_what_was_noted_for_it(pair: Pair, people: People) -> None:
    old = begin(pair)
    prepared = Meeting.objects.filter(series=old).earliest("starts_at")
    SharedNote.of(prepared, None, at=NOW).append("Prepared", by=people["report"], at=NOW)

    new = begin(pair, recurrence=Recurrence(weekday=THURSDAY), minutes=45)

    prepared.refresh_from_db()
    assert (prepared.series, prepared.scheduled, prepared.moved) == (new, True, False)
    assert (prepared.starts_at, prepared.length) == (frozen("2026-11-19 15:00"), timedelta(minutes=45))
    assert planned(pair)[:2] == ["11-19 15:00", "11-26 15:00"]
    assert new.plan(at=NOW) == 0


def test_no_day_has_two_a_day_on_which_they_met_is_not_covered_again(pair: Pair, people: People, at: datetime) -> None:
    met = past_meeting(pair, ago=timedelta(hours=1), at=at)
    met.wrap_up(by=people["manager"], at=at)

    begin(pair, recurrence=Recurrence(weekday=0))

    assert planned(pair)[0] == "11-23 15:00"


def test_what_was_held_stays_when_the_rhythm_changes(pair: Pair, people: People) -> None:
    old = begin(pair)
    first = Meeting.objects.filter(series=old).earliest("starts_at")
    first.wrap_up(by=people["report"], at=first.ends_at)

    begin(pair, recurrence=Recurrence(weekday=THURSDAY), on_or_after=date(2026, 11, 18), at=first.ends_at)

    first.refresh_from_db()
    assert first.held


def test_ten_berlin_time_is_the_anchors_ten_whoever_reads(pair: Pair, people: People) -> None:
    Person.objects.filter(pk=people["report"].pk).update(time_zone="America/New_York")
    pair.report.refresh_from_db()

    series = begin(pair, anchor=pair.report, clock=time(10))

    assert series.time_zone == "America/New_York"
    assert planned(pair)[0] == "11-17 15:00"


def test_a_meeting_across_the_clock_change_keeps_its_length(pair: Pair) -> None:
    series = begin(
        pair,
        recurrence=Recurrence(weekday=6),
        on_or_after=date(2027, 3, 28),
        clock=time(1, 45),
        at=frozen("2027-03-20 09:00"),
    )
    meeting = Meeting.objects.filter(series=series).earliest("starts_at")

    assert meeting.length == timedelta(minutes=30)
    assert meeting.ends_at == datetime(2027, 3, 28, 1, 15, tzinfo=UTC)


def test_ending_a_rhythm_cancels_what_was_ahead_and_nothing_else(pair: Pair, people: People) -> None:
    series = begin(pair)
    first = Meeting.objects.filter(series=series).earliest("starts_at")

    series.end(by=people["manager"], at=first.starts_at + timedelta(minutes=5))

    assert planned(pair) == ["11-17 15:00"]
    cancelled = Meeting.objects.filter(series=series, state="cancelled")
    assert {m.cancelled_by_id for m in cancelled} == {people["manager"].pk}


def test_a_new_manager_takes_over_the_rhythm_and_nothing_else(pair: Pair, people: People) -> None:
    begin(pair, recurrence=Recurrence(weekday=THURSDAY, interval=2), minutes=45)

    ReportingLine.change(people["report"], people["managers_manager"], by=people["hr_admin"], at=NOW)

    pair.refresh_from_db()
    new = Pair.objects.active().get(manager=people["managers_manager"], report=people["report"])
    assert pair.ended_on == date(2026, 11, 16)
    assert planned(pair) == []
    assert new.rhythm is not None
    assert (new.rhythm.rule, new.rhythm.minutes) == ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;WKST=MO", 45)
    assert planned(new)[0] == "11-19 15:00"


@pytest.mark.parametrize("end", [{"count": 3}, {"until": date(2026, 12, 1)}])
def test_a_new_manager_gets_what_is_left_of_a_rhythm_that_ends(pair: Pair, people: People, end: dict[str, Any]) -> None:
    begin(pair, recurrence=Recurrence(weekday=TUESDAY, **end))
    assert planned(pair) == ["11-17 15:00", "11-24 15:00", "12-01 15:00"]

    ReportingLine.change(people["report"], people["managers_manager"], by=None, at=frozen("2026-11-18 09:00"))

    new = Pair.objects.active().get(manager=people["managers_manager"], report=people["report"])
    assert planned(new) == ["11-24 15:00", "12-01 15:00"]


@pytest.mark.parametrize("end", [{"count": 3}, {"until": date(2026, 12, 1)}])
def test_a_rhythm_that_has_run_out_is_handed_to_nobody(pair: Pair, people: People, end: dict[str, Any]) -> None:
    begin(pair, recurrence=Recurrence(weekday=TUESDAY, **end))

    ReportingLine.change(people["report"], people["managers_manager"], by=None, at=frozen("2026-12-01 16:00"))

    new = Pair.objects.active().get(manager=people["managers_manager"], report=people["report"])
    assert new.rhythm is None
    assert planned(new) == []


def test_without_a_new_manager_the_old_pair_only_ends(pair: Pair, people: People) -> None:
    begin(pair)
    ReportingLine.change(people["report"], None, by=people["hr_admin"], at=NOW)

    pair.refresh_from_db()
    assert not pair.active
    assert not Pair.objects.active().filter(report=people["report"], kind=Pair.Kind.DIRECT).exists()


def test_a_returning_manager_gets_a_new_pair_beside_the_ended_one(ended_pair: Pair, people: People) -> None:
    ReportingLine.change(people["report"], people["former_manager"], by=None, at=NOW)

    pairs = Pair.objects.filter(manager=people["former_manager"], report=people["report"])
    assert sorted(pair.active for pair in pairs) == [False, True]
    assert ended_pair.pk in {pair.pk for pair in pairs if not pair.active}


# --- one rhythm after another


def test_in_a_new_rhythm_of_the_same_pace_every_date_goes_on_with_its_page(pair: Pair) -> None:
    old = begin(pair)
    pages = list(Meeting.objects.planned().filter(series=old).order_by("starts_at").values_list("pk", flat=True))

    new = begin(pair, recurrence=Recurrence(weekday=THURSDAY), clock=time(9))

    rows = Meeting.objects.planned().filter(series=new).order_by("starts_at")
    assert list(rows.values_list("pk", flat=True)) == pages
    assert {f"{row.original_local:%a %H:%M}" for row in rows} == {"Thu 09:00"}
    assert not Meeting.objects.filter(series=old).exists()


def test_in_a_slower_rhythm_the_first_date_goes_on_and_the_others_are_cancelled(pair: Pair) -> None:
    old = begin(pair)

    new = begin(pair, recurrence=Recurrence(weekday=FRIDAY, nth=-1))

    assert planned(pair) == ["11-27 15:00", "12-25 15:00"]
    assert Meeting.objects.filter(series=old, state="cancelled").count() == 8
    assert new.plan(at=NOW) == 0


def test_dates_beyond_the_end_of_the_new_rhythm_are_cancelled(pair: Pair) -> None:
    old = begin(pair)

    begin(pair, recurrence=Recurrence(weekday=THURSDAY, count=3))

    assert planned(pair) == ["11-19 15:00", "11-26 15:00", "12-03 15:00"]
    assert Meeting.objects.filter(series=old, state="cancelled").count() == 6


def test_a_rhythm_with_an_end_is_planned_to_its_end_and_no_further(pair: Pair) -> None:
    series = begin(pair, recurrence=Recurrence(weekdays=(1, 3), until=date(2026, 11, 26)))

    series.plan(at=NOW + timedelta(days=40))

    assert planned(pair) == ["11-17 15:00", "11-19 15:00", "11-24 15:00", "11-26 15:00"]
    assert series.plan(at=NOW + timedelta(days=400)) == 0


def test_a_rhythm_by_which_nobody_would_meet_does_not_begin(pair: Pair) -> None:
    before = begin(pair)

    with pytest.raises(BadRule):
        begin(pair, recurrence=Recurrence(weekday=THURSDAY, until=date(2026, 11, 17)))

    before.refresh_from_db()
    assert before.ended_on is None


# --- pauses


def exempt(pair: Pair) -> list[str]:
    rows = Meeting.objects.planned().filter(pair=pair, exempt="paused").order_by("starts_at")
    return [f"{row.starts_at:%m-%d}" for row in rows]


def test_paused_occurrences_stay_in_view_and_are_not_due(pair: Pair, people: People) -> None:
    series = begin(pair)

    assert series.pause(first_on=date(2026, 11, 20), last_on=date(2026, 12, 8), by=people["report"], at=NOW)

    assert exempt(pair) == ["11-24", "12-01", "12-08"]
    assert [f"{m.starts_at:%m-%d}" for m in Meeting.objects.filter(pair=pair).upcoming(at=NOW)][:2] == [
        "11-17",
        "12-15",
    ]


def test_what_is_planned_later_in_a_pause_is_exempt_too(pair: Pair, people: People) -> None:
    series = begin(pair)
    series.pause(first_on=date(2026, 12, 30), by=people["report"], at=NOW)

    series.plan(at=NOW + timedelta(days=14))

    assert exempt(pair) == ["01-05", "01-12", "01-19", "01-26"]


def test_a_resumed_rhythm_goes_on_from_now_and_what_was_paused_stays_exempt(pair: Pair, people: People) -> None:
    series = begin(pair)
    series.pause(first_on=date(2026, 11, 16), by=people["report"], at=NOW)

    assert series.resume(by=people["manager"], at=NOW + timedelta(days=10))

    assert exempt(pair) == ["11-17", "11-24"]
    assert not series.resume(by=people["manager"], at=NOW + timedelta(days=10))


def test_a_moved_meeting_is_paused_where_it_is_now(pair: Pair, people: People) -> None:
    series = begin(pair)
    meeting = Meeting.objects.filter(series=series).earliest("starts_at")
    meeting.move(to=frozen("2026-12-03 15:00"), by=people["report"], at=NOW)

    series.pause(first_on=date(2026, 12, 2), last_on=date(2026, 12, 7), by=people["report"], at=NOW)

    assert exempt(pair) == ["12-03"]


def test_of_two_who_pause_at_once_one_does(pair: Pair, people: People) -> None:
    series, same = begin(pair), Series.objects.get(pair=pair)

    assert series.pause(first_on=date(2026, 11, 20), by=people["report"], at=NOW)
    assert not same.pause(first_on=date(2026, 12, 20), by=people["manager"], at=NOW)


def test_a_paused_meeting_is_never_unconfirmed_and_is_a_short_rule_on_the_strip(pair: Pair, people: People) -> None:
    series = begin(pair)
    series.pause(first_on=date(2026, 11, 16), last_on=date(2026, 11, 18), by=people["report"], at=NOW)
    later = NOW + timedelta(days=3)

    assert not Meeting.objects.ended_unsettled(at=later).exists()
    strip = Recent.of(pair, at=later).strip(people["report"], at=later)
    assert [step.shape for step in strip] == ["exempt", "next"]
    assert in_words(strip) == "Last 1: 1 not due. The next one is planned."


# --- planning for many


def test_planning_many_series_takes_as_many_statements_as_planning_one(
    pair: Pair, people: People, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    begin(pair)
    other = Pair.start(people["manager"], people["outsider"], by=None, at=NOW, kind="peer")
    begin(other)
    later = NOW + timedelta(days=28)

    one = count_queries(lambda: Series.objects.filter(pair=pair).plan(at=later))
    both = count_queries(lambda: Series.objects.all().plan(at=later + timedelta(days=28)))

    assert one == both
    assert len(planned(other)) == len(planned(pair)) == 17


def test_the_daily_task_walks_through_all_series_in_chunks(
    pair: Pair, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oneonones.models.rhythms.CHUNK", 1)
    pairs = [pair, Pair.start(people["manager"], people["outsider"], by=None, at=NOW, kind="peer")]
    for one in pairs:
        begin(one)
    Meeting.objects.all().delete()

    assert Series.objects.all().plan(at=NOW) == 18
    assert [len(planned(one)) for one in pairs] == [9, 9]


def test_where_the_zone_of_a_rhythm_has_vanished_it_goes_on_by_its_anchors_clock(pair: Pair) -> None:
    series = begin(pair)
    Series.objects.filter(pk=series.pk).update(time_zone="Mars/Phobos")
    series.refresh_from_db()

    series.plan(at=NOW + timedelta(days=7))

    assert series.zone_vanished
    assert planned(pair)[-1] == "01-19 15:00"
