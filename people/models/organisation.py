from zoneinfo import ZoneInfo

from django.db import models


class Organisation(models.Model):
    """The organisation that this installation serves: one row, and no organisation column anywhere else."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=200, default="Andante")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
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

    @property
    def zone(self) -> ZoneInfo:
        """The clock of whoever has none of their own; UTC where the database names a zone that nobody knows."""
        try:
            return ZoneInfo(self.time_zone)
        except (ValueError, LookupError, OSError):
            return ZoneInfo("UTC")
