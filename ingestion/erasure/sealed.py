"""Words of the erased in answers that do not cite it, and in what was sealed with answers. The chain still verifies."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingestion.erasure.redaction import note, redacted_answer
from ingestion.erasure.requests import Cleared
from knowledge.adapters.postgres.eraser import as_eraser
from knowledge.adapters.postgres.queries import load_queries

TOLD = ("answer", "text", "coverage", "notices", "claims")

sql = load_queries("ingestion.erasure")
Row = dict[str, Any]


def redact_sealed(
    cursor: Cursor[Row], tenant: str, erasure: UUID, cleared: Cleared, *, quoted: Callable[[str], bool]
) -> set[UUID]:
    """Redacts answers that say words of it, and parts of records that hold some; the conversations concerned.

    `quoted` tells whether a text quotes the erased.
    """
    names = {"tenant": tenant, "note": note(erasure)}
    telling = [
        row
        for row in cursor.stream(sql("answers_told"), names)
        if any(map(quoted, _texts([row["record"].get(name) for name in TOLD])))
    ]
    parts = [
        {"answer": row["answer"], "name": row["name"]}
        for row in cursor.stream(sql("sealed_words"), names)
        if any(map(quoted, _texts(json.loads(row["content"]))))
    ]
    turns = cursor.execute(sql("turns_of_answers"), {"answers": [row["id"] for row in telling]}).fetchall()
    with as_eraser(cursor):
        for row in telling:
            record = Jsonb(redacted_answer(row["record"], erasure))
            cursor.execute(sql("answer_redact"), {"id": row["id"], "record": record})
        for turn in turns:
            cursor.execute(sql("turn_redact_answer"), {**turn, "recent": Jsonb({"answer": note(erasure)})})
        for part in parts:
            cursor.execute(sql("sealed_words_erase"), {**names, **part})
    cleared.add("sealed", len(telling) + len(parts))
    return {turn["conversation"] for turn in turns}


def _texts(value: object) -> Iterator[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
