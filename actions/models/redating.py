from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models

from kit.ids import new_id
from people.models import Person

if TYPE_CHECKING:
    from actions.models.action_item import ActionItem


class Redating(models.Model):
    """An action was given another due date: who did that, when, from which day to which; and did that put it off?"""

    TAKEN_BACK_WITHIN = timedelta(minutes=5)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    action = models.ForeignKey("actions.ActionItem", on_delete=models.CASCADE, related_name="redatings")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    from_due_on = models.DateField(null=True)
    to_due_on = models.DateField(null=True)
    slipped = models.BooleanField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["action", "at"])]

    def __str__(self) -> str:
        return f"redating {self.pk}"

    @classmethod
    def note(
        cls, action: "ActionItem", *, from_due_on: date | None, slipped: bool, by: Person, at: datetime
    ) -> "Redating":
        """`action` has its new date already. Inside the transaction of the verb that gave it."""
        return cls.objects.create(
            action=action, from_due_on=from_due_on, to_due_on=action.due_on, slipped=slipped, by=by, at=at
        )

    @classmethod
    def latest_of(cls, action: "ActionItem", *, by: Person, at: datetime) -> "Redating | None":
        """The newest change of the date, if that person made it and it is fresh enough to be taken back."""
        last = cls.objects.filter(action=action).last()
        fresh = last is not None and last.by_id == by.pk and last.at >= at - cls.TAKEN_BACK_WITHIN
        return last if fresh else None
