"""The examples of RFC 5545 (3.8.5.3) and of the calendars that icalendar ships, where the rule is one we hold."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any
from warnings import catch_warnings, simplefilter
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event
from icalendar.error import InvalidCalendar

from oneonones.models import BadRule, Recurrence
from oneonones.models.recurrence import wall_time
from oneonones.models.rule_text import DAYS

NEW_YORK = ZoneInfo("America/New_York")


def ours(text: str, first: datetime, zone: ZoneInfo) -> Recurrence:
    """The rule as we hold it (RFC 5545, 3.3.10).

    A weekday that the text leaves to DTSTART is said; UNTIL, an instant there, becomes a local date that does the same.
    """
    if "FREQ=WEEKLY" in text and "BYDAY" not in text:
        text += f";BYDAY={DAYS[first.weekday()]}"
    if found := re.search(r"UNTIL=(\d{8})(T\d{6})?(Z?)", text):
        end = datetime.combine(datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=UTC).date(), time.max)
        if found[2]:
            end = datetime.strptime(found[1] + found[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            end = wall_time(end, zone) if found[3] else end.replace(tzinfo=None)
        last = end.date() if end.time() >= first.time() else end.date() - timedelta(days=1)
        text = text.replace(found[0], f"UNTIL={last:%Y%m%d}")
    return Recurrence.parse(text)


def days(text: str, year: int = 1997) -> list[date]:
    """'9-2 9-16 1998: 1-6' as dates."""
    found = []
    for word in text.split():
        if word.endswith(":"):
            year = int(word[:-1])
            continue
        month, day = word.split("-")
        found.append(date(year, int(month), int(day)))
    return found


WEEKLY_TO_DECEMBER = "9-2 9-9 9-16 9-23 9-30 10-7 10-14 10-21 10-28 11-4 11-11 11-18 11-25 12-2 12-9 12-16 12-23"
RFC = [
    ("9-2", "FREQ=WEEKLY;COUNT=10", "9-2 9-9 9-16 9-23 9-30 10-7 10-14 10-21 10-28 11-4"),
    ("9-2", "FREQ=WEEKLY;UNTIL=19971224T000000Z", WEEKLY_TO_DECEMBER),
    ("9-2", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "9-2 9-16 9-30 10-14 10-28 11-11 11-25 12-9 12-23 1998: 1-6 1-20 2-3 …"),
    ("9-2", "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "9-2 9-4 9-9 9-11 9-16 9-18 9-23 9-25 9-30 10-2"),
    ("9-2", "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "9-2 9-4 9-9 9-11 9-16 9-18 9-23 9-25 9-30 10-2"),
    (
        "9-1",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "9-1 9-3 9-5 9-15 9-17 9-19 9-29 10-1 10-3 10-13 10-15 10-17 10-27 10-29 10-31 "
        "11-10 11-12 11-14 11-24 11-26 11-28 12-8 12-10 12-12 12-22",
    ),
    ("9-2", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "9-2 9-4 9-16 9-18 9-30 10-2 10-14 10-16"),
    ("9-5", "FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "9-5 10-3 11-7 12-5 1998: 1-2 2-6 3-6 4-3 5-1 6-5"),
    ("9-5", "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "9-5 10-3 11-7 12-5"),
    ("8-5", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "8-5 8-10 8-19 8-24"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "text", "dates"), RFC)
def test_the_examples_of_rfc_5545_expand_as_it_says(start: str, text: str, dates: str) -> None:
    first = datetime.combine(days(start)[0], time(9))
    expected = days(dates.removesuffix(" …"))
    rule = ours(text, first, NEW_YORK)

    found = [one.date() for one in rule.next(first, first, len(expected) + 1)]

    assert found[: len(expected)] == expected
    assert (len(found) == len(expected)) == (not dates.endswith("…"))


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        "FREQ=DAILY;COUNT=10",
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z",
    ],
)
def test_the_examples_of_rfc_5545_that_we_do_not_hold_are_refused_whole(text: str) -> None:
    with pytest.raises(BadRule):
        ours(text, datetime(1997, 9, 2, 9), NEW_YORK)


@cache
def shipped() -> list[tuple[str, Event]]:
    """Every event with a rule in the test calendars of the installed icalendar (dateutil's wheel ships none)."""
    found = []
    for folder in ("calendars", "events"):
        for file in sorted(files("icalendar.tests").joinpath(folder).iterdir(), key=lambda entry: entry.name):
            with catch_warnings():
                simplefilter("ignore")  # it guesses at names of time zones
                try:
                    parsed: Any = (Calendar if folder == "calendars" else Event).from_ical(file.read_bytes())
                except (ValueError, InvalidCalendar):
                    continue  # files that are broken on purpose
            found += [(file.name, event) for event in parsed.walk("VEVENT") if "RRULE" in event and "DTSTART" in event]
    return found


def held_of_shipped() -> list[Any]:
    held = []
    for name, event in shipped():
        start = event.decoded("DTSTART")
        first = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())
        zone = getattr(getattr(start, "tzinfo", None), "key", "UTC")
        text = event["RRULE"].to_ical().decode()
        try:
            rule = ours(text, first, ZoneInfo(zone))
        except (BadRule, AttributeError):
            continue
        held.append(pytest.param(rule, text, start, id=f"{name}:{text}"))
    return held


def test_the_corpus_has_rules_that_we_hold_and_rules_that_we_do_not() -> None:
    assert len(held_of_shipped()) >= 4
    assert len(shipped()) > len(held_of_shipped())


@pytest.mark.parametrize(("rule", "text", "start"), held_of_shipped())
def test_the_calendars_that_icalendar_ships_expand_as_dateutil_reads_their_text(
    rule: Recurrence, text: str, start: Any
) -> None:
    first = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())
    until = re.search(r"UNTIL=\d{8}(T\d{6}Z?)?", text)
    aware = start if isinstance(start, datetime) and until and until[0].endswith("Z") else first
    theirs = [moment.replace(tzinfo=None) for moment in islice(rrulestr(text, dtstart=aware), 120)]

    assert rule.next(first, first, 120) == [moment for moment in theirs if moment >= first]
