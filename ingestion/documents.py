"""Documents and their versions as a reader sees them: which speaks when, and with what text."""

from collections.abc import Sequence
from typing import Any, cast

from psycopg import Cursor
from psycopg.rows import dict_row

from ingestion.comparing import DescribedUpload, Standing, standings
from ingestion.erased import refuse_erased
from ingestion.uploads import DocumentDetail, DocumentSummary, VersionDetail, VersionSummary
from knowledge.adapters.postgres.pool import Pool, transaction, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import DocumentNotFound, VersionNotFound
from knowledge.revision import Entry, held_in, runs
from knowledge.time_windows import Window

sql = load_queries("ingestion")
Row = dict[str, Any]


class DocumentStore:
    """Raises `DocumentNotFound`, `DocumentErased`, `VersionNotFound`, `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

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
                under_review=row["under_review"],
            )
            for row in rows[:limit]
        ]
        return page, page[-1].document if len(rows) > limit else None

    def document(self, tenant: str, slug: str) -> DocumentDetail:
        with transaction(self._pool) as cursor:
            document, rows = _sequence(cursor, tenant, slug)
        versions = _with_windows(rows)
        titles = [version.title for version in versions if version.title]
        return DocumentDetail(
            document=slug,
            title=titles[-1] if titles else slug,
            rank=document["rank"],
            created_at=document["created_at"],
            under_review=document["under_review"],
            versions=tuple(versions),
        )

    def standings(self, tenant: str, uploads: Sequence[DescribedUpload]) -> list[Standing]:
        return standings(self._pool, tenant, uploads)

    def version(self, tenant: str, slug: str, number: int) -> VersionDetail:
        with transaction(self._pool) as cursor:
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


def _sequence(cursor: Cursor[Row], tenant: str, slug: str) -> tuple[Row, list[Row]]:
    """The document and every entry of its sequence. Raises `DocumentNotFound`, `DocumentErased`."""
    document = cursor.execute(sql("document_one"), {"tenant": tenant, "slug": slug}).fetchone()
    if document is None:
        raise DocumentNotFound(f"there is no document {slug!r}")
    refuse_erased(slug, document["erasure"])
    return document, cursor.execute(sql("document_versions"), {"document_id": document["id"]}).fetchall()


def _with_windows(rows: list[Row]) -> list[VersionSummary]:
    """Each version with the window in which it speaks, whichever its reading, by the fold that publication follows."""
    speaking = {row["entry_number"]: row for row in rows if row["entry_number"] is not None}
    windows: dict[int, Window] = {}
    for entry, run in runs(
        Entry(number=number, effective_at=row["entry_effective_at"], expires_at=row["entry_expires_at"])
        for number, row in speaking.items()
    ):
        held = None if run is None else held_in(entry, run)
        if held is not None:
            windows[speaking[entry.number]["cited_as"]] = held
    kept = set(VersionSummary.__dataclass_fields__) - {"valid_at", "expired_at", "status"}
    return [
        VersionSummary(
            **{name: row[name] for name in kept},
            status=row["status"] or "done",
            valid_at=windows[row["number"]].start if row["number"] in windows else None,
            expired_at=windows[row["number"]].end if row["number"] in windows else None,
        )
        for row in rows
    ]
