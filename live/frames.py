"""Frames of the notes socket: 16 bytes room, one byte what it is, and the rest (docs/adr/0019)."""

from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

FRAME_AT_MOST = 256 * 1024
HEAD = 17


class Says(IntEnum):
    """What a page sends."""

    OPEN = 1
    UPDATE = 2
    CLOSE = 3
    PING = 4


class Tells(IntEnum):
    """What it is sent."""

    OPENED = 1
    UPDATE = 2
    ACK = 3
    STATE = 4
    REFUSED = 5
    VECTOR = 6
    PONG = 7
    GONE = 8


class Why(IntEnum):
    """Why an update is refused."""

    MALFORMED = 1
    TOO_BIG = 2
    NOT_WRITABLE = 3
    NOT_NOW = 4


class Close(IntEnum):
    """Why the socket is closed."""

    SESSION = 4401
    ACCESS = 4404
    DID_NOT_READ = 4408
    TOO_BIG = 4413
    TOO_MANY = 4429
    NOT_A_FRAME = 4400
    RESTART = 1012
    LATER = 1013


@dataclass(frozen=True, slots=True)
class Frame:
    room: UUID
    says: Says
    payload: bytes

    @classmethod
    def read(cls, data: bytes) -> "Frame":
        """ValueError for what is no frame."""
        if len(data) < HEAD:
            raise ValueError("Too short for a frame.")
        return cls(UUID(bytes=data[:16]), Says(data[16]), data[HEAD:])


def tell(room: UUID, what: Tells, payload: bytes = b"") -> bytes:
    return room.bytes + bytes([what]) + payload


def sequence(number: int) -> bytes:
    return number.to_bytes(4, "big")


def flags(*, writable: bool, live: bool) -> bytes:
    return bytes([writable | live << 1])
