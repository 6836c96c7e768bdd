"""Ed25519 (RFC 8032) over links: who holds the public key can tell that no one else has written the chain anew."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class Signature:
    value: bytes  # 64 bytes
    public_key: bytes  # 32 bytes, raw

    def of(self, content: bytes) -> bool:
        """Whether the key has signed these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(self.value, content)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self._public_key = key.public_key().public_bytes_raw()

    def sign(self, content: bytes) -> Signature:
        return Signature(self._key.sign(content), self._public_key)


def read_signer(pem: bytes) -> Signer:
    """Raises `ValueError` for what is no Ed25519 private key in PEM without a password."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("it is no Ed25519 key")  # noqa: TRY004 - the caller's file, not a type of ours
    return Signer(key)


def public_key_of(pem: bytes) -> bytes:
    """The raw 32 bytes of a public key in PEM. Raises `ValueError`."""
    try:
        key = serialization.load_pem_public_key(pem)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("it is no Ed25519 key")  # noqa: TRY004 - the caller's file, not a type of ours
    return key.public_bytes_raw()


def pem_of(public_key: bytes) -> bytes:
    """Raises `ValueError` for bytes that are no key."""
    return Ed25519PublicKey.from_public_bytes(public_key).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
