"""The master keys: a file of the operator's, apart from the database. Nothing here needs Django.

One key a line, `kek-id base64key`, newest first; lines that begin with # are remarks. The first key wraps, all unwrap.
"""

import os
import secrets
import sys
from base64 import b64decode, b64encode
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from tempfile import mkstemp
from typing import Protocol

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

_REMARK = (
    "# Master keys, newest first. Who loses this file loses everything that people wrote here: keep a copy elsewhere.\n"
)


class MasterKeyError(Exception):
    """The master key file is missing, cannot be read, or does not hold the key that is asked for."""


class MasterKeys(Protocol):
    """Whoever holds the master keys: the file below, or a key service that answers the same three questions."""

    @property
    def newest(self) -> str:
        """The id of the only key that still wraps."""
        ...

    def wrap(self, key: bytes) -> tuple[str, bytes]:
        """The id of the master key that was used, and the wrapped key."""
        ...

    def unwrap(self, kek_id: str, wrapped: bytes) -> bytes:
        """The key as it was before `wrap`; MasterKeyError if this master key is not here or does not fit."""
        ...


class KeyFile:
    """Master keys in a local file, read anew whenever the file changes: a rotation needs no restart."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def newest(self) -> str:
        return next(iter(self.read()))

    def wrap(self, key: bytes) -> tuple[str, bytes]:
        kek_id, kek = next(iter(self.read().items()))
        return kek_id, aes_key_wrap(kek, key)

    def unwrap(self, kek_id: str, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self.read()[kek_id], wrapped)
        except KeyError:
            raise MasterKeyError(f"The master key {kek_id} is not in {self.path}.") from None
        except (InvalidUnwrap, ValueError) as error:
            raise MasterKeyError(f"The master key {kek_id} in {self.path} does not unwrap this key.") from error

    def read(self) -> dict[str, bytes]:
        """All master keys by their ids, newest first."""
        try:
            stat = self.path.stat()
            return _read(self.path, stat.st_mtime_ns, stat.st_ino)
        except OSError as error:
            raise MasterKeyError(f"The master key file {self.path} cannot be read: {error.strerror}.") from error

    def add(self) -> str:
        """Put a new key on top, which alone wraps from now on. OSError where the file may not be written."""
        kek_id = secrets.token_hex(8)
        self._rewrite(drop=(), first=_line(kek_id, secrets.token_bytes(32)))
        return kek_id

    def remove(self, kek_ids: Collection[str]) -> None:
        """Drop keys that nothing is wrapped with. OSError where the file may not be written."""
        self._rewrite(drop=kek_ids, first="")

    def _rewrite(self, *, drop: Collection[str], first: str) -> None:
        """Replace the file in one step. The new one's name is a lock: of two who rewrite at once, one is refused."""
        draft = self.path.with_name(self.path.name + ".new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        try:
            kept = [_line(kek_id, kek) for kek_id, kek in self.read().items() if kek_id not in drop]
            _fill(handle, _REMARK + first + "".join(kept))
            draft.replace(self.path)
        finally:
            draft.unlink(missing_ok=True)


@lru_cache(maxsize=4)
def _read(path: Path, mtime_ns: int, inode: int) -> dict[str, bytes]:
    lines = [line.split() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    try:
        keys = {kek_id: b64decode(kek, validate=True) for kek_id, kek in lines}
    except ValueError as error:
        raise MasterKeyError(f"A line of {path} is not `kek-id base64key`.") from error
    if not keys or any(len(kek) != 32 for kek in keys.values()):
        raise MasterKeyError(f"{path} must hold at least one key, each of 32 bytes.")
    return keys


def _line(kek_id: str, kek: bytes) -> str:
    return f"{kek_id} {b64encode(kek).decode()}\n"


def _fill(handle: int, text: str) -> None:
    with open(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)


def _make(path: Path, text: str) -> bool:
    """Write a file that only its owner may read, unless it is there: of processes that start together, one writes."""
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = mkstemp(dir=path.parent)
    try:
        _fill(handle, text)
        os.chmod(draft, 0o400)
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(draft)
    return True


def ensure_master_key(path: Path) -> Path:
    """Make the first master key (mode 0400) unless the file is there, and say what it is worth."""
    if _make(path, _REMARK + _line(secrets.token_hex(8), secrets.token_bytes(32))):
        sys.stderr.write(
            f"Made the master key: {path}\n"
            "Everything that people write is encrypted with it. Whoever loses this file loses that content for good:\n"
            "keep a copy of it elsewhere, apart from the copies of the database.\n"
        )
    return path


def ensure_secret(path: Path) -> str:
    """The text of a secret file, made from 50 random bytes (mode 0400) on first run."""
    _make(path, secrets.token_urlsafe(50) + "\n")
    return path.read_text().strip()
