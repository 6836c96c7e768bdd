"""Fills an index that was lost or exchanged from Postgres, which holds every recorded row and its embedding."""

from typing import Any, cast
from uuid import UUID

import structlog
from psycopg.rows import dict_row

from ingestion.publication import index_point, windows_of_row
from knowledge.adapters.postgres.pool import Pool, translated
from knowledge.adapters.postgres.queries import load_queries
from knowledge.ports import PassageIndex

BATCH = 256
SAMPLE = 64

sql = load_queries("ingestion")
log = structlog.get_logger(__name__)
Row = dict[str, Any]


class EmbeddingMissingError(Exception):
    """A recorded passage has no embedding by the generation's model."""


def is_whole(pool: Pool, index: PassageIndex, generation: str) -> bool:
    """Whether the index holds as many points as Postgres has passage rows, and a sample of those very rows.

    Cheap enough to ask often. A publication adds its points before its rows are visible, so none under way is missed.
    """
    with translated(), pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cast(Row, cursor.execute(sql("passages_recorded")).fetchone())["rows"]
        sample = [row["id"] for row in cursor.execute(sql("passages_sample"), {"limit": SAMPLE}).fetchall()]
    return index.count(generation) >= rows and len(index.windows_of(generation, sample)) == len(sample)


def rebuild(pool: Pool, index: PassageIndex, generation: str) -> int:
    """Puts a point for every recorded row, open and retired ones; how many. May be repeated, by several at once.

    Versions may be published meanwhile. Raises `EmbeddingMissingError`.
    """
    names: Row = {"after": UUID(int=0), "limit": BATCH}
    with translated(), pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        total = cast(Row, cursor.execute(sql("passages_recorded")).fetchone())["rows"]
        names |= cast(Row, cursor.execute(sql("generation_live")).fetchone())
    done = 0
    while rows := _batch(pool, names):
        index.put(
            generation,
            [index_point(row, row["id"], row, windows_of_row(row)) for row in rows],
        )
        _follow_retirements(pool, index, generation, rows)
        names["after"] = rows[-1]["id"]
        done += len(rows)
        log.info("rebuilding the index", generation=generation, done=done, total=max(total, done))
    return done


def _batch(pool: Pool, names: Row) -> list[Row]:
    with translated(), pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(sql("points_to_rebuild"), names).fetchall()
    if bare := [row for row in rows if row["vector"] is None]:
        raise EmbeddingMissingError(
            f"passage {bare[0]['id']} of {bare[0]['slug']} has no embedding by {names['model']}"
        )
    return rows


def _follow_retirements(pool: Pool, index: PassageIndex, generation: str, rows: list[Row]) -> None:
    """Narrows what a publication retired and narrowed between our read and our put, which has widened it again.

    One that commits later narrows by itself, after our put. A row is retired once: what is read here is its last.
    """
    read = {row["id"]: windows_of_row(row) for row in rows}
    with translated(), pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        again = cursor.execute(sql("passage_windows"), {"ids": list(read)}).fetchall()
    if narrowed := {row["id"]: windows_of_row(row) for row in again if windows_of_row(row) != read[row["id"]]}:
        index.set_windows(generation, narrowed)
