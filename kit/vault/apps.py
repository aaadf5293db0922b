from django.apps import AppConfig
from django.core.checks import register

from kit.vault.columns import labels_are_unique


class VaultConfig(AppConfig):
    """Encryption at rest: sealed columns, the keys that open them, and the command that turns those keys over."""

    name = "kit.vault"
    label = "vault"

    def ready(self) -> None:
        register(labels_are_unique, "models")
