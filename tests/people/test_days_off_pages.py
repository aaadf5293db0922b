"""The screen *Hours and days off*: working hours, days away and public holidays, without a script."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from time_machine import TimeMachineFixture

from people.models import Absence, HolidayFile, HolidayList, Person, UnreadableHolidays
from tests.conftest import Browse, People, frozen

PAGE = "/me/days/"
NOW = frozen("2026-11-24 09:00")
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _today(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def tom(people: People) -> Person:
    return people["report"]


@pytest.fixture
def browser(tom: Person, browse: Browse) -> Client:
    return browse(tom)


def text(browser: Client) -> str:
    return browser.get(PAGE).content.decode()


def week(**changed: str) -> dict[str, str]:
    hours = {f"{name}_{day}": clock for day in range(5) for name, clock in (("from", "09:00"), ("to", "17:00"))}
    return {**hours, **{f"{name}_{day}": "" for day in (5, 6) for name in ("from", "to")}, **changed}


# --- Working hours


def test_hours_are_kept_and_a_day_without_them_is_a_day_off(tom: Person, browser: Client) -> None:
    response = browser.post("/me/days/hours/", week(from_4="", to_4="", to_0="12:30"))
    assert (response.status_code, response["Location"]) == (303, PAGE)
    tom.refresh_from_db()
    assert tom.working_hours[0] == ["09:00", "12:30"]
    assert tom.working_hours[4] is None
    assert 'value="12:30"' in text(browser)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"to_0": "08:00"}, "That is before it begins."),
        ({"to_0": ""}, "Say both, or leave both empty for a day off."),
        ({"from_0": "late"}, "That is not a time."),
        (dict.fromkeys(week(), ""), "Leave at least one day of the week to meet on."),
    ],
)
def test_hours_that_cannot_be_are_said_in_place_and_what_was_typed_is_kept(
    tom: Person, browser: Client, changed: dict[str, str], sentence: str
) -> None:
    response = browser.post("/me/days/hours/", week(from_1="10:15", **changed) if len(changed) < 5 else changed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert ('value="10:15"' in response.content.decode()) == (len(changed) < 5)
    tom.refresh_from_db()
    assert tom.working_hours[0] == ["09:00", "17:00"]


# --- Days away


def test_days_away_are_added_changed_and_removed_by_themself(tom: Person, browser: Client) -> None:
    browser.post("/me/days/absences/", {"first_on": "2026-12-01", "last_on": "2026-12-04", "kind": "sick"})
    absence = Absence.objects.get(person=tom)
    assert "1 December to 4 December" in text(browser)
    assert "Sick" in text(browser)
    address = f"/me/days/absences/{absence.pk}/"
    assert 'value="2026-12-04"' in browser.get(address).content.decode()
    browser.post(address, {"first_on": "2026-12-02", "last_on": "", "kind": "leave"})
    absence.refresh_from_db()
    assert (absence.first_on, absence.last_on, absence.kind) == (date(2026, 12, 2), date(2026, 12, 2), "leave")
    browser.post(f"{address}removal/")
    assert "2 December" not in text(browser).replace("Removed", "")
    browser.post(f"{address}removal/undo/")
    assert "2 December" in text(browser)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"first_on": "", "kind": "sick"}, "Say from which day on."),
        ({"first_on": "2026-02-30", "kind": "sick"}, "There is no such day."),
        ({"first_on": "2026-12-01", "last_on": "2026-02-30", "kind": "sick"}, "There is no such day."),
        ({"first_on": "2026-12-02", "last_on": "2026-12-01", "kind": "sick"}, "The last day is before the first."),
        ({"first_on": "2026-12-01", "kind": "golf"}, "Choose one of the four."),
        ({"first_on": "2027-01-05", "kind": "sick"}, "You are away from 4 January to 8 January already."),
    ],
)
def test_days_that_cannot_be_are_said_in_place(
    tom: Person, browser: Client, sent: dict[str, str], sentence: str
) -> None:
    Absence.add(tom, first_on=date(2027, 1, 4), last_on=date(2027, 1, 8), kind="holiday", by=tom, at=NOW)
    response = browser.post("/me/days/absences/", sent)
    assert response.status_code == 422
    assert sentence in response.content.decode().replace(" 2027", "")
    assert f'value="{sent["first_on"]}"' in response.content.decode()
    assert tom.absences.count() == 1


def test_undo_of_a_removal_says_so_when_other_days_took_its_place(tom: Person, browser: Client) -> None:
    absence = Absence.add(tom, first_on=TODAY, last_on=TODAY, kind="holiday", by=tom, at=NOW)
    absence.remove(by=tom, at=NOW)
    Absence.add(tom, first_on=TODAY, last_on=TODAY, kind="holiday", by=tom, at=NOW)
    browser.post(f"/me/days/absences/{absence.pk}/removal/undo/")
    assert "already" in text(browser)


def test_the_page_takes_as_many_queries_with_one_absence_as_with_twenty(
    tom: Person, browser: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    counts = []
    for number in (1, 3, 9):
        for day in range(number):
            on = TODAY + timedelta(days=number * 20 + day * 2)
            Absence.add(tom, first_on=on, last_on=on, kind="holiday", by=tom, at=NOW)
        HolidayList.take(tom, [(TODAY, "x")] * number, by=tom, at=NOW + timedelta(minutes=number))
        counts.append(count_queries(lambda: browser.get(PAGE)))
    assert counts[0] == counts[1] == counts[2] <= 12


# --- Public holidays


def test_a_country_and_a_part_of_it_bring_their_public_holidays(tom: Person, browser: Client) -> None:
    browser.post("/me/days/country/", {"country": "DE"})
    assert "Christmas Day" in text(browser)
    assert '<option value="BE">Berlin</option>' in text(browser)
    browser.post("/me/days/country/", {"country": "DE", "subdivision": "BE"})
    tom.refresh_from_db()
    assert (tom.country, tom.subdivision) == ("DE", "BE")
    browser.post("/me/days/country/", {"country": "SG", "subdivision": "BE"})
    tom.refresh_from_db()
    assert (tom.country, tom.subdivision) == ("SG", ""), "a part of another country is left out"
    assert browser.post("/me/days/country/", {"country": "XX"}).status_code == 422
    browser.post("/me/days/country/", {"country": ""})
    assert "Christmas Day" not in text(browser)


def ics(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT\r\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{body}END:VCALENDAR\r\n".encode()


CHRISTMAS = "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\\, both days"
DENTIST = "DTSTART:20261202T090000Z\r\nSUMMARY:Zahnarzt"


def upload(browser: Client, content: bytes, name: str = "holidays.ics") -> str:
    response = browser.post("/me/days/holidays/", {"file": SimpleUploadedFile(name, content)})
    return text(browser) if response.status_code == 303 else response.content.decode()


def test_a_file_brings_its_whole_days_and_says_how_many_and_can_be_taken_back(tom: Person, browser: Client) -> None:
    said = upload(browser, ics(CHRISTMAS, DENTIST))
    assert "2 days came in. 1 entry at an hour of the day was left out." in said
    assert "Christmas, both days" in said
    assert "Zahnarzt" not in said
    imported = HolidayList.objects.get(person=tom)
    assert imported.named == dict.fromkeys([date(2026, 12, 25), date(2026, 12, 26)], "Christmas, both days")
    assert f"/me/days/holidays/{imported.pk}/removal/" in said, "Undo"
    browser.post(f"/me/days/holidays/{imported.pk}/removal/")
    assert "Christmas, both days" not in text(browser)
    browser.post(f"/me/days/holidays/{imported.pk}/removal/undo/")
    assert "Christmas, both days" in text(browser)


DAY = "DTSTART;VALUE=DATE:20261225"
BAD_FILES = {
    "nothing chosen": (None, "Choose an ICS file first."),
    "empty": (b"", "no calendar file that can be read"),
    "another format": (b"PK\x03\x04 not a calendar", "no calendar file that can be read"),
    "no text": (b"\xff\xfe\x00\x01", "no calendar file that can be read"),
    "cut off": (ics(CHRISTMAS)[:60], "no calendar file that can be read"),
    "50,000 holidays": (ics(*[DAY] * 50_000), "larger than 1 MB"),
    "12,000 small ones": (ics(*[DAY] * 12_000), "holds 12,000 entries, and at most 2,000 are read"),
    "436 days": (
        ics(*[f"DTSTART;VALUE=DATE:{TODAY + timedelta(days=n):%Y%m%d}" for n in range(436)]),
        "436 days off, and at most 400 are taken",
    ),
    "only appointments": (ics(DENTIST), "appointments at an hour, and no whole days off"),
    "long over": (ics("DTSTART;VALUE=DATE:20200101"), "Every day in that file is over"),
    "the end of time": (ics("DTSTART;VALUE=DATE:99991231"), "more than five years ahead"),
    "a day that is none": (ics("DTSTART;VALUE=DATE:20261345"), "There is no day off in that file"),
    "no day": (ics("SUMMARY:Christmas"), "There is no day off in that file"),
    "cancelled": (ics(f"{DAY}\r\nSTATUS:CANCELLED"), "There is no day off in that file"),
    "every second": (ics(f"{DAY}\r\nRRULE:FREQ=SECONDLY"), "There is no day off in that file"),
    "a holiday of 8,000 years": (ics(f"{DAY}\r\nDTEND;VALUE=DATE:99991231"), "There is no day off in that file"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_answered_in_words_and_nothing_is_half_done(tom: Person, browser: Client, case: str) -> None:
    before = HolidayList.take(tom, [(TODAY, "mine")], by=tom, at=NOW - timedelta(days=1))
    content, sentence = BAD_FILES[case]
    if content is None:
        response = browser.post("/me/days/holidays/", {})
        assert (response.status_code, sentence in response.content.decode()) == (422, True)
    else:
        assert sentence in upload(browser, content)
    assert list(HolidayList.objects.filter(person=tom)) == [before]


@pytest.mark.parametrize(
    ("event", "days"),
    [
        ("DTSTART;VALUE=DATE:20261225", ["2026-12-25"]),
        ("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226", ["2026-12-25"]),
        ("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:00010101", ["2026-12-25"]),
        ("DTSTART;VALUE=DATE:20261225\r\nDURATION:P2D", ["2026-12-25", "2026-12-26"]),
        ("DTSTART;VALUE=DATE:20201003\r\nRRULE:FREQ=YEARLY", [f"{year}-10-03" for year in range(2027, 2032)]),
        ("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY", ["2028-02-29"]),
    ],
)
def test_whole_days_are_read_as_rfc_5545_means_them(event: str, days: list[str]) -> None:
    found = HolidayFile.read(ics(event), today=TODAY)
    assert [day.isoformat() for day in sorted(found.days)] == days


LINES = [*ics(CHRISTMAS, DENTIST).decode().split("\r\n"), "RRULE:FREQ=YEARLY", ":", ";=", "DTSTART:", "DURATION:P9D"]


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=20), max_size=15))
def test_whatever_the_lines_a_file_is_read_or_refused_in_words(lines: list[str]) -> None:
    content = "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode()
    try:
        found: HolidayFile | None = HolidayFile.read(content, today=TODAY)
    except UnreadableHolidays:
        found = None
    assert found is None or found.days


# --- Whose it is


def test_nobody_else_finds_an_absence_or_a_list_of_somebody(tom: Person, people: People, browse: Browse) -> None:
    absence = Absence.add(tom, first_on=TODAY, last_on=TODAY, kind="sick", by=tom, at=NOW)
    imported = HolidayList.take(tom, [(TODAY, "mine")], by=tom, at=NOW)
    for part, other in people.items():
        if other != tom:
            for address in (
                f"absences/{absence.pk}/",
                f"absences/{absence.pk}/removal/",
                f"holidays/{imported.pk}/removal/",
            ):
                assert browse(other).post(PAGE + address, {"first_on": "2026-12-01"}).status_code == 404, part
    absence.refresh_from_db()
    imported.refresh_from_db()
    assert (absence.removed_at, imported.removed_at) == (None, None)
