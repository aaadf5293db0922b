"""Rules against an independent reading of them: plain loops over days, with no library for rules."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from oneonones.models import Recurrence
from oneonones.models.recurrence import LAST, instant, wall_time

YEARS = timedelta(days=5 * 366)
ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Singapore", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo",
    "Africa/Casablanca", "Asia/Tehran", "Pacific/Apia", "America/Havana", "UTC",
)  # fmt: skip


def read(rule: Recurrence, first: date, horizon: date) -> list[date]:
    """The dates of the rule from `first` on, up to `horizon`, by looking at each day."""
    found = []
    day = first
    while day <= horizon and (rule.until is None or day <= rule.until):
        if fits(rule, first, day):
            found.append(day)
        if rule.count is not None and len(found) == rule.count:
            break
        day += timedelta(days=1)
    return found


def fits(rule: Recurrence, first: date, day: date) -> bool:
    last_of_month = monthrange(day.year, day.month)[1]
    if rule.nth is None and rule.day is None:
        monday, first_monday = (one - timedelta(days=one.weekday()) for one in (day, first))
        return day.weekday() in rule.weekdays and (monday - first_monday).days // 7 % rule.interval == 0
    if ((day.year - first.year) * 12 + day.month - first.month) % rule.interval:
        return False
    if rule.day is not None:
        return day.day == (last_of_month if rule.day == LAST else rule.day)
    which = day.day + 7 > last_of_month if rule.nth == LAST else (day.day - 1) // 7 + 1 == rule.nth
    return day.weekday() == rule.weekdays[0] and which


days = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
ends = st.one_of(
    st.just({}),
    st.builds(lambda n: {"count": n}, st.integers(1, 60)),
    st.builds(lambda n: {"within": n}, st.integers(0, 700)),
)
weekly = st.builds(
    lambda chosen, interval: {"weekdays": tuple(chosen), "interval": interval},
    st.sets(st.integers(0, 6), min_size=1, max_size=5),
    st.sampled_from([1, 2, 3, 4, 7, 26]),
)
by_weekday = st.builds(
    lambda weekday, nth, interval: {"weekdays": (weekday,), "nth": nth, "interval": interval},
    st.integers(0, 6),
    st.sampled_from([1, 2, 3, 4, LAST]),
    st.sampled_from([1, 2, 3, 12]),
)
by_day = st.builds(
    lambda day, interval: {"day": day, "interval": interval},
    st.one_of(st.integers(1, 28), st.just(LAST)),
    st.sampled_from([1, 2, 3, 12]),
)


@st.composite
def series(draw: st.DrawFn) -> tuple[Recurrence, date]:
    """A rule and the first of its dates."""
    about = draw(st.one_of(weekly, by_weekday, by_day))
    first = Recurrence(**about).first_on_or_after(draw(days))
    end = draw(ends)
    if "within" in end:
        end = {"until": first + timedelta(days=end["within"])}
    return Recurrence(**about, **end), first


@given(made=series(), clock=st.times().map(lambda clock: clock.replace(microsecond=0)))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_five_years_of_a_rule_are_what_one_reads_in_it_day_by_day(made: tuple[Recurrence, date], clock: time) -> None:
    rule, day = made
    first = datetime.combine(day, clock)

    found = rule.between(first, first, first + YEARS)

    expected = [datetime.combine(one, clock) for one in read(rule, day, day + YEARS)]
    assert found == [start for start in expected if start < first + YEARS]
    assert Recurrence.parse(str(rule)) == rule


@given(made=series(), late=st.integers(0, 5 * 366), long=st.integers(0, 120))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_asking_late_gives_the_same_dates_as_reading_on_from_the_first(
    made: tuple[Recurrence, date], late: int, long: int
) -> None:
    rule, day = made
    first = datetime.combine(day, time(10))
    after = first + timedelta(days=late, hours=-3)
    until = after + timedelta(days=long)

    expected = [datetime.combine(one, time(10)) for one in read(rule, day, until.date())]
    assert rule.between(first, after, until) == [start for start in expected if after <= start < until]


@given(about=st.one_of(weekly, by_weekday, by_day), day=days)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_first_date_is_the_nearest_day_that_fits_and_never_before_the_day_asked_for(
    about: dict[str, object], day: date
) -> None:
    rule = Recurrence(**about)  # type: ignore[arg-type] built by the strategies above

    first = rule.first_on_or_after(day)

    assert first >= day
    span = [day + timedelta(days=n) for n in range((first - day).days + 1)]
    assert [one for one in span if fits(rule, one, one)] == [first]


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    day=st.dates(min_value=date(2019, 1, 1), max_value=date(2030, 12, 31)),
    clock=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_wall_time_is_one_moment_the_first_of_two_and_a_missing_one_is_read_with_the_offset_before(
    zone: ZoneInfo, day: date, clock: time
) -> None:
    local = datetime.combine(day, clock)
    # Every minute of two days around it, read off the clock: no rule about gaps or folds is needed for that.
    naive = local.replace(tzinfo=UTC)
    around = [naive + timedelta(minutes=n) for n in range(-26 * 60, 26 * 60 + 1)]
    shown = [moment for moment in around if wall_time(moment, zone) == local]

    found = instant(local, zone)

    if shown:
        assert found == shown[0]
    else:
        before = [moment for moment in around if wall_time(moment, zone) < local][-1]
        offset = before.astimezone(zone).utcoffset() or timedelta()
        assert found == (local - offset).replace(tzinfo=UTC)


@given(made=series(), zone=st.sampled_from(ZONES).map(ZoneInfo), hour=st.integers(0, 23))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_the_clock_shows_the_same_time_at_every_date_unless_it_never_shows_it(
    made: tuple[Recurrence, date], zone: ZoneInfo, hour: int
) -> None:
    rule, day = made
    first = datetime.combine(day, time(hour, 30))

    for start in rule.between(first, first, first + YEARS):
        moment = instant(start, zone)
        gap = wall_time(moment, zone) - start
        assert gap in (timedelta(0), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=24))
        if gap:
            assert wall_time(moment - gap, zone) != start
