"""`manage.py seed_demo`: a demo organisation with a year behind it. Never on an installation that is in use."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from activity.models import Activity
from agendas.models import PrivateNote
from oneonones.models import Meeting, Pair
from pages.management.demo.founding import PASSWORD
from pages.management.demo.seed import Seed
from people.models import Organisation, Person


def touched(organisation: Organisation) -> bool:
    """Has somebody used the demo since it was seeded?"""
    since = organisation.seeded_at
    return (
        Activity.objects.filter(at__gt=since, by__isnull=False).exists()
        or PrivateNote.objects.filter(updated_at__gt=since).exists()
    )


class Command(BaseCommand):
    help = "Builds the demo organisation. Keeps what was done in it, unless --fresh; refuses a database that is in use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="throw the demo away and build it anew")
        parser.add_argument("--json", action="store_true", help="print ids and credentials as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.current()
        if Person.objects.exists() and not organisation.is_demo:
            raise CommandError("This database holds people and is no demo. Nothing was changed.")
        if organisation.is_demo and organisation.seeded_at:
            stale = organisation.seeded_at.date() != timezone.now().date() and not touched(organisation)
            if options["fresh"] or stale:
                call_command("flush", interactive=False, verbosity=0)
            else:
                self.say(options)
                return
        now = timezone.now()
        with transaction.atomic():
            Seed(now).build()
            organisation = Organisation.current()
            organisation.name, organisation.is_demo, organisation.seeded_at = "Lindenhof", True, timezone.now()
            organisation.save()
        self.say(options)

    def say(self, options: dict[str, Any]) -> None:
        people = {person.first_name: person for person in Person.objects.all()}
        pair = Pair.objects.active().get(manager=people["Priya"], report=people["Tom"])
        meeting = Meeting.objects.filter(pair=pair).upcoming(at=timezone.now()).first()
        if options["json"]:
            facts = {
                "password": PASSWORD,
                "people": {name: {"id": str(person.pk), "email": person.email} for name, person in people.items()},
                "pair": str(pair.pk),
                "meeting": str(meeting.pk) if meeting else None,
            }
            self.stdout.write(json.dumps(facts, indent=2))
        else:
            self.stdout.write(
                f"Demo ready: {len(people)} people. Sign in as priya@example.test with the password {PASSWORD}."
            )
