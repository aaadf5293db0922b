"""`manage.py start_acting_pair`: somebody stands in as a manager until a day, in a pair of its own."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oneonones.models import Acting, CannotAct
from people.models import Person


class Command(BaseCommand):
    help = "Starts a 1:1 of somebody with an acting manager. It is empty, nobody else reads it, and it ends by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--person", required=True, metavar="EMAIL", help="whose manager is away")
        parser.add_argument("--manager", required=True, metavar="EMAIL", help="who stands in")
        parser.add_argument("--until", required=True, metavar="YYYY-MM-DD", help="the last day; again for another day")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            until = date.fromisoformat(options["until"])
        except ValueError:
            raise CommandError(f"{options['until']} is not a day. One looks like 2027-01-31.") from None
        person, manager = self.somebody(options["person"]), self.somebody(options["manager"])
        try:
            pair = Acting.start(manager, person, until=until, by=None, at=timezone.now())
        except CannotAct as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{pair.manager.name} stands in for {pair.report.name} until {until}.")

    def somebody(self, email: str) -> Person:
        person = Person.objects.of_address(email)
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        return person
