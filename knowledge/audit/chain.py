"""Links: each record is bound to the one before it, by tenant, from number 1 on."""

import datetime as dt
import json
from dataclasses import dataclass

from knowledge.audit.canonical import canonical, sha256

GENESIS = bytes(32)
"""What stands as the hash before the first link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    tenant: str
    number: int
    previous: bytes  # hash of the link before
    body: bytes  # SHA-256 of the record's body
    sealed_at: str  # ISO 8601, UTC

    @property
    def content(self) -> bytes:
        """Canonical JSON: what is hashed, and signed."""
        return canonical(
            {
                "tenant": self.tenant,
                "number": self.number,
                "previous": self.previous.hex(),
                "record": self.body.hex(),
                "sealed_at": self.sealed_at,
            }
        )

    @property
    def hash(self) -> bytes:
        return sha256(self.content)

    @classmethod
    def read(cls, content: bytes) -> "Link | None":
        """None where the bytes are not those of a link."""
        try:
            said = json.loads(content)
            link = cls(
                tenant=said["tenant"],
                number=said["number"],
                previous=bytes.fromhex(said["previous"]),
                body=bytes.fromhex(said["record"]),
                sealed_at=said["sealed_at"],
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        return link if link.content == content else None


def link_after(number: int, hash_: bytes, *, tenant: str, body: bytes, at: dt.datetime) -> Link:
    """The link of a record's body behind the link with this number and hash; 0 and `GENESIS` before the first."""
    return Link(
        tenant=tenant,
        number=number + 1,
        previous=hash_,
        body=sha256(body),
        sealed_at=at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
    )
