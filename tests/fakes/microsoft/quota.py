"""How many requests an app may make of one mailbox: 10,000 in ten minutes."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from math import ceil

from tests.fakes.clock import Clock
from tests.fakes.microsoft.refusal import Refusal


class Quota:
    """Counted in a window that slides with the fakes' clock; `most` and `within` can be turned down by a test."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.most = 10_000
        self.within = timedelta(minutes=10)
        self._made: dict[tuple[str, str], deque[datetime]] = defaultdict(deque)

    def spend(self, app: str, mailbox: str) -> None:
        """One request more, or 429 with the seconds until there is room."""
        now, made = self.clock.now(), self._made[app, mailbox]
        while made and made[0] <= now - self.within:
            made.popleft()
        if len(made) >= self.most:
            seconds = ceil((made[0] + self.within - now).total_seconds())
            raise Refusal(429, "TooManyRequests", "Too many requests.", {"Retry-After": str(seconds)})
        made.append(now)
