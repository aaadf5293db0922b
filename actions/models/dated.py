from datetime import date

from django.db import models

from actions.models.settled import Settled

THIRD = 3


class Dated(Settled):
    """The days of a promise: the one it was first promised for, the one it is due now, and how often it was put off."""

    due_on = models.DateField(null=True, blank=True)
    original_due_on = models.DateField(null=True, blank=True)
    slips = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def slips_if_due(self, day: date | None) -> bool:
        """Would that day put it off? Later than it is due now *and* than first promised, or no day at all.

        Pulling a date forward is no slip, nor is a date for what had none; what is done does not slip any more.
        """
        if not self.open or self.due_on is None or self.original_due_on is None:
            return False
        return day is None or day > max(self.due_on, self.original_due_on)

    @property
    def times_promised(self) -> int:
        """How many days it was promised for, one after the other: 3 when it stands with its third due date."""
        return max(1, 1 + self.slips - self.lost_its_date)

    @property
    def promised_again_and_again(self) -> bool:
        """Does it wait with its third due date, or one after that? Then something else than a fourth may help."""
        return self.open and self.times_promised >= THIRD

    @property
    def put_off_by(self) -> int:
        """How many days later than first promised it is due now; 0 for on time, earlier, or no date."""
        if self.due_on is None or self.original_due_on is None:
            return 0
        return max(0, (self.due_on - self.original_due_on).days)

    @property
    def lost_its_date(self) -> bool:
        """Was it promised for a day, and is for none any more?"""
        return self.due_on is None and self.original_due_on is not None

    def days_late(self, *, on: date) -> int:
        """How many days past its due date an open promise is; 0 when it is not."""
        if self.due_on is None or not self.open:
            return 0
        return max(0, (on - self.due_on).days)
