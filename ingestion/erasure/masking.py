"""A fact's statement leaves the texts around it: passages and parsed texts go on without its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pgvector import Vector
from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingestion.erasure.redaction import masked
from ingestion.erasure.targets import Target
from ingestion.generations import fed
from ingestion.publication import index_point, windows_of_row
from knowledge.adapters.postgres.eraser import as_eraser
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.postgres.vectors import half_vectors
from knowledge.facts import digest
from knowledge.passages import with_statements
from knowledge.ports import Embedders, PassageIndex

sql = load_queries("ingestion.erasure")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Redone:
    """A redacted passage: its text, and its recorded rows under their new ids."""

    embedded_text: str
    statements: list[list[int]] | None  # as the content has them
    rows: tuple[Row, ...]


PutPoints = Callable[[Cursor[Row], Target, Sequence[Redone]], None]
"""Adds the points of redacted passages before the commit: the index may hold too much, never too little."""


def mask_texts(cursor: Cursor[Row], target: Target) -> int:
    """Covers the words in every parsed text, whose bytes go; how many."""
    assert target.words is not None  # noqa: S101 (only a fact has words of its own)
    changed = 0
    for version in cursor.execute(sql("version_texts"), target.names).fetchall():
        title = masked(version["title"] or "", target.words)
        text = masked(version["parsed_text"], target.words)
        metadata = {name: masked(value, target.words) for name, value in version["metadata"].items()}
        if (title, text, metadata) == (version["title"] or "", version["parsed_text"], version["metadata"]):
            continue
        names = {"id": version["id"], "title": title or None, "parsed_text": text, "metadata": Jsonb(metadata)}
        with as_eraser(cursor):
            cursor.execute(sql("version_mask"), names)
        changed += 1
    return changed


def redo_passages(cursor: Cursor[Row], target: Target, erasure: UUID) -> list[Redone]:
    """Records each passage that holds the words again, without them, in the same windows; the old one is left.

    Ids derive from the old ones and the erasure: a step that is killed and repeated records the same.
    """
    assert target.words is not None  # noqa: S101
    redone = []
    for passage in cursor.execute(sql("passage_texts"), target.names).fetchall():
        if passage["id"] not in target.passages:
            continue
        embedded_text = masked(passage["embedded_text"], target.words)
        names = {
            "old": passage["id"],
            "new": digest("redacted", str(erasure), str(passage["id"])),
            "title": masked(passage["title"], target.words),
            "section": [masked(heading, target.words) for heading in passage["section"]],
            "text": masked(passage["text"], target.words),
            "embedded_text": embedded_text,
        }
        cursor.execute(sql("passage_content_copy"), names)
        cursor.execute(sql("passage_occurrences_move"), names)
        rows = cursor.execute(sql("passages_of_content"), names).fetchall()
        for row in rows:
            old_row = row["id"]
            row["id"] = digest("redacted", str(erasure), str(old_row))
            cursor.execute(sql("passage_copy"), {**names, "id": row["id"], "old_row": old_row})
        redone.append(Redone(embedded_text, passage["statements"], tuple(rows)))
    return redone


def put_points(index: PassageIndex, embedders: Embedders) -> PutPoints:
    def put(cursor: Cursor[Row], target: Target, redone: Sequence[Redone]) -> None:
        if not redone:
            return
        generations = fed(cursor)
        live = generations[0]
        embedder = embedders.embedder(live.model, live.precision)
        vectors = embedder.embed_passages(
            [with_statements(passage.embedded_text, passage.statements) for passage in redone]
        )
        entry = {"tenant": target.names["tenant"], "slug": target.names["document"]}
        points = []
        for passage, found in zip(redone, vectors, strict=True):
            content = {"embedded_text": passage.embedded_text, "vector": Vector(found.passage)}
            named = {"places": passage.statements, "statements": half_vectors(found.statements)}
            cursor.execute(sql("embedding_insert"), {**live.embedded_by, **content, **named})
            points += [index_point(entry, row["id"], content, windows_of_row(row)) for row in passage.rows]
        for generation in generations:  # one by another model gets them when it catches up
            if generation.embedded_by == live.embedded_by:
                index.put(generation.name, points)

    return put
