"""How Google's APIs say no."""

from typing import Any

from tests.fakes.faults import Fault
from tests.fakes.server import Response

USAGE = "usageLimits"


class Refusal(Exception):
    """An error of the Calendar API: clients tell errors of one status apart by their `reason`."""

    def __init__(
        self,
        status: int,
        reason: str,
        message: str,
        *,
        domain: str = "global",
        location: str | None = None,
        kind: str = "parameter",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.reason, self.message, self.headers = status, reason, message, headers
        self.detail: dict[str, Any] = {"domain": domain, "reason": reason, "message": message}
        if location:
            self.detail |= {"locationType": kind, "location": location}

    def response(self) -> Response:
        error = {"errors": [self.detail], "code": self.status, "message": self.message}
        return Response.of({"error": error}, self.status, self.headers)


def invalid(message: str, location: str | None = None) -> Refusal:
    return Refusal(400, "invalid", message, location=location)


def required(message: str) -> Refusal:
    return Refusal(400, "required", message)


def not_found() -> Refusal:
    return Refusal(404, "notFound", "Not Found")


def deleted() -> Refusal:
    return Refusal(410, "deleted", "Resource has been deleted")


def fault(refusal: Refusal, method: str = "", path: str = "", times: int = 1) -> Fault:
    """The next requests that fit are refused like this, and nothing is done."""
    response = refusal.response()
    return Fault("status", method, path, times, status=response.status, headers=response.headers, body=response.body)


def usage_limit(reason: str, status: int = 403, *, retry_after: str | None = None) -> Refusal:
    """Too much: `rateLimitExceeded`, `userRateLimitExceeded`, `quotaExceeded`; Retry-After in seconds or as a date."""
    message = "Calendar usage limits exceeded." if reason == "quotaExceeded" else "Rate Limit Exceeded"
    return Refusal(status, reason, message, domain=USAGE, headers={"Retry-After": retry_after} if retry_after else None)
