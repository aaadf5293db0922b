"""Telling every process that holds open pages, without anybody waiting for it.

With Redis, a thread of its own publishes: a request leaves its message and goes on, however Redis is doing.
Without Redis, only pages of this very process are told; others look into the activities (live.process).
"""

import atexit
import logging
import queue
import threading
import time
from collections.abc import Callable
from functools import cache
from uuid import UUID

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from activity.models import Activity
from live.messages import Happening

logger = logging.getLogger(__name__)

Hearer = Callable[[UUID, UUID | None, Happening], None]
"""Hears of an activity (id), in a pair (id), from any thread."""

hearers: set[Hearer] = set()
"""The live sides that run in this process: one in the demo, none in a worker."""


def announce(activity: Activity) -> None:
    """Tell open pages what happened: at most ids leave this process."""
    happening = Happening.of(activity)
    if not settings.REDIS_URL:
        for hear in list(hearers):
            hear(activity.pk, activity.pair_id, happening)
    elif activity.pair_id:
        publish(f"pair:{activity.pair_id}", happening.dump())
    elif activity.noun == "person":
        publish(f"person:{activity.subject_id}", happening.dump())


def publish(channel: str, message: bytes) -> None:
    """Have a message published on one of our channels, soon, if Redis is there."""
    herald(settings.REDIS_URL).say(f"{settings.REDIS_PREFIX}live:{channel}", message)


class Herald:
    """Publishes messages in their order. While Redis is away they wait, for a while and up to a number."""

    WAITING_AT_MOST = 1000
    PATIENCE = 30.0  # seconds; by then pages have noticed by themselves, and fetch anew when Redis is back
    PAUSE = 0.25
    TIMEOUT = 1.0

    def __init__(self, url: str) -> None:
        self._url = url
        self._messages: queue.Queue[tuple[float, str, bytes]] = queue.Queue(self.WAITING_AT_MOST)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._reached = True

    def say(self, channel: str, message: bytes) -> None:
        """Take a message, in microseconds. Full means that Redis is away: then it is dropped."""
        try:
            self._messages.put_nowait((time.monotonic() + self.PATIENCE, channel, message))
        except queue.Full:
            return
        if self._thread is None or not self._thread.is_alive():  # a fork has the queue, and no thread
            self._start()

    def finish(self, within: float) -> None:
        """Wait until everything is said, at most `within` seconds: a command ends sooner than its messages leave."""
        deadline = time.monotonic() + within
        while self._messages.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.005)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="live-herald", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        client = redis.Redis.from_url(
            self._url,
            socket_timeout=self.TIMEOUT,
            socket_connect_timeout=self.TIMEOUT,
            retry=Retry(NoBackoff(), 0),
        )
        while True:
            until, channel, message = self._messages.get()
            while not self._publish(client, channel, message) and time.monotonic() < until:
                time.sleep(self.PAUSE)
            self._messages.task_done()

    def _publish(self, client: "redis.Redis", channel: str, message: bytes) -> bool:
        try:
            client.publish(channel, message)
        except (redis.RedisError, OSError):
            if self._reached:
                logger.warning("Redis does not take messages for open pages; they wait.")
            self._reached = False
        else:
            self._reached = True
        return self._reached


@cache
def herald(url: str) -> Herald:
    """The one of this process, for this Redis."""
    new = Herald(url)
    atexit.register(new.finish, within=0.5)
    return new
