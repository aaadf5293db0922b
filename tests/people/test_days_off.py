"""Working hours, absences and public holidays: when somebody can be met, and who may know why not."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from activity.models import Activity
from people.models import Absence, CannotBeAway, DaysOff, HolidayList, Person, WorkingWeek
from people.models.public_holidays import countries, country_name, is_place, public_holidays, subdivisions
from tests.conftest import People, frozen

NOW = frozen("2026-11-24 09:00")
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def tom(people: People) -> Person:
    return people["report"]


def away(person: Person, first: int, last: int, kind: str = "holiday") -> Absence:
    """From the one day to the other, counted from today."""
    return Absence.add(person, first_on=TODAY + first * DAY, last_on=TODAY + last * DAY, kind=kind, by=person, at=NOW)


# --- Hours


def test_office_hours_are_what_somebody_works_until_they_say_otherwise(tom: Person) -> None:
    assert tom.working_on(date(2026, 11, 27)) == (time(9), time(17))
    assert tom.working_on(date(2026, 11, 28)) is None


def test_each_weekday_has_hours_of_its_own(tom: Person) -> None:
    week = WorkingWeek(((time(7, 30), time(12)), None, None, None, None, None, (time(10), time(23, 45))))
    tom.choose_working_week(week)
    tom.refresh_from_db()
    assert tom.working_week == week
    assert tom.working_on(date(2026, 11, 23)) == (time(7, 30), time(12))
    assert tom.working_on(date(2026, 11, 24)) is None


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ((None,) * 7, "Leave at least one day"),
        (((time(17), time(9)),) + (None,) * 6, "Monday ends before it begins"),
        (((time(9), time(9)),) + (None,) * 6, "Monday ends before it begins"),
        (((time(9), time(17)),), "seven days"),
    ],
)
def test_a_week_that_cannot_be_is_refused(days: tuple[tuple[time, time] | None, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        WorkingWeek(days)


# --- Absences


@pytest.mark.parametrize(("day", "is_away"), [(2, False), (3, True), (5, True), (7, True), (8, False)])
def test_an_absence_has_both_its_ends(tom: Person, day: int, is_away: bool) -> None:
    away(tom, 3, 7)
    assert tom.away_on(TODAY + day * DAY) is is_away


@pytest.mark.parametrize(
    ("first", "last", "taken"),
    [(1, 2, True), (8, 9, True), (1, 3, False), (7, 9, False), (4, 5, False), (1, 9, False), (3, 7, False)],
)
def test_absences_that_overlap_are_refused_in_words(tom: Person, first: int, last: int, taken: bool) -> None:
    away(tom, 3, 7)
    if taken:
        away(tom, first, last)
    else:
        with pytest.raises(CannotBeAway, match="You are away from 27 November to 1 December already"):
            away(tom, first, last)
    assert tom.absences.count() == 1 + taken


def test_somebody_elses_absence_is_in_nobodys_way(tom: Person, people: People) -> None:
    away(people["manager"], 3, 7)
    away(tom, 3, 7)
    assert list(Absence.objects.visible_to(tom).values_list("person", flat=True)) == [tom.pk]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (5, 4, "last day is before the first"),
        (-32, 1, "more than a month ago"),
        (1, 740, "more than two years"),
        (733, 734, "more than two years ahead"),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(tom: Person, first: int, last: int, sentence: str) -> None:
    with pytest.raises(CannotBeAway, match=sentence):
        away(tom, first, last)
    assert not tom.absences.exists()


def test_who_was_ill_may_say_so_when_they_are_back(tom: Person) -> None:
    away(tom, -31, -20, "sick")
    assert tom.away_on(TODAY - 25 * DAY)


def test_an_absence_is_changed_without_being_in_its_own_way(tom: Person) -> None:
    absence, later = away(tom, 3, 7), NOW + timedelta(hours=1)
    change = {"first_on": TODAY + 4 * DAY, "last_on": TODAY + 9 * DAY, "kind": "leave", "by": tom}
    assert absence.change(**change, at=later)  # type: ignore[arg-type]  # unpacked
    assert (absence.kind, absence.added_at) == ("leave", later)
    assert absence.change(**{**change, "kind": "other"}, at=later + DAY)  # type: ignore[arg-type]  # unpacked
    assert absence.added_at == later, "the same days are not new"
    other = away(tom, 20, 21)
    with pytest.raises(CannotBeAway, match="already"):
        other.change(first_on=TODAY + 9 * DAY, last_on=TODAY + 21 * DAY, kind="other", by=tom, at=NOW)


def test_an_absence_that_has_begun_long_ago_may_still_get_another_end(tom: Person) -> None:
    absence = away(tom, 0, 60, "leave")
    later = NOW + 50 * DAY
    assert absence.change(first_on=TODAY, last_on=TODAY + 90 * DAY, kind="leave", by=tom, at=later)


def test_a_removed_absence_counts_no_more_and_can_be_taken_back(tom: Person) -> None:
    absence = away(tom, 3, 7)
    assert absence.remove(by=tom, at=NOW)
    assert not absence.remove(by=tom, at=NOW)
    assert not tom.away_on(TODAY + 4 * DAY)
    assert absence.restore(by=tom, at=NOW)
    assert tom.away_on(TODAY + 4 * DAY)
    absence.remove(by=tom, at=NOW)
    away(tom, 5, 6)
    with pytest.raises(CannotBeAway, match="already"):
        absence.restore(by=tom, at=NOW)


def test_over_two_weeks_is_long(tom: Person) -> None:
    assert not away(tom, 1, 14).long
    assert away(tom, 20, 34).long


def test_what_happens_to_absences_is_known_to_their_person_alone_and_never_their_kind(tom: Person) -> None:
    absence = away(tom, 3, 7, "sick")
    absence.change(first_on=TODAY + 5 * DAY, last_on=TODAY + 6 * DAY, kind="sick", by=tom, at=NOW + DAY)
    absence.remove(by=tom, at=NOW + 2 * DAY)
    rows = list(Activity.objects.filter(kind__startswith="absence.").order_by("at"))
    assert [row.kind for row in rows] == ["absence.added", "absence.changed", "absence.removed"]
    assert all(row.private_to_id == tom.pk and "sick" not in str(row.particulars) for row in rows)
    spans = [(row.particulars["first"], row.particulars["last"]) for row in rows]
    assert spans[1] == ("2026-11-27", "2026-12-01"), "the old days and the new ones"


# --- Public holidays


def test_public_holidays_come_by_country_and_part_of_it() -> None:
    assert "2026-10-03" in {day.isoformat() for day in public_holidays("DE", "", 2026)}
    womens_day = date(2026, 3, 8)
    assert womens_day in public_holidays("DE", "BE", 2026)
    assert womens_day not in public_holidays("DE", "BY", 2026)
    assert public_holidays("GB", "SCT", 2026)[date(2026, 11, 30)].startswith("Saint Andrew")


@pytest.mark.parametrize(("country", "subdivision"), [("XX", ""), ("", ""), ("de", ""), ("XX", "BE")])
def test_a_place_that_the_library_no_longer_knows_has_none(country: str, subdivision: str) -> None:
    assert public_holidays(country, subdivision, 2026) == {}
    assert not is_place(country, subdivision)


def test_a_part_that_is_gone_leaves_the_days_of_the_country() -> None:
    assert public_holidays("DE", "ZZ", 2026) == public_holidays("DE", "", 2026)


def test_places_have_names() -> None:
    assert country_name("DE", "en-gb") == "Germany"
    assert country_name("XX", "xx-unknown") == "XX"
    assert ("SG", "Singapore") in countries("en-gb")
    assert ("BE", "Berlin") in subdivisions("DE")
    assert subdivisions("XX") == []


def test_an_unknown_place_is_refused(tom: Person) -> None:
    tom.choose_country("DE", "BE", at=NOW)
    for place in (("XX", ""), ("DE", "ZZ")):
        with pytest.raises(ValueError, match="unknown place"):
            tom.choose_country(*place, at=NOW)
    tom.refresh_from_db()
    assert (tom.country, tom.subdivision) == ("DE", "BE")
    tom.choose_country("", "BE", at=NOW)
    assert (tom.country, tom.subdivision) == ("", "")


def off(person: Person, day: date) -> tuple[bool, str] | None:
    found = DaysOff.of([person], day, day).of_person(person, day)
    return (found.away, found.country) if found else None


CHRISTMAS, COMPANY_DAY = date(2026, 12, 25), date(2026, 12, 24)


def test_a_day_off_is_an_absence_a_holiday_of_the_country_or_one_of_the_imported_list(tom: Person) -> None:
    assert off(tom, CHRISTMAS) is None, "nobody has said where Tom works"
    tom.choose_country("DE", at=NOW)
    assert off(tom, CHRISTMAS) == (False, "DE")
    imported = HolidayList.take(tom, [(COMPANY_DAY, "Company day")], by=tom, at=NOW)
    assert off(tom, COMPANY_DAY) == (False, "")
    assert off(tom, CHRISTMAS) is None, "the list says which days are off, and the country no more"
    away(tom, 30, 40)
    assert off(tom, COMPANY_DAY) == (True, ""), "an absence comes first"
    tom.absences.get().remove(by=tom, at=NOW)
    assert imported.remove(by=tom, at=NOW)
    assert off(tom, CHRISTMAS) == (False, "DE")
    assert imported.restore(by=tom, at=NOW)
    assert off(tom, CHRISTMAS) is None


def test_the_day_is_the_one_on_ones_own_calendar(people: People) -> None:
    tom, mei = people["report"], people["outsider"]
    mei.choose_time_zone("Asia/Singapore", at=NOW)
    for person in (tom, mei):
        away(person, 3, 3)
    evening = frozen("2026-11-26 20:00")  # the 26th in Berlin, the 27th in Singapore
    days = DaysOff.of([tom, mei], TODAY, TODAY + 9 * DAY)
    assert [one.person for one in days.at(evening, [tom, mei])] == [mei]


def test_an_import_takes_the_place_of_the_one_before_and_undo_brings_it_back(tom: Person) -> None:
    lists = [HolidayList.take(tom, [(TODAY + n * DAY, f"Day {n}")], by=tom, at=NOW + n * DAY) for n in range(4)]
    kept = HolidayList.objects.filter(person=tom)
    assert set(kept) == set(lists[2:]), "one to go back to, and no older one"
    assert kept.current().get() == lists[3]
    lists[3].remove(by=tom, at=NOW + 5 * DAY)
    assert kept.current().get() == lists[2]
    assert kept.current().get().named == {TODAY + 2 * DAY: "Day 2"}


def test_days_off_of_many_people_over_a_year_take_two_queries(
    people: People, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    everybody = list(people.values())
    for person in everybody:
        person.choose_country("DE", at=NOW)
        away(person, 3, 7)
        HolidayList.take(person, [(COMPANY_DAY, "Company day")], by=person, at=NOW)

    def look() -> None:
        days = DaysOff.of(everybody, TODAY, TODAY + 365 * DAY)
        assert all(days.of_person(person, TODAY + 5 * DAY) for person in everybody)
        assert not any(days.of_person(person, TODAY + n * DAY) for person in everybody for n in range(40, 365))

    assert count_queries(look) == 2
