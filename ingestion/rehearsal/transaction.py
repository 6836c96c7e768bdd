"""A pool whose every connection is the same open transaction: stores that know only pools work inside of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self, cast

from psycopg import Connection
from psycopg.rows import TupleRow

from knowledge.adapters.postgres.pool import Pool


class _Joined:
    """The connection without its own transactions: who asks for none gets none, and nothing is ever committed."""

    autocommit = False  # whoever sets it means "one statement a transaction", which here is this one

    def __init__(self, connection: Connection[TupleRow]) -> None:
        self._connection = connection
        self.execute, self.cursor, self.pipeline = connection.execute, connection.cursor, connection.pipeline

    @property
    def closed(self) -> bool:
        return self._connection.closed


class OneTransaction:
    max_size = 2  # a publication wants one for itself and one aside

    def __init__(self, connection: Connection[TupleRow]) -> None:
        self._connection = connection

    @property
    def lookups(self) -> Self:
        """What is looked up is looked up in it, too."""
        return self

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """What fails in it is undone up to here, as it would be on a connection of its own."""
        with self._connection.transaction():
            yield _Joined(self._connection)


@contextmanager
def rolled_back(pool: Pool) -> Iterator[Pool]:
    """Whatever is written through the pool that it gives is gone in the end."""
    with pool.connection() as connection, connection.transaction(force_rollback=True):
        yield cast(Pool, OneTransaction(connection))
