"""The record of every answer, as the API shows it, kept for good."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from psycopg import Connection, DatabaseError
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from knowledge.adapters.postgres.pool import Pool, single_statements, translated
from knowledge.adapters.postgres.queries import sql
from knowledge.errors import AnswerNotFound, EvidenceErased

_ERASED = "AE001"  # of the trigger rests_on_what_stands


class AnswerStore:
    """Saves and finds answers; raises `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def save(
        self, connection: Connection[TupleRow] | None, tenant: str, actor: str, record: Mapping[str, object]
    ) -> None:
        """Keeps the record under its `id`, in the transaction of `connection`, else in one of its own.

        Saving the same id again changes nothing: what was sealed first stays. Raises `EvidenceErased` for one that
        rests on what was erased since it was found.
        """
        names = {"id": record["id"], "tenant": tenant, "actor": actor, "record": Jsonb(record)}
        with translated(), _erased_meanwhile():
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


@contextmanager
def _erased_meanwhile() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if error.sqlstate != _ERASED:
            raise
        raise EvidenceErased(f"{error.diag.message_primary}: ask again, and what is left is answered from") from error
