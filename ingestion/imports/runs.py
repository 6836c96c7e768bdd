"""The import runs of a tenant, as a reader sees them: who brought what, when, and what became of it."""

import datetime as dt
from dataclasses import dataclass

from psycopg.rows import dict_row

from knowledge.adapters.postgres.pool import Pool, single_statements
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import InvalidRequest

sql = load_queries("ingestion")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCounts:
    """Of a file that was read to its end: `lines` is the sum of the others."""

    lines: int
    imported: int
    already_there: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRun:
    """A run that recorded something: its facts name `source` and `number`. Without `counts` it was not read to its end:
    it is still being read, or broke off.
    """

    source: str
    number: int
    media_type: str
    reason: str | None
    actor: str
    recorded_at: dt.datetime  # of its first chunk
    content_hash: bytes | None
    counts: ImportCounts | None


class ImportRuns:
    """Raises `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def page(
        self, tenant: str, *, source: str | None, limit: int, cursor: str | None
    ) -> tuple[list[RecordedRun], str | None]:
        """The newest first, and the cursor of the next page. Raises `InvalidRequest` for a cursor of another list."""
        names = {"tenant": tenant, "source": source, "after": _read_cursor(cursor), "limit": limit + 1}
        with single_statements(self._pool) as connection, connection.cursor(row_factory=dict_row) as reading:
            rows = reading.execute(sql("imports_page"), names).fetchall()
        page = [
            RecordedRun(
                **{name: row[name] for name in ("source", "number", "media_type", "reason", "actor", "recorded_at")},
                content_hash=row["content_hash"],
                counts=_counts(row["metadata"]),
            )
            for row in rows[:limit]
        ]
        return page, str(rows[limit - 1]["id"]) if len(rows) > limit else None


def _counts(metadata: dict[str, str]) -> ImportCounts | None:
    if not metadata:
        return None
    return ImportCounts(**{name: int(metadata[name]) for name in ImportCounts.__dataclass_fields__})


def _read_cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise InvalidRequest(f"cursor {cursor!r} is not of this list: take next_cursor of the page before")
    return int(cursor)
