"""Both providers on this machine, and the clock they share."""

from datetime import UTC, datetime

import pytest

from tests.fakes.clock import Clock
from tests.fakes.tls import Authority
from tests.fakes.world import World


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
