"""How much a client may ask."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.clock import Clock
from tests.fakes.google.refusal import USAGE, Refusal

MINUTE = timedelta(minutes=1)


@dataclass
class Quotas:
    """Off until a number is set. Google's own: 600 a minute and user, 10 000 a minute and project.

    `invitations` in each `invitations_in` is the protection against unwanted mail: nobody publishes the number.
    """

    clock: Clock
    user: int | None = None
    project: int | None = None
    invitations: int | None = None
    invitations_in: timedelta = timedelta(hours=1)
    _spent: dict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))

    def request(self, client_id: str, charged: str) -> None:
        if not self._fits(f"project {client_id}", self.project, MINUTE):
            raise Refusal(403, "rateLimitExceeded", "Rate Limit Exceeded", domain=USAGE)
        if not self._fits(f"user {client_id} {charged}", self.user, MINUTE):
            raise Refusal(403, "userRateLimitExceeded", "User Rate Limit Exceeded", domain=USAGE)

    def invitation(self, client_id: str) -> None:
        if not self._fits(f"invitations {client_id}", self.invitations, self.invitations_in):
            raise Refusal(403, "quotaExceeded", "Calendar usage limits exceeded.", domain=USAGE)

    def _fits(self, name: str, limit: int | None, window: timedelta) -> bool:
        if limit is None:
            return True
        now, spent = self.clock.now(), self._spent[name]
        while spent and now - spent[0] >= window:
            spent.popleft()
        if len(spent) >= limit:
            return False
        spent.append(now)
        return True
