"""Google on this machine: accounts, calendars, OAuth and push, behind one loopback server."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import TracebackType
from typing import Self

from tests.fakes.courier import Courier
from tests.fakes.google.account import Account
from tests.fakes.google.api import ROOT, Api
from tests.fakes.google.batch import answered
from tests.fakes.google.calendar import Calendar
from tests.fakes.google.channels import Channels
from tests.fakes.google.conference import Conferences
from tests.fakes.google.editing import Editing
from tests.fakes.google.grants import Access, Client, Grants
from tests.fakes.google.hands import Hand
from tests.fakes.google.listing import Listing
from tests.fakes.google.methods import Methods
from tests.fakes.google.oauth import OAuth
from tests.fakes.google.quotas import Quotas
from tests.fakes.google.refusal import not_found
from tests.fakes.google.service_accounts import ServiceAccount
from tests.fakes.server import Request, Response, Server
from tests.fakes.tls import Authority
from tests.fakes.world import World


class Google:
    """`with Google(world) as google:` serves until the end of the block.

    What tests turn: `faults`, `grants`, `conferences`, `listing`, `quotas`, `courier`, and `push_first` (a write is
    answered only after its push has arrived). What people do: `hand(email)`. What was seen: `world.observations`.

    Guessed, because no document settles it, stands in the docstrings under the word "Guessed".
    """

    def __init__(self, world: World, authority: Authority | None = None, *, tls: bool = False, port: int = 0) -> None:
        self.world, self.push_first = world, False
        self._depth, self._changed = 0, dict[Calendar, None]()
        self.accounts: dict[str, Account] = {}
        self.services: dict[str, ServiceAccount] = {}
        self.people: set[str] = set()
        context = authority.for_a_server() if authority and tls else None
        self.server = Server(self.handle, name="google", tls=context, observations=world.observations, port=port)
        self.faults = self.server.faults
        self.url = self.server.url
        self.grants = Grants(world.clock)
        self.oauth = OAuth(self.grants, self.people, self.services, token_uri=self.token_uri)
        self.courier = Courier(world.observations, authority.ca if authority else None)
        self.channels = Channels(world.clock, self.courier, self.url)
        self.conferences, self.listing, self.quotas = Conferences(), Listing(), Quotas(world.clock)
        methods = Methods(world, self.accounts, self.conferences, self.listing, self.channels, self.quotas)
        self.api = Api(self.grants, self.quotas, methods.table())

    # --- Where clients find it

    @property
    def api_root(self) -> str:
        return f"{self.url}/"

    @property
    def auth_uri(self) -> str:
        return f"{self.url}/o/oauth2/v2/auth"

    @property
    def token_uri(self) -> str:
        return f"{self.url}/token"

    @property
    def revoke_uri(self) -> str:
        return f"{self.url}/revoke"

    # --- Who is here

    def account(self, email: str, zone: str = "Europe/Berlin") -> Account:
        """A person, made when first asked for."""
        if email.lower() not in self.accounts:
            self.accounts[email.lower()] = Account(email, zone, self.world, self._note_change)
            self.people.add(email.lower())
        return self.accounts[email.lower()]

    def hand(self, email: str, calendar_id: str = "primary") -> Hand:
        """A person at the screen."""
        calendar = self.account(email).calendar(calendar_id)
        assert calendar
        return Hand(Editing(calendar, self.world, self.conferences), self.acting)

    def client(self, client_id: str = "client", *redirect_uris: str, testing: bool = False) -> Client:
        """Register an OAuth client; its secret is its id with "-secret"."""
        client = Client(client_id, f"{client_id}-secret", redirect_uris, testing)
        self.grants.clients[client_id] = client
        return client

    def service(self, email: str = "robot@fake.iam.gserviceaccount.com", *delegated: str) -> ServiceAccount:
        """A service account, with the scopes that an administrator delegates to it."""
        self.services[email] = ServiceAccount(email, frozenset(delegated))
        if email not in self.accounts:
            self.accounts[email] = Account(email, "UTC", self.world, self._note_change)
        return self.services[email]

    def token(self, email: str, *scopes: str, client_id: str = "client") -> str:
        """An access token without the way to it."""
        until = self.world.clock.now() + timedelta(hours=1)
        return self.grants.issue(Access(email.lower(), client_id, frozenset(scopes), until, email.lower()))

    # --- Serving

    def handle(self, request: Request) -> Response:
        with self.acting():
            self.conferences.settle(self.world.clock.now())
            response = self._route(request)
        if self.push_first:
            with suppress(TimeoutError):
                self.courier.settle(2)
        return response

    def _route(self, request: Request) -> Response:
        match (request.method, request.path):
            case ("GET", "/o/oauth2/v2/auth"):
                return self.oauth.authorize(request)
            case ("POST", "/token"):
                return self.oauth.token(request)
            case ("POST", "/revoke"):
                return self.oauth.revoke(request)
            case ("POST", "/batch/calendar/v3"):
                return answered(request, self.api.handle)
            case (_, path) if path.startswith(ROOT):
                return self.api.handle(request)
        return not_found().response()

    @contextmanager
    def acting(self) -> Iterator[None]:
        """What happens in here happens at once, and rings each changed calendar's channels once."""
        with self.world.lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    self._ring()

    def _note_change(self, calendar: Calendar) -> None:
        self._changed[calendar] = None
        if not self._depth:
            self._ring()

    def _ring(self) -> None:
        changed, self._changed = self._changed, {}
        for calendar in changed:
            self.channels.changed(calendar)

    def __enter__(self) -> Self:
        self.courier.start()
        self.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.courier.stop()
        self.server.__exit__(kind, error, trace)
