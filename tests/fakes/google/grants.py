"""Who let whom do what: clients, consents, and the tokens that follow from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.clock import Clock
from tests.fakes.google.identity import new_token

HOUR = timedelta(seconds=3599)
UNUSED = timedelta(days=182)
TESTING = timedelta(days=7)
AT_MOST = 100
CALENDAR = "https://www.googleapis.com/auth/calendar"
OPEN_ID = {"openid", "email", "profile"}


@dataclass(frozen=True)
class Client:
    """An OAuth client; while its consent screen is `testing`, refresh tokens live for seven days."""

    id: str
    secret: str
    redirect_uris: tuple[str, ...] = ()
    testing: bool = False


@dataclass
class Grant:
    """A consent, with the refresh token that stands for it."""

    email: str
    client: Client
    scopes: frozenset[str]
    refresh_token: str
    begun: datetime
    used: datetime
    revoked: bool = False


@dataclass(frozen=True)
class Access:
    """An access token. `charged` is whose quota it uses; `service`: no person's, so that it cannot invite anybody."""

    email: str
    client_id: str
    scopes: frozenset[str]
    until: datetime
    charged: str
    service: bool = False
    grant: Grant | None = None


@dataclass
class Grants:
    """All of them. `allowed` narrows what a person ticks on the consent page; without an entry it is everything."""

    clock: Clock
    clients: dict[str, Client] = field(default_factory=dict)
    allowed: dict[str, frozenset[str]] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    grants: dict[str, Grant] = field(default_factory=dict)
    accesses: dict[str, Access] = field(default_factory=dict)

    def allow_only(self, email: str, *scopes: str) -> None:
        """The next consents of this person are partial."""
        self.allowed[email.lower()] = frozenset(scopes)

    def consented(self, email: str, asked: Iterable[str]) -> frozenset[str]:
        narrow = self.allowed.get(email.lower())
        return frozenset(scope for scope in asked if narrow is None or scope in narrow or scope in OPEN_ID)

    def begin(self, email: str, client: Client, scopes: frozenset[str]) -> Grant:
        """A new refresh token. Of more than a hundred the oldest dies without a word."""
        now = self.clock.now()
        grant = Grant(email.lower(), client, scopes, new_token("1//refresh"), now, now)
        self.grants[grant.refresh_token] = grant
        mine = [one for one in self.grants.values() if (one.email, one.client.id) == (grant.email, client.id)]
        alive = [one for one in mine if self.is_alive(one)]
        for one in alive[:-AT_MOST]:
            self.revoke(one)
        return grant

    def is_alive(self, grant: Grant) -> bool:
        now = self.clock.now()
        if grant.client.testing and now - grant.begun >= TESTING:
            return False
        return not grant.revoked and now - grant.used < UNUSED

    def has(self, email: str, client: Client) -> bool:
        """Whether this person has consented to this client before."""
        return any(
            self.is_alive(one) for one in self.grants.values() if (one.email, one.client.id) == (email, client.id)
        )

    def access(self, grant: Grant) -> str:
        """A fresh access token."""
        grant.used = self.clock.now()
        return self.issue(
            Access(grant.email, grant.client.id, grant.scopes, grant.used + HOUR, grant.email, grant=grant)
        )

    def issue(self, access: Access) -> str:
        token = new_token("ya29")
        self.accesses[token] = access
        return token

    def of(self, token: str) -> Access | None:
        """What an access token allows, if it still does."""
        access = self.accesses.get(token)
        if not access or self.clock.now() >= access.until or (access.grant and access.grant.revoked):
            return None
        return access

    def revoke(self, grant: Grant) -> None:
        grant.revoked = True

    def revoke_all(self, email: str | None = None) -> None:
        """As a person (or everybody) does in the account's settings: access tokens die too."""
        for grant in self.grants.values():
            if email is None or grant.email == email.lower():
                self.revoke(grant)
        self.accesses = {
            token: access for token, access in self.accesses.items() if email and access.email != email.lower()
        }
