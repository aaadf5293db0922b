from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models, transaction

from activity.models import record
from kit.rows import shift
from kit.vault import seal
from people.models import Person

REASON_LENGTH = 300


class Settled(models.Model):
    """How a promise ends: done, or dropped with a word why. Either can be taken back, by either of the two.

    The word (`drop_reason`) is a column of the action itself: sealed text needs the row's own key before it.
    """

    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True

    pk: UUID

    @property
    def completed(self) -> bool:
        return self.completed_at is not None

    @property
    def dropped(self) -> bool:
        return self.dropped_at is not None

    @property
    def open(self) -> bool:
        return not self.completed and not self.dropped

    def complete(self, *, by: Person, at: datetime) -> bool:
        """Keep the promise. False if somebody already did, or it was dropped."""
        return self._settle(
            "completed",
            among=self._still(completed_at=None, dropped_at=None),
            by=by,
            at=at,
            completed_at=at,
            completed_by=by,
        )

    def uncomplete(self, *, by: Person, at: datetime) -> bool:
        """Not done after all. False if it is open already."""
        return self._settle(
            "reopened",
            among=self._still(completed_at__isnull=False),
            by=by,
            at=at,
            completed_at=None,
            completed_by=None,
        )

    def drop(self, *, why: str, by: Person, at: datetime) -> bool:
        """It will not be done, and both read why. False if it is done or dropped already.

        Raises ValueError without a word why.
        """
        if not why.strip():
            raise ValueError("An action is dropped with a word why.")
        return self.give_way(why=why, by=by, at=at)

    def give_way(self, *, why: str = "", by: Person, at: datetime) -> bool:
        """Dropped, as a promise that says why by itself stands in its place."""
        reason = seal(self, "drop_reason", why)
        return self._settle(
            "dropped",
            among=self._still(completed_at=None, dropped_at=None),
            by=by,
            at=at,
            dropped_at=at,
            dropped_by=by,
            drop_reason=reason,
        )

    def undrop(self, *, by: Person, at: datetime) -> bool:
        """It stands again, with its first date and its slips. False if it was not dropped."""
        return self._settle(
            "reopened",
            among=self._still(dropped_at__isnull=False),
            by=by,
            at=at,
            dropped_at=None,
            dropped_by=None,
            drop_reason=None,
        )

    def _still(self, **as_it_was: Any) -> "models.QuerySet[Self]":
        return type(self)._base_manager.filter(**as_it_was)

    def _settle(self, how: str, *, among: "models.QuerySet[Self]", by: Person, at: datetime, **changes: Any) -> bool:
        """One guarded change, recorded if it was made."""
        with transaction.atomic():
            changed = shift(self, among=among, **changes)
            if changed:
                record(f"action_item.{how}", self, by=by, at=at)
        return changed
