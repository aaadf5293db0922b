"""Each guess turned round: the fake then goes the other way."""

from itertools import islice

import pytest

from tests.fakes.microsoft import guesses
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.pattern import Pattern
from tests.fakes.microsoft.real_client import GraphClient
from tests.fakes.microsoft.weekly import at, moved, starts, view, weekly
from tests.fakes.world import World

ELENA, NILS = "elena@contoso.test", "nils@contoso.test"
Patch = pytest.MonkeyPatch


def test_short_months_are_skipped(monkeypatch: Patch) -> None:
    monkeypatch.setattr(guesses, "CLAMPS_SHORT_MONTHS", False)
    pattern = Pattern("absoluteMonthly", 1, at("2026-10-31 09:30").date(), day_of_month=31)
    assert [day.month for day in islice(pattern.dates(), 3)] == [10, 12, 1]


def test_a_series_keeps_a_start_that_does_not_fit(elena: GraphClient, monkeypatch: Patch) -> None:
    monkeypatch.setattr(guesses, "STARTS_AT_FIRST_FIT", False)
    made = elena.create(weekly(begins="2026-10-07 09:30", ends="2026-10-07 10:00"))
    assert made["recurrence"]["range"]["startDate"] == "2026-10-07"
    assert starts(elena.get("calendarView", **view()))[0] == "10-12 07:30"


def test_neighbours_count_where_they_were(microsoft: Microsoft, elena: GraphClient, monkeypatch: Patch) -> None:
    made = elena.create(weekly())
    hand = microsoft.hand(ELENA)
    hand.move(made["id"], at("2026-10-16 09:30"), original=at("2026-10-12 09:30"))
    one = elena.get(f"events/{made['id']}/instances", **view())["value"][0]
    there = moved("2026-10-13 09:30", "2026-10-13 10:00")
    monkeypatch.setattr(guesses, "NEIGHBOURS_COUNT_WHERE_THEY_ARE", False)
    assert elena.ask("PATCH", f"events/{one['id']}", there).status_code == 400
    monkeypatch.setattr(guesses, "NEIGHBOURS_COUNT_WHERE_THEY_ARE", True)
    assert elena.ask("PATCH", f"events/{one['id']}", there).status_code == 200


def test_exceptions_survive_a_new_time(microsoft: Microsoft, elena: GraphClient, monkeypatch: Patch) -> None:
    monkeypatch.setattr(guesses, "SERIES_CHANGE_DROPS_EXCEPTIONS", False)
    made = elena.create(weekly())
    hand = microsoft.hand(ELENA)
    hand.move(made["id"], at("2026-10-13 14:00"), original=at("2026-10-12 09:30"))
    hand.delete(made["id"], original=at("2026-10-19 09:30"))
    elena.patch(made["id"], moved("2026-10-05 10:00", "2026-10-05 10:30"))
    assert starts(elena.get("calendarView", **view())) == ["10-05 08:00", "10-13 12:00", "10-26 09:00"]


def test_the_feed_sends_only_what_is_not_as_its_series(elena: GraphClient, monkeypatch: Patch) -> None:
    monkeypatch.setattr(guesses, "DELTA_SENDS_WHOLE_SERIES", False)
    made = elena.create(weekly())
    link = elena.get("calendarView/delta", **view())["@odata.deltaLink"]
    elena.patch(made["id"], {"subject": "Renamed"})
    assert [one["type"] for one in elena.get(link)["value"]] == ["seriesMaster"]


def test_the_feed_names_the_master_alone_of_a_removed_series(elena: GraphClient, monkeypatch: Patch) -> None:
    monkeypatch.setattr(guesses, "DELTA_SHOWS_REMOVED_SERIES", False)
    made = elena.create(weekly())
    link = elena.get("calendarView/delta", **view())["@odata.deltaLink"]
    elena.ask("DELETE", f"events/{made['id']}")
    assert [one["id"] for one in elena.get(link)["value"]] == [made["id"]]


def test_who_declines_keeps_the_event(elena: GraphClient, nils: GraphClient, monkeypatch: Patch) -> None:
    monkeypatch.setattr(guesses, "DECLINED_LEAVES_CALENDAR", False)
    elena.create(weekly(NILS))
    (copy,) = nils.get("events")["value"]
    nils.ask("POST", f"events/{copy['id']}/decline", {})
    assert [one["responseStatus"]["response"] for one in nils.get("events")["value"]] == ["declined"]


def test_who_deletes_the_own_copy_declines(
    elena: GraphClient, nils: GraphClient, world: World, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(guesses, "COPY_GOES_SILENTLY", False)
    made = elena.create(weekly(NILS))
    (copy,) = nils.get("events")["value"]
    nils.ask("DELETE", f"events/{copy['id']}")
    assert elena.get(f"events/{made['id']}")["attendees"][0]["status"]["response"] == "declined"
    assert [mail.to for mail in world.observations.mailed(kind="REPLY")] == [ELENA]
