"""Uploads and ingestions in Postgres: what was accepted, how far it is, and what became of it."""

from typing import Any, cast
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from ingestion.content import PIECE_BYTES, send_content
from ingestion.erased import refuse_erased
from ingestion.messages import IngestVersion
from ingestion.sequence import sequence_edit
from ingestion.uploads import (
    IngestionProgress,
    Redating,
    ReExtraction,
    Repair,
    Submission,
    Undo,
    Upload,
    UploadReceipt,
    Withdrawal,
    content_hash,
    repeat_key,
    workflow_id,
)
from knowledge.adapters.postgres.pool import Pool, single_statements, transaction, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import DocumentNotFound, IngestionNotFound, KnowledgeError, SlugTaken, VersionNotFound

sql = load_queries("ingestion")
Row = dict[str, Any]


class IngestionStore:
    """The doors write through `accept`; the worker through `stage`, `trouble` and `refuse`; everybody reads."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    # -- accepting --------------------------------------------------------------------------------

    def accept(self, upload: Upload) -> UploadReceipt:
        """Puts the bytes, the version row and its ingestion into Postgres, or finds that they stand there already.

        Raises `DocumentErased`; `VersionNotFound`, `VersionSpeaksNoMore` for a correction of what cannot be corrected.
        """
        if upload.corrects is not None:
            return self.accept_repair(upload)
        with transaction(self._pool) as cursor:
            cursor.execute(sql("tenant_ensure"), {"tenant": upload.tenant})
            names = {"tenant": upload.tenant, "slug": upload.document, "actor": upload.actor}
            document = cast(Row, cursor.execute(sql("document_ensure"), names).fetchone())
            if document["kind"] != "document":
                raise SlugTaken(f"{upload.document!r} is the source of an import: choose another slug")
            refuse_erased(upload.document, document["erasure"])
            repeated = _repeated(cursor, upload, document)
            if repeated is not None:
                return _receipt(upload, repeated, repeated=True)
            return self._insert(cursor, upload, document)

    def accept_withdrawal(self, withdrawal: Withdrawal) -> UploadReceipt:
        with transaction(self._pool) as cursor:
            document = _locked_document(cursor, withdrawal)
            repeated = _last_of_date(cursor, withdrawal, document)
            if repeated is not None:
                return _receipt(withdrawal, repeated, repeated=True)
            return self._insert(cursor, withdrawal, document)

    def accept_repair(self, repair: Repair) -> UploadReceipt:
        """Raises `DocumentNotFound`, `DocumentErased`, `VersionNotFound`, `VersionSpeaksNoMore`, `NothingToUndo` and
        `InvalidWindow`.
        """
        with transaction(self._pool) as cursor:
            return self.accept_repair_within(cursor, repair)

    def accept_repair_within(self, cursor: Cursor[Row], repair: Repair) -> UploadReceipt:
        """The same in the caller's transaction, with what it belongs to."""
        document = _locked_document(cursor, repair)
        names = {"document_id": document["id"], "corrects": repair.corrects}
        last = cursor.execute(sql("last_repair"), names).fetchone()
        if not isinstance(repair, Undo) and last is not None and bytes(last["repeat_key"]) == repeat_key(repair):
            return _receipt(repair, last, repeated=True)
        if cursor.execute(sql("version_exists"), names).fetchone() is None:
            raise VersionNotFound(f"document {repair.document!r} has no version {repair.corrects}")
        sequence_edit(cursor, {**_version_row(repair, document["id"], 0), "slug": repair.document, "id": 0})
        return self._insert(cursor, repair, document, _text_to_read_again(cursor, repair, names))

    def _insert(
        self, cursor: Cursor[Row], submission: Submission, document: Row, text: Row | None = None
    ) -> UploadReceipt:
        """`text`: what the version holds, where the submission does not bring it."""
        number = document["next_number"]
        cursor.execute(sql("document_next_number"), {"document_id": document["id"]})
        described = _version_row(submission, document["id"], number) | (text or {})
        content: bytes | None = described["content"]
        first = {"content": None if content is None else content[:PIECE_BYTES]}
        version = cursor.execute(sql("version_insert"), described | first).fetchone()
        if content is not None and len(content) > PIECE_BYTES:
            send_content(cursor, cast(Row, version)["id"], content)
        row = {
            "id": uuid4(),
            "tenant": submission.tenant,
            "slug": submission.document,
            "number": number,
            "version_id": cast(Row, version)["id"],
            "repeat_key": repeat_key(submission),
            "workflow_id": workflow_id(submission, number=number),
            "actor": submission.actor,
            "bulk": _in_bulk(submission),
        }
        cursor.execute(sql("ingestion_insert"), row)
        return _receipt(
            submission,
            {
                **row,
                "version": number,
                "status": "queued",
                "effective_at": submission.effective_at,
                "effective_source": "given" if submission.effective_at else None,
            },
            repeated=False,
        )

    # -- how far it is ----------------------------------------------------------------------------

    def progress(self, tenant: str, ingestion_id: UUID) -> IngestionProgress:
        with transaction(self._pool) as cursor:
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
        with transaction(self._pool) as cursor:
            self.refuse_within(cursor, ingestion_id, problem)

    def refuse_within(self, cursor: Cursor[Row], ingestion_id: str | UUID, problem: dict[str, str]) -> None:
        """The same in the caller's transaction."""
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
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("ingestions_unfinished")).fetchall()
        return [
            (
                row["workflow_id"],
                IngestVersion(
                    tenant=row["tenant"],
                    document=row["document"],
                    version_id=row["version_id"],
                    ingestion_id=str(row["id"]),
                    bulk=row["bulk"],
                ),
            )
            for row in rows
        ]


def problem_of(error: KnowledgeError) -> dict[str, str]:
    return {"type": error.slug, "title": error.title, "detail": str(error)}


def _repeated(cursor: Cursor[Row], upload: Upload, document: Row) -> Row | None:
    """The ingestion that this upload would only do again: another rank is none."""
    if upload.rank is not None and upload.rank != _rank_given(cursor, document):
        return None
    if upload.effective_at is not None:
        return _last_of_date(cursor, upload, document)
    newest = cursor.execute(sql("newest_version"), {"document_id": document["id"]}).fetchone()
    if newest is None or bytes(newest["content_hash"]) != content_hash(upload.content):
        return None
    given = {"title": upload.title, "expires_at": upload.expires_at}
    same = all(value is None or value == newest[name] for name, value in given.items())
    return newest if same else None


def _rank_given(cursor: Cursor[Row], document: Row) -> int:
    """With the last upload that gave one, published or not."""
    row = cursor.execute(sql("rank_given"), {"document_id": document["id"]}).fetchone()
    return 0 if row is None else cast(int, row["rank"])


def _last_of_date(cursor: Cursor[Row], submission: Upload | Withdrawal, document: Row) -> Row | None:
    names = {"document_id": document["id"], "effective_at": submission.effective_at}
    last = cursor.execute(sql("last_of_date"), names).fetchone()
    return last if last is not None and bytes(last["repeat_key"]) == repeat_key(submission) else None


def _locked_document(cursor: Cursor[Row], submission: Submission) -> Row:
    names = {"tenant": submission.tenant, "slug": submission.document}
    document = cursor.execute(sql("document_lock"), names).fetchone()
    if document is None or (document["kind"] != "document" and not isinstance(submission, Undo)):
        raise DocumentNotFound(f"there is no document {submission.document!r}: `asof documents` lists them")
    refuse_erased(submission.document, document["erasure"])
    return document


def _text_to_read_again(cursor: Cursor[Row], repair: Repair, names: Row) -> Row | None:
    if not isinstance(repair, ReExtraction):
        return None
    text = cursor.execute(sql("version_to_read_again"), names).fetchone()
    if text is None:
        raise VersionNotFound(f"version {repair.corrects} of {repair.document!r} has no text to read again")
    return text


def _version_row(submission: Submission, document_id: int, number: int) -> Row:
    file = submission if isinstance(submission, Upload) else None
    return {
        "tenant": submission.tenant,
        "document_id": document_id,
        "number": number,
        "kind": submission.kind,
        "title": file.title if file else None,
        "effective_at": submission.effective_at,
        "effective_source": "given" if submission.effective_at else None,
        "expires_at": submission.expires_at if isinstance(submission, Upload | Redating) else None,
        "file_name": file.file_name if file else None,
        "media_type": file.media_type if file else None,
        "content": file.content if file else None,
        "content_hash": content_hash(file.content if file else b""),
        "reason": None if isinstance(submission, Upload) else submission.reason,
        "corrects": None if isinstance(submission, Withdrawal) else submission.corrects,
        "rank": file.rank if file else None,
        "actor": submission.actor,
    }


def _receipt(upload: Submission, row: Row, *, repeated: bool) -> UploadReceipt:
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
        bulk=_in_bulk(upload),
    )


def _in_bulk(submission: Submission) -> bool:
    return isinstance(submission, Upload | ReExtraction) and submission.bulk
