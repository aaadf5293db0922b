"""Microsoft 365 as far as calendars go: one tenant, on this machine.

    with Microsoft(world, authority) as microsoft:
        nils = microsoft.add("nils@contoso.test", "Nils Berg")

Not here: shared calendars, groups, `$batch`, attachments, and of push the four hours of retries (three quick ones
instead) and the penalty for slow webhooks.

Entra answers at `microsoft.entra_root` (over TLS, as msal insists) and Graph at `microsoft.graph_root`.
"""

from types import TracebackType
from typing import Self

from tests.fakes.courier import Courier
from tests.fakes.faults import Faults
from tests.fakes.microsoft.delta import Delta
from tests.fakes.microsoft.entra import Entra
from tests.fakes.microsoft.grants import App
from tests.fakes.microsoft.graph import Graph
from tests.fakes.microsoft.hands import Hand
from tests.fakes.microsoft.mailbox import Mailbox
from tests.fakes.microsoft.routes import Routes
from tests.fakes.microsoft.subscriptions import Subscriptions
from tests.fakes.server import Server
from tests.fakes.tls import Authority
from tests.fakes.world import World

TENANT = "7d2a5b1e-1c2d-4e3f-8a9b-0c1d2e3f4a5b"


class Microsoft:
    """The tenant: its sign-in, its mailboxes, its subscriptions, and what goes wrong with them (`faults`)."""

    def __init__(self, world: World, authority: Authority, *, tenant: str = TENANT, port: int = 0) -> None:
        self.world, self.tenant = world, tenant
        self.faults = Faults()
        self.courier = Courier(world.observations, authority.ca)
        self.entra = Entra(world, tenant)
        self.subscriptions = Subscriptions(world, self.courier, tenant)
        self.routes = Routes(self.subscriptions, self.entra.apps)
        self.graph = Graph(self.entra, self.routes, self.courier)
        tls = authority.for_a_server()
        self._servers = [
            Server(
                self.entra.handle,
                name="entra",
                tls=tls,
                faults=self.faults,
                observations=world.observations,
                key=lambda _: "entra",
                port=port,
            ),
            Server(
                self.graph.handle,
                name="graph",
                tls=tls,
                faults=self.faults,
                observations=world.observations,
                key=self.graph.app_of,
                port=port + 1 if port else 0,
            ),
        ]
        self.entra.root, self.routes.root = (server.url for server in self._servers)

    @property
    def entra_root(self) -> str:
        return self.entra.root

    @property
    def graph_root(self) -> str:
        return f"{self.routes.root}/v1.0"

    def add(self, email: str, name: str, zone: str = "Europe/Berlin") -> Mailbox:
        """Somebody with an account and a calendar."""
        mailbox = Mailbox(self.world, email, name, zone)
        self.entra.people[email.lower()] = (mailbox.oid, name)
        self.routes.add(mailbox)
        return mailbox

    def hand(self, email: str) -> Hand:
        """That person, at the screen."""
        return Hand(self.routes.mailboxes[email.lower()])

    def register(self, app: App) -> App:
        self.entra.apps[app.id] = app
        return app

    def delta(self, mailbox: Mailbox) -> Delta:
        """The feed of a calendar, with its habits."""
        return self.routes.deltas[mailbox.key]

    def __enter__(self) -> Self:
        self.courier.start()
        for server in self._servers:
            server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.stop()
        self.courier.stop()
        broken = [fault for server in self._servers for fault in server.errors]
        if broken and error is None:
            raise ExceptionGroup("The fake of Microsoft broke.", broken)
