"""What lies in a sealed column: the ciphertext, and the values that stand for it in memory. No database here.

    0x01 | id of the key (16) | nonce (12) | AES-256-GCM of (length (4) | content | zeros up to a multiple of 256)

The associated data is the column's label, the row's primary key and the id of the key: a ciphertext opens only in the
place it was sealed for.
"""

import os
import pickle
from typing import Any, Never, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SEALED = "<sealed>"
"""What anybody sees who does not open the value: in dumps, in `repr()`, in a guarded attribute."""

_FORMAT = b"\x01"
_HEAD = 1 + 16 + 12
_BUCKET = 256


class Unopenable(Exception):
    """A sealed value does not open: it was altered, moved to another row or column, or its key is gone."""


def key_id(data: bytes) -> UUID:
    """The id of the key that a ciphertext names."""
    return UUID(bytes=_key_bytes(data))


def _key_bytes(data: bytes) -> bytes:
    if len(data) <= _HEAD or data[:1] != _FORMAT:
        raise Unopenable("This is not a sealed value.")
    return data[1:17]


def encrypt(cipher: AESGCM, key: UUID, label: str, pk: UUID, content: bytes) -> bytes:
    """Seal content for one column of one row; its length shows in steps of 256 bytes only."""
    framed = len(content).to_bytes(4) + content
    padded = framed.ljust(-(-len(framed) // _BUCKET) * _BUCKET, b"\0")
    nonce = os.urandom(12)
    return _FORMAT + key.bytes + nonce + cipher.encrypt(nonce, padded, _place(label, pk, key.bytes))


def decrypt(cipher: AESGCM, label: str, pk: UUID | bytes, data: bytes) -> bytes:
    """The content that was sealed here; Unopenable if it was sealed elsewhere, altered, or with another key.

    `pk` may be the 16 bytes of the key: whoever opens thousands of values makes no object of each.
    """
    try:
        padded = cipher.decrypt(data[17:_HEAD], data[_HEAD:], _place(label, pk, _key_bytes(data)))
    except InvalidTag:
        row = UUID(bytes=pk) if isinstance(pk, bytes) else pk
        raise Unopenable(f"{label} of row {row} does not open: it was altered, or sealed for another place.") from None
    return padded[4 : 4 + int.from_bytes(padded[:4])]


def _place(label: str, pk: UUID | bytes, key: bytes) -> bytes:
    return b"|".join((label.encode(), pk if isinstance(pk, bytes) else pk.bytes, key))


class Sealed:
    """A ciphertext and the place it was sealed for: opaque to whoever meets it in `values()`, in a dump or in a pickle.

    `pk` is None for a value that came without its row. `opened` is what was read of it, and is never pickled.
    """

    __slots__ = ("data", "label", "opened", "pk")

    def __init__(self, label: str, pk: UUID | None, data: bytes, opened: Any = None) -> None:
        self.label, self.pk, self.data, self.opened = label, pk, data, opened

    @property
    def key_id(self) -> UUID:
        return key_id(self.data)

    def sits_at(self, label: str, pk: UUID | None) -> bool:
        return self.label == label and self.pk == pk

    def with_opened(self, opened: Any) -> "Sealed":
        """The same value; the one before stays without what was read of it."""
        return Sealed(self.label, self.pk, self.data, opened)

    def __repr__(self) -> str:
        return SEALED

    def __reduce__(self) -> "tuple[type[Sealed], tuple[str, UUID | None, bytes]]":
        return Sealed, (self.label, self.pk, self.data)


class Unsealed:
    """Content that was set on a row and is sealed when the row is saved. Until then it refuses to be pickled."""

    __slots__ = ("content",)

    def __init__(self, content: Any) -> None:
        self.content = content

    def __repr__(self) -> str:
        return SEALED

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> Never:
        raise pickle.PicklingError("This row holds words that are not sealed yet: save it before it is pickled.")


Kept = Sealed | Unsealed | None
"""What a row keeps of one sealed column."""


class OpenText(str):
    """The text of a sealed column. It remembers its ciphertext, so that `refresh_from_db()`, which reads the attribute
    of one row and sets it on another, moves the ciphertext and seals nothing. Pickled or copied, it is plain text.
    """

    __slots__ = ("origin",)

    origin: Kept

    @classmethod
    def of(cls, text: str, origin: Kept) -> Self:
        opened = cls(text)
        opened.origin = origin
        return opened

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


class Marker(OpenText):
    """What a guarded attribute gives instead of its text. Set on the same row again, it changes nothing."""

    __slots__ = ()


class OpenBytes(bytes):
    """The bytes of a sealed column; they remember their ciphertext as `OpenText` does."""

    origin: Kept = None

    @classmethod
    def of(cls, content: bytes, origin: Kept) -> Self:
        opened = cls(content)
        opened.origin = origin
        return opened

    def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
        return bytes, (bytes(self),)
