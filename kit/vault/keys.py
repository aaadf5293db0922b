"""Data keys in use: whose they are, how they are found, and how long a process remembers them."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction

from kit.vault.keyfile import KeyFile, MasterKeyError
from kit.vault.owners import Owner
from kit.vault.sealed import Sealed, Unopenable, decrypt, encrypt

if TYPE_CHECKING:
    from kit.vault.models import DataKey

logger = logging.getLogger(__name__)

LIFETIME = 300.0
"""Seconds for which a process remembers an unwrapped key."""


@dataclass(frozen=True, slots=True)
class Key:
    """An unwrapped data key. A retired one opens and never seals. Its `repr()` shows nothing of the key itself."""

    id: UUID
    owner: Owner
    retired: bool
    cipher: AESGCM

    def seal(self, label: str, pk: UUID, content: bytes) -> Sealed:
        return Sealed(label, pk, encrypt(self.cipher, self.id, label, pk, content))


@dataclass(frozen=True, slots=True)
class Admission:
    """Keys on their way into the ring. Django holds it until the transaction commits, and drops it when the savepoint
    it was made in is rolled back: so a key whose row is not there in the end is neither remembered nor used.
    """

    ring: "KeyRing"
    keys: tuple[Key, ...]
    until: float

    def __call__(self) -> None:
        self.ring.admit(self)


def master_keys() -> KeyFile:
    """The master keys of this installation."""
    return KeyFile(Path(settings.KEK_FILE))


def data_keys() -> "type[DataKey]":
    """The model, looked up by name: sealed fields are imported before any model exists."""
    return apps.get_model("vault", "DataKey")


class KeyRing:
    """The keys this process remembers, each for five minutes and only once its row is committed. Safe among threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._keys: dict[UUID, tuple[Key, float]] = {}
        self._sealing: dict[Owner, UUID] = {}

    def find(self, key_id: UUID) -> Key | None:
        """The key of this id, for one query at most; None if there is no such key or it does not unwrap."""
        return self.at_hand(key_id) or self.load([key_id]).get(key_id)

    def sealing(self, owner: Owner) -> Key:
        """The key that seals for this owner, made now if there is none. MasterKeyError if it does not unwrap."""
        for key in self._uncommitted():
            if key.owner == owner and not key.retired:
                return key
        key_id = self._sealing.get(owner)
        key_at_hand = self._remembered(key_id) if key_id else None
        if key_at_hand is not None and not key_at_hand.retired:
            return key_at_hand
        row = data_keys().objects.unretired(owner).first() or data_keys().create_for(owner)
        found = self.at_hand(row.pk) or self.take([row]).get(row.pk)
        if found is None:
            raise MasterKeyError(f"The data key {row.pk} does not unwrap under the master key {row.kek_id}.")
        return found

    def open(self, sealed: Sealed) -> bytes:
        """The content of a value that knows its row; Unopenable if nothing opens it."""
        if sealed.pk is None:
            raise Unopenable(f"This value of {sealed.label} came without its row: load the row itself, with .only().")
        key = self.find(sealed.key_id)
        if key is None:
            raise Unopenable(f"No key opens {sealed.label} of row {sealed.pk}.")
        return decrypt(key.cipher, sealed.label, sealed.pk, sealed.data)

    def at_hand(self, key_id: UUID) -> Key | None:
        """The key of this id if it needs no query."""
        return self._remembered(key_id) or next((key for key in self._uncommitted() if key.id == key_id), None)

    def load(self, key_ids: Iterable[UUID]) -> dict[UUID, Key]:
        """Fetch the keys that are not at hand, in one query, or in none."""
        missing = {key_id for key_id in key_ids if self.at_hand(key_id) is None}
        return self.take(data_keys().objects.filter(pk__in=missing)) if missing else {}

    def take(self, rows: "Iterable[DataKey]") -> dict[UUID, Key]:
        """Unwrap keys and remember them from the commit of the running transaction on; without one, at once."""
        keys = {}
        for row in rows:
            try:
                keys[row.pk] = Key(row.pk, row.owner, row.retired_at is not None, AESGCM(row.unwrap()))
            except MasterKeyError as error:
                logger.error("Data key %s: %s", row.pk, error)
        if keys:
            transaction.on_commit(Admission(self, tuple(keys.values()), self.clock() + LIFETIME), robust=True)
        return keys

    def admit(self, admission: Admission) -> None:
        """Remember keys whose rows are committed, and forget those whose time is over."""
        now = self.clock()
        with self._lock:
            for key_id in [key_id for key_id, (_, until) in self._keys.items() if until <= now]:
                self._drop(key_id)
            for key in admission.keys:
                self._keys[key.id] = key, admission.until
                if not key.retired:
                    self._sealing[key.owner] = key.id

    def clear(self) -> None:
        """Forget every key."""
        with self._lock:
            self._keys.clear()
            self._sealing.clear()

    def _remembered(self, key_id: UUID) -> Key | None:
        key, until = self._keys.get(key_id, (None, 0.0))
        return key if until > self.clock() else None

    def _uncommitted(self) -> Iterator[Key]:
        """The keys this thread's running transaction has made or loaded, newest first."""
        for _, hook, *_ in reversed(connection.run_on_commit):
            if isinstance(hook, Admission) and hook.ring is self:
                yield from hook.keys

    def _drop(self, key_id: UUID) -> None:
        key, _ = self._keys.pop(key_id)
        if self._sealing.get(key.owner) == key_id:
            del self._sealing[key.owner]


keyring = KeyRing()
"""The ring of this process."""


def load_keys(*groups: Iterable[models.Model]) -> None:
    """Fetch, in one query, every key that the sealed values of these rows need: once for a page that opens many."""
    wanted = set()
    for row in chain.from_iterable(groups):
        for value in row.__dict__.values():
            if isinstance(value, Sealed):
                with suppress(Unopenable):  # whoever opens this value hears of it
                    wanted.add(value.key_id)
    keyring.load(wanted)


def canary() -> bool:
    """Whether the master key wraps, unwraps, and fits the keys that are in use: asked by the readiness check."""
    probe = secrets.token_bytes(32)
    try:
        masters = master_keys()
        row = data_keys().objects.order_by("pk").first()
        return masters.unwrap(*masters.wrap(probe)) == probe and (row is None or bool(row.unwrap()))
    except (MasterKeyError, DatabaseError):
        return False
