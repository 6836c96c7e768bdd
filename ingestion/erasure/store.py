"""Tombstones in Postgres: accepted, carried out step by step, kept for good."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from ingestion.erasure.answers import redact_quotations, redact_webhooks
from ingestion.erasure.clearing import Outcome, clear
from ingestion.erasure.masking import PutPoints, Redone
from ingestion.erasure.messages import Erase
from ingestion.erasure.requests import Cleared, Erasure, ErasureRequest, Work, work_of
from ingestion.erasure.targets import Target, find_target, locked_document
from knowledge.adapters.postgres.eraser import as_eraser
from knowledge.adapters.postgres.pool import Pool, single_statements, transaction, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import ErasureNotFound, IngestionUnderWay

sql = load_queries("ingestion.erasure")
Row = dict[str, Any]

CLEARS_STATISTICS = 180000  # Postgres; an older one keeps samples of a table that has become empty


class ErasureStore:
    """The doors accept, rehearse and read; the steps of the workflow write. All raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    # -- the doors --------------------------------------------------------------------------------

    def accept(self, request: ErasureRequest) -> Erasure:
        """The tombstone of this target: a new one, or the one that there is. From here on a document takes no upload.

        Raises `DocumentNotFound`, `VersionNotFound`, `FactNotFound`, `InvalidRequest`, `DocumentErased`.
        """
        with transaction(self._pool) as cursor:
            known = _of_target(cursor, request)
            if known is not None:
                return known
            document = locked_document(cursor, request)
            names = _names(request, document["id"]) | {"id": uuid4()}
            inserted = cursor.execute(
                sql("erasure_insert"), {**names, "reason": request.reason, "actor": request.actor}
            ).rowcount
            if inserted and request.version is None and request.fact is None:
                cursor.execute(sql("document_reserve"), names)
            return cast(Erasure, _of_target(cursor, request))

    def rehearse(self, request: ErasureRequest) -> Erasure | Cleared:
        """What would be cleared, by clearing it and taking everything back; the tombstone of what is erased already."""
        with translated(), self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            known = _of_target(cursor, request)
            if known is not None:
                return known
            with connection.transaction(force_rollback=True):
                document = locked_document(cursor, request)
                target = find_target(cursor, _names(request, document["id"]))
                outcome = clear(cursor, target, uuid4(), _put_nothing)
                generations = len(cursor.execute(sql("generations")).fetchall())
        outcome.cleared.add("points", len(outcome.work.points) * generations)
        outcome.cleared.add("ingestion_histories", len(outcome.work.workflows))
        outcome.cleared.add("conversation_histories", len(outcome.work.conversations))
        return outcome.cleared

    def get(self, tenant: str, erasure_id: UUID) -> Erasure:
        """Raises `ErasureNotFound`."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("erasure_by_id"), {"tenant": tenant, "id": erasure_id}).fetchone()
        if row is None:
            raise ErasureNotFound(f"there is no erasure {erasure_id}: GET /v1/erasures lists them")
        return _erasure(row)

    def page(self, tenant: str, *, limit: int, before: UUID | None) -> tuple[list[Erasure], UUID | None]:
        """Newest first, and what to give as `before` for the next page."""
        names = {"tenant": tenant, "before": before, "limit": limit + 1}
        with transaction(self._pool) as cursor:
            found = [_erasure(row) for row in cursor.execute(sql("erasures_page"), names)]
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    # -- the steps --------------------------------------------------------------------------------

    def unfinished(self) -> list[Erase]:
        with single_statements(self._pool) as connection:
            rows = connection.execute(sql("erasures_unfinished")).fetchall()
        return [Erase(tenant=tenant, erasure_id=str(id_)) for tenant, id_ in rows]

    def stage(self, erasure: Erasure, stage: str) -> None:
        with single_statements(self._pool) as connection:
            connection.execute(sql("erasure_stage"), {"id": erasure.id, "stage": stage})

    def work(self, erasure: Erasure) -> Work:
        with single_statements(self._pool) as connection:
            row = connection.execute(sql("erasure_work"), {"id": erasure.id}).fetchone()
        return work_of(row[0] if row else {})

    def running_workflows(self, erasure: Erasure) -> list[str]:
        """Of ingestions of the target that have not ended; none are stopped for a fact."""
        if erasure.fact is not None:
            return []
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("workflows_of_target"), _names(erasure, erasure.document_id)).fetchall()
        return [row["workflow_id"] for row in rows if row["status"] in ("queued", "running")]

    def speaks(self, erasure: Erasure) -> bool:
        """Whether the version that is to go speaks for its document, and that one is to stay."""
        with transaction(self._pool) as cursor:
            names = _names(erasure, erasure.document_id)
            document = cursor.execute(sql("target_document"), names).fetchone()
            return document is not None and document["erasure"] is None and _speaks(cursor, erasure)

    def clear(self, erasure: Erasure, put: PutPoints) -> bool:
        """The transaction in which it is gone; false where the version has begun to speak again meanwhile.

        Of a document that is erased whole, a part needs not fall silent before. Raises `IngestionUnderWay` for a fact.
        """
        with transaction(self._pool) as cursor:
            names = _names(erasure, erasure.document_id)
            document = cursor.execute(sql("target_document"), names).fetchone()
            whole = document is not None and document["erasure"] not in (None, erasure.id)
            if not whole and _speaks(cursor, erasure):
                return False
            if erasure.fact is not None and (unread := cursor.execute(sql("unread_version"), names).fetchone()):
                raise IngestionUnderWay(f"version {unread['number']} of {erasure.document!r} is not read yet")
            outcome = clear(cursor, find_target(cursor, names), erasure.id, put)
            at = cast(Row, cursor.execute(sql("next_instant"), {"tenant": erasure.tenant}).fetchone())["watermark"]
            cursor.execute(sql("erasure_erased"), {"id": erasure.id, "at": at, **_kept(outcome)})
        return True

    def redact_quotations(self, erasure: Erasure) -> None:
        """Replaces what quotes the erased, and adds to the counts and to the conversations to begin anew."""
        work = self.work(erasure)
        cleared = Cleared()
        with transaction(self._pool) as cursor:
            digests = frozenset(work.quotable)
            concerned = redact_quotations(cursor, erasure.tenant, digests, erasure.id, cleared)
            redact_webhooks(cursor, erasure, digests, cleared)
            with as_eraser(cursor):
                names = _names(erasure, erasure.document_id)
                cleared.add("replies", cursor.execute(sql("replies_delete"), names).rowcount)
            conversations = Jsonb(sorted({str(id_) for id_ in concerned | {*work.conversations}}))
            cursor.execute(sql("erasure_conversations"), {"id": erasure.id, "conversations": conversations})
            told = cast(
                Row, cursor.execute(sql("erasure_by_id"), {"tenant": erasure.tenant, "id": erasure.id}).fetchone()
            )
            counts = {place: count + told["report"].get(place, 0) for place, count in cleared.counts.items()}
            cursor.execute(sql("erasure_cleared"), {"id": erasure.id, "report": Jsonb(counts)})

    def generations(self) -> list[str]:
        with single_statements(self._pool) as connection:
            return [name for (name,) in connection.execute(sql("generations"))]

    def cleared(self, erasure: Erasure, counts: Mapping[str, int]) -> None:
        with single_statements(self._pool) as connection:
            connection.execute(sql("erasure_cleared"), {"id": erasure.id, "report": Jsonb(counts)})

    def histories_cleared(self, erasure: Erasure, work: Work) -> None:
        conversations = [str(conversation) for conversation in work.conversations]
        names = {"id": erasure.id, "conversations": conversations}
        told = Jsonb({"ingestion_histories": len(work.workflows)})
        with single_statements(self._pool) as connection:
            connection.execute(sql("erasure_conversations_cleared"), {**names, "report": told})

    def finish(self, erasure: Erasure) -> None:
        """Makes the planner forget sample values, and closes the tombstone."""
        with single_statements(self._pool) as connection:
            if connection.info.server_version >= CLEARS_STATISTICS:
                connection.execute(sql("statistics_clear"))
            connection.execute(sql("analyze"))
            connection.execute(sql("erasure_done"), {"id": erasure.id, "report": Jsonb({"statistics": 1})})


def _put_nothing(cursor: Cursor[Row], target: Target, redone: Sequence[Redone]) -> None:
    """A rehearsal leaves the index alone."""


def _kept(outcome: Outcome) -> Row:
    return {
        "work": Jsonb(outcome.work.as_json()),
        "digests": outcome.digests,
        "report": Jsonb(outcome.cleared.counts),
    }


def _speaks(cursor: Cursor[Row], erasure: Erasure) -> bool:
    names = _names(erasure, erasure.document_id)
    return erasure.version is not None and cursor.execute(sql("speaks"), names).fetchone() is not None


def _names(about: ErasureRequest | Erasure, document_id: int) -> Row:
    return {
        "tenant": about.tenant,
        "document": about.document,
        "document_id": document_id,
        "version": about.version,
        "fact": about.fact,
    }


def _of_target(cursor: Cursor[Row], request: ErasureRequest) -> Erasure | None:
    names = _names(request, 0)
    row = cursor.execute(sql("erasure_of_target"), names).fetchone()
    return None if row is None else _erasure(row)


def _erasure(row: Row) -> Erasure:
    return Erasure(**{**row, "digests": tuple(row["digests"])})
