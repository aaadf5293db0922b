"""Encryption at rest: the words that people write lie in sealed columns, under a key of their pair or of their author.

`kit.vault.models` (DataKey) is imported from there: models exist only once the apps do, and this is imported before.
"""

from kit.vault.bulk import Opener
from kit.vault.columns import SealedColumn, sealed_columns
from kit.vault.expressions import Ciphertext
from kit.vault.fields import (
    SealedBytesField,
    SealedTextField,
    open_sealed,
    open_sealed_bytes,
    reseal,
    seal,
    sealed_fields,
    sealed_values,
)
from kit.vault.keyfile import MasterKeyError
from kit.vault.keys import canary, keyring, load_keys
from kit.vault.owners import Owner
from kit.vault.sealed import SEALED, Sealed, Unopenable

__all__ = [
    "SEALED",
    "Ciphertext",
    "MasterKeyError",
    "Opener",
    "Owner",
    "Sealed",
    "SealedBytesField",
    "SealedColumn",
    "SealedTextField",
    "Unopenable",
    "canary",
    "keyring",
    "load_keys",
    "open_sealed",
    "open_sealed_bytes",
    "reseal",
    "seal",
    "sealed_columns",
    "sealed_fields",
    "sealed_values",
]
