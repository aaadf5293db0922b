"""Many sealed values at once, without an object for each: for looking through all that one person may read."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kit.vault.keys import keyring
from kit.vault.owners import Owner
from kit.vault.sealed import Unopenable, decrypt


class Opener:
    """Opens what `values_list()` gave for each `Ciphertext`, for one reader; their keys are fetched in one query.

    It opens what pairs share and what this `author` wrote alone. What lies under the key of another author it refuses,
    whoever selected it: no query can go so wrong that it shows a private note to somebody else.
    """

    def __init__(self, author: Owner, *groups: Iterable[tuple[Any, ...]]) -> None:
        values = (one for group in groups for row in group for one in row if type(one) in (memoryview, bytes))
        heads = {bytes(one[1:17]) for one in values}
        ids = {head: UUID(bytes=head) for head in heads}
        loaded = keyring.load(ids.values())
        keys = {head: loaded.get(key_id) or keyring.at_hand(key_id) for head, key_id in ids.items()}
        found = {head: key for head, key in keys.items() if key is not None}
        self._ciphers = {head: key.cipher for head, key in found.items() if key.owner.purpose == "pair"}
        self._ciphers |= {head: key.cipher for head, key in found.items() if key.owner == author}
        self._refused = found.keys() - self._ciphers.keys()

    def texts(self, pk: UUID | str, labels: Iterable[str], row: Iterable[bytes | memoryview | None]) -> list[str]:
        """What stands in the columns with these labels of one row, empty for none.

        `pk` may be as the database writes it. Unopenable if no key opens one of them, PermissionError if one is not
        theirs to read.
        """
        place = bytes.fromhex(pk.replace("-", "")) if isinstance(pk, str) else pk.bytes
        return [
            "" if one is None else self._text(place, label, bytes(one)) for label, one in zip(labels, row, strict=True)
        ]

    def _text(self, place: bytes, label: str, data: bytes) -> str:
        head = data[1:17]
        cipher = self._ciphers.get(head)
        if cipher is None:
            if head in self._refused:
                raise PermissionError(f"{label} opens for its author only.")
            raise Unopenable(f"No key opens {label} of row {UUID(bytes=place)}.")
        return decrypt(cipher, label, place, data).decode()
