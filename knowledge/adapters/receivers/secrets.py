"""The secrets that deliveries are signed with. They are kept nowhere: each derives from one key outside the database.

Whoever reads the database, or a backup of it, can sign nothing. Whoever loses the key gives receivers new secrets.
"""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from uuid import UUID

from standardwebhooks import Webhook as Signer

PREFIX = "whsec_"
LEAST_KEY = 32  # bytes


class Secrets:
    """`key` has 32 random bytes or more, the same in every process."""

    def __init__(self, key: bytes) -> None:
        if len(key) < LEAST_KEY:
            raise ValueError(f"the key of webhooks needs {LEAST_KEY} bytes or more, and has {len(key)}")
        self._key = key

    def of(self, webhook: UUID, number: int) -> str:
        """`whsec_...`: 256 bits, other ones for each number."""
        derived = hmac.digest(self._key, b"asof webhook secret\0" + webhook.bytes + number.to_bytes(8, "big"), "sha256")
        return PREFIX + base64.b64encode(derived).decode()

    def token(self, purpose: str, id_: UUID) -> str:
        """What whoever holds it shows to be let in for one purpose and one thing: 256 bits, for an address."""
        derived = hmac.digest(self._key, f"asof {purpose} token".encode() + b"\0" + id_.bytes, "sha256")
        return base64.urlsafe_b64encode(derived).decode().rstrip("=")


def secret_digest(secret: str) -> bytes:
    """What is kept beside a webhook to notice that the key is no longer the one its secret was made from."""
    return hashlib.sha256(secret.encode()).digest()


def signature_headers(secrets: Iterable[str], *, event: UUID, at: dt.datetime, body: bytes) -> dict[str, str]:
    """Of Standard Webhooks: the event's id is the message's, so that a receiver knows what it has had already.

    Several secrets sign side by side while one takes the place of another.
    """
    text = body.decode()
    signatures = [Signer(secret).sign(msg_id=str(event), timestamp=at, data=text) for secret in secrets]
    return {
        "webhook-id": str(event),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
