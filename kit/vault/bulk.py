"""Many sealed values at once, without an instance for each row: for looking through all that one person may read."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kit.vault.keys import keyring
from kit.vault.owners import Owner
from kit.vault.sealed import Sealed, Unopenable, decrypt


class Opener:
    """Opens values that came out of `values_list()`, for one reader; their keys are fetched in one query.

    It opens what pairs share and what this `author` wrote alone. What lies under the key of another author it refuses,
    whoever selected it: no query can go so wrong that it shows a private note to somebody else.
    """

    def __init__(self, author: Owner, *groups: Iterable[tuple[Any, ...]]) -> None:
        heads = {one.data[1:17] for group in groups for row in group for one in row if type(one) is Sealed}
        ids = {head: UUID(bytes=head) for head in heads}
        loaded = keyring.load(ids.values())
        keys = {head: loaded.get(key_id) or keyring.at_hand(key_id) for head, key_id in ids.items()}
        found = {head: key for head, key in keys.items() if key is not None}
        self._ciphers = {head: key.cipher for head, key in found.items() if key.owner.purpose == "pair"}
        self._ciphers |= {head: key.cipher for head, key in found.items() if key.owner == author}
        self._refused = found.keys() - self._ciphers.keys()

    def text(self, pk: UUID | str, sealed: Sealed | None) -> str:
        """The text of row `pk`, empty for none. Unopenable if no key opens it, PermissionError if it is not theirs."""
        if sealed is None:
            return ""
        head = sealed.data[1:17]
        cipher = self._ciphers.get(head)
        if cipher is None:
            if head in self._refused:
                raise PermissionError(f"{sealed.label} opens for its author only.")
            raise Unopenable(f"No key opens {sealed.label} of row {pk}.")
        return decrypt(cipher, sealed.label, pk, sealed.data).decode()
