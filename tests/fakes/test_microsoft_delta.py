"""calendarView/delta: the feed, with everything that it does not say."""

from typing import Any

import pytest

from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.real_client import GraphClient, code_of
from tests.fakes.microsoft.weekly import at, moved, view, weekly

ELENA, NILS = "elena@contoso.test", "nils@contoso.test"
DELTA = "calendarView/delta"


def follow(client: GraphClient, page: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """All of a round, and the link to the next one."""
    found = list(page["value"])
    while link := page.get("@odata.nextLink"):
        page = client.get(link)
        found += page["value"]
    return found, page["@odata.deltaLink"]


def first_round(client: GraphClient, prefer: str = "", **window: str) -> tuple[list[dict[str, Any]], str]:
    return follow(client, client.get(DELTA, prefer=prefer, **view(**window)))


def kinds(entries: list[dict[str, Any]]) -> list[str]:
    return ["removed" if "@removed" in one else one["type"] for one in entries]


def test_the_first_round_has_masters_whole_and_occurrences_as_stubs(elena: GraphClient) -> None:
    made = elena.create(weekly())
    entries, link = first_round(elena)
    assert kinds(entries) == ["seriesMaster", *["occurrence"] * 4]
    assert entries[0]["subject"] == "Elena and Nils"
    named = {name for name in entries[1] if not name.startswith("@")}
    assert named == {"id", "type", "start", "end", "seriesMasterId"}
    assert entries[1]["seriesMasterId"] == made["id"]
    assert link.startswith(f"{elena.root}/me/calendarView/delta?$deltatoken=")
    assert follow(elena, elena.get(link))[0] == []


def test_pages_are_as_long_as_preferred_and_their_links_absolute(elena: GraphClient) -> None:
    elena.create(weekly())
    page = elena.get(DELTA, prefer="odata.maxpagesize=2", **view())
    assert len(page["value"]) == 2
    assert page["@odata.nextLink"].startswith(f"{elena.root}/me/calendarView/delta?$skiptoken=")
    assert "@odata.deltaLink" not in page
    assert len(follow(elena, page)[0]) == 5


@pytest.mark.parametrize("name", ["select", "expand", "filter", "orderby"])
def test_it_takes_no_parameters_of_odata(elena: GraphClient, name: str) -> None:
    refused = elena.ask("GET", DELTA, query={name: "subject", **view()})
    assert code_of(refused)[0] == 400


def test_the_window_is_needed_and_baked_in(elena: GraphClient) -> None:
    assert code_of(elena.ask("GET", DELTA))[0] == 400
    _, link = first_round(elena)
    elena.create({"subject": "In November", **moved("2026-11-10 09:00", "2026-11-10 10:00")})
    inside = elena.create({"subject": "In October", **moved("2026-10-10 09:00", "2026-10-10 10:00")})
    entries, _ = follow(elena, elena.get(link))
    assert kinds(entries) == ["singleInstance", "removed"], "what changed outside the window comes as removed"
    assert entries[0]["id"] == inside["id"]


def test_a_moved_occurrence_sends_the_whole_series_again_with_the_exception_whole(elena: GraphClient) -> None:
    made = elena.create(weekly())
    one = elena.get(f"events/{made['id']}/instances", **view())["value"][1]
    _, link = first_round(elena)
    elena.patch(one["id"], moved("2026-10-13 14:00", "2026-10-13 14:30"))
    entries, _ = follow(elena, elena.get(link))
    assert kinds(entries) == ["seriesMaster", "occurrence", "exception", "occurrence", "occurrence"]
    assert entries[2]["originalStart"] == "2026-10-12T07:30:00Z"


def test_there_is_no_sign_of_a_cancelled_occurrence(microsoft: Microsoft, elena: GraphClient) -> None:
    """Only the master, read with cancelledOccurrences, knows."""
    made = elena.create(weekly())
    _, link = first_round(elena)
    microsoft.hand(ELENA).delete(made["id"], original=at("2026-10-12 09:30"))
    entries, _ = follow(elena, elena.get(link))
    assert kinds(entries) == ["seriesMaster", "occurrence", "occurrence", "occurrence"]
    assert "cancelledOccurrences" not in entries[0]
    master = elena.get(f"events/{made['id']}", select="cancelledOccurrences")
    assert len(master["cancelledOccurrences"]) == 1


def test_what_is_deleted_or_left_the_window_is_removed(microsoft: Microsoft, elena: GraphClient) -> None:
    series = elena.create(weekly())
    single = elena.create({"subject": "Once", **moved("2026-10-07 12:00", "2026-10-07 13:00")})
    entries, link = first_round(elena)
    assert len(entries) == 6
    hand = microsoft.hand(ELENA)
    hand.move(single["id"], at("2026-12-07 12:00"))
    entries, link = follow(elena, elena.get(link))
    assert [(one["id"], one["@removed"]["reason"]) for one in entries] == [(single["id"], "deleted")]
    hand.delete(series["id"])
    entries, link = follow(elena, elena.get(link))
    assert kinds(entries) == ["removed"] * 5
    assert series["id"] in [one["id"] for one in entries]
    assert follow(elena, elena.get(link))[0] == []


def test_a_link_can_be_followed_twice(elena: GraphClient) -> None:
    """A worker that dies between the answer and its commit asks again."""
    _, link = first_round(elena)
    elena.create(weekly())
    first, _ = follow(elena, elena.get(link))
    second, _ = follow(elena, elena.get(link))
    assert first == second
    assert first


def test_habits_empty_pages_duplicates_and_silence(microsoft: Microsoft, elena: GraphClient) -> None:
    made = elena.create(weekly())
    habits = microsoft.delta(microsoft.routes.mailboxes[ELENA]).habits
    habits.empty_pages, habits.duplicates, habits.silent_removals = 2, True, True
    page = elena.get(DELTA, **view())
    assert page["value"] == []
    assert "@odata.nextLink" in page
    entries, link = follow(elena, page)
    assert [one["id"] for one in entries].count(made["id"]) == 2
    elena.ask("DELETE", f"events/{made['id']}")
    assert follow(elena, elena.get(link))[0] == []


@pytest.mark.parametrize(
    ("status", "code"), [(410, "SyncStateNotFound"), (400, "SyncStateInvalid"), (410, "resyncRequired")]
)
def test_a_forgotten_cursor_is_refused_and_a_new_round_works(
    microsoft: Microsoft, elena: GraphClient, status: int, code: str
) -> None:
    _, link = first_round(elena)
    microsoft.delta(microsoft.routes.mailboxes[ELENA]).forget(status, code)
    assert code_of(elena.ask("GET", link)) == (status, code)
    _, link = first_round(elena)
    assert elena.ask("GET", link).status_code == 200


def test_ids_in_the_feed_are_of_the_kind_that_is_preferred(elena: GraphClient) -> None:
    made = elena.create(weekly())
    entries, _ = first_round(elena)
    assert entries[0]["id"] == made["id"]
    elena.headers["Prefer"] = "odata.track-changes"
    entries, _ = first_round(elena)
    assert entries[0]["id"] != made["id"]


def test_times_in_the_feed_are_in_the_zone_that_is_preferred(elena: GraphClient) -> None:
    elena.create(weekly())
    entries, _ = first_round(elena, prefer='outlook.timezone="Europe/Berlin"')
    assert entries[1]["start"] == {"dateTime": "2026-10-05T09:30:00.0000000", "timeZone": "Europe/Berlin"}


def test_the_attendees_feed_has_the_invitation_and_its_changes(elena: GraphClient, nils: GraphClient) -> None:
    _, link = first_round(nils)
    made = elena.create(weekly(NILS))
    entries, link = follow(nils, nils.get(link))
    assert kinds(entries) == ["seriesMaster", *["occurrence"] * 4]
    elena.ask("DELETE", f"events/{made['id']}")
    entries, _ = follow(nils, nils.get(link))
    assert set(kinds(entries)) == {"removed"}
