"""Signs of life of the processes behind the pages."""

from datetime import datetime, timedelta

from django.db import models


class Heartbeat(models.Model):
    """When a background process last said that it is alive. A silent stall shows in `/healthz/ready`."""

    STALE_AFTER = timedelta(minutes=2)

    name = models.CharField(primary_key=True, max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def beat(cls, name: str, *, at: datetime) -> None:
        """`name` is alive."""
        cls.objects.update_or_create(name=name, defaults={"at": at})

    @classmethod
    def alive(cls, name: str, *, at: datetime) -> bool:
        """Did `name` beat within the last two minutes?"""
        return cls.objects.filter(name=name, at__gt=at - cls.STALE_AFTER).exists()
