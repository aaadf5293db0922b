"""`manage.py add_person`: an account for somebody, and a link to choose a password."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from kit.words import zone
from people.models import Organisation, PasswordLink, Person, ReportingLine, Role


class Command(BaseCommand):
    help = "Adds a person, mails them a one-time link to choose a password, and prints the link too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--manager", metavar="EMAIL", help='who they report to; "none": nobody, on purpose')
        parser.add_argument("--role", action="append", default=[], choices=list(Role.Name.values))
        parser.add_argument("--time-zone", metavar="ZONE", help="such as Europe/Berlin; without it, the organisation's")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            validate_email(options["email"].strip())
        except ValidationError:
            raise CommandError(f"{options['email']} is not an email address.") from None
        if not options["name"].strip():
            raise CommandError("A person has a name.")
        try:
            time_zone = zone(options["time_zone"] or Organisation.current().zone.key).key
        except ValueError:
            raise CommandError(f"{options['time_zone']} is not a time zone. One looks like Europe/Berlin.") from None
        manager = None
        led = options["manager"] not in (None, "none")
        if led:
            manager = Person.objects.of_address(options["manager"])
            if manager is None:
                raise CommandError(f"Nobody here has the address {options['manager']}. Add the manager first.")
        try:
            with transaction.atomic():
                person = Person.add(email=options["email"], name=options["name"], time_zone=time_zone, by=None, at=at)
                for name in options["role"]:
                    Role.grant(person, name, by=None, at=at)
                if options["manager"]:
                    ReportingLine.change(person, manager, by=None, at=at)
        except IntegrityError:
            raise CommandError(f"{options['email']} has an account already.") from None
        self.stdout.write(f"{person.name} can choose a password here, once, within 3 days:\n{PasswordLink.to(person)}")
