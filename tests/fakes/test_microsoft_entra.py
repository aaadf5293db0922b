"""Signing in, by the real msal."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msal
import pytest
import requests
from msal import ConfidentialClientApplication as Client

from tests.fakes.clock import Clock
from tests.fakes.conftest import REDIRECT
from tests.fakes.faults import Fault
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.grants import App
from tests.fakes.microsoft.real_client import SCOPES, GraphClient, PinnedSession, application, code_of

ELENA = "elena@contoso.test"


@pytest.fixture
def cache() -> msal.SerializableTokenCache:
    return msal.SerializableTokenCache()


@pytest.fixture
def client(microsoft: Microsoft, session: PinnedSession, cache: msal.SerializableTokenCache) -> Client:
    return application(microsoft, microsoft.entra.apps["andante"], session, cache)


def begin(client: Client, redirect_uri: str = REDIRECT) -> dict[str, Any]:
    flow: dict[str, Any] = client.initiate_auth_code_flow(
        SCOPES, redirect_uri=redirect_uri, login_hint=ELENA, response_mode="form_post"
    )
    return flow


def brought_back(session: PinnedSession, flow: dict[str, Any]) -> dict[str, str]:
    """What the browser posts to the app."""
    page = session.get(flow["auth_uri"], allow_redirects=False)
    assert page.status_code == 200, page.text
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text)}


def consent(client: Client, session: PinnedSession, **change: str) -> dict[str, Any]:
    """Through the browser and back; `change` spoils what comes back."""
    flow = begin(client)
    result: dict[str, Any] = client.acquire_token_by_auth_code_flow(flow, brought_back(session, flow) | change)
    return result


def expire(cache: msal.SerializableTokenCache) -> None:
    """Let msal forget its access tokens, so that it refreshes."""
    for token in list(cache.search(msal.TokenCache.CredentialType.ACCESS_TOKEN)):
        cache.remove_at(token)


def again(client: Client) -> dict[str, Any]:
    result: dict[str, Any] = client.acquire_token_silent_with_error(SCOPES, account=client.get_accounts()[0])
    return result


def test_a_consent_gives_tokens_with_which_graph_answers(
    microsoft: Microsoft, client: Client, session: PinnedSession
) -> None:
    """msal checks the state, the nonce and the PKCE challenge itself, and reads who it is from client_info."""
    result = consent(client, session)
    assert result["id_token_claims"]["preferred_username"] == ELENA
    assert result["scope"].split() == ["Calendars.ReadWrite", "openid", "profile"]
    assert client.get_accounts()[0]["username"] == ELENA
    token = result["access_token"]
    assert GraphClient(microsoft, session, token).get("calendar")["owner"]["address"] == ELENA


def test_without_a_hint_a_person_picks_who_is_at_the_screen(client: Client, session: PinnedSession) -> None:
    flow = client.initiate_auth_code_flow(SCOPES, redirect_uri=REDIRECT, response_mode="form_post")
    page = session.get(flow["auth_uri"]).text
    assert "Nils Berg" in page
    (link,) = re.findall(r'href="(\?[^"]*elena[^"]*)"', page)
    picked = flow | {"auth_uri": flow["auth_uri"].split("?")[0] + html.unescape(link)}
    result = client.acquire_token_by_auth_code_flow(flow, brought_back(session, picked))
    assert result["id_token_claims"]["preferred_username"] == ELENA


def test_a_person_who_declines_comes_back_with_an_error(
    microsoft: Microsoft, client: Client, session: PinnedSession
) -> None:
    microsoft.entra.declines = True
    assert consent(client, session)["error"] == "access_denied"


def test_a_partial_consent_says_which_scopes_it_gave(
    microsoft: Microsoft, client: Client, session: PinnedSession
) -> None:
    microsoft.entra.consents_to = frozenset({"User.Read"})
    result = consent(client, session)
    assert "Calendars.ReadWrite" not in result["scope"]
    answer = GraphClient(microsoft, session, result["access_token"]).ask("GET", "events")
    assert code_of(answer) == (403, "ErrorAccessDenied")


def test_a_code_is_good_once(microsoft: Microsoft, client: Client, session: PinnedSession) -> None:
    flow = begin(client)
    answer = brought_back(session, flow)
    assert "access_token" in client.acquire_token_by_auth_code_flow(dict(flow), answer)
    refused = client.acquire_token_by_auth_code_flow(dict(flow), answer)
    assert (refused["error"], refused["error_codes"]) == ("invalid_grant", [54005])


def test_a_code_of_somebody_else_is_refused(microsoft: Microsoft, client: Client, session: PinnedSession) -> None:
    code = brought_back(session, begin(client))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": "guessed"}
    url = f"{microsoft.entra_root}/{microsoft.tenant}/oauth2/v2.0/token"
    refused = session.post(url, {"client_id": "andante", "client_secret": "secret", **form})
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


def test_a_redirect_to_an_address_that_is_not_registered_is_not_followed(
    microsoft: Microsoft, client: Client, session: PinnedSession
) -> None:
    flow = begin(client, "https://elsewhere.test/")
    answer = session.get(flow["auth_uri"], allow_redirects=False)
    assert answer.status_code == 400
    assert "elsewhere.test" not in answer.text


@pytest.mark.filterwarnings("ignore:response_mode")
def test_the_answer_comes_by_the_query_where_that_is_asked_for(client: Client, session: PinnedSession) -> None:
    flow = client.initiate_auth_code_flow(SCOPES, redirect_uri=REDIRECT, login_hint=ELENA)
    there = session.get(flow["auth_uri"], allow_redirects=False)
    assert there.status_code == 302
    assert there.headers["Location"].startswith(REDIRECT)
    back = dict(parse_qsl(urlsplit(there.headers["Location"]).query))
    assert "access_token" in client.acquire_token_by_auth_code_flow(flow, back)


def test_a_nonce_or_state_that_is_not_ours_is_noticed_by_msal(
    microsoft: Microsoft, client: Client, session: PinnedSession
) -> None:
    with pytest.raises(ValueError, match="state"):
        consent(client, session, state="forged")
    flow = begin(client)
    answer = brought_back(session, flow)
    code = microsoft.entra.ledger.codes[answer["code"]]
    microsoft.entra.ledger.codes[answer["code"]] = replace(code, nonce="of another flow")
    with pytest.raises((ValueError, RuntimeError), match="nonce"):
        client.acquire_token_by_auth_code_flow(flow, answer)


def test_refresh_tokens_rotate_and_a_stale_copy_is_refused(
    microsoft: Microsoft, client: Client, session: PinnedSession, cache: msal.SerializableTokenCache
) -> None:
    """Two workers with the same cache: the slower one ends in invalid_grant."""
    consent(client, session)
    stale = msal.SerializableTokenCache()
    stale.deserialize(cache.serialize())
    expire(cache)
    expire(stale)
    assert "access_token" in again(client)
    slower = application(microsoft, microsoft.entra.apps["andante"], session, stale)
    refused = again(slower)
    assert (refused["error"], refused["suberror"]) == ("invalid_grant", "bad_token")
    expire(cache)
    assert "access_token" in again(client), "the newest token goes on working"


def test_a_revoked_grant_shows_at_the_next_refresh_and_as_401(
    microsoft: Microsoft, client: Client, session: PinnedSession, cache: msal.SerializableTokenCache
) -> None:
    token = consent(client, session)["access_token"]
    microsoft.entra.revoke(ELENA)
    assert again(client)["access_token"] == token, "msal answers from its cache without asking"
    answer = GraphClient(microsoft, session, token).ask("GET", "events")
    assert code_of(answer) == (401, "InvalidAuthenticationToken")
    expire(cache)
    assert again(client)["error"] == "invalid_grant"
    account = client.get_accounts()[0]
    assert client.acquire_token_silent(SCOPES, account=account) is None, "and the plain call says nothing"


@pytest.mark.parametrize("suberror", ["basic_action", "consent_required", "bad_token"])
def test_a_policy_refuses_a_refresh_with_its_suberror(
    microsoft: Microsoft, client: Client, session: PinnedSession, cache: msal.SerializableTokenCache, suberror: str
) -> None:
    consent(client, session)
    expire(cache)
    microsoft.entra.refuse(ELENA, suberror)
    assert again(client)["suberror"] == suberror


def test_a_wrong_secret_is_the_apps_fault_and_no_persons(
    microsoft: Microsoft, client: Client, session: PinnedSession, cache: msal.SerializableTokenCache
) -> None:
    consent(client, session)
    expire(cache)
    microsoft.entra.apps["andante"].secret = "rotated by the administrator"
    assert again(client)["error"] == "invalid_client"
    assert len(microsoft.entra.ledger.refresh) == 1, "the person's grant is untouched"


def test_an_app_signs_in_for_itself_and_reaches_the_mailboxes_it_may(
    microsoft: Microsoft, client: Client, session: PinnedSession
) -> None:
    token = client.acquire_token_for_client(["https://graph.microsoft.com/.default"])["access_token"]

    def ask(who: str) -> requests.Response:
        return GraphClient(microsoft, session, token, who=who).ask("GET", "events")

    assert ask(f"users/{ELENA}").status_code == 200
    assert code_of(ask("me")) == (400, "BadRequest")
    microsoft.entra.apps["andante"].mailboxes = frozenset({ELENA})
    assert code_of(ask("users/nils@contoso.test")) == (403, "ErrorAccessDenied")
    assert ask(f"users/{ELENA}").status_code == 200


def test_nobody_reads_anothers_calendar_with_a_persons_token(elena: GraphClient) -> None:
    elena.who = "users/nils@contoso.test"
    assert code_of(elena.ask("GET", "events")) == (403, "ErrorAccessDenied")


def test_access_tokens_expire_by_the_fakes_clock(elena: GraphClient, clock: Clock) -> None:
    assert elena.ask("GET", "events").status_code == 200
    clock.move(timedelta(hours=1))
    assert code_of(elena.ask("GET", "events")) == (401, "InvalidAuthenticationToken")


def test_an_unknown_tenant_or_app_is_refused(microsoft: Microsoft, session: PinnedSession) -> None:
    url = f"{microsoft.entra_root}/elsewhere/v2.0/.well-known/openid-configuration"
    assert session.get(url).json()["error"] == "invalid_tenant"
    stranger = application(microsoft, App("stranger", "secret"), session)
    assert stranger.acquire_token_for_client([".default"])["error"] == "unauthorized_client"


def test_trouble_at_entra_is_no_refusal(
    microsoft: Microsoft, client: Client, session: PinnedSession, cache: msal.SerializableTokenCache
) -> None:
    consent(client, session)
    expire(cache)
    microsoft.faults.add(Fault("status", "POST", "/token", times=9, status=503, body=b"<html>busy</html>"))
    with pytest.raises((msal.exceptions.MsalServiceError, requests.RequestException, ValueError)):
        again(client)


def test_the_fake_of_entra_is_believed_only_with_its_own_authority(microsoft: Microsoft) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{microsoft.entra_root}/{microsoft.tenant}/v2.0/.well-known/openid-configuration", timeout=3)


def test_the_clients_are_given_by_a_name(graph: Callable[[str], GraphClient]) -> None:
    assert graph("nils").get("")["mail"] == "nils@contoso.test"
