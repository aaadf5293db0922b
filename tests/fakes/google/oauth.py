"""Google's OAuth: the consent page, the token endpoint, and the end of a grant."""

import base64
import hashlib
import html
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from tests.fakes.google.grants import HOUR, OPEN_ID, Access, Client, Grants
from tests.fakes.google.identity import new_token
from tests.fakes.google.service_accounts import ServiceAccount, claims_of
from tests.fakes.server import Request, Response

JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True)
class Code:
    """An authorization code: once, for ten minutes."""

    email: str
    client: Client
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str
    offline: bool
    until: datetime


class TokenError(Exception):
    """An error of the token endpoint, in OAuth's own form."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error, self.description, self.status = error, description, status

    def response(self) -> Response:
        return Response.of({"error": self.error, "error_description": self.description}, self.status)


def expired() -> TokenError:
    return TokenError("invalid_grant", "Token has been expired or revoked.")


@dataclass
class OAuth:
    """`/o/oauth2/v2/auth`, `/token` and `/revoke`. The person who is asked is `login_hint`, or whoever is `signed_in`.

    google-auth writes Google's own address into an assertion, wherever it sends it: that one is good too.

    Guessed: the times in a signed assertion are not looked at, for they are the machine's and not this clock's.
    """

    grants: Grants
    people: set[str]
    services: dict[str, ServiceAccount]
    token_uri: str = ""
    signed_in: str = ""
    codes: dict[str, Code] = field(default_factory=dict)

    # --- The consent page

    def authorize(self, request: Request) -> Response:
        """Where the browser is sent: back at once with a code, as if the person had pressed "Allow"."""
        asked = {name: values[0] for name, values in request.query.items()}
        client = self.grants.clients.get(asked.get("client_id", ""))
        redirect = asked.get("redirect_uri", "")
        if not client:
            return _page(401, "Error 401: invalid_client")
        if redirect not in client.redirect_uris:
            return _page(400, "Error 400: redirect_uri_mismatch")
        email = (asked.get("login_hint") or self.signed_in).lower()
        if email not in self.people:
            return self._choose(request)
        state = {"state": asked["state"]} if "state" in asked else {}
        scopes = self.grants.consented(email, asked.get("scope", "").split())
        if email in self.grants.refuses or not scopes:
            return _redirect(redirect, {"error": "access_denied", **state})
        if asked.get("response_type") != "code":
            return _page(400, "Error 400: invalid_request")
        code = new_token("4/0")
        first = not self.grants.has(email, client)
        self.codes[code] = Code(
            email,
            client,
            redirect,
            scopes,
            asked.get("code_challenge", ""),
            asked.get("access_type") == "offline" and (first or "consent" in asked.get("prompt", "")),
            self.grants.clock.now() + timedelta(minutes=10),
        )
        return _redirect(redirect, {**state, "code": code, "scope": " ".join(sorted(scopes))})

    def _choose(self, request: Request) -> Response:
        """By hand: which of the accounts is it?"""
        links = []
        for email in sorted(self.people):
            query = urlencode({**{name: values[0] for name, values in request.query.items()}, "login_hint": email})
            links.append(f'<li><a href="?{html.escape(query)}">{html.escape(email)}</a></li>')
        return _page(200, "Choose an account", f"<ul>{''.join(links)}</ul>")

    # --- The token endpoint

    def token(self, request: Request) -> Response:
        form = request.form
        try:
            if form.get("grant_type") == JWT:
                return self._by_assertion(form.get("assertion", ""))
            client = self._client(request)
            if form.get("grant_type") == "authorization_code":
                return self._by_code(form, client)
            if form.get("grant_type") == "refresh_token":
                return self._by_refresh(form, client)
            raise TokenError("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}")
        except TokenError as error:
            return error.response()

    def _client(self, request: Request) -> Client:
        client_id, secret = request.form.get("client_id", ""), request.form.get("client_secret", "")
        kind, _, basic = str(request.headers.get("Authorization", "")).partition(" ")
        if kind.lower() == "basic":
            client_id, _, secret = base64.b64decode(basic).decode().partition(":")
        client = self.grants.clients.get(client_id)
        if not client:
            raise TokenError("invalid_client", "The OAuth client was not found.", 401)
        if client.secret != secret:
            raise TokenError("invalid_client", "Unauthorized", 401)
        return client

    def _by_code(self, form: dict[str, str], client: Client) -> Response:
        code = self.codes.pop(form.get("code", ""), None)
        if not code or code.client != client or self.grants.clock.now() >= code.until:
            raise TokenError("invalid_grant", "Malformed auth code.")
        if code.redirect_uri != form.get("redirect_uri"):
            raise TokenError("redirect_uri_mismatch", "Bad Request")
        if code.challenge:
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") != code.challenge:
                raise TokenError("invalid_grant", "Invalid code verifier.")
        grant = self.grants.begin(code.email, client, code.scopes)
        answer = {"access_token": self.grants.access(grant), **_terms(code.scopes)}
        if code.offline:
            answer["refresh_token"] = grant.refresh_token
        if code.scopes & OPEN_ID:
            answer["id_token"] = _id_token(code.email, client)
        return Response.of(answer)

    def _by_refresh(self, form: dict[str, str], client: Client) -> Response:
        grant = self.grants.grants.get(form.get("refresh_token", ""))
        if not grant or grant.client != client or not self.grants.is_alive(grant):
            raise expired()
        return Response.of({"access_token": self.grants.access(grant), **_terms(grant.scopes)})

    def _by_assertion(self, assertion: str) -> Response:
        try:
            claims, signed = claims_of(assertion)
        except (ValueError, KeyError):
            raise TokenError("invalid_grant", "Invalid JWT: Failed audience check.") from None
        service = self.services.get(claims.get("iss", ""))
        if not service:
            raise TokenError("invalid_grant", "Invalid grant: account not found")
        if not signed:
            raise TokenError("invalid_grant", "Invalid JWT Signature.")
        if claims.get("aud") not in (self.token_uri, "https://oauth2.googleapis.com/token"):
            raise TokenError("invalid_grant", "Invalid JWT: Failed audience check.")
        scopes = frozenset(claims.get("scope", "").split())
        subject = claims.get("sub", service.email).lower()
        if subject != service.email:
            if subject not in self.people:
                raise TokenError("invalid_grant", "Invalid email or User ID")
            if not scopes <= service.delegated:
                raise TokenError(
                    "unauthorized_client",
                    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for "
                    "any of the scopes requested.",
                    401,
                )
        until = self.grants.clock.now() + HOUR
        access = Access(subject, service.email, scopes, until, service.email, service=subject == service.email)
        terms = _terms(scopes)
        return Response.of({"access_token": self.grants.issue(access), **terms})

    def revoke(self, request: Request) -> Response:
        token = request.form.get("token") or request.one("token") or ""
        access = self.grants.of(token)
        grant = self.grants.grants.get(token) or (access.grant if access else None)
        if not grant or not self.grants.is_alive(grant):
            return TokenError("invalid_token", "Token expired or revoked").response()
        self.grants.revoke(grant)
        return Response.of({})


def _terms(scopes: frozenset[str]) -> dict[str, object]:
    seconds = int(HOUR.total_seconds())
    return {"expires_in": seconds, "scope": " ".join(sorted(scopes)), "token_type": "Bearer"}


def _id_token(email: str, client: Client) -> str:
    """Who it is. It comes over a connection that is trusted: its signature is not one."""
    subject = str(int(hashlib.sha256(email.encode()).hexdigest()[:16], 16))
    claims = {"iss": "https://accounts.google.com", "aud": client.id, "sub": subject, "email": email}
    parts = ({"alg": "RS256", "typ": "JWT"}, {**claims, "email_verified": True})
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, "unsigned"])


def _redirect(to: str, query: dict[str, str]) -> Response:
    return Response(302, headers={"Location": f"{to}{'&' if '?' in to else '?'}{urlencode(query)}"})


def _page(status: int, title: str, body: str = "") -> Response:
    page = f"<!doctype html><title>{title}</title><h1>{title}</h1>{body}"
    return Response(status, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
