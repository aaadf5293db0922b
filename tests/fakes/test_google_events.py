"""Events in the fake of Google, spoken to by the real client (calendar.md 2.1)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.google.google import Google
from tests.fakes.google.refusals import refused
from tests.fakes.google.weekly import at, begins, berlin, weekly
from tests.fakes.world import World

ID = "andante0series1"


@pytest.fixture
def series(priya: Any) -> Any:
    """Priya and Tom, every Monday at 9:30."""
    return priya.events().insert(calendarId="primary", body=weekly(id=ID), sendUpdates="all").execute()


def occurrence(api: Any, original: Any, event_id: str = ID) -> Any:
    """The one that starts, or was to start, then."""
    answer = api.events().instances(calendarId="primary", eventId=event_id, originalStart=original.isoformat())
    (found,) = answer.execute()["items"]
    return found


def get(api: Any, event_id: str = ID) -> Any:
    return api.events().get(calendarId="primary", eventId=event_id).execute()


# --- Ids


@pytest.mark.parametrize("event_id", ["abcd", "with-dash", "UPPER", "xyz12", "a" * 1025])
def test_an_id_is_base32hex_of_5_to_1024(priya: Any, event_id: str) -> None:
    with refused(400, "invalid"):
        priya.events().insert(calendarId="primary", body=weekly(id=event_id)).execute()


def test_an_id_that_is_taken_is_a_duplicate_and_nothing_changes(priya: Any, series: Any, world: World) -> None:
    with refused(409, "duplicate"):
        priya.events().insert(calendarId="primary", body=weekly(id=ID, summary="Again"), sendUpdates="all").execute()
    assert get(priya) == series
    assert len(world.observations.mailed(kind="REQUEST")) == 1


def test_a_deleted_id_stays_taken_but_can_be_brought_back(priya: Any, google: Google, series: Any) -> None:
    priya.events().delete(calendarId="primary", eventId=ID).execute()
    with refused(409, "duplicate"):
        priya.events().insert(calendarId="primary", body=weekly(id=ID)).execute()
    back = priya.events().update(calendarId="primary", eventId=ID, body={**weekly(), "status": "confirmed"}).execute()
    assert (back["id"], back["status"]) == (ID, "confirmed")

    priya.events().delete(calendarId="primary", eventId=ID).execute()
    google.account("priya@example.test").primary.forget_deleted()
    with refused(404, "notFound"):
        get(priya)
    with refused(409, "duplicate"):
        priya.events().insert(calendarId="primary", body=weekly(id=ID)).execute()


def test_an_id_and_an_icaluid_do_not_go_together_and_one_follows_from_the_other(priya: Any, series: Any) -> None:
    assert series["iCalUID"] == f"{ID}@google.com"
    with refused(400, "invalid"):
        priya.events().insert(calendarId="primary", body=weekly(id="abcde", iCalUID="mine")).execute()
    made = priya.events().insert(calendarId="primary", body=weekly(iCalUID="mine@here")).execute()
    assert made["iCalUID"] == "mine@here"
    found = priya.events().list(calendarId="primary", iCalUID="mine@here").execute()["items"]
    assert [event["id"] for event in found] == [made["id"]]


# --- Times


def test_a_series_needs_the_name_of_its_zone(priya: Any) -> None:
    start = {"dateTime": berlin(10, 5).isoformat()}
    with refused(400, "required"):
        priya.events().insert(calendarId="primary", body=weekly(start=start, end=start)).execute()


@pytest.mark.parametrize(
    "bad",
    [
        {"start": {"dateTime": "2026-10-05T09:30:00"}},
        {"start": {"dateTime": "2026-10-05T09:30:00+02:00", "timeZone": "W. Europe Standard Time"}},
        {"start": {"date": "2026-10-05"}},
        {"start": {"date": "2026-10-05", "dateTime": "2026-10-05T09:30:00Z"}},
        {"start": None},
        {"recurrence": ["FREQ=WEEKLY"]},
        {"recurrence": ["RRULE:FREQ=SOMETIMES"]},
        {"recurrence": ["DTSTART;TZID=Europe/Berlin:20261005T093000", "RRULE:FREQ=WEEKLY"]},
        {"recurrence": ["RRULE:FREQ=WEEKLY;UNTIL=20261201T093000"]},
        {"attendees": [{"email": "nobody"}]},
        {"attendees": [{"email": "tom@example.test", "responseStatus": "perhaps"}]},
        {"status": "done"},
    ],
)
def test_what_is_malformed_is_refused(priya: Any, bad: Any) -> None:
    with refused(
        400, "required" if bad in ({"start": None}, {"start": {"dateTime": "2026-10-05T09:30:00"}}) else "invalid"
    ):
        priya.events().insert(calendarId="primary", body=weekly(**bad)).execute()
    assert priya.events().list(calendarId="primary", showDeleted=True).execute()["items"] == []


def test_an_event_does_not_end_before_it_starts(priya: Any) -> None:
    with refused(400, "timeRangeEmpty"):
        priya.events().insert(calendarId="primary", body=weekly(end=at(berlin(10, 5, 9, 0)))).execute()


def test_a_series_keeps_its_wall_clock_over_the_end_of_summer_time(priya: Any, series: Any) -> None:
    around = {"timeMin": "2026-10-18T00:00:00Z", "timeMax": "2026-11-03T00:00:00Z"}
    found = priya.events().instances(calendarId="primary", eventId=ID, **around).execute()["items"]
    assert [one["start"]["dateTime"] for one in found] == [
        "2026-10-19T09:30:00+02:00",
        "2026-10-26T09:30:00+01:00",
        "2026-11-02T09:30:00+01:00",
    ]
    assert [one["id"] for one in found][1] == f"{ID}_20261026T083000Z"
    assert {one["recurringEventId"] for one in found} == {ID}


@pytest.mark.parametrize(
    ("start", "rule", "days"),
    [
        (berlin(3, 28, 2, 30), "FREQ=DAILY;COUNT=3", ["03-28T02:30+01", "03-29T03:30+02", "03-30T02:30+02"]),
        (berlin(10, 24, 2, 30), "FREQ=DAILY;COUNT=3", ["10-24T02:30+02", "10-25T02:30+02", "10-26T02:30+01"]),
        (berlin(10, 7), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=MO;COUNT=4", ["10-11", "10-19", "10-25", "11-02"]),
        (berlin(10, 7), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU;COUNT=4", ["10-18", "10-19", "11-01", "11-02"]),
        (berlin(8, 31), "FREQ=MONTHLY;COUNT=3", ["08-31", "10-31", "12-31"]),
        (berlin(8, 31), "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", ["08-31", "09-30", "10-31"]),
        (berlin(10, 5), "FREQ=WEEKLY;UNTIL=20261019T073000Z", ["10-05", "10-12", "10-19"]),
        (berlin(10, 19), "FREQ=WEEKLY;UNTIL=20261102T073000Z", ["10-19", "10-26"]),
        (berlin(10, 19), "FREQ=WEEKLY;UNTIL=20261102", ["10-19", "10-26", "11-02"]),
    ],
)
def test_rules_are_expanded_as_measured(priya: Any, start: Any, rule: str, days: list[str]) -> None:
    times = {"start": at(start), "end": at(start + timedelta(minutes=20))}
    made = priya.events().insert(calendarId="primary", body=weekly(**times, recurrence=[f"RRULE:{rule}"])).execute()
    found = priya.events().instances(calendarId="primary", eventId=made["id"]).execute()["items"]
    said = [one["start"]["dateTime"] for one in found]
    assert [f"{text[5:16]}{text[19:22]}"[: len(day)] for text, day in zip(said, days, strict=True)] == days


@pytest.mark.parametrize(
    "gone",
    [
        "EXDATE:20261026T083000Z",
        "EXDATE;TZID=Europe/Berlin:20261026T093000",
        "EXDATE;TZID=Europe/London:20261026T083000",
    ],
)
def test_an_exdate_is_matched_by_its_instant(priya: Any, gone: str) -> None:
    lines = ["RRULE:FREQ=WEEKLY;COUNT=5", gone, "RDATE;TZID=Europe/Berlin:20261028T093000"]
    made = priya.events().insert(calendarId="primary", body=weekly(recurrence=lines)).execute()
    found = priya.events().instances(calendarId="primary", eventId=made["id"]).execute()["items"]
    assert [one["start"]["dateTime"][5:10] for one in found] == ["10-05", "10-12", "10-19", "10-28", "11-02"]


def test_times_are_shown_with_the_offset_of_the_calendar_or_as_asked(priya: Any) -> None:
    lisbon = {name: {"dateTime": "2026-10-05T09:30:00", "timeZone": "Europe/Lisbon"} for name in ("start", "end")}
    made = priya.events().insert(calendarId="primary", body=weekly(**lisbon)).execute()
    assert made["start"] == {"dateTime": "2026-10-05T10:30:00+02:00", "timeZone": "Europe/Lisbon"}
    asked = priya.events().get(calendarId="primary", eventId=made["id"], timeZone="UTC").execute()
    assert asked["start"]["dateTime"] == "2026-10-05T08:30:00Z"


# --- Occurrences


def test_an_occurrence_is_found_by_its_original_start_also_after_it_moved(priya: Any, series: Any) -> None:
    one = occurrence(priya, berlin(10, 12))
    to = {"start": at(berlin(10, 20, 14)), "end": at(berlin(10, 20, 14, 30))}
    moved = priya.events().patch(calendarId="primary", eventId=one["id"], body=to).execute()
    assert moved["id"] == one["id"]
    assert moved["originalStartTime"]["dateTime"] == "2026-10-12T09:30:00+02:00"
    assert occurrence(priya, berlin(10, 12)) == moved
    assert begins(occurrence(priya, berlin(10, 19))) == berlin(10, 19), "an occurrence may pass its neighbour"


def test_a_cancelled_occurrence_stays_known_for_the_life_of_the_series(priya: Any, series: Any) -> None:
    one = occurrence(priya, berlin(10, 12))
    priya.events().delete(calendarId="primary", eventId=one["id"]).execute()
    with refused(410, "deleted"):
        priya.events().delete(calendarId="primary", eventId=one["id"]).execute()

    gone = {"id", "recurringEventId", "originalStartTime", "status", "kind", "etag"}
    listed = priya.events().list(calendarId="primary").execute()["items"]
    assert [set(event) for event in listed if event["status"] == "cancelled"] == [gone]
    window = {"calendarId": "primary", "eventId": ID, "timeMax": "2026-10-20T00:00:00Z"}
    assert len(priya.events().instances(**window).execute()["items"]) == 2
    assert len(priya.events().instances(**window, showDeleted=True).execute()["items"]) == 3


def test_an_occurrence_keeps_what_is_its_own_and_inherits_the_rest(priya: Any, series: Any) -> None:
    one = occurrence(priya, berlin(10, 12))
    priya.events().patch(calendarId="primary", eventId=one["id"], body={"description": "Here only"}).execute()
    priya.events().patch(calendarId="primary", eventId=ID, body={"summary": "New", "description": "All"}).execute()
    now = occurrence(priya, berlin(10, 12))
    assert (now["summary"], now["description"]) == ("New", "Here only")


def test_no_occurrence_is_made_up(priya: Any, series: Any) -> None:
    for event_id in (f"{ID}_20261013T073000Z", f"{ID}_nonsense", "nothing"):
        with refused(404, "notFound"):
            get(priya, event_id)


def test_instances_come_in_pages(priya: Any, series: Any) -> None:
    request = priya.events().instances(calendarId="primary", eventId=ID, maxResults=2, timeMax="2026-11-03T00:00:00Z")
    sizes = []
    while request is not None:
        answer = request.execute()
        sizes.append(len(answer["items"]))
        request = priya.events().instances_next(request, answer)
    assert sizes == [2, 2, 1]


# --- Writes


def test_patch_merges_objects_and_replaces_arrays(priya: Any, series: Any) -> None:
    body = {"extendedProperties": {"private": {"more": "2"}}, "summary": None}
    patched = priya.events().patch(calendarId="primary", eventId=ID, body=body).execute()
    assert patched["extendedProperties"]["private"] == {"andante": "series-1", "more": "2"}
    assert "summary" not in patched
    assert [one["email"] for one in patched["attendees"]] == ["priya@example.test", "tom@example.test"]
    alone = priya.events().patch(calendarId="primary", eventId=ID, body={"attendees": []}).execute()
    assert "attendees" not in alone or alone["attendees"] == []


def test_update_replaces_everything_the_guests_too(priya: Any, series: Any) -> None:
    body = {name: series[name] for name in ("start", "end", "recurrence")}
    updated = priya.events().update(calendarId="primary", eventId=ID, body=body).execute()
    assert not {"attendees", "summary", "extendedProperties"} & set(updated)


def test_a_sequence_goes_up_with_the_time_and_never_down(priya: Any, series: Any) -> None:
    patch = priya.events().patch
    assert patch(calendarId="primary", eventId=ID, body={"summary": "New"}).execute()["sequence"] == 0
    times = {"start": at(berlin(10, 5, 10)), "end": at(berlin(10, 5, 10, 30))}
    assert patch(calendarId="primary", eventId=ID, body=times).execute()["sequence"] == 1
    with refused(400, "invalid"):
        patch(calendarId="primary", eventId=ID, body={"sequence": 0}).execute()


def test_a_stale_etag_is_412_on_every_write_and_nothing_is_written(priya: Any, series: Any) -> None:
    fresh = priya.events().patch(calendarId="primary", eventId=ID, body={"summary": "Second"}).execute()
    assert fresh["etag"] != series["etag"]
    writes = [
        priya.events().patch(calendarId="primary", eventId=ID, body={"summary": "Third"}),
        priya.events().update(calendarId="primary", eventId=ID, body=series),
        priya.events().delete(calendarId="primary", eventId=ID),
    ]
    for write in writes:
        write.headers["If-Match"] = series["etag"]
        with refused(412, "conditionNotMet"):
            write.execute()
    assert get(priya) == fresh
    writes[0].headers["If-Match"] = fresh["etag"]
    assert writes[0].execute()["summary"] == "Third"


def test_deleting_twice_says_gone_and_a_deleted_event_is_not_patched(priya: Any, series: Any) -> None:
    priya.events().delete(calendarId="primary", eventId=ID).execute()
    assert get(priya)["status"] == "cancelled"
    with refused(410, "deleted"):
        priya.events().delete(calendarId="primary", eventId=ID).execute()
    with refused(404, "notFound"):
        priya.events().patch(calendarId="primary", eventId=ID, body={"summary": "Back"}).execute()


def test_when_a_series_changes_its_times_its_exceptions_are_reset(priya: Any, series: Any) -> None:
    one = occurrence(priya, berlin(10, 12))
    to = {"start": at(berlin(10, 13)), "end": at(berlin(10, 13, 10))}
    priya.events().patch(calendarId="primary", eventId=one["id"], body=to).execute()
    times = {"start": at(berlin(10, 5, 11)), "end": at(berlin(10, 5, 11, 30))}
    priya.events().patch(calendarId="primary", eventId=ID, body=times).execute()
    found = priya.events().list(calendarId="primary", singleEvents=True, timeMax="2026-10-20T00:00:00Z").execute()
    assert [begins(event) for event in found["items"]] == [berlin(10, day, 11) for day in (5, 12, 19)]
    assert get(priya, one["id"])["status"] == "cancelled"


# --- Meet


def asks_for_meet(request_id: str = "once") -> dict[str, Any]:
    key = {"type": "hangoutsMeet"}
    return {"conferenceData": {"createRequest": {"requestId": request_id, "conferenceSolutionKey": key}}}


def test_a_meet_link_is_pending_and_then_there_and_the_same_request_makes_one(priya: Any, google: Google) -> None:
    google.conferences.delay = timedelta(seconds=5)
    insert = priya.events().insert(calendarId="primary", body=weekly(id=ID, **asks_for_meet()), conferenceDataVersion=1)
    made = insert.execute()
    assert made["conferenceData"]["createRequest"]["status"]["statusCode"] == "pending"
    assert "hangoutLink" not in get(priya)
    google.world.clock.move(timedelta(seconds=5))
    ready = get(priya)
    assert ready["conferenceData"]["createRequest"]["status"]["statusCode"] == "success"
    assert ready["hangoutLink"].startswith("https://meet.google.com/")
    assert ready["etag"] != made["etag"]

    again = priya.events().patch(calendarId="primary", eventId=ID, body=asks_for_meet(), conferenceDataVersion=1)
    assert again.execute()["hangoutLink"] == ready["hangoutLink"]
    other = priya.events().patch(calendarId="primary", eventId=ID, body=asks_for_meet("2"), conferenceDataVersion=1)
    assert "hangoutLink" not in other.execute()
    google.world.clock.move(timedelta(seconds=5))
    assert get(priya)["hangoutLink"] != ready["hangoutLink"]


def test_a_meet_link_can_fail(priya: Any, google: Google) -> None:
    google.conferences.outcome = "failure"
    priya.events().insert(
        calendarId="primary", body=weekly(id=ID, **asks_for_meet()), conferenceDataVersion=1
    ).execute()
    assert get(priya)["conferenceData"]["createRequest"]["status"]["statusCode"] == "failure"


def test_without_the_version_nothing_of_a_conference_is_read_and_with_it_an_update_may_lose_it(priya: Any) -> None:
    events = priya.events()
    assert "conferenceData" not in events.insert(calendarId="primary", body=weekly(**asks_for_meet())).execute()

    body = weekly(id=ID, **asks_for_meet())
    events.insert(calendarId="primary", body=body, conferenceDataVersion=1).execute()
    kept = events.update(calendarId="primary", eventId=ID, body=weekly()).execute()
    assert kept["hangoutLink"]
    lost = events.update(calendarId="primary", eventId=ID, body=weekly(), conferenceDataVersion=1).execute()
    assert "conferenceData" not in lost
