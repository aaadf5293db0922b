"""`manage.py set_grace_days`: how long the shared record of a 1:1 stays open once it is over."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from people.models import Organisation


class Command(BaseCommand):
    help = "Sets after how many days the shared record of a 1:1 locks; later changes to it are dated amendments."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("days", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            Organisation.current().keep_open(days=options["days"])
        except ValueError as wrong:
            raise CommandError(str(wrong)) from None
        self.stdout.write(f"The shared record of a 1:1 locks after {options['days']} days.")
