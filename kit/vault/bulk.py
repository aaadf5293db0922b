"""Many sealed values at once, without an instance for each row: for looking through all that one person may read."""

from collections.abc import Iterable
from itertools import chain
from typing import Any
from uuid import UUID

from kit.vault.keys import Key, keyring
from kit.vault.owners import Owner
from kit.vault.sealed import Sealed, Unopenable, decrypt


class Opener:
    """Opens values that came out of `values_list()`, for one reader; their keys are fetched in one query.

    It opens what pairs share and what this `author` wrote alone. What lies under the key of another author it refuses,
    whoever selected it: no query can go so wrong that it shows a private note to somebody else.
    """

    def __init__(self, author: Owner, *groups: Iterable[tuple[Any, ...]]) -> None:
        self.author = author
        heads = {one.data[1:17] for one in chain.from_iterable(chain.from_iterable(groups)) if type(one) is Sealed}
        ids = {head: UUID(bytes=head) for head in heads}
        loaded = keyring.load(ids.values())
        keys = {head: loaded.get(key_id) or keyring.at_hand(key_id) for head, key_id in ids.items()}
        self.keys: dict[bytes, Key] = {head: key for head, key in keys.items() if key is not None}

    def text(self, pk: UUID | str, sealed: Sealed | None) -> str:
        """The text of row `pk`, empty for none. Unopenable if no key opens it, PermissionError if it is not theirs."""
        if sealed is None:
            return ""
        key = self.keys.get(sealed.data[1:17])
        if key is None:
            raise Unopenable(f"No key opens {sealed.label} of row {pk}.")
        if key.owner.purpose != "pair" and key.owner != self.author:
            raise PermissionError(f"{sealed.label} opens for its author only.")
        return decrypt(key.cipher, sealed.label, pk, sealed.data).decode()
