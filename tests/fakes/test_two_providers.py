"""One organises in Google Calendar and the other attends in Outlook, and the reverse: one event, two calendars."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.fakes.google.google import Google
from tests.fakes.google.weekly import at as google_time
from tests.fakes.google.weekly import berlin
from tests.fakes.google.weekly import weekly as google_weekly
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.real_client import GraphClient
from tests.fakes.microsoft.weekly import at, moved, view, weekly
from tests.fakes.world import World

PRIYA, TOM = "priya@example.test", "tom@example.test"
ELENA, NILS = "elena@contoso.test", "nils@contoso.test"
ID = "andante0series1"


@pytest.fixture
def hers(priya: Any, microsoft: Microsoft) -> Any:
    """Priya's series in Google, with Nils, who has Outlook."""
    body = google_weekly(id=ID, attendees=[{"email": PRIYA, "responseStatus": "accepted"}, {"email": NILS}])
    return priya.events().insert(calendarId="primary", body=body, sendUpdates="all").execute()


@pytest.fixture
def theirs(elena: GraphClient, google: Google) -> dict[str, Any]:
    """Elena's series in Outlook, with Tom, who has Google."""
    return elena.create(weekly(TOM, isOnlineMeeting=True))


def in_google(api: Any, begin: str = "2026-10-01", end: str = "2026-11-03") -> list[datetime]:
    """When events start in October, in UTC."""
    window = {"timeMin": f"{begin}T00:00:00Z", "timeMax": f"{end}T00:00:00Z"}
    found = api.events().list(calendarId="primary", singleEvents=True, orderBy="startTime", **window).execute()
    return [datetime.fromisoformat(one["start"]["dateTime"]).astimezone(UTC) for one in found["items"]]


def in_outlook(client: GraphClient, begin: str = "2026-10-01", end: str = "2026-11-03") -> list[datetime]:
    found = client.get("calendarView", top=100, **view(begin, end))["value"]
    return [datetime.fromisoformat(one["start"]["dateTime"]).replace(tzinfo=UTC) for one in found]


def mondays(*days: str) -> list[datetime]:
    return [at(f"2026-{day} 09:30") for day in days]


def test_an_event_of_google_is_once_in_outlook_over_the_change_of_clocks(
    priya: Any, hers: Any, nils: GraphClient, world: World
) -> None:
    (copy,) = nils.get("events")["value"]
    assert (copy["iCalUId"], copy["type"]) == (hers["iCalUID"], "seriesMaster")
    assert copy["organizer"]["emailAddress"]["address"] == PRIYA
    assert copy["originalStartTimeZone"] == "Europe/Berlin"
    assert in_google(priya) == in_outlook(nils) == mondays("10-05", "10-12", "10-19", "10-26", "11-02")
    assert [(mail.to, mail.kind) for mail in world.observations.mails] == [(NILS, "REQUEST")]


def test_an_answer_in_outlook_is_seen_in_google(priya: Any, hers: Any, nils: GraphClient, world: World) -> None:
    (copy,) = nils.get("events")["value"]
    nils.ask("POST", f"events/{copy['id']}/accept", {})
    event = priya.events().get(calendarId="primary", eventId=ID).execute()
    assert [one["responseStatus"] for one in event["attendees"]] == ["accepted", "accepted"]
    assert [(mail.to, mail.kind) for mail in world.observations.mails[1:]] == [(PRIYA, "REPLY")]


def test_occurrences_moved_and_deleted_in_google_are_so_in_outlook(
    google: Google, hers: Any, nils: GraphClient
) -> None:
    """Also past a neighbour: Graph could not have written that, and holds it when it is told."""
    hand = google.hand(PRIYA)
    hand.move(ID, berlin(10, 20, 14, 0), original=berlin(10, 5))
    hand.delete(ID, original=berlin(10, 12))
    assert in_outlook(nils) == [*mondays("10-19"), at("2026-10-20 14:00"), *mondays("10-26", "11-02")]
    found = nils.get("calendarView", **view())["value"]
    assert [one["type"] for one in found] == ["occurrence", "exception", "occurrence"]
    assert found[1]["originalStart"] == "2026-10-05T07:30:00Z"


def test_this_and_following_in_google_is_two_series_in_outlook(google: Google, hers: Any, nils: GraphClient) -> None:
    google.hand(PRIYA).split(ID, berlin(10, 19), berlin(10, 19, 11, 0))
    assert len(nils.get("events")["value"]) == 2
    later = [at(f"2026-{day} 11:00") for day in ("10-19", "10-26", "11-02")]
    assert in_outlook(nils) == [*mondays("10-05", "10-12"), *later]


def test_a_series_deleted_in_google_is_gone_from_outlook(google: Google, hers: Any, nils: GraphClient) -> None:
    google.hand(PRIYA).delete(ID)
    assert nils.get("events")["value"] == []


def test_a_new_time_in_google_asks_again_in_outlook(google: Google, hers: Any, nils: GraphClient) -> None:
    (copy,) = nils.get("events")["value"]
    nils.ask("POST", f"events/{copy['id']}/accept", {})
    google.hand(PRIYA).move(ID, berlin(10, 5, 11, 0))
    again = nils.get(f"events/{copy['id']}")
    assert again["responseStatus"]["response"] == "notResponded"
    assert in_outlook(nils)[0] == at("2026-10-05 11:00")


def test_a_rule_without_a_pattern_arrives_in_outlook_as_its_first_occurrence(
    priya: Any, microsoft: Microsoft, nils: GraphClient
) -> None:
    """Guessed: no document says what Exchange makes of it."""
    body = google_weekly(recurrence=["RRULE:FREQ=MONTHLY;BYDAY=1MO,3MO"], attendees=[{"email": NILS}])
    priya.events().insert(calendarId="primary", body=body, sendUpdates="all").execute()
    (copy,) = nils.get("events")["value"]
    assert copy["type"] == "singleInstance"


def test_an_event_of_outlook_is_once_in_google_with_its_link(
    elena: GraphClient, theirs: dict[str, Any], tom: Any, world: World
) -> None:
    (copy,) = tom.events().list(calendarId="primary").execute()["items"]
    assert copy["iCalUID"] == theirs["iCalUId"]
    assert copy["organizer"]["email"] == ELENA
    assert copy["start"]["timeZone"] == "Europe/Berlin"
    assert copy["conferenceData"]["entryPoints"][0]["uri"] == theirs["onlineMeeting"]["joinUrl"]
    assert in_google(tom) == in_outlook(elena) == mondays("10-05", "10-12", "10-19", "10-26", "11-02")
    assert [(mail.to, mail.kind) for mail in world.observations.mails] == [(TOM, "REQUEST")]


def test_an_answer_in_google_is_seen_in_outlook(
    google: Google, elena: GraphClient, theirs: dict[str, Any], tom: Any
) -> None:
    (copy,) = tom.events().list(calendarId="primary").execute()["items"]
    google.hand(TOM).answer(copy["id"], "declined", original=berlin(10, 12))
    google.hand(TOM).answer(copy["id"], "accepted")
    master = elena.get(f"events/{theirs['id']}")
    assert [one["status"]["response"] for one in master["attendees"]] == ["accepted"]
    second = elena.get(f"events/{theirs['id']}/instances", **view())["value"][1]
    assert [one["status"]["response"] for one in second["attendees"]] == ["declined"]


def test_occurrences_moved_and_deleted_in_outlook_are_so_in_google(
    microsoft: Microsoft, theirs: dict[str, Any], tom: Any, world: World
) -> None:
    hand = microsoft.hand(ELENA)
    hand.move(theirs["id"], at("2026-10-06 14:00"), original=at("2026-10-05 09:30"))
    hand.delete(theirs["id"], original=at("2026-10-12 09:30"))
    assert in_google(tom) == [at("2026-10-06 14:00"), *mondays("10-19", "10-26", "11-02")]
    assert [(mail.kind, mail.original) for mail in world.observations.mailed(TOM)[1:]] == [
        ("REQUEST", at("2026-10-05 09:30")),
        ("CANCEL", at("2026-10-12 09:30")),
    ]


def test_a_series_deleted_in_outlook_is_cancelled_in_google(
    microsoft: Microsoft, theirs: dict[str, Any], tom: Any
) -> None:
    microsoft.hand(ELENA).delete(theirs["id"])
    assert in_google(tom) == []


def test_a_windows_name_of_a_zone_is_an_iana_zone_elsewhere(elena: GraphClient, tom: Any) -> None:
    elena.create(weekly(TOM, **moved("2026-10-05 09:30", "2026-10-05 10:00", "W. Europe Standard Time")))
    (copy,) = tom.events().list(calendarId="primary").execute()["items"]
    assert copy["start"]["timeZone"] == "Europe/Berlin"


def test_both_list_the_same_days_of_every_second_week_where_its_start_is_said(priya: Any, elena: GraphClient) -> None:
    """Monday and Sunday from Wednesday, 7 October: the week's start decides."""
    pattern = {"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "sunday"], "firstDayOfWeek": "monday"}
    span = {"type": "noEnd", "startDate": "2026-10-07"}
    elena.create(
        weekly(begins="2026-10-07 09:30", ends="2026-10-07 10:00", recurrence={"pattern": pattern, "range": span})
    )
    rule = "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=MO"
    start, end = google_time(berlin(10, 11)), google_time(berlin(10, 11, 10, 0))
    body = google_weekly(start=start, end=end, recurrence=[rule])
    priya.events().insert(calendarId="primary", body=body, sendUpdates="none").execute()
    assert in_google(priya) == in_outlook(elena) == mondays("10-11", "10-19", "10-25", "11-02")


def test_who_is_in_neither_is_only_mailed(priya: Any, elena: GraphClient, world: World) -> None:
    mia = "mia@elsewhere.test"
    elena.create(weekly(mia))
    body = google_weekly(attendees=[{"email": mia}])
    priya.events().insert(calendarId="primary", body=body, sendUpdates="all").execute()
    mails = world.observations.mailed(mia)
    assert [mail.sender for mail in mails] == [ELENA, PRIYA]
    assert len({mail.ical_uid for mail in mails}) == 2
