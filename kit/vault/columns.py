"""The one list of what is sealed."""

from collections import Counter
from typing import Any, NamedTuple

from django.apps import apps
from django.apps.registry import Apps
from django.core.checks import CheckMessage, Error
from django.db import models

from kit.vault.fields import sealed_fields


class SealedColumn(NamedTuple):
    """Where words lie sealed: `agendas.AgendaItem`, `title`, `agenda_item.title`, `sealing_owner`."""

    model: str
    field: str
    label: str
    owner: str


def sealed_models(registry: Apps = apps) -> list[type[models.Model]]:
    """Every model with sealed columns, by name."""
    found = [model for model in registry.get_models() if not model._meta.proxy and sealed_fields(model)]
    return sorted(found, key=lambda model: model._meta.label)


def sealed_columns(registry: Apps = apps) -> list[SealedColumn]:
    """Every sealed column of the product."""
    return [
        SealedColumn(model._meta.label, field.name, field.label, field.owner)
        for model in sealed_models(registry)
        for field in sealed_fields(model)
    ]


def labels_are_unique(app_configs: Any, registry: Apps = apps, **kwargs: Any) -> list[CheckMessage]:
    """A system check: two columns of one label could swap their values unnoticed."""
    labels = Counter(column.label for column in sealed_columns(registry))
    return [
        Error(f"The label {label} is given to {count} sealed columns.", id="vault.E005")
        for label, count in labels.items()
        if count > 1
    ]
