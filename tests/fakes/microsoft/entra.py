"""Entra: where people and apps sign in. Speaks TLS, as msal insists."""

import base64
import json
import secrets
import time
import uuid
from datetime import timedelta
from urllib.parse import urlencode

from tests.fakes.microsoft import entra_pages
from tests.fakes.microsoft.grants import SHORT, App, Code, Grant, Ledger, challenge_of, short
from tests.fakes.server import Request, Response
from tests.fakes.world import World


class Denied(Exception):
    """An OAuth error: its name, AADSTS number, sentence, and perhaps a suberror."""

    def __init__(self, error: str, number: int, sentence: str, suberror: str = "", status: int = 400) -> None:
        super().__init__(f"{error}: {sentence}")
        self.error, self.number, self.sentence, self.suberror, self.status = error, number, sentence, suberror, status


class Entra:
    """One tenant. Who signs in is said by `login_hint` or `signed_in`, or asked on a page. People consent to what is
    asked, or to `consents_to` only, or not at all (`declines`)."""

    def __init__(self, world: World, tenant: str) -> None:
        self.world, self.tenant = world, tenant
        self.root = ""  # known once the server has its port
        self.apps: dict[str, App] = {}
        self.people: dict[str, tuple[str, str]] = {}  # address: (object id, name)
        self.ledger = Ledger()
        self.signed_in: str | None = None
        self.declines = False
        self.consents_to: frozenset[str] | None = None
        self._refused: dict[str, Denied] = {}

    # --- What befalls people ---

    def revoke(self, email: str) -> None:
        """Sign out everywhere, or a new password: the next refresh is refused."""
        self.ledger.revoke(email)

    def refuse(self, email: str, suberror: str = "basic_action", error: str = "invalid_grant") -> None:
        """The next refreshes of this person are refused like that: a policy wants something of them first."""
        sentence = "Due to a configuration change made by your administrator, you must do more to access this."
        self._refused[email.lower()] = Denied(error, 50076, sentence, suberror)

    def allow(self, email: str) -> None:
        self._refused.pop(email.lower(), None)

    def grant(self, token: str) -> Grant | None:
        """Whom an access token speaks for, if it lives."""
        found = self.ledger.access.get(token)
        lives = found is not None and found.expires_at is not None and found.expires_at > self.world.clock.now()
        return found if lives else None

    def sign_in(self, email: str, app: str, scopes: str = "Calendars.ReadWrite offline_access User.Read") -> str:
        """A short way for tests that are not about signing in: an access token."""
        return self.ledger.issue(Grant(app, frozenset(scopes.split()), email), self.world.clock.now())[0]

    # --- Over HTTP ---

    def handle(self, request: Request) -> Response:
        with self.world.lock:
            tenant, *rest = request.parts
            if tenant not in (self.tenant, "common", "organizations"):
                return self._denied(Denied("invalid_tenant", 90002, f"Tenant '{tenant}' not found."))
            try:
                match rest, request.method:
                    case ["v2.0", ".well-known", "openid-configuration"], "GET":
                        return Response.of(self._configuration(tenant))
                    case ["discovery", "v2.0", "keys"], "GET":
                        return Response.of({"keys": []})
                    case ["oauth2", "v2.0", "authorize"], "GET":
                        return self._authorise({name: values[0] for name, values in request.query.items()})
                    case ["oauth2", "v2.0", "token"], "POST":
                        no_store = {"Cache-Control": "no-store"}
                        return Response.of(self._token(_form_and_basic(request)), headers=no_store)
            except Denied as denied:
                return self._denied(denied)
            return Response(404)

    def _configuration(self, tenant: str) -> dict[str, object]:
        here = f"{self.root}/{tenant}"
        return {
            "issuer": f"{self.root}/{self.tenant}/v2.0",
            "authorization_endpoint": f"{here}/oauth2/v2.0/authorize",
            "token_endpoint": f"{here}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{here}/oauth2/v2.0/devicecode",
            "end_session_endpoint": f"{here}/oauth2/v2.0/logout",
            "jwks_uri": f"{here}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token", "code id_token"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }

    def _authorise(self, asked: dict[str, str]) -> Response:
        app = self.apps.get(asked.get("client_id", ""))
        if app is None:
            raise Denied("unauthorized_client", 700016, "Application was not found in the directory.")
        back = asked.get("redirect_uri", "")
        if back not in app.redirect_uris:
            raise Denied("invalid_request", 50011, "The redirect URI does not match the redirect URIs configured.")
        email = (asked.get("login_hint") or self.signed_in or "").lower()
        answer = {"state": asked["state"]} if "state" in asked else {}
        if asked.get("response_type") != "code":
            answer |= {"error": "unsupported_response_type", "error_description": "AADSTS70005: code only"}
        elif self.declines:
            answer |= {"error": "access_denied", "error_description": "AADSTS65004: User declined to consent."}
        elif not email and len(self.people) > 1:
            return entra_pages.chooser(self.people, asked)
        elif email not in self.people:
            raise Denied("invalid_request", 50034, "The user account does not exist in the directory.")
        else:
            answer |= {"code": self._code(app, email, back, asked), "session_state": str(uuid.uuid4())}
        if asked.get("response_mode") == "form_post":
            return entra_pages.form(back, answer)
        return Response(302, headers={"Location": f"{back}{'&' if '?' in back else '?'}{urlencode(answer)}"})

    def _code(self, app: App, email: str, back: str, asked: dict[str, str]) -> str:
        scopes = {short(scope) for scope in asked.get("scope", "").split()}
        if self.consents_to is not None:
            scopes &= self.consents_to | SHORT
        if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
            raise Denied("invalid_request", 501481, "The code_challenge_method is not supported.")
        code = f"1.{secrets.token_urlsafe(24)}"
        until = self.world.clock.now() + timedelta(minutes=10)
        grant = Grant(app.id, frozenset(scopes), email)
        self.ledger.codes[code] = Code(grant, back, asked.get("code_challenge"), asked.get("nonce"), until)
        return code

    def _token(self, form: dict[str, str]) -> dict[str, object]:
        app = self.apps.get(form.get("client_id", ""))
        if app is None:
            raise Denied("unauthorized_client", 700016, "Application was not found in the directory.")
        if not secrets.compare_digest(form.get("client_secret", "").encode(), app.secret.encode()):
            raise Denied("invalid_client", 7000215, "Invalid client secret provided.", status=401)
        kind = form.get("grant_type")
        if kind == "client_credentials":
            return self._for_itself(app, form)
        if kind == "authorization_code":
            code = self._redeemed(app, form)
            return self._answer(code.grant, form, code.nonce)
        if kind == "refresh_token":
            return self._answer(self._refreshed(app, form), form)
        raise Denied("unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{kind}'.")

    def _for_itself(self, app: App, form: dict[str, str]) -> dict[str, object]:
        if short(form.get("scope", "")) != ".default":
            raise Denied("invalid_scope", 1002012, "The provided value for scope is not valid: it ends with /.default.")
        token, _ = self.ledger.issue(Grant(app.id, app.roles), self.world.clock.now())
        lasts = int(self.ledger.lasts.total_seconds())
        return {"token_type": "Bearer", "expires_in": lasts, "ext_expires_in": lasts, "access_token": token}

    def _redeemed(self, app: App, form: dict[str, str]) -> Code:
        code = self.ledger.codes.pop(form.get("code", ""), None)
        if code is None:
            raise Denied("invalid_grant", 54005, "OAuth2 Authorization code was already redeemed.", "bad_token")
        if code.expires_at <= self.world.clock.now():
            raise Denied("invalid_grant", 70008, "The provided authorization code has expired.", "bad_token")
        if code.grant.app != app.id or code.redirect_uri != form.get("redirect_uri"):
            raise Denied("invalid_grant", 500112, "The reply address does not match.", "bad_token")
        if code.challenge and challenge_of(form.get("code_verifier", "")) != code.challenge:
            raise Denied("invalid_grant", 501481, "The Code_Verifier does not match the code_challenge.", "bad_token")
        return code

    def _refreshed(self, app: App, form: dict[str, str]) -> Grant:
        token = form.get("refresh_token", "")
        grant = self.ledger.refresh.get(token)
        if grant and grant.email and (refused := self._refused.get(grant.email.lower())):
            raise refused
        if token in self.ledger.spent:
            raise Denied("invalid_grant", 700082, "The refresh token was used before.", "bad_token")
        if grant is None or grant.app != app.id:
            raise Denied("invalid_grant", 50173, "The provided grant has expired due to it being revoked.", "bad_token")
        wanted = {short(scope) for scope in form.get("scope", "").split()}
        if wanted - grant.scopes - SHORT:
            raise Denied(
                "invalid_grant", 65001, "The user has not consented to use the application.", "consent_required"
            )
        del self.ledger.refresh[token]
        self.ledger.spent.add(token)
        return grant

    def _answer(self, grant: Grant, form: dict[str, str], nonce: str | None = None) -> dict[str, object]:
        assert grant.email
        token, again = self.ledger.issue(grant, self.world.clock.now())
        oid, name = self.people[grant.email]
        lasts = int(self.ledger.lasts.total_seconds())
        answer: dict[str, object] = {
            "token_type": "Bearer",
            "scope": " ".join(sorted(grant.scopes - {"offline_access"})),
            "expires_in": lasts,
            "ext_expires_in": lasts,
            "access_token": token,
        }
        if again:
            answer["refresh_token"] = again
        if form.get("client_info") == "1":
            answer["client_info"] = _base64({"uid": oid, "utid": self.tenant})
        if "openid" in grant.scopes or nonce:
            # msal compares these with the machine's clock, so they are not of the clock that tests move
            now = int(time.time())
            times: dict[str, object] = {"iat": now, "nbf": now, "exp": now + 3600}
            who = {"oid": oid, "sub": oid, "tid": self.tenant, "name": name, "preferred_username": grant.email}
            claims: dict[str, object] = {
                "iss": f"{self.root}/{self.tenant}/v2.0",
                "aud": grant.app,
                "ver": "2.0",
                **times,
                **who,
            }
            claims |= {"nonce": nonce} if nonce else {}
            answer["id_token"] = ".".join([_base64({"alg": "RS256", "typ": "JWT"}), _base64(claims), "c2lnbmVk"])
        return answer

    def _denied(self, denied: Denied) -> Response:
        said: dict[str, object] = {
            "error": denied.error,
            "error_description": f"AADSTS{denied.number}: {denied.sentence}",
            "error_codes": [denied.number],
            "timestamp": f"{self.world.clock.now():%Y-%m-%d %H:%M:%SZ}",
            "trace_id": str(uuid.uuid4()),
            "correlation_id": str(uuid.uuid4()),
        }
        if denied.suberror:
            said["suberror"] = denied.suberror
        return Response.of(said, denied.status)


def _form_and_basic(request: Request) -> dict[str, str]:
    """The form; an app's id and secret may be in the header instead."""
    form = request.form
    kind, _, packed = str(request.headers.get("Authorization", "")).partition(" ")
    if kind.lower() == "basic":
        client, _, secret = base64.b64decode(packed).decode().partition(":")
        form = {"client_id": client, "client_secret": secret} | form
    return form


def _base64(data: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()
