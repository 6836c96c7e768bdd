"""Imported triples in Postgres: a chunk is compared with what is held, and the difference recorded, in one transaction.

Order of locks: the source's row, then the tenant's row. Everything heavy is done before the tenant's lock.
"""

from dataclasses import dataclass
from typing import Any, cast

from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingestion.erased import refuse_erased
from ingestion.imports.staging import StagedRows
from ingestion.notifications.telling import tell_facts_changed
from knowledge.adapters.postgres.pool import Pool, single_statements, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import SlugTaken

sql = load_queries("ingestion")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """Who imports into which source, and why. A source's slug is unique among documents and imports."""

    tenant: str
    actor: str
    source: str
    media_type: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RunEntry:
    """The entry of the source's sequence that is the cause of what a run recorded."""

    id: int
    number: int


@dataclass(frozen=True, slots=True)
class RecordedChunk:
    """What became of a chunk's rows. `entry` is None as long as the run has recorded nothing."""

    imported: int
    already_there: int
    entry: RunEntry | None


class ImportStore:
    """Records chunks of triples. All raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def check_source(self, tenant: str, source: str) -> None:
        """Raises `SlugTaken` where the slug is a document's."""
        with single_statements(self._pool) as connection:
            row = connection.execute(sql("import_source_kind"), {"tenant": tenant, "slug": source}).fetchone()
        if row is not None:
            _refuse_document(source, row[0])

    def record(self, run: ImportRun, entry: RunEntry | None, rows: StagedRows) -> RecordedChunk:
        """Makes the triples visible, all or none; `entry` is what the run's earlier chunks gave. Takes the rows.

        Windows of one triple that overlap or meet become one, also with what is held: those rows are retired. A
        triple whose window is held already changes nothing.
        """
        staged = len(rows)
        with transaction(self._pool) as cursor:
            source = _lock_source(cursor, run)
            number = source["next_number"] if entry is None else entry.number
            names: Row = {"tenant": run.tenant, "document_id": source["id"], "number": number}
            _stage(cursor, rows)
            cursor.execute(sql("import_said"), names)
            cursor.execute(sql("import_compare"), names)
            count = cast(Row, cursor.execute(sql("import_count")).fetchone())
            if count["changes"]:
                cursor.execute(sql("import_contents"), names)
                cursor.execute(sql("import_keys"), names)
                at = cast(Row, cursor.execute(sql("next_instant"), names).fetchone())["watermark"]
                if entry is None:
                    entry = _begin(cursor, run, {**names, "at": at})
                cursor.execute(sql("import_retire"), {"at": at})
                cursor.execute(sql("import_record"), {**names, "cause": entry.id, "at": at})
                told = {**names, "slug": run.source, "kind": "import"}
                tell_facts_changed(cursor, told, at, {"recorded": count["changes"]})
        return RecordedChunk(count["imported"], staged - count["imported"], entry)

    def finish(self, entry: RunEntry, *, content_hash: bytes, metadata: dict[str, str]) -> None:
        """Keeps with the run which bytes it read to their end, and what became of them."""
        with single_statements(self._pool) as connection:
            names = {"id": entry.id, "content_hash": content_hash, "metadata": Jsonb(metadata)}
            connection.execute(sql("import_finish"), names)


def _lock_source(cursor: Cursor[Row], run: ImportRun) -> Row:
    cursor.execute(sql("tenant_ensure"), {"tenant": run.tenant})
    names = {"tenant": run.tenant, "slug": run.source, "actor": run.actor}
    source = cast(Row, cursor.execute(sql("import_source_ensure"), names).fetchone())
    _refuse_document(run.source, source["kind"])
    refuse_erased(run.source, source["erasure"])
    return source


def _refuse_document(source: str, kind: str) -> None:
    if kind != "import":
        raise SlugTaken(f"{source!r} is a document: choose another source for the import")


def _begin(cursor: Cursor[Row], run: ImportRun, names: Row) -> RunEntry:
    cursor.execute(sql("document_next_number"), names)
    names |= {"media_type": run.media_type, "reason": run.reason, "actor": run.actor}
    return RunEntry(cast(Row, cursor.execute(sql("import_begin"), names).fetchone())["id"], names["number"])


def _stage(cursor: Cursor[Row], rows: StagedRows) -> None:
    cursor.execute(sql("import_stage"))
    with cursor.copy(sql("import_copy")) as copy:
        copy.write(rows.take())
