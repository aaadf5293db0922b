"""What `manage.py check` asks of the model around every sealed column."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.checks import CheckMessage, Error
from django.db import models

if TYPE_CHECKING:
    from kit.vault.fields import SealedField


def sealed_field_fits(field: "SealedField[Any, Any]") -> Iterator[CheckMessage]:
    """Whether the model can hold this sealed column: its owner, its key, its version, and nothing that sorts by it."""
    model, columns = field.model, {column.name: column for column in field.model._meta.concrete_fields}
    pk, version = model._meta.pk, columns.get("version")
    if not hasattr(model, field.owner):
        yield Error(f"No attribute {field.owner} says whose key seals it.", obj=field, id="vault.E001")
    if not (isinstance(pk, models.UUIDField) and pk.has_default() and pk.creation_counter < field.creation_counter):
        yield Error("The primary key must be a UUIDField with a default, declared above.", obj=field, id="vault.E002")
    if not isinstance(version, models.IntegerField):
        yield Error("The row needs an integer `version`, which guards every re-seal.", obj=field, id="vault.E003")
    if field.name in {name.lstrip("-") for name in arranging(model)}:
        yield Error("Nothing orders, indexes or distinguishes rows by ciphertext.", obj=field, id="vault.E004")


def arranging(model: type[models.Model]) -> Iterator[str]:
    """The names of the columns that order, index or distinguish the rows of a model."""
    options = model._meta
    yield from (str(name) for name in options.ordering or [])
    yield from (name for names in options.unique_together for name in names)
    for arranged in [*options.indexes, *options.constraints]:
        yield from getattr(arranged, "fields", ())
