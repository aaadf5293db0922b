"""Consent, tokens and their ends in the fake of Google, by the real google-auth."""

import base64
import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request as Refresh
from google.oauth2 import service_account

from tests.fakes.faults import Fault
from tests.fakes.google.google import Google
from tests.fakes.google.grants import CALENDAR, Client
from tests.fakes.google.real_client import EVENTS, calendar_api, credentials_of
from tests.fakes.google.refusals import refused
from tests.fakes.google.weekly import weekly

BACK = "https://andante.test/back"
PRIYA = "priya@example.test"


@pytest.fixture
def client(google: Google) -> Client:
    return google.client("web", BACK)


def consent(google: Google, **asked: str) -> dict[str, str]:
    """What the browser brings back."""
    query = {"client_id": "web", "redirect_uri": BACK, "response_type": "code", "scope": EVENTS, "state": "s1"}
    query |= {"access_type": "offline", "login_hint": PRIYA}
    answer = requests.get(google.auth_uri, query | asked, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    url = urlsplit(answer.headers["Location"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == BACK
    return {name: values[0] for name, values in parse_qs(url.query).items()}


def exchange(google: Google, code: str, **more: str) -> requests.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": "web"}
    return requests.post(google.token_uri, {**form, "client_secret": "web-secret", **more}, timeout=5)


def refresh(credentials: Any) -> None:
    credentials.refresh(Refresh())


# --- Consent


def test_a_code_becomes_tokens_once(google: Google, client: Client) -> None:
    back = consent(google)
    assert (back["state"], back["scope"]) == ("s1", EVENTS)
    tokens = exchange(google, back["code"]).json()
    assert {"access_token", "refresh_token", "expires_in", "scope", "token_type"} == set(tokens)
    again = exchange(google, back["code"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_refresh_token_comes_with_the_first_consent_or_when_asked_again(google: Google, client: Client) -> None:
    assert "refresh_token" in exchange(google, consent(google)["code"]).json()
    assert "refresh_token" not in exchange(google, consent(google)["code"]).json()
    assert "refresh_token" in exchange(google, consent(google, prompt="consent")["code"]).json()
    assert "refresh_token" not in exchange(google, consent(google, access_type="online")["code"]).json()


def test_a_consent_can_be_partial_and_can_be_refused(google: Google, client: Client) -> None:
    both = f"openid {EVENTS} {CALENDAR}.freebusy"
    google.grants.allow_only(PRIYA, f"{CALENDAR}.freebusy")
    back = consent(google, scope=both)
    tokens = exchange(google, back["code"]).json()
    assert set(tokens["scope"].split()) == {"openid", f"{CALENDAR}.freebusy"}
    claims = tokens["id_token"].split(".")[1]
    assert PRIYA.encode() in base64.urlsafe_b64decode(claims + "==")
    google.grants.refuses.add(PRIYA)
    assert consent(google) == {"error": "access_denied", "state": "s1"}


def test_a_code_wants_its_verifier_and_its_address(google: Google, client: Client) -> None:
    digest = hashlib.sha256(b"verifier").digest()
    challenge = {
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    assert exchange(google, consent(google, **challenge)["code"]).json()["error"] == "invalid_grant"
    assert exchange(google, consent(google, **challenge)["code"], code_verifier="verifier").ok
    wrong = exchange(google, consent(google)["code"], redirect_uri="https://other.test/")
    assert wrong.json()["error"] == "redirect_uri_mismatch"
    late = consent(google)["code"]
    google.world.clock.move(timedelta(minutes=10))
    assert exchange(google, late).json()["error"] == "invalid_grant"


def test_an_unknown_address_or_client_is_told_to_the_browser_only(google: Google, client: Client) -> None:
    for query, status in (({"client_id": "web", "redirect_uri": "https://evil.test/"}, 400), ({"client_id": "x"}, 401)):
        answer = requests.get(google.auth_uri, query, allow_redirects=False, timeout=5)
        assert answer.status_code == status
        assert "Location" not in answer.headers


def test_without_a_hint_the_page_asks_which_account(google: Google, client: Client) -> None:
    page = requests.get(google.auth_uri, {"client_id": "web", "redirect_uri": BACK}, timeout=5)
    assert page.status_code == 200
    assert PRIYA in page.text


def test_a_wrong_client_secret_is_invalid_client_and_no_grant_is_harmed(google: Google) -> None:
    credentials = credentials_of(google, PRIYA)
    credentials._client_secret = "wrong"
    with pytest.raises(RefreshError) as caught:
        refresh(credentials)
    assert caught.value.args[1]["error"] == "invalid_client"
    credentials._client_secret = "client-secret"
    refresh(credentials)


# --- The life of a grant


def revoke_in_settings(google: Google, credentials: Any) -> None:
    google.grants.revoke_all(PRIYA)


def revoke_by_application(google: Google, credentials: Any) -> None:
    assert requests.post(google.revoke_uri, {"token": credentials.refresh_token}, timeout=5).ok
    assert requests.post(google.revoke_uri, {"token": credentials.refresh_token}, timeout=5).status_code == 400


def not_use_for_half_a_year(google: Google, credentials: Any) -> None:
    google.world.clock.move(timedelta(days=183))


def grant_a_hundred_more(google: Google, credentials: Any) -> None:
    for _ in range(100):
        credentials_of(google, PRIYA)


@pytest.mark.parametrize(
    "end", [revoke_in_settings, revoke_by_application, not_use_for_half_a_year, grant_a_hundred_more]
)
def test_a_refresh_token_dies_and_google_auth_says_invalid_grant(google: Google, end: Any) -> None:
    credentials = credentials_of(google, PRIYA)
    refresh(credentials)
    end(google, credentials)
    with pytest.raises(RefreshError) as caught:
        refresh(credentials)
    assert caught.value.args[1]["error"] == "invalid_grant"
    assert caught.value.retryable is False


def test_while_the_consent_screen_is_in_testing_a_grant_lives_for_seven_days(google: Google) -> None:
    for testing, lives in ((True, False), (False, True)):
        credentials = credentials_of(google, PRIYA, client=google.client(f"client{testing}", testing=testing))
        google.world.clock.move(timedelta(days=6))
        refresh(credentials)
        google.world.clock.move(timedelta(days=1))
        if lives:
            refresh(credentials)
        else:
            with pytest.raises(RefreshError):
                refresh(credentials)


def test_an_access_token_lives_an_hour_and_google_auth_refreshes_and_replays_by_itself(
    google: Google, priya: Any
) -> None:
    priya.events().list(calendarId="primary").execute()
    google.world.clock.move(timedelta(hours=1))
    priya.events().insert(calendarId="primary", body=weekly()).execute()
    observed = google.world.observations
    assert [call.status for call in observed.seen("POST", "/events")] == [401, 200]
    assert len(observed.seen("POST", "/token")) == 2


def test_a_revoked_person_is_found_out_at_the_next_call_and_others_are_not_touched(
    google: Google, priya: Any, tom: Any
) -> None:
    priya.events().list(calendarId="primary").execute()
    google.grants.revoke_all(PRIYA)
    with pytest.raises(RefreshError):
        priya.events().list(calendarId="primary").execute()
    assert tom.events().list(calendarId="primary").execute()["items"] == []


@pytest.mark.parametrize(
    ("body", "said"), [(b'{"error": "internal_failure"}', True), (b"<html>Unavailable</html>", False), (b"", False)]
)
def test_5xx_of_the_token_endpoint_are_tried_three_times_inside_google_auth(
    google: Google, monkeypatch: pytest.MonkeyPatch, body: bytes, said: bool
) -> None:
    """A page instead of JSON is called not retryable, and has no error code: who reads it as a revocation is wrong."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    google.faults.add(Fault("status", path="/token", status=503, times=3, body=body))
    credentials = credentials_of(google, PRIYA)
    with pytest.raises(RefreshError) as caught:
        refresh(credentials)
    assert caught.value.retryable is said
    assert len(caught.value.args) == (2 if said else 1)
    assert len(google.world.observations.seen("POST", "/token")) == 3
    refresh(credentials)


# --- Scopes


def test_a_scope_that_was_not_granted_is_403_and_is_not_confused_with_a_limit(google: Google) -> None:
    narrow = calendar_api(google, credentials_of(google, PRIYA, f"{CALENDAR}.freebusy"))
    with refused(403, "insufficientPermissions"):
        narrow.events().list(calendarId="primary").execute()
    answer = narrow.freebusy().query(
        body={"timeMin": "2026-10-05T00:00:00Z", "timeMax": "2026-10-06T00:00:00Z", "items": [{"id": PRIYA}]}
    )
    assert answer.execute()["calendars"] == {PRIYA: {"busy": []}}


def test_a_client_with_its_own_calendar_only_sees_no_other(google: Google, priya: Any) -> None:
    own = calendar_api(google, credentials_of(google, PRIYA, f"{CALENDAR}.app.created"))
    made = own.calendars().insert(body={"summary": "1:1s", "timeZone": "Europe/Lisbon"}).execute()
    guests = [{"email": "tom@example.test"}]
    event = own.events().insert(calendarId=made["id"], body=weekly(attendees=guests)).execute()
    assert event["organizer"]["email"] == made["id"]
    with refused(404, "notFound"):
        own.events().list(calendarId="primary").execute()
    assert priya.events().list(calendarId="primary").execute()["items"] == []


# --- Service accounts


def key(google: Google, *delegated: str) -> dict[str, str]:
    return google.service("robot@fake.iam.gserviceaccount.com", *delegated).key_file(google.token_uri)


def robot(google: Google, info: dict[str, str], subject: str | None = None) -> Any:
    credentials = service_account.Credentials.from_service_account_info(info, scopes=[EVENTS])  # type: ignore[no-untyped-call]  # theirs
    return calendar_api(google, credentials.with_subject(subject) if subject else credentials)


def test_a_delegated_service_account_acts_for_a_person(google: Google) -> None:
    api = robot(google, key(google, EVENTS), PRIYA)
    made = api.events().insert(calendarId="primary", body=weekly()).execute()
    assert made["organizer"] == {"email": PRIYA, "self": True}


def test_without_delegation_it_may_be_nobody_else_and_invite_nobody(google: Google) -> None:
    info = key(google)
    with pytest.raises(RefreshError, match="unauthorized_client"):
        robot(google, info, PRIYA).events().list(calendarId="primary").execute()
    own = robot(google, info)
    with refused(403, "forbiddenForServiceAccounts"):
        own.events().insert(calendarId="primary", body=weekly()).execute()
    own.events().insert(calendarId="primary", body=weekly(attendees=None)).execute()


def test_a_person_who_is_not_of_the_organisation_is_invalid_grant(google: Google) -> None:
    with pytest.raises(RefreshError, match="invalid_grant"):
        robot(google, key(google, EVENTS), "nobody@example.test").events().list(calendarId="primary").execute()
