"""What somebody who steals a copy of the database or of Redis would have: is a word in it that was written in a note?

The dump is taken while everybody writes. Of PostgreSQL it is every row of every table as COPY gives it (what pg_dump
writes) and, where they can be read, the very files of the server, with rows long gone and the log of what was written;
of SQLite it is its files, which hold every row as it is; of Redis, every key as DUMP gives it, and every message that
crossed it meanwhile.
"""

import re
import threading
from base64 import b64encode
from collections.abc import Collection, Iterator
from io import BytesIO
from pathlib import Path

import redis
from django.db import connection

HEX = re.compile(rb"\\\\x((?:[0-9a-f]{2})+)")
CHUNK = 4 * 1024 * 1024


def forms(word: str) -> set[bytes]:
    """The bytes in which a word could lie in the open: as text, in two-byte letters, in base64 at any offset."""
    plain = word.encode()
    ends = {b64encode(b"\0" * pad + plain)[4 * bool(pad) : -4] for pad in range(3)}
    return {plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode(), *ends}


class Dump:
    """Begins to listen when it is made; `words_in_the_open` takes the dump and says where a word was found."""

    def __init__(self, words: Collection[str], redis_url: str = "") -> None:
        self._needles = {form for word in words for form in forms(word)}
        self._redis = redis.Redis.from_url(redis_url) if redis_url else None
        self.crossed: list[bytes] = []
        self.looked_at = 0
        if self._redis is not None:
            threading.Thread(target=self._listen, args=[redis_url], daemon=True).start()

    def words_in_the_open(self) -> list[str]:
        """Each place that holds one of the words: a table, a file, a key, a message. Empty is what is hoped for."""
        found = {where for where, content in self._everything() if self._holds(content)}
        return sorted(found)

    def _holds(self, content: bytes) -> bool:
        self.looked_at += len(content)
        return any(needle in content for needle in self._needles)

    def _everything(self) -> Iterator[tuple[str, bytes]]:
        yield from self._tables()
        yield from self._files()
        yield from self._keys()
        yield from (("message over Redis", one) for one in list(self.crossed))

    def _tables(self) -> Iterator[tuple[str, bytes]]:
        if connection.vendor == "sqlite":
            return
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                taken = BytesIO()
                cursor.copy_expert(f"COPY {connection.ops.quote_name(table)} TO STDOUT", taken)
                yield f"table {table}", taken.getvalue()
                for binary in HEX.findall(taken.getvalue()):
                    yield f"table {table}", bytes.fromhex(binary.decode())

    def _files(self) -> Iterator[tuple[str, bytes]]:
        """Once everything in memory is on disk. Somebody else's files we may not read: then there are none."""
        if connection.vendor == "sqlite":
            folder = Path(connection.settings_dict["NAME"]).parent
        else:
            with connection.cursor() as cursor:
                cursor.execute("CHECKPOINT")
                cursor.execute("SHOW data_directory")
                folder = Path(cursor.fetchone()[0])
        try:
            files = [one for one in folder.rglob("*") if one.is_file()]
        except OSError:
            return
        overlap = max(map(len, self._needles), default=0)
        for file in files:
            try:
                with file.open("rb") as opened:
                    before = b""
                    while piece := opened.read(CHUNK):
                        yield f"file {file.relative_to(folder)}", before + piece
                        before = piece[-overlap:]
            except OSError:
                continue  # the server removed it meanwhile

    def _keys(self) -> Iterator[tuple[str, bytes]]:
        if self._redis is None:
            return
        for key in self._redis.scan_iter(count=1000):
            yield f"key {key!r}", key + (self._redis.dump(key) or b"")

    def _listen(self, url: str) -> None:
        """All messages, also after Redis was killed and is back."""
        while True:
            try:
                with redis.Redis.from_url(url).pubsub() as subscription:
                    subscription.psubscribe("*")
                    for message in subscription.listen():
                        if message["type"] == "pmessage":
                            self.crossed.append(message["channel"] + message["data"])
            except (redis.RedisError, OSError):
                threading.Event().wait(0.1)
