"""The rest of the fake of Google: calendars, busy times, batches, quotas, and requests in disguise."""

from datetime import timedelta
from typing import Any

import pytest
import requests
from googleapiclient.errors import HttpError

from tests.fakes.google.google import Google
from tests.fakes.google.grants import CALENDAR
from tests.fakes.google.real_client import calendar_api, credentials_of
from tests.fakes.google.refusals import refused
from tests.fakes.google.weekly import berlin, weekly

PRIYA, TOM = "priya@example.test", "tom@example.test"


@pytest.fixture
def everything(google: Google) -> Any:
    """Priya's, with the broadest scope."""
    return calendar_api(google, credentials_of(google, PRIYA, CALENDAR))


def test_a_person_has_a_primary_calendar_and_those_that_were_made(everything: Any) -> None:
    assert everything.calendars().get(calendarId="primary").execute()["id"] == PRIYA
    made = everything.calendars().insert(body={"summary": "1:1s"}).execute()
    rows = everything.calendarList().list().execute()["items"]
    assert [(row["summary"], row.get("primary", False)) for row in rows] == [(PRIYA, True), ("1:1s", False)]
    assert everything.calendarList().get(calendarId=made["id"]).execute()["timeZone"] == "Europe/Berlin"
    everything.calendars().delete(calendarId=made["id"]).execute()
    with refused(404, "notFound"):
        everything.events().list(calendarId=made["id"]).execute()
    assert everything.settings().get(setting="timezone").execute()["value"] == "Europe/Berlin"


def test_somebody_elses_calendar_is_not_found(everything: Any) -> None:
    with refused(404, "notFound"):
        everything.events().list(calendarId=TOM).execute()


def test_each_calendar_has_a_feed_of_its_own(everything: Any) -> None:
    made = everything.calendars().insert(body={"summary": "1:1s"}).execute()
    token = everything.events().list(calendarId="primary").execute()["nextSyncToken"]
    everything.events().insert(calendarId=made["id"], body=weekly(attendees=None)).execute()
    assert everything.events().list(calendarId="primary", syncToken=token).execute()["items"] == []
    other = everything.events().list(calendarId=made["id"]).execute()["nextSyncToken"]
    with refused(410, "fullSyncRequired"):
        everything.events().list(calendarId="primary", syncToken=other).execute()


def test_an_organiser_who_attends_an_event_of_another_calendar_has_a_copy_in_the_primary_one(everything: Any) -> None:
    made = everything.calendars().insert(body={"summary": "1:1s"}).execute()
    event = everything.events().insert(calendarId=made["id"], body=weekly()).execute()
    (copy,) = everything.events().list(calendarId="primary").execute()["items"]
    assert (copy["iCalUID"], copy["organizer"]["email"]) == (event["iCalUID"], made["id"])


def test_busy_is_what_is_opaque_and_not_declined(google: Google, everything: Any) -> None:
    hand = google.hand(PRIYA)
    hand.make("Weekly", berlin(10, 5), rule="FREQ=WEEKLY;COUNT=3", guests=[TOM])
    hand.make("Next to it", berlin(10, 5, 10, 0))
    hand.make("Free", berlin(10, 5, 14), transparency="transparent")
    (copy,) = google.account(TOM).primary.events.values()
    google.hand(TOM).answer(copy.id, "declined", original=berlin(10, 12))
    google.account("hidden@example.test").busy_is_shown = False

    people = [{"id": who} for who in (PRIYA, TOM, "hidden@example.test", "nobody@example.test")]
    body = {"timeMin": "2026-10-05T00:00:00Z", "timeMax": "2026-10-13T00:00:00Z", "timeZone": "Europe/Berlin"}
    answer = everything.freebusy().query(body={**body, "items": people}).execute()["calendars"]
    assert answer[PRIYA]["busy"] == [
        {"start": "2026-10-05T09:30:00+02:00", "end": "2026-10-05T10:30:00+02:00"},
        {"start": "2026-10-12T09:30:00+02:00", "end": "2026-10-12T10:00:00+02:00"},
    ]
    assert [span["start"] for span in answer[TOM]["busy"]] == ["2026-10-05T09:30:00+02:00"]
    for who in ("hidden@example.test", "nobody@example.test"):
        assert answer[who]["errors"][0]["reason"] == "notFound"
    with refused(400, "timeRangeEmpty"):
        everything.freebusy().query(body={**body, "timeMax": body["timeMin"]}).execute()


def test_a_batch_answers_each_part_also_those_that_are_refused(google: Google, priya: Any) -> None:
    priya.events().insert(calendarId="primary", body=weekly(id="first")).execute()
    answers: dict[str, Any] = {}

    def note(request_id: str, response: Any, error: HttpError | None) -> None:
        answers[request_id] = error.status_code if error else response

    batch = priya.new_batch_http_request(callback=note)
    batch.add(priya.events().get(calendarId="primary", eventId="first"), request_id="found")
    batch.add(priya.events().get(calendarId="primary", eventId="second"), request_id="missing")
    batch.add(priya.events().insert(calendarId="primary", body=weekly(id="third")), request_id="made")
    batch.add(priya.events().delete(calendarId="primary", eventId="first"), request_id="gone")
    batch.execute()
    assert answers["found"]["id"] == "first"
    assert answers["missing"] == 404
    assert answers["made"]["id"] == "third"
    assert len(google.world.observations.seen("POST", "^/batch/")) == 1


def test_a_get_that_is_too_long_comes_as_a_post(google: Google, priya: Any) -> None:
    priya.events().insert(calendarId="primary", body=weekly()).execute()
    answer = priya.events().list(calendarId="primary", q="Tom" + " " * 2500).execute()
    (call,) = google.world.observations.seen("POST", "/events$")[1:]
    assert call.headers["X-HTTP-Method-Override"] == "GET"
    assert answer["items"] == []
    properties = [f"name{number}=value" for number in range(200)]
    found = priya.events().list(calendarId="primary", privateExtendedProperty=properties).execute()
    assert found["items"] == []


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("calendars/primary/events", {"maxResults": "many"}, 400),
        ("calendars/primary/events", {"maxResults": "0"}, 400),
        ("calendars/primary/events", {"singleEvents": "perhaps"}, 400),
        ("calendars/primary/events", {"orderBy": "mood"}, 400),
        ("calendars/primary/events", {"invented": "1"}, 400),
        ("calendars/primary/events", {"timeMin": "2026-10-05T00:00:00"}, 400),
        ("calendars/primary/events", {"pageToken": "x"}, 400),
        ("calendars/primary/events", {"fields": "items(id"}, 400),
        ("calendars/primary/acl", {}, 501),
        ("nowhere", {}, 404),
    ],
)
def test_what_the_description_does_not_allow_is_refused(
    google: Google, path: str, query: dict[str, str], status: int
) -> None:
    headers = {"Authorization": f"Bearer {google.token(PRIYA, CALENDAR)}"}
    answer = requests.get(f"{google.url}/calendar/v3/{path}", query, headers=headers, timeout=5)
    assert answer.status_code == status


def test_a_body_that_is_no_json_is_a_parse_error_and_no_token_is_401(google: Google) -> None:
    url = f"{google.url}/calendar/v3/calendars/primary/events"
    headers = {"Authorization": f"Bearer {google.token(PRIYA, CALENDAR)}"}
    for body in (b"{", b"[]", b""):
        answer = requests.post(url, body, headers=headers, timeout=5)
        assert answer.json()["error"]["errors"][0]["reason"] == "parseError"
    answer = requests.get(url, timeout=5)
    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (401, "authError")


def test_an_event_that_did_not_change_is_304(google: Google, priya: Any) -> None:
    made = priya.events().insert(calendarId="primary", body=weekly()).execute()
    read = priya.events().get(calendarId="primary", eventId=made["id"])
    read.headers["If-None-Match"] = made["etag"]
    with pytest.raises(HttpError) as caught:
        read.execute()
    assert caught.value.status_code == 304


def test_quotas_are_of_the_minute_and_of_the_one_who_is_charged(google: Google, priya: Any, tom: Any) -> None:
    google.quotas.user = 2
    for _ in range(2):
        priya.events().list(calendarId="primary").execute()
    with refused(403, "userRateLimitExceeded"):
        priya.events().list(calendarId="primary").execute()
    tom.events().list(calendarId="primary").execute()
    priya.events().list(calendarId="primary", quotaUser="another").execute()
    google.world.clock.move(timedelta(minutes=1))
    priya.events().list(calendarId="primary").execute()
    google.quotas.user, google.quotas.project = None, 3
    priya.events().list(calendarId="primary").execute()
    priya.events().list(calendarId="primary").execute()
    tom.events().list(calendarId="primary").execute()
    with refused(403, "rateLimitExceeded"):
        priya.events().list(calendarId="primary").execute()


def test_the_protection_of_invitations_stops_only_what_is_mailed(google: Google, priya: Any) -> None:
    google.quotas.invitations = 1
    insert = priya.events().insert
    insert(calendarId="primary", body=weekly(id="first"), sendUpdates="all").execute()
    with refused(403, "quotaExceeded"):
        insert(calendarId="primary", body=weekly(id="second"), sendUpdates="all").execute()
    with refused(403, "quotaExceeded"):
        body = {"summary": "New"}
        priya.events().patch(calendarId="primary", eventId="first", body=body, sendUpdates="all").execute()
    insert(calendarId="primary", body=weekly(attendees=None), sendUpdates="all").execute()
    insert(calendarId="primary", body=weekly(), sendUpdates="none").execute()
    google.world.clock.move(timedelta(hours=1))
    insert(calendarId="primary", body=weekly(id="second"), sendUpdates="all").execute()


def test_the_client_itself_does_not_try_again_what_exceeds_the_invitations(google: Google, priya: Any) -> None:
    google.quotas.invitations = 0
    with refused(403, "quotaExceeded"):
        priya.events().insert(calendarId="primary", body=weekly(), sendUpdates="all").execute(num_retries=3)
    assert len(google.world.observations.seen("POST", "/events")) == 1
