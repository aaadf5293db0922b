"""Certificates for servers on this machine."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """A certificate authority of its own and one certificate for 127.0.0.1 and localhost, in files under `folder`.

    `ca` is the file that a client trusts.
    """

    def __init__(self, folder: Path) -> None:
        self.ca = folder / "ca.pem"
        self._chain = folder / "server.pem"
        authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fake authority")])
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])

        root = self._draft(authority, authority, authority_key)
        root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        root = root.add_extension(self._usage(signs_certificates=True), critical=True)
        root = root.add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        self.ca.write_bytes(root.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

        names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
        leaf = self._draft(name, authority, key)
        leaf = leaf.add_extension(names, critical=False)
        leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        leaf = leaf.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
        )
        self._chain.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + leaf.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )

    @staticmethod
    def _draft(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
        )

    @staticmethod
    def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
        return x509.KeyUsage(
            digital_signature=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            key_cert_sign=signs_certificates,
            crl_sign=signs_certificates,
            encipher_only=False,
            decipher_only=False,
        )

    def for_a_server(self) -> ssl.SSLContext:
        """What a server shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._chain)
        return context
