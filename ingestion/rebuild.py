"""Puts into an index what Postgres holds: every recorded row and its embedding, or some of them."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

import structlog

from ingestion.generations import Generation, generation_named
from ingestion.publication import index_point, windows_of_row
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.ports import IndexWindows, PassageIndex

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
    with transaction(pool) as cursor:
        rows = cast(Row, cursor.execute(sql("passages_recorded")).fetchone())["rows"]
        sample = [row["id"] for row in cursor.execute(sql("passages_sample"), {"limit": SAMPLE}).fetchall()]
    return index.count(generation) >= rows and len(index.windows_of(generation, sample)) == len(sample)


def rebuild(pool: Pool, index: PassageIndex, name: str) -> int:
    """Puts a point for every recorded row, open and retired ones; how many. May be repeated, by several at once.

    Versions may be published meanwhile. Raises `EmbeddingMissingError`.
    """
    with transaction(pool) as cursor:
        total = cast(Row, cursor.execute(sql("passages_recorded")).fetchone())["rows"]
        generation = generation_named(cursor, name)
    if generation is None:
        raise EmbeddingMissingError(f"generation {name} is unknown to Postgres")
    done, after = 0, UUID(int=0)
    while rows := rows_after(pool, generation, after, limit=BATCH):
        put_rows(pool, index, generation, rows)
        after = rows[-1]["id"]
        done += len(rows)
        log.info("rebuilding the index", generation=name, done=done, total=max(total, done))
    return done


def rows_after(pool: Pool, generation: Generation, after: UUID, *, limit: int) -> list[Row]:
    """The next recorded rows in the order of their ids; `vector` is none where the generation's model made none yet."""
    with transaction(pool) as cursor:
        names = {**generation.embedded_by, "after": after, "limit": limit}
        return cursor.execute(sql("points_to_rebuild"), names).fetchall()


def rows_of(pool: Pool, generation: Generation, ids: Sequence[UUID]) -> list[Row]:
    """As `rows_after`, those of the ids that are recorded."""
    with transaction(pool) as cursor:
        return cursor.execute(sql("points_of_rows"), {**generation.embedded_by, "ids": list(ids)}).fetchall()


def put_rows(pool: Pool, index: PassageIndex, generation: Generation, rows: Sequence[Row]) -> None:
    """Raises `EmbeddingMissingError`."""
    if bare := [row for row in rows if row["vector"] is None]:
        raise EmbeddingMissingError(
            f"passage {bare[0]['id']} of {bare[0]['slug']} has no embedding by {generation.model}"
        )
    index.put(generation.name, [index_point(row, row["id"], row, windows_of_row(row)) for row in rows])
    _follow(pool, index, generation.name, {row["id"]: windows_of_row(row) for row in rows})


def _follow(pool: Pool, index: PassageIndex, generation: str, read: Mapping[UUID, IndexWindows]) -> None:
    """Narrows what a publication retired and narrowed between our read and our put, which has widened it again, and
    removes what was erased.

    One that commits later narrows by itself, after our put. A row is retired once: what is read here is its last.
    """
    with transaction(pool) as cursor:
        again = {
            row["id"]: windows_of_row(row)
            for row in cursor.execute(sql("passage_windows"), {"ids": list(read)}).fetchall()
        }
    if narrowed := {id_: windows for id_, windows in again.items() if windows != read[id_]}:
        index.set_windows(generation, narrowed)
    if erased := [id_ for id_ in read if id_ not in again]:
        index.delete(generation, erased)
