"""What load balancers ask: names of checks, ok or fail, and nothing else."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from activity.models import Heartbeat, Outbox
from pages.views import health

pytestmark = pytest.mark.django_db

ALL_WELL = {"database": "ok", "migrations": "ok", "outbox": "ok", "worker": "ok", "keys": "ok"}


@pytest.fixture
def worker(at: datetime) -> None:
    Heartbeat.beat("worker", at=at)


def ready(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/healthz/ready")
    return response.status_code, response.json()


def test_a_process_is_alive_without_asking_the_database(
    client: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    assert count_queries(lambda: client.get("/healthz/live")) == 0
    response = client.get("/healthz/live")
    assert (response.status_code, response.content) == (200, b"ok")


def test_ready_says_so_to_anybody(client: Client, worker: None) -> None:
    assert ready(client) == (200, ALL_WELL)


def test_without_a_worker_it_is_not_ready(client: Client) -> None:
    assert ready(client) == (503, {**ALL_WELL, "worker": "fail"})


def test_a_worker_that_fell_silent_is_none(client: Client, at: datetime) -> None:
    Heartbeat.beat("worker", at=at - timedelta(minutes=3))
    assert ready(client) == (503, {**ALL_WELL, "worker": "fail"})


@pytest.mark.parametrize(("late", "status"), [(100, 200), (125, 503)])
def test_an_outbox_that_nobody_empties_fails(
    client: Client, worker: None, at: datetime, late: int, status: int
) -> None:
    Outbox.enqueue("a.kind", dedupe_key="one", payload={}, due_at=at - timedelta(seconds=late))
    assert ready(client)[0] == status


def test_what_is_due_later_or_done_is_no_lag(client: Client, worker: None, at: datetime) -> None:
    Outbox.enqueue("a.kind", dedupe_key="later", payload={}, due_at=at + timedelta(hours=1))
    Outbox.enqueue("a.kind", dedupe_key="done", payload={}, due_at=at - timedelta(hours=1))
    Outbox.objects.filter(dedupe_key="done").update(state=Outbox.State.DONE)
    assert ready(client) == (200, ALL_WELL)


def test_a_migration_that_was_not_applied_fails(client: Client, worker: None) -> None:
    MigrationRecorder.Migration.objects.filter(app="activity").delete()
    assert ready(client) == (503, {**ALL_WELL, "migrations": "fail"})


def test_a_master_key_that_does_not_fit_fails(client: Client, worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "canary", lambda: False)
    assert ready(client) == (503, {**ALL_WELL, "keys": "fail"})


def test_without_a_database_everything_fails_at_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise OperationalError("connection to 10.1.2.3 refused")

    monkeypatch.setattr(health, "_database_answers", away)
    assert ready(client) == (503, dict.fromkeys(ALL_WELL, "fail"))
