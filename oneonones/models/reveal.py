"""From when on the other of a pair sees an item that was raised for both."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy

AHEAD = timedelta(days=1)


class Reveal(models.TextChoices):
    """A setting of the pair, and of each item as it was when the item was raised."""

    NOW = "now", gettext_lazy("Right away")
    DAY_BEFORE = "day_before", gettext_lazy("A day before you meet")
    AT_START = "at_start", gettext_lazy("When you meet")

    def moment(self, starts_at: datetime) -> datetime:
        """When what waits for a meeting that starts then is shown."""
        return starts_at - AHEAD if self is Reveal.DAY_BEFORE else starts_at

    @property
    def waits(self) -> bool:
        return self is not Reveal.NOW

    def later_than(self, other: "Reveal") -> bool:
        """Does it keep an item back for longer?"""
        order = list(Reveal)
        return order.index(self) > order.index(other)
