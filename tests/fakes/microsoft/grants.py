"""What Entra has allowed: tokens, codes, and whom they speak for."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SHORT = {"openid", "profile", "email", "offline_access"}


@dataclass(frozen=True)
class Grant:
    """An app may act: for a person (`email`), or for itself in the whole tenant."""

    app: str
    scopes: frozenset[str]
    email: str | None = None
    expires_at: datetime | None = None

    def may(self, scope: str) -> bool:
        return scope in self.scopes


@dataclass
class App:
    """A registration. `roles` are application permissions an administrator consented to; `mailboxes`, if given, are
    the only ones that these reach (Exchange's RBAC for Applications)."""

    id: str
    secret: str
    redirect_uris: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    mailboxes: frozenset[str] | None = None


@dataclass(frozen=True)
class Code:
    """What the browser carries back to the app, once."""

    grant: Grant
    redirect_uri: str
    challenge: str | None
    nonce: str | None
    expires_at: datetime


@dataclass
class Ledger:
    """Every token that lives. Refresh tokens are used once: the answer has the next."""

    access: dict[str, Grant] = field(default_factory=dict)
    refresh: dict[str, Grant] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)
    codes: dict[str, Code] = field(default_factory=dict)
    lasts: timedelta = timedelta(hours=1)

    def issue(self, grant: Grant, now: datetime) -> tuple[str, str | None]:
        """An access token, and a refresh token if `offline_access` was granted."""
        token, again = f"eyJ0.{secrets.token_urlsafe(32)}", None
        until = Grant(grant.app, grant.scopes, grant.email, now + self.lasts)
        self.access[token] = until
        if grant.email and "offline_access" in grant.scopes:
            again = f"1.{secrets.token_urlsafe(32)}"
            self.refresh[again] = grant
        return token, again

    def revoke(self, email: str) -> None:
        """All of a person's tokens, the access tokens too (as continuous access evaluation does)."""
        for tokens in (self.access, self.refresh):
            for token in [name for name, grant in tokens.items() if (grant.email or "").lower() == email.lower()]:
                del tokens[token]


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def short(scope: str) -> str:
    """`https://graph.microsoft.com/Calendars.ReadWrite` is `Calendars.ReadWrite`."""
    return scope.rsplit("/", 1)[-1] if scope.startswith("https://") else scope
