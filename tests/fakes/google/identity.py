"""Ids and secrets as the fake makes them."""

import secrets

BASE32HEX = "abcdefghijklmnopqrstuv0123456789"


def new_id() -> str:
    """As Google makes one for an event."""
    return "".join(secrets.choice(BASE32HEX) for _ in range(26))


def new_token(kind: str) -> str:
    return f"{kind}.{secrets.token_urlsafe(24)}"
