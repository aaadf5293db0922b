"""No, in the words of Graph."""

from collections.abc import Mapping


class Refusal(Exception):
    """An answer of 4xx: a status, Graph's own code and a sentence."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def invalid(message: str, code: str = "ErrorPropertyValidationFailure") -> Refusal:
    """What was sent cannot be kept."""
    return Refusal(400, code, message)


def missing(what: str = "The specified object was not found in the store.") -> Refusal:
    return Refusal(404, "ErrorItemNotFound", what)
