"""The time in the fakes."""

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """The time that the fakes live by: it stands still until a test moves it, or runs along when `running`."""

    def __init__(self, at: datetime | None = None, *, running: bool = False) -> None:
        self._lock = threading.Lock()
        self._running = running
        self._offset = timedelta()
        self._stands_at = datetime.now(UTC)
        self.at(at or self._stands_at)

    def now(self) -> datetime:
        """The moment, in UTC."""
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        return (datetime.now(UTC) if self._running else self._stands_at) + self._offset

    def move(self, by: timedelta) -> datetime:
        """Let time pass (or go back); the answer is the new moment."""
        with self._lock:
            self._offset += by
            return self._now()

    def at(self, moment: datetime) -> datetime:
        """Set the clock."""
        if moment.tzinfo is None:
            raise ValueError("A moment has a zone.")
        with self._lock:
            self._offset += moment.astimezone(UTC) - self._now()
            return self._now()
