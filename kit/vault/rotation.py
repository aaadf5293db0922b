"""Turning keys over, and proving that everything opens. All of it runs while people work."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import BinaryField, Func, Q
from django.db.models.expressions import Col

from kit.vault.columns import sealed_models
from kit.vault.fields import reseal, sealed_fields
from kit.vault.keyfile import KeyFile, MasterKeyError, MasterKeys
from kit.vault.keys import keyring, load_keys
from kit.vault.models import DataKey
from kit.vault.owners import Owner
from kit.vault.sealed import Sealed, Unopenable

GRACE = timedelta(minutes=10)
"""How long a retired key stays when nothing names it: twice the time for which another process may seal with it."""

CHUNK = 500


@dataclass
class Proof:
    """What opened, model by model, and what did not."""

    rows: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    named: set[UUID] = field(default_factory=set)

    def open(self, model: str, sealed: Sealed) -> None:
        """Open one value and forget it; note the key that it names."""
        try:
            self.named.add(sealed.key_id)
            keyring.open(sealed)
            self.values[model] += 1
        except Unopenable as error:
            self.failures.append(f"{model}: {error}")


@contextmanager
def no_new_keys() -> Iterator[None]:
    """A transaction in which nobody else makes a data key: who is about to is waited for, who comes later waits."""
    with transaction.atomic():  # in SQLite this alone keeps other writers out
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                table = connection.ops.quote_name(DataKey._meta.db_table)
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        yield


def rewrap(masters: MasterKeys) -> int:
    """Wrap every data key with the newest master key. Returns how many were wrapped with another."""
    with no_new_keys():
        keys = list(DataKey.objects.exclude(kek_id=masters.newest))
        for key in keys:
            key.kek_id, key.wrapped = masters.wrap(key.unwrap())
        DataKey.objects.bulk_update(keys, ["kek_id", "wrapped"], batch_size=CHUNK)
    return len(keys)


def rotate_data_key(owner: Owner, *, at: datetime) -> tuple[int, list[str]]:
    """Give the owner a new key and seal with it whatever the old ones sealed.

    Returns the number of rows, and those that did not open: they stay as they are.
    """
    DataKey.replace_for(owner, at=at)
    retired = list(DataKey.objects.of(owner).exclude(retired_at=None).values_list("pk", flat=True))
    moved, failures = 0, []
    for model in sealed_models():
        for pk in list(naming(model, retired).values_list("pk", flat=True)):
            try:
                moved += seal_anew(model, pk)
            except Unopenable as error:
                failures.append(f"{model._meta.label} {pk}: {error}")
    return moved, failures


def seal_anew(model: type[models.Model], pk: UUID) -> bool:
    """Seal what has to be of one row, however often somebody saves it meanwhile. False if the row is gone."""
    rows: models.QuerySet[Any] = model._base_manager.filter(pk=pk)
    while (row := rows.first()) is not None:
        if reseal(row, guard_version=row.version):
            return True
    return False


def naming(model: type[models.Model], keys: Collection[UUID]) -> "models.QuerySet[Any]":
    """The rows with a value that names one of these keys. The id lies in bytes 2 to 17 of the ciphertext."""
    ids = {
        f"key_of_{column.name}": Func(
            Col(model._meta.db_table, column), 2, 16, function="SUBSTR", output_field=BinaryField()
        )
        for column in sealed_fields(model)
    }
    named = Q(*((f"{alias}__in", [key.bytes for key in keys]) for alias in ids), _connector=Q.OR)
    rows: models.QuerySet[Any] = model._base_manager.alias(**ids).filter(named)
    return rows


def prove() -> Proof:
    """Open every value of every sealed column, with keys fetched anew."""
    keyring.clear()
    proof = Proof()
    for key in DataKey.objects.iterator(CHUNK):
        try:
            key.unwrap()
        except MasterKeyError as error:
            proof.failures.append(f"data key {key.pk}: {error}")
    for model in sealed_models():
        label, columns = model._meta.label, sealed_fields(model)
        proof.rows[label] = proof.values[label] = 0
        rows = model._base_manager.only("pk", *(column.name for column in columns)).iterator(CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            load_keys(chunk)
            proof.rows[label] += len(chunk)
            for kept in (column.kept(row) for row in chunk for column in columns):
                if isinstance(kept, Sealed):
                    proof.open(label, kept)
    return proof


def remove_retired(named: Collection[UUID], *, at: datetime) -> int:
    """Remove the data keys that were retired long enough ago and that nothing names."""
    retired = DataKey.objects.filter(retired_at__lte=at - GRACE).values_list("pk", flat=True)
    return DataKey.objects.filter(pk__in=set(retired).difference(named)).delete()[0]


def remove_unused(masters: KeyFile) -> list[str]:
    """Remove from the file the master keys that wrap no data key, except the newest. OSError if it is read-only."""
    with no_new_keys():
        used = {masters.newest, *DataKey.objects.values_list("kek_id", flat=True).distinct()}
        unused = [kek_id for kek_id in masters.read() if kek_id not in used]
        if unused:
            masters.remove(unused)
    return unused
