"""Fills a generation from Postgres; what its model never embedded is embedded first, and kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pgvector import Vector

from ingestion.generations import Generation
from ingestion.rebuild import put_rows, rows_after, rows_of
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.postgres.vectors import half_vectors
from knowledge.passages import with_statements
from knowledge.ports import Embedders, PassageIndex

BATCH = 64  # rows a put: a search waits for the interpreter's lock as long as one lasts
EMBEDDED_AT_ONCE = 64

sql = load_queries("ingestion")
reindex_sql = load_queries("ingestion.reindex")
Row = dict[str, Any]


class Filling:
    """All calls may be repeated, and raise a `ServiceError`."""

    def __init__(self, pool: Pool, index: PassageIndex, embedders: Embedders) -> None:
        self._pool = pool
        self._index = index
        self._embedders = embedders

    def fill_after(self, generation: Generation, after: UUID) -> tuple[UUID | None, int, int]:
        """The next batch: the id of its last row (none: there was none), how many rows, how many texts embedded."""
        rows = rows_after(self._pool, generation, after, limit=BATCH)
        if not rows:
            return None, 0, 0
        last = rows[-1]["id"]
        return last, len(rows), self._put(generation, rows)

    def put(self, generation: Generation, ids: Sequence[UUID]) -> int:
        """How many texts were embedded."""
        embedded = 0
        for start in range(0, len(ids), BATCH):
            rows = rows_of(self._pool, generation, ids[start : start + BATCH])
            embedded += self._put(generation, rows)
        return embedded

    def _put(self, generation: Generation, rows: list[Row]) -> int:
        embedded = 0
        if bare := [row for row in rows if row["vector"] is None]:
            embedded = self._embed(generation, bare)
            rows = rows_of(self._pool, generation, [row["id"] for row in rows])
            rows = [row for row in rows if row["vector"] is not None]  # else its text was erased meanwhile
        if rows:
            put_rows(self._pool, self._index, generation, rows)
        return embedded

    def _embed(self, generation: Generation, rows: Sequence[Row]) -> int:
        texts = {row["embedding_hash"]: with_statements(row["embedded_text"], row["statements"]) for row in rows}
        hashes = sorted(texts, key=lambda hash_: len(texts[hash_].text))
        embedder = self._embedders.embedder(generation.model, generation.precision)
        for start in range(0, len(hashes), EMBEDDED_AT_ONCE):
            some = hashes[start : start + EMBEDDED_AT_ONCE]
            vectors = embedder.embed_passages([texts[hash_] for hash_ in some])
            with transaction(self._pool) as cursor:
                # An erasure that takes the text waits for this, or has taken it: no embedding outlives its text.
                held = cursor.execute(reindex_sql("contents_hold"), {"hashes": some}).fetchall()
                kept = {row["embedding_hash"] for row in held}
                cursor.executemany(
                    sql("embedding_insert"),
                    [
                        {
                            **generation.embedded_by,
                            "hash": hash_,
                            "vector": Vector(found.passage),
                            "statements": half_vectors(found.statements),
                        }
                        for hash_, found in zip(some, vectors, strict=True)
                        if hash_ in kept
                    ],
                )
        return len(hashes)
