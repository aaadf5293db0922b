"""The real clients of Microsoft, pointed at the fake by addresses only: msal for Entra, requests for Graph."""

from pathlib import Path
from typing import Any

import msal
import requests

from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.grants import App

SCOPES = ["Calendars.ReadWrite"]
TIMEOUT = (3.0, 10.0)


class PinnedSession(requests.Session):
    """Trusts one authority, on each request: REQUESTS_CA_BUNDLE would beat `Session.verify`."""

    def __init__(self, ca: Path) -> None:
        super().__init__()
        self._ca = str(ca)

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        return super().request(*arguments, **{"timeout": TIMEOUT, **options, "verify": self._ca})


def application(
    microsoft: Microsoft, app: App, session: requests.Session, cache: msal.TokenCache | None = None
) -> msal.ConfidentialClientApplication:
    return msal.ConfidentialClientApplication(
        app.id,
        client_credential=app.secret,
        authority=f"{microsoft.entra_root}/{microsoft.tenant}",
        instance_discovery=False,
        http_client=session,
        token_cache=cache,
    )


class GraphClient:
    """A person's (or an app's) calendar over HTTP."""

    def __init__(self, microsoft: Microsoft, session: requests.Session, token: str, who: str = "me") -> None:
        self.root, self.session, self.who = microsoft.graph_root, session, who
        self.headers = {"Authorization": f"Bearer {token}", "Prefer": 'IdType="ImmutableId"'}

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        prefer: str = "",
        headers: dict[str, str] | None = None,
        query: dict[str, str | int] | None = None,
    ) -> requests.Response:
        """`path` is under the mailbox, or an absolute address that Graph gave. Names of the query get their `$`."""
        known = {"select", "expand", "filter", "top", "skip", "orderby"}
        asked = {f"${name}" if name in known else name: str(value) for name, value in (query or {}).items()}
        url = path if path.startswith("https:") else f"{self.root}/{self.who}/{path}"
        sent = self.headers | ({"Prefer": f"{self.headers['Prefer']}, {prefer}"} if prefer else {}) | (headers or {})
        return self.session.request(method, url, json=body, params=asked or None, headers=sent)

    def get(self, path: str, *, prefer: str = "", **query: str | int) -> Any:
        """What is there; an error if it is refused."""
        answer = self.ask("GET", path, prefer=prefer, query=query)
        answer.raise_for_status()
        return answer.json()

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.ask("POST", "events", body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def patch(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.ask("PATCH", f"events/{name}", body)
        assert answer.status_code == 200, answer.text
        changed: dict[str, Any] = answer.json()
        return changed


def code_of(answer: requests.Response) -> tuple[int, str]:
    """How Graph refused: status and code."""
    return answer.status_code, answer.json()["error"]["code"]
