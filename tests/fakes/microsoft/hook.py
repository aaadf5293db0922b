"""An application's webhook, for tests of push."""

import threading
from typing import Any

from tests.fakes.server import Request, Response, Server
from tests.fakes.tls import Authority


class Hook(Server):
    """Answers the handshake as Graph wants, and keeps what it is told. `answers` is what it says to messages,
    `shakes_hands` how it behaves when asked for the token."""

    def __init__(self, authority: Authority, *, tls: bool = True) -> None:
        super().__init__(self._receive, name="hook", tls=authority.for_a_server() if tls else None)
        self.answers: list[int] = []
        self.shakes_hands = "well"
        self.paths: list[str] = []
        self.told: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def _receive(self, request: Request) -> Response:
        token = request.one("validationToken")
        if token is not None:
            return self._shake(token, request.path)
        with self._lock:
            status = self.answers.pop(0) if self.answers else 202
            if status == 202:
                self.told += request.json["value"]
            return Response(status)

    def _shake(self, token: str, path: str) -> Response:
        self.paths.append(path)
        match self.shakes_hands:
            case "encoded":
                return Response(200, token.replace(" ", "%20").encode(), {"Content-Type": "text/plain"})
            case "as json":
                return Response.of(token)
            case "refusing":
                return Response(403)
        return Response(200, token.encode(), {"Content-Type": "text/plain; charset=utf-8"})
