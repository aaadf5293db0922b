"""What happened, who did it and when; and how apps above hear of it."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from kit.ids import new_id

Subscriber = Callable[["Activity"], None]

_inside: dict[str, list[Subscriber]] = defaultdict(list)
_after: dict[str, list[Subscriber]] = defaultdict(list)


class Subject(Protocol):
    """Whatever an activity can be about: a saved row of ours."""

    pk: Any


class Activity(models.Model):
    """One thing that happened. Its particulars hold ids, dates and counts, never words that people wrote."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    pair_id = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    private_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    particulars = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["pair_id", "at"]), models.Index(fields=["subject_id", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    @classmethod
    def since(cls, moment: datetime, *, pairs: Collection[UUID]) -> "models.QuerySet[Activity]":
        """What happened in these pairs after a moment; mind `private_to`."""
        return cls.objects.filter(pair_id__in=pairs, at__gt=moment)

    @property
    def noun(self) -> str:
        """`agenda_item` of `agenda_item.raised`."""
        return self.kind.partition(".")[0]


def record(
    kind: str,
    subject: Subject,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    private_to: AbstractBaseUser | None = None,
    **particulars: Any,
) -> Activity:
    """Write down what happened, inside the verb's transaction, and tell those who subscribed.

    `kind` is `noun.past_participle`. `private_to` names the one person who alone may know of it.
    Subscribers of `on()` run now, in the same transaction, from the lowest app to the highest;
    those of `announced()` after the commit, and a failure of theirs harms nobody.
    """
    happened = Activity.objects.create(
        kind=kind,
        subject_id=subject.pk,
        pair_id=_pair_of(subject),
        by_id=by.pk if by else None,
        at=at,
        private_to_id=private_to.pk if private_to else None,
        particulars={name: _plain(value) for name, value in particulars.items()},
    )
    for subscriber in _subscribers(_inside, kind):
        subscriber(happened)
    for subscriber in _subscribers(_after, kind):
        transaction.on_commit(partial(subscriber, happened), robust=True)
    return happened


def on(*kinds: str) -> Callable[[Subscriber], Subscriber]:
    """Run inside the transaction that records one of `kinds`: writes rows and nothing else."""
    return _register(_inside, kinds)


def announced(*kinds: str) -> Callable[[Subscriber], Subscriber]:
    """Run once one of `kinds` is committed: rings bells (queues a task, tells live pages), writes nothing.

    The kind `*` stands for everything.
    """
    return _register(_after, kinds)


def _register(registry: dict[str, list[Subscriber]], kinds: tuple[str, ...]) -> Callable[[Subscriber], Subscriber]:
    def subscribe(subscriber: Subscriber) -> Subscriber:
        for kind in kinds:
            registry[kind].append(subscriber)
        return subscriber

    return subscribe


def _subscribers(registry: dict[str, list[Subscriber]], kind: str) -> list[Subscriber]:
    order = list(apps.app_configs)
    return sorted(
        [*registry.get(kind, ()), *registry.get("*", ())],
        key=lambda subscriber: order.index(subscriber.__module__.partition(".")[0]),
    )


def _pair_of(subject: Subject) -> UUID | None:
    """Whatever belongs to a pair says so with `pair_id`; the pair itself with `is_pair`."""
    if getattr(subject, "is_pair", False):
        return UUID(str(subject.pk))
    return getattr(subject, "pair_id", None)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value
