from typing import Literal, NamedTuple
from uuid import UUID

Purpose = Literal["pair", "author", "token"]


class Owner(NamedTuple):
    """Whose key seals a value: that of a pair, of an author, or of the holder of outside tokens."""

    purpose: Purpose
    id: UUID
