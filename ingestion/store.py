"""Uploads and ingestions in Postgres: what was accepted, how far it is, and what became of it."""

import datetime as dt
from typing import Any, cast
from uuid import UUID, uuid4

from psycopg import Connection, Cursor
from psycopg.rows import TupleRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from ingestion.messages import IngestVersion
from ingestion.uploads import (
    DocumentDetail,
    DocumentSummary,
    IngestionProgress,
    Upload,
    UploadReceipt,
    VersionDetail,
    VersionSummary,
    Withdrawal,
    content_hash,
    repeat_key,
    workflow_id,
)
from knowledge.adapters.postgres.pool import single_statements, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import DocumentNotFound, IngestionNotFound, KnowledgeError, SlugTaken, VersionNotFound
from knowledge.revision import Entry, runs

sql = load_queries("ingestion")
Row = dict[str, Any]


class IngestionStore:
    """The doors write through `accept`; the worker through `stage`, `trouble` and `refuse`; everybody reads."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    # -- accepting --------------------------------------------------------------------------------

    def accept(self, upload: Upload) -> UploadReceipt:
        """Puts the bytes, the version row and its ingestion into Postgres, or finds that they stand there already."""
        with translated(), self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(sql("tenant_ensure"), {"tenant": upload.tenant})
            names = {"tenant": upload.tenant, "slug": upload.document, "actor": upload.actor}
            document = cast(Row, cursor.execute(sql("document_ensure"), names).fetchone())
            if document["kind"] != "document":
                raise SlugTaken(f"{upload.document!r} is the source of an import: choose another slug")
            repeated = _repeated(cursor, upload, document)
            if repeated is not None:
                return _receipt(upload, repeated, repeated=True)
            return self._insert(connection, upload, "version", document)

    def accept_withdrawal(self, withdrawal: Withdrawal) -> UploadReceipt:
        with translated(), self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            names = {"tenant": withdrawal.tenant, "slug": withdrawal.document}
            document = cursor.execute(sql("document_lock"), names).fetchone()
            if document is None:
                raise DocumentNotFound(f"there is no document {withdrawal.document!r} to withdraw")
            repeated = _last_of_date(cursor, withdrawal, "withdrawal", document)
            if repeated is not None:
                return _receipt(withdrawal, repeated, repeated=True)
            return self._insert(connection, withdrawal, "withdrawal", document)

    def _insert(self, connection: Connection, upload: Upload | Withdrawal, kind: str, document: Row) -> UploadReceipt:
        number = document["next_number"]
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(sql("document_next_number"), {"document_id": document["id"]})
            version = cursor.execute(
                sql("version_insert"), _version_row(upload, kind, document["id"], number)
            ).fetchone()
            row = {
                "id": uuid4(),
                "tenant": upload.tenant,
                "slug": upload.document,
                "number": number,
                "version_id": cast(Row, version)["id"],
                "repeat_key": repeat_key(upload, kind=kind),
                "workflow_id": workflow_id(upload, kind=kind, number=number),
                "actor": upload.actor,
            }
            cursor.execute(sql("ingestion_insert"), row)
        return _receipt(
            upload,
            {
                **row,
                "version": number,
                "status": "queued",
                "effective_at": upload.effective_at,
                "effective_source": "given" if upload.effective_at else None,
            },
            repeated=False,
        )

    # -- how far it is ----------------------------------------------------------------------------

    def progress(self, tenant: str, ingestion_id: UUID) -> IngestionProgress:
        with translated(), self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            row = cursor.execute(sql("ingestion_progress"), {"tenant": tenant, "id": ingestion_id}).fetchone()
        if row is None:
            raise IngestionNotFound(f"there is no ingestion {ingestion_id}")
        return IngestionProgress(**row)

    def stage(self, ingestion_id: str, stage: str, *, total: int | None = None) -> None:
        """Shows the stage; with `total`, also that none of so many texts is embedded yet."""
        with single_statements(self._pool) as connection:
            connection.execute(sql("ingestion_stage"), {"id": ingestion_id, "stage": stage, "total": total})

    def count_embedded(
        self, cursor: Cursor[TupleRow], ingestion_id: str, embedded: int, *, done: int, total: int
    ) -> None:
        """In the caller's transaction, with what it counts."""
        names = {"id": ingestion_id, "embedded": embedded, "done": done, "total": total}
        cursor.execute(sql("ingestion_embedded"), names)

    def begin_attempt(self, ingestion_id: str) -> int:
        """Counts an attempt to prepare that begins; how many have begun since one ended by itself."""
        with translated(), self._pool.connection() as connection:
            row = connection.execute(sql("ingestion_attempt"), {"id": ingestion_id}).fetchone()
        return row[0] if row else 0

    def end_attempt(self, ingestion_id: str) -> None:
        with translated(), self._pool.connection() as connection:
            connection.execute(sql("ingestion_attempt_ended"), {"id": ingestion_id})

    def count_fault(self, ingestion_id: str, error: KnowledgeError) -> int:
        """Makes a fault visible; how many this ingestion has met."""
        with translated(), self._pool.connection() as connection:
            names = {"id": ingestion_id, "error": Jsonb(problem_of(error))}
            row = connection.execute(sql("ingestion_fault"), names).fetchone()
        return row[0] if row else 0

    def trouble(self, ingestion_id: str, error: KnowledgeError) -> None:
        """Makes an outage visible while the activity is retried."""
        with translated(), self._pool.connection() as connection:
            connection.execute(sql("ingestion_trouble"), {"id": ingestion_id, "error": Jsonb(problem_of(error))})

    def refuse(self, ingestion_id: str, problem: dict[str, str]) -> None:
        """Ends an ingestion for good; of the version, and of a document that has no other, nothing stays."""
        with translated(), self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            names = {"id": ingestion_id, "error": Jsonb(problem)}
            row = cursor.execute(sql("ingestion_fail"), names).fetchone()
            if row is None or row["version_id"] is None:
                return
            version = {"version_id": row["version_id"]}
            document = cast(Row, cursor.execute(sql("version_document"), version).fetchone())  # locked
            cursor.execute(sql("version_discard"), version)
            cursor.execute(sql("document_delete_if_bare"), document)

    def unfinished(self) -> list[tuple[str, IngestVersion]]:
        """(workflow id, start message) of every ingestion that was accepted and has not ended."""
        with translated(), self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(sql("ingestions_unfinished")).fetchall()
        return [
            (
                row["workflow_id"],
                IngestVersion(
                    tenant=row["tenant"],
                    document=row["document"],
                    version_id=row["version_id"],
                    ingestion_id=str(row["id"]),
                ),
            )
            for row in rows
        ]

    # -- reading documents ------------------------------------------------------------------------

    def documents(self, tenant: str, *, limit: int, cursor: str | None) -> tuple[list[DocumentSummary], str | None]:
        """One page by slug, and the cursor of the next."""
        with translated(), self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as reading:
            names = {"tenant": tenant, "after": cursor, "limit": limit + 1}
            rows = reading.execute(sql("documents_page"), names).fetchall()
        page = [
            DocumentSummary(
                document=row["slug"],
                title=row["title"] or row["slug"],
                **{name: row[name] for name in ("rank", "versions", "first_effective_at", "last_effective_at")},
                created_at=row["created_at"],
            )
            for row in rows[:limit]
        ]
        return page, page[-1].document if len(rows) > limit else None

    def document(self, tenant: str, slug: str) -> DocumentDetail:
        with translated(), self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            document, rows = _sequence(cursor, tenant, slug)
        versions = _with_windows(rows)
        titles = [version.title for version in versions if version.title]
        return DocumentDetail(
            document=slug,
            title=titles[-1] if titles else slug,
            rank=document["rank"],
            created_at=document["created_at"],
            versions=tuple(versions),
        )

    def version(self, tenant: str, slug: str, number: int) -> VersionDetail:
        with translated(), self._pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            _, rows = _sequence(cursor, tenant, slug)
            wanted = next((row for row in rows if row["number"] == number), None)
            if wanted is None:
                raise VersionNotFound(f"document {slug!r} has no version {number}")
            texts = cast(Row, cursor.execute(sql("version_texts"), {"version_id": wanted["id"]}).fetchone())
        return VersionDetail(
            summary=next(version for version in _with_windows(rows) if version.number == number),
            content=None if texts["content"] is None else bytes(texts["content"]),
            parsed_text=texts["parsed_text"],
            metadata=texts["metadata"],
        )


def problem_of(error: KnowledgeError) -> dict[str, str]:
    return {"type": error.slug, "title": error.title, "detail": str(error)}


def _sequence(cursor: Cursor[Row], tenant: str, slug: str) -> tuple[Row, list[Row]]:
    """The document and every entry of its sequence. Raises `DocumentNotFound`."""
    document = cursor.execute(sql("document_one"), {"tenant": tenant, "slug": slug}).fetchone()
    if document is None:
        raise DocumentNotFound(f"there is no document {slug!r}")
    return document, cursor.execute(sql("document_versions"), {"document_id": document["id"]}).fetchall()


def _repeated(cursor: Cursor[Row], upload: Upload, document: Row) -> Row | None:
    """The ingestion that this upload would only do again."""
    if upload.effective_at is not None:
        return _last_of_date(cursor, upload, "version", document)
    newest = cursor.execute(sql("newest_version"), {"document_id": document["id"]}).fetchone()
    if newest is None or bytes(newest["content_hash"]) != content_hash(upload.content):
        return None
    given = {"title": upload.title, "expires_at": upload.expires_at}
    same = all(value is None or value == newest[name] for name, value in given.items())
    return newest if same else None


def _last_of_date(cursor: Cursor[Row], upload: Upload | Withdrawal, kind: str, document: Row) -> Row | None:
    names = {"document_id": document["id"], "effective_at": upload.effective_at}
    last = cursor.execute(sql("last_of_date"), names).fetchone()
    same = last is not None and bytes(last["repeat_key"]) == repeat_key(upload, kind=kind)
    return last if same else None


def _version_row(upload: Upload | Withdrawal, kind: str, document_id: int, number: int) -> Row:
    file = upload if isinstance(upload, Upload) else None
    return {
        "tenant": upload.tenant,
        "document_id": document_id,
        "number": number,
        "kind": kind,
        "title": file.title if file else None,
        "effective_at": upload.effective_at,
        "effective_source": "given" if upload.effective_at else None,
        "expires_at": file.expires_at if file else None,
        "file_name": file.file_name if file else None,
        "media_type": file.media_type if file else None,
        "content": file.content if file else None,
        "content_hash": content_hash(file.content if file else b""),
        "reason": None if isinstance(upload, Upload) else upload.reason,
        "rank": file.rank if file else None,
        "actor": upload.actor,
    }


def _receipt(upload: Upload | Withdrawal, row: Row, *, repeated: bool) -> UploadReceipt:
    return UploadReceipt(
        tenant=upload.tenant,
        document=upload.document,
        version=row["version"],
        version_id=row["version_id"],
        ingestion_id=row["id"],
        workflow_id=row["workflow_id"],
        status=row["status"],
        effective_at=row["effective_at"],
        effective_source=row["effective_source"],
        repeated=repeated,
    )


def _with_windows(rows: list[Row]) -> list[VersionSummary]:
    """Each entry with the window it governs, by the same fold that publication follows."""
    published = [row for row in rows if row["recorded_at"] is not None]
    governed: dict[int, tuple[dt.datetime | None, dt.datetime | None]] = {}
    for entry, run in runs(
        Entry(number=row["number"], effective_at=row["effective_at"], expires_at=row["expires_at"]) for row in published
    ):
        if run is not None:
            ends = [end for end in (run.end, entry.expires_at) if end is not None]
            governed[entry.number] = (run.start, min(ends, default=None))
    kept = set(VersionSummary.__dataclass_fields__) - {"valid_at", "expired_at", "status"}
    return [
        VersionSummary(
            **{name: row[name] for name in kept},
            status=row["status"] or "done",
            valid_at=governed.get(row["number"], (None, None))[0],
            expired_at=governed.get(row["number"], (None, None))[1],
        )
        for row in rows
    ]
