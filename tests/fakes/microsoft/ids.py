"""Ids as Exchange makes them: opaque, sensitive to case, and of two kinds."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date

from tests.fakes.microsoft.refusal import Refusal

CHANGING, IMMUTABLE = "AAMkAD", "AAkALg"
GLOBAL = "040000008200E00074C5B7101A82E008"  # how each UID of Exchange begins


def event_id(mailbox: str, number: int, original: date | None, *, folder: int, immutable: bool) -> str:
    """Of an event, or of its occurrence of that original day. Without ImmutableId it changes with the folder."""
    place = "" if immutable else str(folder)
    inside = f"{mailbox}|{number}|{original.isoformat() if original else ''}|{place}"
    return (IMMUTABLE if immutable else CHANGING) + urlsafe_b64encode(inside.encode()).decode()


def parse(name: str) -> tuple[str, int, date | None, int | None]:
    """Mailbox, number, original day and folder (None: an immutable id)."""
    try:
        if not name.startswith((CHANGING, IMMUTABLE)):
            raise ValueError(name)
        mailbox, number, original, place = urlsafe_b64decode(name[6:]).decode().split("|")
        folder = None if name.startswith(IMMUTABLE) else int(place)
        return mailbox, int(number), date.fromisoformat(original) if original else None, folder
    except (ValueError, binascii.Error, UnicodeDecodeError):
        raise Refusal(400, "ErrorInvalidIdMalformed", "Id is malformed.") from None


def new_uid(seed: str) -> str:
    """The UID of a meeting that Exchange organises."""
    return f"{GLOBAL}00000000{seed.encode().hex().upper():0<48.48}"


def uid_of(ical_uid: str, original: date | None) -> str:
    """`iCalUId` differs for each occurrence: Exchange writes the day into its own UIDs."""
    if original is None or not ical_uid.startswith(GLOBAL):
        return ical_uid
    day = f"{original.year:04X}{original.month:02X}{original.day:02X}"
    return ical_uid[: len(GLOBAL)] + day + ical_uid[len(GLOBAL) + 8 :]
