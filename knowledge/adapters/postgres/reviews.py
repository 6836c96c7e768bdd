"""Edits by hand that a later text put in question: they wait for somebody to look at them."""

import datetime as dt
from dataclasses import dataclass

from knowledge.adapters.postgres.pool import Pool, single_statements
from knowledge.adapters.postgres.queries import sql
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.errors import ReviewNotFound
from knowledge.ports import StoredFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An edit, and the first version after it in which the statement has another text, or none."""

    document: str
    title: str
    edit: int
    kind: str
    actor: str
    reason: str
    edited_at: dt.datetime
    subject: str
    predicate: str
    quote: str
    instead: str | None
    version: int
    effective_at: dt.datetime
    now: StoredFact | None


class ReviewStore:
    """All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool, reader: PostgresReader) -> None:
        self._pool = pool
        self._reader = reader

    def waiting(self, tenant: str) -> list[Review]:
        with single_statements(self._pool) as connection:
            rows = connection.execute(sql("reviews_waiting"), {"tenant": tenant}, binary=True).fetchall()
        return [
            Review(
                document=row[0],
                title=row[1],
                edit=row[2],
                kind=row[3],
                actor=row[4],
                reason=row[5],
                edited_at=row[6],
                subject=row[7],
                predicate=row[8],
                quote=row[9],
                instead=row[10],
                version=row[11],
                effective_at=row[12],
                now=None if row[13] is None else self._reader.fact(tenant, row[13]),
            )
            for row in rows
        ]

    def close(self, tenant: str, document: str, number: int, *, actor: str, reason: str) -> None:
        """Raises `ReviewNotFound`. Once closed it stays so."""
        names = {"tenant": tenant, "document": document, "number": number, "actor": actor, "reason": reason}
        with single_statements(self._pool) as connection:
            if connection.execute(sql("review_close"), names).fetchone() is None:
                raise ReviewNotFound(f"{document!r} has no edit by hand {number} that counts")
