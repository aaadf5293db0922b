"""What must not be lost on its way out: a row first, and the queue is only its doorbell (privacy.md 1.9)."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import models, transaction

from kit.ids import new_id

Delivery = Callable[["Outbox"], None]

_deliveries: dict[str, Delivery] = {}
_doorbells: list[Callable[["Outbox"], None]] = []


def delivers(kind: str) -> Callable[[Delivery], Delivery]:
    """The function that carries out outbox rows of `kind`. It may run twice; no transaction is open around it."""

    def register(delivery: Delivery) -> Delivery:
        _deliveries[kind] = delivery
        return delivery

    return register


def doorbell(ring: Callable[["Outbox"], None]) -> Callable[["Outbox"], None]:
    """Called after a row is committed, to have it delivered at once. It may fail: the sweeper comes by."""
    _doorbells.append(ring)
    return ring


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def due(self, *, at: datetime) -> "OutboxQuerySet":
        """Rows that wait for delivery and that no worker holds."""
        return self.filter(state=Outbox.State.PENDING, due_at__lte=at, locked_until__lte=at)


class Outbox(models.Model):
    """One thing to be done in the outside world. The payload holds ids and dates only."""

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        DEAD = "dead"

    LEASE = timedelta(seconds=90)
    GIVE_UP_AFTER = 12  # attempts: with the back-off below about a day

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    dedupe_key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=120, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="outbox_due", condition=models.Q(state="pending"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedupe_key}"

    @classmethod
    def lag(cls, *, at: datetime) -> timedelta:
        """For how long the row that has waited longest has been due, with nobody delivering it."""
        oldest = cls.objects.due(at=at).order_by("due_at").values_list("due_at", flat=True).first()
        return at - oldest if oldest else timedelta()

    @classmethod
    def enqueue(cls, kind: str, *, dedupe_key: str, payload: Mapping[str, Any], due_at: datetime) -> None:
        """Have `kind` done at or after `due_at`, once per `dedupe_key`, if this transaction commits."""
        row, made = cls.objects.get_or_create(
            dedupe_key=dedupe_key,
            defaults={"kind": kind, "payload": dict(payload), "due_at": due_at, "locked_until": due_at},
        )
        if made:
            for ring in _doorbells:
                transaction.on_commit(partial(ring, row), robust=True)

    def deliver(self, *, at: datetime) -> bool:
        """Take the lease, do it, note the outcome. False if it was not due or another worker holds it."""
        held = Outbox.objects.due(at=at).filter(pk=self.pk)
        if held.update(locked_until=at + self.LEASE, attempts=models.F("attempts") + 1) == 0:
            return False
        self.refresh_from_db()
        try:
            _deliveries[self.kind](self)
        except Exception as problem:
            self._failed(type(problem).__name__, at=at)
            return False
        Outbox.objects.filter(pk=self.pk).update(state=self.State.DONE, done_at=at, last_error="")
        return True

    def _failed(self, error: str, *, at: datetime) -> None:
        """Try again later, doubling the wait up to 6 hours; the twelfth failure makes it a dead letter."""
        wait = min(timedelta(hours=6), timedelta(seconds=15) * 2**self.attempts)
        state = self.State.DEAD if self.attempts >= self.GIVE_UP_AFTER else self.State.PENDING
        Outbox.objects.filter(pk=self.pk).update(
            state=state, due_at=at + wait, locked_until=at + wait, last_error=error[:120]
        )
