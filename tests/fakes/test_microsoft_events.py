"""Events in the fake of Graph, by requests: what calendar.md 2.2 says of them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.clock import Clock
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.real_client import GraphClient, code_of
from tests.fakes.microsoft.vendor_types import NotOfItsType, vendor_types
from tests.fakes.microsoft.weekly import KEY, moved, starts, view, weekly, when
from tests.fakes.world import World

NILS = "nils@contoso.test"
NEW_YORK = 'outlook.timezone="America/New_York"'


def test_a_series_is_made_read_and_deleted(elena: GraphClient) -> None:
    made = elena.create(weekly())
    assert made["type"] == "seriesMaster"
    assert made["recurrence"]["range"] == {
        "type": "noEnd",
        "startDate": "2026-10-05",
        "endDate": "0001-01-01",
        "recurrenceTimeZone": "Europe/Berlin",
        "numberOfOccurrences": 0,
    }
    assert elena.get(f"events/{made['id']}")["subject"] == "Elena and Nils"
    assert elena.ask("DELETE", f"events/{made['id']}").status_code == 204
    assert code_of(elena.ask("GET", f"events/{made['id']}")) == (404, "ErrorItemNotFound")
    assert code_of(elena.ask("DELETE", f"events/{made['id']}")) == (404, "ErrorItemNotFound")


def test_what_the_vendors_types_do_not_know_is_noticed() -> None:
    types = vendor_types()
    types.check("Event", {"id": "x", "type": "occurrence", "attendees": [{"status": {"response": "none"}}]})
    wrongs: list[dict[str, Any]] = [
        {"title": "x"},
        {"type": "series"},
        {"isAllDay": "no"},
        {"start": {"date": "x"}},
        {"attendees": {}},
    ]
    for wrong in wrongs:
        with pytest.raises(NotOfItsType):
            types.check("Event", wrong)


def test_times_come_in_utc_with_seven_digits_unless_a_zone_is_preferred(elena: GraphClient) -> None:
    made = elena.create(weekly())
    assert made["start"] == {"dateTime": "2026-10-05T07:30:00.0000000", "timeZone": "UTC"}
    assert made["originalStartTimeZone"] == "Europe/Berlin"
    answer = elena.ask("GET", f"events/{made['id']}", prefer=NEW_YORK)
    assert answer.json()["start"] == {"dateTime": "2026-10-05T03:30:00.0000000", "timeZone": "America/New_York"}
    assert "outlook.timezone" in answer.headers["Preference-Applied"]


def test_a_series_is_anchored_in_its_zone_over_the_change_of_clocks(elena: GraphClient) -> None:
    made = elena.create(weekly())
    answer = elena.get(f"events/{made['id']}/instances", **view("2026-10-15", "2026-11-05"))
    assert starts(answer) == ["10-19 07:30", "10-26 08:30", "11-02 08:30"]


def test_a_series_in_utc_drifts_on_the_wall_clock(elena: GraphClient) -> None:
    made = elena.create(weekly(**moved("2026-10-05 07:30", "2026-10-05 08:00", "UTC")))
    answer = elena.get(
        f"events/{made['id']}/instances", prefer='outlook.timezone="Europe/Berlin"', **view("2026-10-15")
    )
    assert starts(answer) == ["10-19 09:30", "10-26 08:30"]


def test_windows_names_are_zones_too_and_unknown_ones_are_refused(microsoft: Microsoft, elena: GraphClient) -> None:
    made = elena.create(weekly(**moved("2026-10-05 09:30", "2026-10-05 10:00", "W. Europe Standard Time")))
    assert made["start"]["dateTime"].startswith("2026-10-05T07:30")
    microsoft.routes.mailboxes["elena@contoso.test"].zones.unknown.add("Europe/Berlin")
    refused = elena.ask("POST", "events", weekly())
    assert code_of(refused) == (400, "TimeZoneNotSupportedException")
    assert code_of(elena.ask("GET", "events", prefer='outlook.timezone="Europe/Berlin"'))[0] == 400
    for custom in ("tzone://Microsoft/Custom", "Middle/Earth"):
        refused = elena.ask("POST", "events", weekly(**moved("2026-10-05 09:30", "2026-10-05 10:00", custom)))
        assert code_of(refused) == (400, "TimeZoneNotSupportedException")
    names = elena.get("outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')")["value"]
    assert {"alias": "America/New_York", "displayName": "America/New_York"} in names
    assert "Europe/Berlin" not in [zone["alias"] for zone in names]
    windows = elena.get("outlook/supportedTimeZones")["value"]
    assert "W. Europe Standard Time" in [zone["alias"] for zone in windows]


def test_the_same_transaction_id_again_is_the_same_event(elena: GraphClient, world: World, clock: Clock) -> None:
    body = weekly(NILS, transactionId="4f1c")
    assert elena.create(body)["id"] == elena.create(body)["id"]
    assert len(world.observations.mailed(NILS)) == 1
    clock.move(timedelta(minutes=30))
    refused = elena.ask("PATCH", f"events/{elena.create(body)['id']}", {"transactionId": "another"})
    assert code_of(refused) == (400, "ErrorInvalidPropertySet")


def test_our_property_is_not_echoed_and_found_by_filter(elena: GraphClient) -> None:
    made = elena.create(weekly(singleValueExtendedProperties=[{"id": KEY, "value": "series-7"}]))
    elena.create(weekly(singleValueExtendedProperties=[{"id": KEY, "value": "series-8"}]))
    assert "singleValueExtendedProperties" not in made
    wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'series-7')"
    assert [one["id"] for one in elena.get("events", filter=wanted)["value"]] == [made["id"]]
    expand = f"singleValueExtendedProperties($filter=id eq '{KEY}')"
    kept = elena.get(f"events/{made['id']}", expand=expand)["singleValueExtendedProperties"]
    assert [one["value"] for one in kept] == ["series-7"]
    assert code_of(elena.ask("GET", "events", query={"filter": "subject eq 'x'"}))[0] == 400


def test_a_change_under_another_etag_is_refused(elena: GraphClient) -> None:
    made = elena.create(weekly())
    path, old = f"events/{made['id']}", {"If-Match": made["@odata.etag"]}
    first = elena.ask("PATCH", path, {"subject": "Mine"}, headers=old)
    assert first.status_code == 200
    assert first.json()["@odata.etag"] != made["@odata.etag"]
    assert first.json()["changeKey"] != made["changeKey"]
    for method, body in (("PATCH", {"subject": "Yours"}), ("DELETE", None)):
        refused = elena.ask(method, path, body, headers=old)
        assert code_of(refused) == (412, "ErrorIrresolvableConflict")
    assert elena.get(path)["subject"] == "Mine"


def test_ids_change_with_the_folder_unless_they_are_immutable_and_have_case(
    microsoft: Microsoft, elena: GraphClient
) -> None:
    immutable = elena.create(weekly())["id"]
    elena.headers.pop("Prefer")
    bare = {"Authorization": elena.headers["Authorization"]}
    url = f"{elena.root}/me/events"
    changing = elena.session.get(url, headers=bare).json()["value"][0]["id"]
    assert changing != immutable
    assert elena.session.get(f"{url}/{changing}", headers=bare).status_code == 200
    microsoft.hand("elena@contoso.test").put_into_folder(immutable)
    assert elena.session.get(f"{url}/{changing}", headers=bare).status_code == 404
    assert elena.session.get(f"{url}/{immutable}", headers=bare).status_code == 200
    assert elena.session.get(f"{url}/{immutable.swapcase()}", headers=bare).status_code in (400, 404)


def test_a_teams_meeting_has_its_link_at_once_and_keeps_it_with_its_blob(elena: GraphClient) -> None:
    made = elena.create(weekly(isOnlineMeeting=True, onlineMeetingProvider="teamsForBusiness"))
    link, path = made["onlineMeeting"]["joinUrl"], f"events/{made['id']}"
    assert link in made["body"]["content"]
    assert elena.patch(made["id"], {"isOnlineMeeting": False})["onlineMeeting"]["joinUrl"] == link, "it is ignored"
    said = elena.get(path)["body"]
    kept = elena.patch(made["id"], {"body": {"contentType": "html", "content": f"{said['content']}<p>More</p>"}})
    assert kept["onlineMeeting"]["joinUrl"] == link
    lost = elena.patch(made["id"], {"body": {"contentType": "html", "content": "<p>Only this</p>"}})
    assert (lost["isOnlineMeeting"], lost["onlineMeeting"]) == (False, None)


def test_lists_come_in_pages_with_absolute_links(elena: GraphClient) -> None:
    for number in range(12):
        elena.create(weekly(subject=f"Number {number}"))
    page = elena.get("events", select="subject", top=5)
    found = [one["subject"] for one in page["value"]]
    assert set(page["value"][0]) == {"@odata.etag", "id", "subject"}
    while link := page.get("@odata.nextLink"):
        assert link.startswith(f"{elena.root}/me/events?")
        page = elena.get(link)
        found += [one["subject"] for one in page["value"]]
    assert found == [f"Number {number}" for number in range(12)]


def test_the_view_of_a_window_has_occurrences_and_single_events_in_order(elena: GraphClient) -> None:
    elena.create(weekly())
    elena.create({"subject": "Once", **moved("2026-10-07 12:00", "2026-10-07 13:00")})
    answer = elena.get("calendarView", **view("2026-10-01", "2026-10-15"))
    assert [one["type"] for one in answer["value"]] == ["occurrence", "singleInstance", "occurrence"]
    assert code_of(elena.ask("GET", "calendarView")) == (400, "ErrorInvalidParameter")


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"showAs": "asleep"},
        {"isAllDay": "yes"},
        {"start": None},
        {"attendees": [{"emailAddress": {"address": "nobody"}}]},
        {"end": when("2026-10-05 09:00")},
        {"isAllDay": True},
        {"recurrence": {"pattern": {"type": "daily", "interval": 1}}},
        {"singleValueExtendedProperties": [{"id": "OneOnOneKey", "value": "x"}]},
        {"subject": "x" * 256},
    ],
)  # fmt: skip
def test_what_graph_cannot_keep_is_refused_and_nothing_is_made(elena: GraphClient, wrong: dict[str, Any]) -> None:
    refused = elena.ask("POST", "events", weekly() | wrong)
    assert refused.status_code == 400, refused.text
    assert refused.json()["error"]["innerError"]["request-id"] == refused.headers["request-id"]
    assert elena.get("events")["value"] == []


def test_a_trace_id_comes_back(elena: GraphClient) -> None:
    answer = elena.ask("GET", "events", headers={"client-request-id": "trace-1"})
    assert answer.headers["client-request-id"] == "trace-1"
    assert answer.headers["request-id"]


def test_text_is_preferred_to_html_where_that_is_asked_for(elena: GraphClient) -> None:
    made = elena.create(weekly())
    body = elena.get(f"events/{made['id']}", prefer='outlook.body-content-type="text"')["body"]
    assert body == {"contentType": "text", "content": "Agenda"}


def test_busy_times_are_told_without_words(elena: GraphClient, nils: GraphClient) -> None:
    nils.create({"subject": "Secret", **moved("2026-10-05 09:30", "2026-10-05 10:00")})
    nils.create({"subject": "Lunch", "showAs": "free", **moved("2026-10-05 10:00", "2026-10-05 10:30")})
    window = {"startTime": when("2026-10-05 09:00"), "endTime": when("2026-10-05 11:00")}
    asked = {"schedules": [NILS, "nobody@contoso.test"], "availabilityViewInterval": 30, **window}
    answer = elena.ask("POST", "calendar/getSchedule", asked)
    assert "Secret" not in answer.text
    nils_times, nobodys = answer.json()["value"]

    assert nils_times["availabilityView"] == "0200"
    assert [item["start"]["dateTime"][:16] for item in nils_times["scheduleItems"]] == ["2026-10-05T07:30"]
    assert nobodys["error"]["responseCode"] == "ErrorMailRecipientNotFound"
