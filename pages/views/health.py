"""Is this process alive, is the product ready? For load balancers and operators: no version, no secret."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activity.models import Heartbeat, Outbox
from kit.vault import canary

OUTBOX_LAG_AT_MOST = timedelta(seconds=120)


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nothing else: a process is not restarted because a database is away."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Each thing that pages cannot do without, by name: ok or fail. 503 if any of them fails."""
    checks = dict(_checks(timezone.now()))
    return JsonResponse(checks, status=503 if "fail" in checks.values() else 200)


def _checks(at: datetime) -> Iterator[tuple[str, str]]:
    database = _ok(_database_answers)
    yield "database", database
    checks: dict[str, Callable[[], bool]] = {
        "migrations": _all_migrations_applied,
        "outbox": lambda: Outbox.lag(at=at) < OUTBOX_LAG_AT_MOST,
        "worker": lambda: Heartbeat.alive("worker", at=at),
        "keys": canary,
    }
    for name, check in checks.items():
        yield name, _ok(check) if database == "ok" else "fail"


def _ok(check: Callable[[], bool]) -> str:
    try:
        return "ok" if check() else "fail"
    except DatabaseError:
        return "fail"


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _all_migrations_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
