from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q
from django.utils import timezone

from kit.vault.keyfile import MasterKeyError
from kit.vault.keys import master_keys
from kit.vault.models import DataKey
from kit.vault.owners import Owner, Purpose
from kit.vault.rotation import prove, remove_retired, remove_unused, rewrap, rotate_data_key


class Command(BaseCommand):
    """The operator's door to the vault: look at the keys, turn them over, prove that everything opens."""

    help = "Look at the encryption keys, turn them over, and prove that everything opens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        tasks.add_parser("status", help="How many data keys there are, and which master keys wrap them.")
        tasks.add_parser("rotate-kek", help="Make a new master key and wrap every data key with it.")
        tasks.add_parser("verify", help="Open everything, then remove the keys that nothing needs any more.")
        rotate = tasks.add_parser(
            "rotate-dek", help="Give one owner a new data key and seal everything of theirs anew."
        )
        owner = rotate.add_mutually_exclusive_group(required=True)
        owner.add_argument("--user", type=UUID, help="The id of the person whose private content is sealed anew.")
        owner.add_argument("--pair", type=UUID, help="The id of the pair whose shared content is sealed anew.")
        owner.add_argument("--token", type=UUID, help="The id of the holder of outside tokens.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            match options["task"]:
                case "status":
                    self.status()
                case "rotate-kek":
                    self.rotate_kek()
                case "rotate-dek":
                    self.rotate_dek(user=options["user"], pair=options["pair"], token=options["token"])
                case "verify":
                    self.verify()
        except MasterKeyError as error:
            raise CommandError(str(error)) from error

    def status(self) -> None:
        for kek_id in master_keys().read():
            self.say(f"master key {kek_id} wraps {DataKey.objects.filter(kek_id=kek_id).count()} data keys")
        for purpose, keys, unretired in (
            DataKey.objects.order_by("purpose")
            .values_list("purpose")
            .annotate(keys=Count("pk"), unretired=Count("pk", filter=Q(retired_at=None)))
        ):
            self.say(f"{purpose}: {unretired} data keys in use, {keys - unretired} retired")

    def rotate_kek(self) -> None:
        masters = master_keys()
        try:
            masters.add()
        except OSError as error:
            if not DataKey.objects.exclude(kek_id=masters.newest).exists():
                raise CommandError(
                    f"{masters.path} cannot be written ({error.strerror}). "
                    "Put a new line `id base64key` (32 random bytes) at its top by hand, then run this again."
                ) from error
        self.say(f"{rewrap(masters)} data keys are now wrapped with {masters.newest}, which alone wraps from now on.")
        self.say("`keys verify` removes the old master key.")

    def rotate_dek(self, *, user: UUID | None, pair: UUID | None, token: UUID | None) -> None:
        owners: dict[Purpose, UUID | None] = {"author": user, "pair": pair, "token": token}
        owner = next(Owner(purpose, owner_id) for purpose, owner_id in owners.items() if owner_id)
        if not DataKey.objects.unretired(owner).exists():
            raise CommandError(f"There is no {owner.purpose} key of {owner.id}.")
        rows, failures = rotate_data_key(owner, at=timezone.now())
        self.say(f"{rows} rows are sealed anew. `keys verify` removes the old key after ten minutes.")
        self.complain(failures)

    def verify(self) -> None:
        at = timezone.now()
        proof = prove()
        for model, rows in proof.rows.items():
            self.say(f"{model}: {rows} rows, {proof.values[model]} values open")
        self.complain(proof.failures)
        removed = remove_retired(proof.named, at=at)
        self.say(f"{removed} retired data keys removed, {DataKey.objects.exclude(retired_at=None).count()} stay.")
        masters = master_keys()
        try:
            self.say(f"{len(remove_unused(masters))} old master keys removed.")
        except OSError as error:
            self.say(
                f"{masters.path} cannot be written ({error.strerror}): remove by hand what `keys status` shows unused."
            )
        for kek_id in list(masters.read())[1:]:
            self.say(
                f"The old master key {kek_id} stays. What it still wraps, `keys rotate-kek` takes along next time."
            )

    def complain(self, failures: list[str]) -> None:
        """End with status 1 if anything did not open. Nothing is removed then."""
        for failure in failures:
            self.stderr.write(failure)
        if failures:
            raise CommandError(f"{len(failures)} do not open. No key was removed.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
