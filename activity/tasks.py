"""Background work of the outbox. Tasks take ids, run twice without harm, survive the row being gone."""

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from activity.models import Heartbeat, Outbox


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5)
def deliver(outbox_id: str) -> None:
    """Deliver one row of the outbox, if it is still due."""
    row = Outbox.objects.filter(pk=outbox_id).first()
    if row is not None:
        row.deliver(at=timezone.now())


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5)
def sweep(limit: int = 200) -> None:
    """Deliver what is due and whose doorbell nobody heard."""
    now = timezone.now()
    for row in Outbox.objects.due(at=now).order_by("due_at")[:limit]:
        row.deliver(at=timezone.now())


@shared_task(autoretry_for=(OperationalError, InterfaceError), max_retries=5)
def beat() -> None:
    """That this runs at all says that the clock, the broker and a worker are alive."""
    Heartbeat.beat("worker", at=timezone.now())
