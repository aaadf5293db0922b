"""Microsoft Graph's door: who may come in, how many at once, and how a refusal looks."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from tests.fakes.courier import Courier
from tests.fakes.microsoft.entra import Entra
from tests.fakes.microsoft.grants import Grant
from tests.fakes.microsoft.moment import stamp
from tests.fakes.microsoft.refusal import Refusal
from tests.fakes.microsoft.routes import Routes
from tests.fakes.server import Request, Response


class Graph:
    """Everything under /v1.0. More than `at_once` requests of one app are refused, whatever the mailbox; each of those
    that are let in calls `meanwhile`, where a test can hold them. With `push_first` a write is answered only after its
    notification has arrived."""

    def __init__(self, entra: Entra, routes: Routes, courier: Courier) -> None:
        self.entra, self.routes, self.courier = entra, routes, courier
        self.push_first = False
        self.at_once = 4
        self.meanwhile: Callable[[], object] = lambda: None
        self.retry_after = 1
        self._lock = threading.Lock()
        self._inside: Counter[str] = Counter()

    def app_of(self, request: Request) -> str:
        """Requests of an app are counted together."""
        grant = self.entra.ledger.access.get(request.bearer)
        return f"graph:{grant.app}" if grant else "graph"

    def handle(self, request: Request) -> Response:
        name = str(uuid.uuid4())
        headers = {"request-id": name, "client-request-id": str(request.headers.get("client-request-id", name))}
        try:
            answer = self._answer(request)
        except Refusal as refusal:
            answer = self._refused(refusal, headers)
        if self.push_first and request.method != "GET":
            with suppress(TimeoutError):
                self.courier.settle(2)
        return Response(answer.status, answer.body, answer.headers | headers)

    def _answer(self, request: Request) -> Response:
        if request.parts[0] != "v1.0":
            raise Refusal(400, "BadRequest", "Invalid version.")
        grant = self.entra.grant(request.bearer)
        if grant is None:
            sentence = "Access token has expired or is not yet valid." if request.bearer else "Access token is empty."
            refused = {"WWW-Authenticate": 'Bearer realm="", error="invalid_token"'}
            raise Refusal(401, "InvalidAuthenticationToken", sentence, refused)
        self._enter(grant)
        try:
            self.meanwhile()
            return self.routes.answer(request, grant)
        finally:
            with self._lock:
                self._inside[grant.app] -= 1

    def _enter(self, grant: Grant) -> None:
        with self._lock:
            if self._inside[grant.app] >= self.at_once:
                sentence = "Application is over its MailboxConcurrency limit."
                raise Refusal(429, "ApplicationThrottled", sentence, {"Retry-After": str(self.retry_after)})
            self._inside[grant.app] += 1

    def _refused(self, refusal: Refusal, ids: dict[str, str]) -> Response:
        inner = {"date": stamp(self.entra.world.clock.now())[:-1], **ids}
        error = {"code": refusal.code, "message": refusal.message, "innerError": inner}
        return Response.of({"error": error}, refusal.status, refusal.headers)
