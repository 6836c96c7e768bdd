"""The record of every answer, as the API shows it, kept for good."""

from collections.abc import Mapping
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from knowledge.adapters.postgres.pool import Pool, single_statements, translated
from knowledge.adapters.postgres.queries import sql
from knowledge.errors import AnswerNotFound


class AnswerStore:
    """Saves and finds answers; raises `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def save(
        self, connection: Connection[TupleRow] | None, tenant: str, actor: str, record: Mapping[str, object]
    ) -> None:
        """Keeps the record under its `id`, in the transaction of `connection`, else in one of its own.

        Saving the same id again changes nothing: what was sealed first stays.
        """
        names = {"id": record["id"], "tenant": tenant, "actor": actor, "record": Jsonb(record)}
        with translated():
            if connection is not None:
                connection.execute(sql("answer_insert"), names)
            else:
                with self._pool.connection() as own:
                    own.execute(sql("answer_insert"), names)

    def get(self, tenant: str, answer_id: UUID) -> dict[str, object]:
        """The record as it was saved. Raises `AnswerNotFound`."""
        with single_statements(self._pool) as connection:
            row = connection.execute(sql("answer_by_id"), {"id": answer_id, "tenant": tenant}).fetchone()
        if row is None:
            raise AnswerNotFound(f"there is no answer {answer_id}")
        record: dict[str, object] = row[0]
        return record
