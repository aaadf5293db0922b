"""The real clients of Google, pointed at the fake by addresses only."""

import json
from typing import Any

import httplib2
import requests
from google.auth.credentials import Credentials as AnyCredentials
from google.auth.transport.requests import AuthorizedSession
from google.auth.transport.requests import Request as Refresh
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc

from tests.fakes.google.google import Google
from tests.fakes.google.grants import CALENDAR, Client

EVENTS = f"{CALENDAR}.events.owned"


class OverRequests:
    """What googleapiclient needs of httplib2, by requests: it does not send a POST again that got no answer."""

    def __init__(self, session: requests.Session, *, timeout: tuple[float, float] = (3.0, 10.0)) -> None:
        self._session, self._timeout = session, timeout

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: Any = None,
        headers: dict[str, str] | None = None,
        redirections: int = 0,
        connection_type: object = None,
    ) -> tuple[httplib2.Response, bytes]:
        answer = self._session.request(
            method, uri, data=body, headers=headers, timeout=self._timeout, allow_redirects=False
        )
        info = {**{name.lower(): value for name, value in answer.headers.items()}, "status": str(answer.status_code)}
        response = httplib2.Response(info)
        response.reason = answer.reason
        return response, answer.content

    def close(self) -> None:
        self._session.close()


def calendar_api(google: Google, credentials: AnyCredentials) -> Any:
    """`googleapiclient`'s calendar service, as an application builds it."""
    document = json.loads(get_static_doc("calendar", "v3"))
    document |= {"rootUrl": google.api_root, "baseUrl": f"{google.api_root}calendar/v3/"}
    session = AuthorizedSession(credentials, auth_request=Refresh(session=requests.Session()))  # type: ignore[no-untyped-call]  # theirs
    return build_from_document(document, http=OverRequests(session))


def credentials_of(google: Google, email: str, *scopes: str, client: Client | None = None) -> Credentials:
    """A person's consent, as an application has it stored: the access token is still to come."""
    client = client or google.client()
    grant = google.grants.begin(email, client, frozenset(scopes or [EVENTS]))
    return Credentials(  # type: ignore[no-untyped-call]  # theirs
        None,
        refresh_token=grant.refresh_token,
        token_uri=google.token_uri,
        client_id=client.id,
        client_secret=client.secret,
    )
