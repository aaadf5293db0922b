"""Both providers on this machine, and the clock they share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.fakes.clock import Clock
from tests.fakes.google.discovery import unlike_the_description
from tests.fakes.google.google import Google
from tests.fakes.google.real_client import calendar_api, credentials_of
from tests.fakes.microsoft.fake import Microsoft
from tests.fakes.microsoft.grants import App
from tests.fakes.microsoft.real_client import GraphClient, PinnedSession
from tests.fakes.microsoft.vendor_types import unlike_the_types
from tests.fakes.tls import Authority
from tests.fakes.world import World

REDIRECT = "https://andante.test/calendars/microsoft/"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Who signs the certificates of the fakes."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def clock() -> Clock:
    """Monday, 28 September 2026, 8:00 in Berlin."""
    return Clock(datetime(2026, 9, 28, 6, 0, tzinfo=UTC))


@pytest.fixture
def world(clock: Clock) -> World:
    return World(clock)


@pytest.fixture
def google(world: World, authority: Authority) -> Iterator[Google]:
    """Google with Priya and Tom. At the end each answer is held against Google's own description."""
    with Google(world, authority) as google:
        google.account("priya@example.test")
        google.account("tom@example.test")
        yield google
    assert unlike_the_description(world.observations.seen(server="google")) == []


@pytest.fixture
def priya(google: Google) -> Any:
    """Priya's calendar by the real client, with the smallest scope that can write it."""
    return calendar_api(google, credentials_of(google, "priya@example.test"))


@pytest.fixture
def tom(google: Google) -> Any:
    return calendar_api(google, credentials_of(google, "tom@example.test"))


@pytest.fixture
def microsoft(world: World, authority: Authority) -> Iterator[Microsoft]:
    """Elena and Nils in one tenant, and an app that may see both. At the end each answer is held against the types."""
    with Microsoft(world, authority) as fake:
        fake.add("elena@contoso.test", "Elena Kovač")
        fake.add("nils@contoso.test", "Nils Berg", "America/New_York")
        fake.register(App("andante", "secret", (REDIRECT,), frozenset({"Calendars.ReadWrite"})))
        yield fake
    assert unlike_the_types(world.observations.seen(server="graph")) == []


@pytest.fixture
def session(authority: Authority) -> Iterator[PinnedSession]:
    with PinnedSession(authority.ca) as pinned:
        yield pinned


@pytest.fixture
def graph(microsoft: Microsoft, session: PinnedSession) -> Callable[[str], GraphClient]:
    """Graph, as one of them."""

    def client(name: str) -> GraphClient:
        token = microsoft.entra.sign_in(f"{name}@contoso.test", "andante")
        return GraphClient(microsoft, session, token)

    return client


@pytest.fixture
def elena(graph: Callable[[str], GraphClient]) -> GraphClient:
    return graph("elena")


@pytest.fixture
def nils(graph: Callable[[str], GraphClient]) -> GraphClient:
    return graph("nils")
