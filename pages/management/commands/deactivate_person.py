"""`manage.py deactivate_person`: somebody leaves."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone

from actions.models import ActionItem
from oneonones.models import Meeting, Pair
from people.models import Person, StillManages


class Command(BaseCommand):
    help = (
        "Closes an account: no sign-in, the 1:1s of that person end and stay readable for the others, planned dates "
        "are cancelled. Says with whom promises are left open. Refused while anybody reports to them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--person", required=True, metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.of_address(options["person"])
        if person is None:
            raise CommandError(f"Nobody here has the address {options['person']}.")
        at = timezone.now()
        pairs = list(Pair.objects.active().with_people().filter(Q(manager=person) | Q(report=person)))
        planned = Meeting.objects.planned().filter(pair__in=pairs, starts_at__gt=at).count()
        try:
            person.deactivate(by=None, at=at)
        except StillManages as refusal:
            raise CommandError(self.refused(refusal)) from None
        self.stdout.write(f"{person.name} has left. 1:1s ended: {len(pairs)}; planned dates cancelled: {planned}.")
        for pair in pairs:
            self.stdout.write(f"  with {pair.other(person).name}: {self.left_open(pair)}")

    @staticmethod
    def left_open(pair: Pair) -> str:
        """How much, never what: only the two of them read that."""
        n = ActionItem.objects.open().filter(pair=pair).count()
        return f"actions left open: {n}, listed for them on their page Actions" if n else "no action is left open"

    @staticmethod
    def refused(refusal: StillManages) -> str:
        lines = [f"  manage.py change_manager --person {one.email} --manager …" for one in refusal.reports]
        return "\n".join([f"{refusal} Nothing was changed. First, for each, a manager, or none on purpose:", *lines])
