"""The cast: who meets whom in the tests, and a browser for each of them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kit.vault import keyring
from oneonones.models import Meeting, Pair, Recurrence, Series
from people.models import Person, ReportingLine, Role

People = dict[str, Person]
Browse = Callable[[Person | None], Client]

CAST = {
    "manager": "Priya Raman",
    "report": "Tom Okafor",
    "managers_manager": "Elena Kovač",
    "former_manager": "Sofia Marin",
    "hr_admin": "Hana Novak",
    "owner": "Olu Adeyemi",
    "outsider": "Nils Berg",
}


@pytest.fixture(autouse=True)
def _no_keys_from_the_test_before() -> Iterator[None]:
    keyring.clear()
    yield
    keyring.clear()


@pytest.fixture
def at() -> datetime:
    """Now. Freeze it with time_machine where the day matters."""
    return timezone.now()


def add(name: str, *, at: datetime, time_zone: str = "Europe/Berlin") -> Person:
    """Somebody with an account and no mail about it."""
    return Person.add(
        email=f"{name.split()[0].lower()}@example.test", name=name, by=None, at=at, invite=False, time_zone=time_zone
    )


@pytest.fixture
def people(db: None, at: datetime) -> People:
    """Priya manages Tom, as Sofia once did; Elena manages Priya. Hana is HR, Olu owns the server, Nils is elsewhere."""
    cast = {part: add(name, at=at) for part, name in CAST.items()}
    Role.grant(cast["hr_admin"], "hr_admin", by=None, at=at)
    Role.grant(cast["owner"], "owner", by=None, at=at)
    ReportingLine.change(cast["manager"], cast["managers_manager"], by=None, at=at)
    ReportingLine.change(cast["report"], cast["former_manager"], by=None, at=at)
    ReportingLine.change(cast["report"], cast["manager"], by=None, at=at)
    return cast


@pytest.fixture
def pair(people: People) -> Pair:
    """Priya and Tom, with nothing said yet."""
    return Pair.objects.active().get(manager=people["manager"], report=people["report"])


@pytest.fixture
def ended_pair(people: People) -> Pair:
    """Sofia and Tom: over, and still theirs to read."""
    return Pair.objects.get(manager=people["former_manager"], report=people["report"])


@pytest.fixture
def series(pair: Pair, people: People, at: datetime) -> Series:
    """Every week on tomorrow's weekday, 10:00 in Berlin."""
    tomorrow: date = people["manager"].today(at) + timedelta(days=1)
    return Series.begin(
        pair,
        recurrence=Recurrence(weekday=tomorrow.weekday()),
        on_or_after=tomorrow,
        clock=time(10),
        minutes=30,
        anchor=people["manager"],
        by=people["manager"],
        at=at,
    )


@pytest.fixture
def meeting(series: Series, at: datetime) -> Meeting:
    """The pair's next 1:1: tomorrow at 10:00."""
    return Meeting.objects.with_pair().filter(series=series).upcoming(at=at)[0]


def past_meeting(pair: Pair, *, ago: timedelta, at: datetime, minutes: int = 30) -> Meeting:
    """A 1:1 of the pair that began `ago`; scheduled, for the test to hold, skip or leave."""
    starts_at = at - ago
    return Meeting.objects.create(pair=pair, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))


@pytest.fixture
def browse() -> Browse:
    """A browser for somebody, signed in without the cost of a password; None is signed out."""

    def sign_in(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def count_queries() -> Callable[[Callable[[], object]], int]:
    """How many statements something takes: savepoints and transaction marks are not counted."""

    def count(act: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return sum(1 for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")))

    return count


def frozen(text: str) -> datetime:
    """'2026-11-24 15:00' as a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MONDAY = frozen("2026-11-23 09:00")  # 10:00 in Berlin; the cast's next meeting is tomorrow at 10:00


@pytest.fixture
def monday_morning() -> Iterator[None]:
    """The clock stands on MONDAY. For a whole file: `pytestmark = pytest.mark.usefixtures("monday_morning")`."""
    with time_machine.travel(MONDAY, tick=False):
        yield
