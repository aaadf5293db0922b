"""The feed of changes in the fake of Google: pages, cursors, and what may not be asked together."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.google.google import Google
from tests.fakes.google.refusals import refused
from tests.fakes.google.weekly import berlin, weekly


@pytest.fixture
def filled(priya: Any) -> Any:
    """Five series in Priya's calendar."""
    for number in range(5):
        priya.events().insert(calendarId="primary", body=weekly(id=f"series{number}")).execute()
    return priya


def sync(api: Any, token: str | None = None, **asked: Any) -> tuple[list[dict[str, Any]], str]:
    """All pages, and the cursor of the last one."""
    request = api.events().list(calendarId="primary", syncToken=token, **asked)
    items, last = [], {}
    while request is not None:
        assert "nextSyncToken" not in last, "only on the last page"
        last = request.execute()
        items += last["items"]
        request = api.events().list_next(request, last)
    return items, last["nextSyncToken"]


def test_a_cursor_brings_what_changed_since_and_only_that(filled: Any) -> None:
    everything, token = sync(filled, maxResults=2)
    assert len(everything) == 5
    assert sync(filled, token)[0] == []

    filled.events().patch(calendarId="primary", eventId="series3", body={"summary": "New"}).execute()
    filled.events().delete(calendarId="primary", eventId="series1").execute()
    changed, later = sync(filled, token)
    assert {event["id"]: event["status"] for event in changed} == {"series3": "confirmed", "series1": "cancelled"}
    assert sync(filled, later)[0] == []
    assert sync(filled, token)[0] == changed, "an older cursor goes on working"


def test_of_a_deleted_event_the_feed_says_no_more_than_is_guaranteed(filled: Any) -> None:
    _, token = sync(filled)
    filled.events().delete(calendarId="primary", eventId="series1").execute()
    ((gone,), _) = sync(filled, token)
    assert set(gone) == {"kind", "etag", "id", "status"}


def test_an_occurrence_that_moved_or_went_is_a_row_of_its_own(filled: Any, google: Google) -> None:
    _, token = sync(filled)
    hand = google.hand("priya@example.test")
    hand.move("series0", berlin(10, 13), original=berlin(10, 12))
    hand.delete("series0", original=berlin(10, 19))
    changed, _ = sync(filled, token)
    assert [(event["recurringEventId"], event["status"]) for event in changed] == [
        ("series0", "confirmed"),
        ("series0", "cancelled"),
    ]
    single, _ = sync(filled, singleEvents=True, timeMax="2026-10-20T00:00:00Z", timeMin="2026-10-01T00:00:00Z")
    assert len([event for event in single if event["recurringEventId"] == "series0"]) == 2


def test_a_full_list_keeps_cancelled_occurrences_and_leaves_out_deleted_events(filled: Any, google: Google) -> None:
    google.hand("priya@example.test").delete("series0", original=berlin(10, 12))
    google.hand("priya@example.test").delete("series1")
    listed, _ = sync(filled)
    assert sorted(event["status"] for event in listed) == ["cancelled"] + ["confirmed"] * 4
    assert len(sync(filled, showDeleted=True)[0]) == 6


def test_pages_are_one_moment_though_the_calendar_changes_between_them(filled: Any) -> None:
    first = filled.events().list(calendarId="primary", maxResults=3).execute()
    filled.events().patch(calendarId="primary", eventId="series4", body={"summary": "New"}).execute()
    second = filled.events().list(calendarId="primary", pageToken=first["nextPageToken"]).execute()
    assert [event["summary"] for event in second["items"]] == ["Priya / Tom"] * 2
    changed, _ = sync(filled, second["nextSyncToken"])
    assert [event["id"] for event in changed] == ["series4"], "what happened between the pages is not lost"


def test_a_page_may_be_empty_and_not_be_the_last(filled: Any, google: Google) -> None:
    google.listing.empty_pages = 2
    first = filled.events().list(calendarId="primary").execute()
    assert first["items"] == []
    assert "nextPageToken" in first
    assert len(sync(filled)[0]) == 5


@pytest.mark.parametrize(
    "more",
    [
        {"iCalUID": "x"},
        {"orderBy": "updated"},
        {"privateExtendedProperty": ["andante=series-1"]},
        {"sharedExtendedProperty": ["a=b"]},
        {"q": "Tom"},
        {"timeMin": "2026-10-01T00:00:00Z"},
        {"timeMax": "2026-10-01T00:00:00Z"},
        {"updatedMin": "2026-09-27T00:00:00Z"},
        {"showDeleted": False},
    ],
    ids=lambda more: next(iter(more)),
)
def test_a_cursor_is_not_used_together_with_restrictions(filled: Any, more: Any) -> None:
    _, token = sync(filled)
    with refused(400, "syncTokenWithRequestRestrictions"):
        filled.events().list(calendarId="primary", syncToken=token, **more).execute()


def test_a_cursor_wants_the_parameters_it_was_made_with(filled: Any) -> None:
    _, token = sync(filled, singleEvents=True, timeMax="2026-11-01T00:00:00Z")
    with refused(400, "invalid"):
        filled.events().list(calendarId="primary", syncToken=token).execute()
    assert sync(filled, token, singleEvents=True)[0] == []


def test_no_cursor_comes_of_a_search(filled: Any) -> None:
    answer = filled.events().list(calendarId="primary", privateExtendedProperty="andante=series-1").execute()
    assert len(answer["items"]) == 5
    assert "nextSyncToken" not in answer


def test_the_private_property_finds_ours_and_only_in_the_organisers_calendar(filled: Any, tom: Any) -> None:
    filled.events().insert(calendarId="primary", body=weekly(extendedProperties=None)).execute()
    found = filled.events().list(calendarId="primary", privateExtendedProperty=["andante=series-1"]).execute()
    assert len(found["items"]) == 5
    assert len(tom.events().list(calendarId="primary").execute()["items"]) == 6
    assert tom.events().list(calendarId="primary", privateExtendedProperty="andante=series-1").execute()["items"] == []


def test_an_expired_cursor_is_410_full_sync_required_and_so_is_one_of_another_calendar(
    filled: Any, tom: Any, google: Google
) -> None:
    _, token = sync(filled)
    for stale in (sync(tom)[1], "bm9uc2Vuc2U="):
        with refused(410, "fullSyncRequired"):
            sync(filled, stale)
    google.account("priya@example.test").primary.expire_cursors()
    with refused(410, "fullSyncRequired"):
        sync(filled, token)
    assert sync(filled, sync(filled)[1])[0] == []


def test_a_minimum_of_updates_too_long_ago_is_another_410(filled: Any, google: Google) -> None:
    google.world.clock.move(timedelta(days=40))
    with refused(410, "updatedMinTooLongAgo"):
        filled.events().list(calendarId="primary", updatedMin="2026-09-28T00:00:00Z").execute()


def test_lists_are_bounded_ordered_and_masked_as_asked(filled: Any, google: Google) -> None:
    google.hand("priya@example.test").make("Early", berlin(10, 4))
    with refused(400, "invalid"):
        filled.events().list(calendarId="primary", orderBy="startTime").execute()
    with refused(400, "timeRangeEmpty"):
        window = {"timeMin": "2026-10-05T00:00:00Z", "timeMax": "2026-10-05T00:00:00Z"}
        filled.events().list(calendarId="primary", **window).execute()
    window = {"timeMin": "2026-10-01T00:00:00Z", "timeMax": "2026-10-06T00:00:00Z"}
    listed = filled.events().list(
        calendarId="primary", singleEvents=True, orderBy="startTime", fields="items(summary,start/dateTime)", **window
    )
    items = listed.execute()["items"]
    assert items[0] == {"summary": "Early", "start": {"dateTime": "2026-10-04T09:30:00+02:00"}}
    assert len(items) == 6
