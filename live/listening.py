"""The one subscription of this process to Redis. It comes back by itself, and says whether it is there."""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any

import redis.asyncio
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)


class Listener:
    TIMEOUT = 2.0
    SILENCE = 5.0  # seconds after which we ask whether Redis is still there; twice that without a word, and it is not
    PAUSES = (0.05, 0.1, 0.25, 0.5, 1.0)

    def __init__(self, url: str, prefix: str, *, hear: Callable[[str, bytes], None], there: Callable[[bool], None]):
        self._url = url
        self._prefix = prefix
        self._hear = hear
        self._there = there

    async def run(self) -> None:
        """Listen until cancelled.

        `hear` gets a channel without the prefix, and the message; `there` hears whenever Redis comes or goes.
        """
        failures = 0
        while True:
            client = redis.asyncio.Redis.from_url(
                self._url,
                socket_timeout=self.TIMEOUT,
                socket_connect_timeout=self.TIMEOUT,
                retry=Retry(NoBackoff(), 0),
            )
            try:
                async with client.pubsub() as subscription:
                    await subscription.psubscribe(f"{escaped(self._prefix)}*")
                    async for message in self._messages(subscription):
                        failures = 0
                        self._take(message)
            except (RedisError, OSError, TimeoutError):
                if not failures:
                    logger.warning("Redis is away: open pages ask for themselves.")
                self._there(False)
            finally:
                await client.aclose()
            await asyncio.sleep(self.PAUSES[min(failures, len(self.PAUSES) - 1)])
            failures += 1

    async def _messages(self, subscription: Any) -> Any:
        silent = 0
        while silent < 2:
            message = await subscription.get_message(timeout=self.SILENCE)
            if message is None:
                silent += 1
                await subscription.ping()
            else:
                silent = 0
                yield message
        raise TimeoutError

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "psubscribe":
            self._there(True)
        elif message["type"] == "pmessage":
            self._hear(message["channel"].decode(errors="replace").removeprefix(self._prefix), message["data"])


def escaped(text: str) -> str:
    """`text` as a pattern of Redis that means itself."""
    return re.sub(r"([\\*?\[\]])", r"\\\1", text)
