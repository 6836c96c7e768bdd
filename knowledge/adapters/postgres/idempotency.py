"""Replies kept under the caller's `Idempotency-Key`, so that a request sent again is served once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from psycopg.types.json import Jsonb

from knowledge.adapters.postgres.pool import Pool, single_statements
from knowledge.adapters.postgres.queries import sql
from knowledge.errors import IdempotencyConflict, RequestInProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReply:
    status: int
    body: dict[str, object]


class IdempotencyStore:
    """A key is claimed, then kept with its reply or released. Raises `StoreUnavailable`.

    A claim that is older than `abandoned_after` was left by a process that died: the same request may take it over.
    A key older than `kept_for` is forgotten.
    """

    def __init__(
        self, pool: Pool, *, abandoned_after: timedelta = timedelta(minutes=5), kept_for: timedelta = timedelta(days=7)
    ) -> None:
        self._pool = pool
        self._abandoned_after = abandoned_after
        self._kept_for = kept_for

    def begin(self, tenant: str, key: str, request_hash: bytes) -> StoredReply | None:
        """Claims the key (None), or gives the reply that is kept under it.

        Raises `IdempotencyConflict` where the key served another request, and `RequestInProgress` where the same one
        is being served right now.
        """
        names = {
            "tenant": tenant,
            "key": key,
            "request_hash": request_hash,
            "abandoned_after": self._abandoned_after,
        }
        with single_statements(self._pool) as connection:
            connection.execute(sql("replies_forget"), {"kept_for": self._kept_for})
            while True:
                if connection.execute(sql("reply_claim"), names).fetchone() is not None:
                    return None
                found = connection.execute(sql("reply_of_key"), names).fetchone()
                if found is not None:
                    break  # else it was released in between: claim again
        stored_hash, status, body = found
        if stored_hash != request_hash:
            raise IdempotencyConflict(f"Idempotency-Key {key!r} served another request: use a new key")
        if status is None:
            raise RequestInProgress(f"the request with Idempotency-Key {key!r} is being served: send it again later")
        return StoredReply(status=status, body=body)

    def keep(self, tenant: str, key: str, status: int, body: Mapping[str, object]) -> None:
        """Keeps the reply under the key that was claimed."""
        with single_statements(self._pool) as connection:
            names = {"tenant": tenant, "key": key, "status": status, "body": Jsonb(body)}
            connection.execute(sql("reply_keep"), names)

    def release(self, tenant: str, key: str) -> None:
        """Frees a claimed key, so that the next request with it is served."""
        with single_statements(self._pool) as connection:
            connection.execute(sql("reply_release"), {"tenant": tenant, "key": key})
