"""Every answer that was given, kept for good and sealed in the transaction that releases it."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from psycopg import Connection, DatabaseError
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from knowledge.adapters.code_version import code_version
from knowledge.adapters.postgres.evidence import evidence_of
from knowledge.adapters.postgres.pool import Pool, single_statements, translated
from knowledge.adapters.postgres.queries import sql
from knowledge.audit import GENESIS, Considered, Grounds, Link, Record, Signer, link_after, record_of
from knowledge.audit.record import SALT_BYTES
from knowledge.errors import AnswerNotFound, EvidenceErased

_ERASED = "AE001"  # of the trigger rests_on_what_stands

Json = dict[str, Any]


class AnswerStore:
    """Saves and finds answers; raises `StoreUnavailable`. What is saved is sealed, or the transaction fails."""

    def __init__(self, pool: Pool, *, signer: Signer | None = None) -> None:
        self._pool = pool
        self._signer = signer

    def save(
        self,
        connection: Connection[TupleRow] | None,
        tenant: str,
        actor: str,
        answer: Mapping[str, object],
        grounds: Grounds | None = None,
    ) -> Json:
        """Keeps and seals the answer under its `id`, as the last thing in the transaction of `connection`, else in one
        of its own; gives it as it is released.

        Saving the same id again changes nothing: what was sealed first stays. Raises `EvidenceErased` for one that
        rests on what was erased since it was found, `SealFailed` for one that cannot be sealed.
        """
        if connection is None:
            with translated(), self._pool.connection() as own:
                return self.save(own, tenant, actor, answer, grounds)
        record = self.keep(connection, tenant, actor, answer, grounds)
        id_ = UUID(str(answer["id"]))
        if record is None:
            return self._read(connection, tenant, id_)
        return {**answer, "sealed_hash": self.seal(connection, tenant, id_, record).hash.hex()}

    def keep(
        self,
        connection: Connection[TupleRow],
        tenant: str,
        actor: str,
        answer: Mapping[str, object],
        grounds: Grounds | None = None,
    ) -> Record | None:
        """Writes the answer and the parts of its record, which `seal` must be given in the end of the transaction; None
        where the answer is kept already.
        """
        citations = _citations(answer)
        evidence = evidence_of(connection, tenant, citations)
        record = record_of(
            answer,
            grounds,
            evidence,
            tenant=tenant,
            code=code_version(),
            salt=lambda: secrets.token_bytes(SALT_BYTES),
        )
        names = {
            "id": answer["id"],
            "tenant": tenant,
            "actor": actor,
            "record": Jsonb(answer),
            "parts": Jsonb(
                {one.name: {"salt": one.salt.hex(), "content": one.content.decode()} for one in record.parts}
            ),
            **_rows(citations, grounds.considered if grounds else ()),
        }
        with translated(), _erased_meanwhile():
            kept = connection.execute(sql("answer_insert"), names).fetchone()
        return None if kept is None else record

    def seal(self, connection: Connection[TupleRow], tenant: str, answer: UUID, record: Record) -> Link:
        """Binds the record to the last of the tenant. All other answers of the tenant wait from here to the commit."""
        with translated():
            head = cast(TupleRow, connection.execute(sql("chain_lock"), {"tenant": tenant}).fetchone())
            number, hash_, at = head
            link = link_after(number or 0, hash_ or GENESIS, tenant=tenant, body=record.body, at=at)
            signature = self._signer.sign(link.content) if self._signer else None
            names = {
                "tenant": tenant,
                "number": link.number,
                "answer": answer,
                "body": record.body,
                "link": link.content,
                "previous": link.previous,
                "hash": link.hash,
                "signature": signature and signature.value,
                "public_key": signature and signature.public_key,
            }
            connection.execute(sql("sealed_record_insert"), names)
        return link

    def get(self, tenant: str, answer_id: UUID) -> Json:
        """The answer as it was released. Raises `AnswerNotFound`."""
        with single_statements(self._pool) as connection:
            return self._read(connection, tenant, answer_id)

    def _read(self, connection: Connection[TupleRow], tenant: str, answer_id: UUID) -> Json:
        row = connection.execute(sql("answer_by_id"), {"id": answer_id, "tenant": tenant}).fetchone()
        if row is None:
            raise AnswerNotFound(f"there is no answer {answer_id}")
        return cast(Json, row[0])


@contextmanager
def _erased_meanwhile() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if error.sqlstate != _ERASED:
            raise
        raise EvidenceErased(f"{error.diag.message_primary}: ask again, and what is left is answered from") from error


def _citations(answer: Mapping[str, object]) -> list[Json]:
    return list(cast("Sequence[Json]", answer.get("citations") or ()))


def _rows(citations: Sequence[Json], considered: Sequence[Considered]) -> Json:
    rows = {str(one.id): (one.kind, False) for one in considered}
    rows |= {str(one["id"]): (one["kind"], True) for one in citations}
    return {
        "held": list(rows),
        "kinds": [kind for kind, _ in rows.values()],
        "cited": [cited for _, cited in rows.values()],
    }
