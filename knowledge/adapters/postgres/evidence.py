"""What stands behind the citations of an answer: what is sealed with it, and looked up again when it is replayed."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow, dict_row

from knowledge.adapters.postgres.pool import planned_once, translated
from knowledge.adapters.postgres.queries import sql

Json = dict[str, Any]


def evidence_of(connection: Connection[TupleRow], tenant: str, citations: Sequence[Json]) -> list[Json]:
    """Of each citation: itself, the row as it is held, its whole words, and the SHA-256 of the upload that says it.

    Of a passage the words are the citation's, and a digest of the whole: an erasure takes single sentences out of it.
    """
    if not citations:
        return []
    names = {
        "tenant": tenant,
        "ids": [one["id"] for one in citations],
        "documents": [one.get("document") for one in citations],
        "versions": [one.get("version") for one in citations],
    }
    with translated(), planned_once(connection), connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(sql("evidence_of_answer"), names).fetchall()
    return [_one(citation, row) for citation, row in zip(citations, rows, strict=True)]


def _one(citation: Json, row: Json) -> Json:
    words = row["words"]
    held: Json = {name: _iso(row[name]) for name in ("valid_at", "expired_at", "recorded_at", "retired_at")}
    if citation["kind"] == "fact":
        held |= {
            "key": row["key"] and str(row["key"]),
            "subject": row["subject"],
            "predicate": row["predicate"],
            "object": row["object"],
            "scope": row["scope"],
            "words": words,
        }
    else:
        held["text_sha256"] = None if words is None else hashlib.sha256(words.encode()).hexdigest()
    version = row["version_hash"]
    return {"citation": citation, "held": held, "version_sha256": version and version.hex()}


def _iso(instant: dt.datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(dt.UTC).isoformat()
