"""`manage.py list_orphans`: who reports to nobody, without anybody having said so on purpose."""

from typing import Any

from django.core.management.base import BaseCommand

from people.models import ReportingLine


class Command(BaseCommand):
    help = "Lists everybody without a manager whom nobody marked so on purpose (change_manager --manager none)."

    def handle(self, *args: Any, **options: Any) -> None:
        orphans = list(ReportingLine.orphans())
        for person in orphans:
            self.stdout.write(f"{person.name} <{person.email}>")
        if not orphans:
            self.stdout.write("Everybody has a manager, or has none on purpose.")
