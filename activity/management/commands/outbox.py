"""`manage.py outbox status`: what waits to go out, and since when."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count, Min
from django.utils import timezone

from activity.models import Outbox


class Command(BaseCommand):
    help = "Shows what waits in the outbox: kind, state, how many, the longest wait in seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["status"])

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        rows = (
            Outbox.objects.values("kind", "state").annotate(number=Count("pk"), oldest=Min("due_at")).order_by("kind")
        )
        for row in rows:
            waits = max(0, int((now - row["oldest"]).total_seconds())) if row["state"] == Outbox.State.PENDING else 0
            self.stdout.write(f"{row['kind']:40} {row['state']:8} {row['number']:6} {waits:8} s")
        if not rows:
            self.stdout.write("The outbox is empty.")
