"""`manage.py change_manager`: from today somebody reports to somebody else."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.models import HasLeft, Person, ReportingLine, ReportingLoop


class Command(BaseCommand):
    help = "Changes who a person reports to. The old pair ends and stays readable; a new one starts, empty."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--person", required=True, metavar="EMAIL")
        parser.add_argument("--manager", required=True, metavar="EMAIL", help='"none": no manager, on purpose')

    def handle(self, *args: Any, **options: Any) -> None:
        person = self.somebody(options["person"])
        manager = None if options["manager"] == "none" else self.somebody(options["manager"])
        try:
            ReportingLine.change(person, manager, by=None, at=timezone.now())
        except (ReportingLoop, HasLeft) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{person.name} reports to {manager.name if manager else 'nobody, on purpose'}.")

    def somebody(self, email: str) -> Person:
        person = Person.objects.of_address(email)
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        return person
