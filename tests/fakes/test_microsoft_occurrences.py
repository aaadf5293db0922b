"""One occurrence of a series: moved, cancelled, changed, and what Graph cannot do."""

from typing import Any

import pytest

from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.real_client import GraphClient, code_of
from tests.fakes.microsoft.weekly import at, moved, starts, view, weekly
from tests.fakes.world import World

ELENA, NILS = "elena@contoso.test", "nils@contoso.test"


@pytest.fixture
def series(elena: GraphClient) -> dict[str, Any]:
    """Mondays 9:30 from 5 October, with Nils."""
    return elena.create(weekly(NILS))


def instances(client: GraphClient, series: dict[str, Any], begin: str = "2026-10-01", end: str = "2026-11-01") -> Any:
    return client.get(f"events/{series['id']}/instances", **view(begin, end))


def occurrence(client: GraphClient, series: dict[str, Any], number: int) -> dict[str, Any]:
    found: dict[str, Any] = instances(client, series)["value"][number]
    return found


def test_occurrences_have_ids_of_their_own_and_their_original_start_in_utc(
    elena: GraphClient, series: dict[str, Any]
) -> None:
    one = occurrence(elena, series, 3)
    assert one["type"] == "occurrence"
    assert one["seriesMasterId"] == series["id"] != one["id"]
    assert (one["originalStart"], one["originalStartTimeZone"]) == ("2026-10-26T08:30:00Z", "Europe/Berlin")
    assert one["iCalUId"] != series["iCalUId"]
    assert elena.get(f"events/{one['id']}")["id"] == one["id"]


def test_a_moved_occurrence_is_an_exception_with_the_same_identity(
    elena: GraphClient, series: dict[str, Any], world: World
) -> None:
    one = occurrence(elena, series, 1)
    changed = elena.patch(one["id"], moved("2026-10-13 14:00", "2026-10-13 14:30"))
    assert changed["type"] == "exception"
    assert (changed["id"], changed["originalStart"]) == (one["id"], "2026-10-12T07:30:00Z")
    assert starts(instances(elena, series)) == ["10-05 07:30", "10-13 12:00", "10-19 07:30", "10-26 08:30"]
    last = world.observations.mailed(NILS)[-1]
    assert (last.kind, last.original, last.sequence) == ("REQUEST", at("2026-10-12 09:30"), 1)


@pytest.mark.parametrize("day", ["2026-10-05", "2026-10-04", "2026-10-19", "2026-10-20"])
def test_an_occurrence_cannot_be_moved_to_or_past_its_neighbours_day(
    elena: GraphClient, series: dict[str, Any], day: str
) -> None:
    one = occurrence(elena, series, 1)
    refused = elena.ask("PATCH", f"events/{one['id']}", moved(f"{day} 23:00", f"{day} 23:30"))
    assert code_of(refused) == (400, "ErrorOccurrenceCrossingBoundary")
    assert instances(elena, series)["value"][1]["type"] == "occurrence"


def test_the_neighbours_day_is_counted_in_the_series_zone(elena: GraphClient, series: dict[str, Any]) -> None:
    """23:00 UTC on Sunday is Monday in Berlin."""
    one = occurrence(elena, series, 1)
    refused = elena.ask("PATCH", f"events/{one['id']}", moved("2026-10-18 23:00", "2026-10-18 23:30", "UTC"))
    assert code_of(refused) == (400, "ErrorOccurrenceCrossingBoundary")
    assert elena.patch(one["id"], moved("2026-10-18 21:00", "2026-10-18 21:30", "UTC"))["type"] == "exception"


def test_a_cancelled_neighbour_makes_room(elena: GraphClient, series: dict[str, Any]) -> None:
    one, two = occurrence(elena, series, 1), occurrence(elena, series, 2)
    elena.ask("DELETE", f"events/{two['id']}")
    assert elena.patch(one["id"], moved("2026-10-20 09:30", "2026-10-20 10:00"))["type"] == "exception"


def test_a_cancelled_occurrence_is_named_by_its_master_only_when_asked(
    elena: GraphClient, series: dict[str, Any], world: World
) -> None:
    one = occurrence(elena, series, 1)
    assert elena.ask("DELETE", f"events/{one['id']}").status_code == 204
    assert elena.ask("GET", f"events/{one['id']}").status_code == 404
    assert starts(instances(elena, series)) == ["10-05 07:30", "10-19 07:30", "10-26 08:30"]
    assert "cancelledOccurrences" not in elena.get(f"events/{series['id']}")
    master = elena.get(f"events/{series['id']}", select="subject,cancelledOccurrences")
    assert master["cancelledOccurrences"] == [f"OID.{series['id']}.2026-10-12"]
    last = world.observations.mailed(NILS)[-1]
    assert (last.kind, last.original) == ("CANCEL", at("2026-10-12 09:30"))


def test_exceptions_come_with_their_master_by_expand(elena: GraphClient, series: dict[str, Any]) -> None:
    one = occurrence(elena, series, 2)
    elena.patch(one["id"], {"subject": "Quarterly"})
    master = elena.get(f"events/{series['id']}", expand="exceptionOccurrences")
    assert [(each["id"], each["subject"]) for each in master["exceptionOccurrences"]] == [(one["id"], "Quarterly")]
    assert [each["id"] for each in elena.get(f"events/{series['id']}/exceptionOccurrences")["value"]] == [one["id"]]


def test_a_change_of_the_title_mails_once_for_the_series_and_once_for_each_exception(
    elena: GraphClient, series: dict[str, Any], world: World
) -> None:
    for number in (1, 2):
        one = occurrence(elena, series, number)
        day = one["originalStart"][:10]
        elena.patch(one["id"], moved(f"{day} 11:00", f"{day} 11:30"))
    world.observations.forget()
    elena.patch(series["id"], {"subject": "Renamed"})
    assert [mail.original for mail in world.observations.mailed(NILS)] == [
        None, at("2026-10-12 09:30"), at("2026-10-19 09:30"),
    ]  # fmt: skip
    assert len(instances(elena, series)["value"]) == 4


def test_a_new_time_of_the_series_forgets_what_was_done_to_its_occurrences(
    elena: GraphClient, series: dict[str, Any], world: World
) -> None:
    elena.patch(occurrence(elena, series, 1)["id"], moved("2026-10-13 14:00", "2026-10-13 14:30"))
    elena.ask("DELETE", f"events/{occurrence(elena, series, 2)['id']}")
    world.observations.forget()
    elena.patch(series["id"], moved("2026-10-05 10:00", "2026-10-05 10:30"))
    assert starts(instances(elena, series)) == ["10-05 08:00", "10-12 08:00", "10-19 08:00", "10-26 09:00"]
    mails = world.observations.mailed(NILS)
    assert [(mail.kind, mail.original) for mail in mails] == [("REQUEST", None)]


def test_a_new_rhythm_begins_where_its_start_says(elena: GraphClient, series: dict[str, Any]) -> None:
    fortnightly = weekly(begins="2026-10-12 09:30", ends="2026-10-12 10:00")
    fortnightly["recurrence"]["pattern"]["interval"] = 2
    body = {name: fortnightly[name] for name in ("start", "end", "recurrence")}
    elena.patch(series["id"], body)
    assert starts(instances(elena, series)) == ["10-12 07:30", "10-26 08:30"]
    wrong = body["recurrence"] | {"range": {"type": "noEnd", "startDate": "2026-10-05"}}
    assert elena.ask("PATCH", f"events/{series['id']}", {"recurrence": wrong}).status_code == 400
    assert starts(instances(elena, series)) == ["10-12 07:30", "10-26 08:30"], "what was refused changed nothing"
    single = elena.patch(series["id"], {"recurrence": None})
    assert (single["type"], single["recurrence"]) == ("singleInstance", None)


def test_an_occurrence_has_no_rhythm_of_its_own(elena: GraphClient, series: dict[str, Any]) -> None:
    one = occurrence(elena, series, 1)
    refused = elena.ask("PATCH", f"events/{one['id']}", {"recurrence": series["recurrence"]})
    assert refused.status_code == 400
    assert code_of(elena.ask("GET", f"events/{one['id']}/instances", query=view()))[0] == 400


def test_a_person_splits_the_series_and_both_halves_carry_our_property(
    microsoft: Microsoft, elena: GraphClient, series: dict[str, Any]
) -> None:
    hand = microsoft.hand(ELENA)
    rest = hand.split(series["id"], at("2026-10-19 09:30"), at("2026-10-20 11:00"))
    assert starts(instances(elena, series)) == ["10-05 07:30", "10-12 07:30"]
    assert starts(instances(elena, {"id": rest})) == ["10-20 09:00", "10-27 10:00"]
    assert elena.get(f"events/{rest}")["iCalUId"] != series["iCalUId"]


def test_a_person_moves_deletes_and_ends_by_hand(
    microsoft: Microsoft, elena: GraphClient, series: dict[str, Any]
) -> None:
    hand = microsoft.hand(ELENA)
    hand.move(series["id"], at("2026-10-06 10:00"), original=at("2026-10-05 09:30"))
    hand.delete(series["id"], original=at("2026-10-12 09:30"))
    hand.change(series["id"], original=at("2026-10-19 09:30"), subject="By hand")
    hand.end_before(series["id"], at("2026-10-26 09:30"))
    answer = instances(elena, series, end="2027-01-01")
    assert starts(answer) == ["10-06 08:00", "10-19 07:30"]
    assert [one["type"] for one in answer["value"]] == ["exception", "exception"]
    day = elena.get(f"events/{hand.make('Holiday', at('2026-10-08 00:00').date())}")
    assert day["isAllDay"] is True
