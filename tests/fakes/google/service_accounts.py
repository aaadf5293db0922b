"""Service accounts, and whom an administrator lets them act for."""

import base64
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


@cache
def private_key() -> rsa.RSAPrivateKey:
    """One for all: they are slow to make."""
    return rsa.generate_private_key(65537, 2048)


@dataclass
class ServiceAccount:
    """`delegated` are the scopes in which it may act for anybody of the organisation (domain-wide delegation)."""

    email: str
    delegated: frozenset[str] = field(default_factory=frozenset)

    def key_file(self, token_uri: str) -> dict[str, str]:
        """What an administrator downloads and uploads."""
        key = private_key().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": "fake",
            "private_key_id": "1",
            "private_key": key.decode(),
            "client_email": self.email,
            "client_id": "100000000000000000001",
            "token_uri": token_uri,
        }


def claims_of(assertion: str) -> tuple[dict[str, Any], bool]:
    """What a signed assertion says, and whether its signature is right."""
    head, body, signature = assertion.split(".")
    claims: dict[str, Any] = json.loads(_decoded(body))
    try:
        private_key().public_key().verify(
            _decoded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256()
        )
    except InvalidSignature:
        return claims, False
    return claims, True


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
