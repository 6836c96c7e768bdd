"""Finds what an id names by how the id begins: where there are too many to list them."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from knowledge.adapters.postgres.pool import Pool, single_statements
from knowledge.adapters.postgres.queries import sql

Kind = Literal["answer", "fact"]

_QUERIES: dict[Kind, str] = {"answer": "answers_beginning", "fact": "facts_beginning"}


@dataclass(frozen=True, slots=True)
class Named:
    """`words`: what a person knows it by; none where they were erased."""

    id: UUID
    words: str | None


class IdFinder:
    """Raises `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def between(self, tenant: str, kind: Kind, first: UUID, last: UUID, *, limit: int) -> list[Named]:
        """Those from `first` to `last`, in order."""
        names = {"tenant": tenant, "first": first, "last": last, "limit": limit}
        with single_statements(self._pool) as connection:
            rows = connection.execute(sql(_QUERIES[kind]), names).fetchall()
        return [Named(id_, words or None) for id_, words in rows]
