from zoneinfo import ZoneInfo

from django.db import models

GRACE_DAYS = 7  # from the end of a 1:1 until its shared record locks
MOST_GRACE_DAYS = 365


class Organisation(models.Model):
    """The organisation that this installation serves: one row, and no organisation column anywhere else."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=200, default="Andante")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    grace_days = models.PositiveSmallIntegerField(default=GRACE_DAYS)
    is_demo = models.BooleanField(default=False)
    seeded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Organisation":
        """The one row, made when first asked for."""
        return cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def lock(cls) -> None:
        """Whoever changes who reports to whom waits for the others, until the end of their transaction."""
        cls.objects.select_for_update().get(pk=cls.current().pk)

    def keep_open(self, *, days: int) -> None:
        """How many days the shared record of a 1:1 can still be changed once it is over.

        Raises ValueError for less than a day or more than a year.
        """
        if not 1 <= days <= MOST_GRACE_DAYS:
            raise ValueError(f"From 1 to {MOST_GRACE_DAYS} days.")
        Organisation.objects.filter(pk=self.pk).update(grace_days=days)
        self.grace_days = days

    @property
    def zone(self) -> ZoneInfo:
        """The clock of whoever has none of their own; UTC where the database names a zone that nobody knows."""
        try:
            return ZoneInfo(self.time_zone)
        except (ValueError, LookupError, OSError):
            return ZoneInfo("UTC")
