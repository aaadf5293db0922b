"""What can become of a meeting, and why: no words that people wrote."""

from django.db import models
from django.utils.translation import gettext_lazy


class State(models.TextChoices):
    PROPOSED = "proposed"  # asked for, not yet agreed
    SCHEDULED = "scheduled"
    HELD = "held"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    UNCONFIRMED = "unconfirmed"


class Reason(models.TextChoices):
    ABSENCE = "absence", gettext_lazy("Absence")
    HOLIDAY = "holiday", gettext_lazy("Holiday")
    CLASH = "clash", gettext_lazy("Clash")
    NOTHING = "nothing", gettext_lazy("Nothing to discuss")
    OTHER = "other", gettext_lazy("Other")


class Exempt(models.TextChoices):
    """Why nobody counts a scheduled one as missed."""

    ABSENCE = "absence", gettext_lazy("Absence")
    HOLIDAY = "holiday", gettext_lazy("Public holiday")
    PAUSED = "paused", gettext_lazy("Rhythm paused")


class Evidence(models.TextChoices):
    WRAPPED_UP = "wrapped_up"  # one of the two ended it
    CONFIRMED = "confirmed"  # one of the two said so afterwards
    DEALT_WITH = "dealt_with"  # an item or action of it was dealt with around that time


class InState(models.Model):
    """What became of it so far, and the questions after that."""

    state = models.CharField(max_length=12, choices=State, default=State.SCHEDULED)

    class Meta:
        abstract = True

    @property
    def proposed(self) -> bool:
        return self.state == State.PROPOSED

    @property
    def scheduled(self) -> bool:
        return self.state == State.SCHEDULED

    @property
    def held(self) -> bool:
        return self.state == State.HELD

    @property
    def skipped(self) -> bool:
        return self.state == State.SKIPPED

    @property
    def cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def unconfirmed(self) -> bool:
        return self.state == State.UNCONFIRMED
