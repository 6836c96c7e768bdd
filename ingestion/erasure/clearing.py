"""The transaction in which content goes from Postgres, whole: who reads meanwhile sees all of it or nothing.

Order of locks: the document's row, then answers of the tenant, then the tenant's row, as everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from psycopg import Cursor

from ingestion.erasure.answers import redact_answers
from ingestion.erasure.masking import PutPoints, mask_texts, redo_passages
from ingestion.erasure.quoting import quotable
from ingestion.erasure.redaction import note
from ingestion.erasure.requests import Cleared, Work
from ingestion.erasure.targets import TEXTS, Target
from knowledge.adapters.postgres.eraser import as_eraser
from knowledge.adapters.postgres.queries import load_queries

sql = load_queries("ingestion.erasure")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    cleared: Cleared
    work: Work
    digests: list[str]


def clear(cursor: Cursor[Row], target: Target, erasure: UUID, put: PutPoints) -> Outcome:
    """Everything that Postgres holds of the target but the quotations in questions."""
    cleared = Cleared()
    digests = _quotable(cursor, target, erasure)
    workflows = [row["workflow_id"] for row in cursor.execute(sql("workflows_of_target"), target.names)]
    if target.words is not None:
        put(cursor, target, redo_passages(cursor, target, erasure))
        cleared.add("masked", mask_texts(cursor, target))
    points = _clear_contents(cursor, target, cleared)
    if target.words is None:
        points += _clear_versions(cursor, target, erasure, cleared)
    conversations = redact_answers(cursor, target, erasure, cleared)
    cleared.add("staged", 0)
    return Outcome(
        cleared=cleared,
        work=Work(
            points=tuple(points),
            workflows=() if target.words is not None else tuple(workflows),
            conversations=tuple(sorted(conversations)),
            quotable=tuple(sorted(digests)),
        ),
        digests=[row["digest"] for row in target.versions if row["kind"] in TEXTS],
    )


def _quotable(cursor: Cursor[Row], target: Target, erasure: UUID) -> set[int]:
    """What would be a quotation of the erased, and of nothing that the document goes on saying."""
    ids: Row = {**target.names, "passages": list(target.passages), "facts": list(target.facts)}
    erased = [] if target.words is not None else ids["passages"]  # of a passage that loses a sentence, only that one
    texts = [row["text"] for row in cursor.execute(sql("words_erased"), {**ids, "passages": erased})]
    kept = [] if target.whole else [row["text"] for row in cursor.execute(sql("words_kept"), ids)]
    return quotable(texts, salt=erasure.bytes) - quotable(kept, salt=erasure.bytes)


def _clear_contents(cursor: Cursor[Row], target: Target, cleared: Cleared) -> list[UUID]:
    """Rows on both axes, where they stood, and the contents themselves; the index's points of these rows."""
    ids: Row = {
        **target.names,
        "passages": list(target.passages),
        "facts": list(target.facts),
        "version_ids": [row["id"] for row in target.versions],
    }
    ids["keys"] = [row["id"] for row in cursor.execute(sql("keys_of_contents"), ids)]
    with as_eraser(cursor):
        points = [row["id"] for row in cursor.execute(sql("passages_delete"), ids).fetchall()]
        cleared.add("facts", cursor.execute(sql("facts_delete"), ids).rowcount)
        if target.names["version"] is not None and target.versions:
            points += [row["id"] for row in cursor.execute(sql("passages_delete_stranded"), ids).fetchall()]
            cleared.add("facts", cursor.execute(sql("facts_delete_stranded"), ids).rowcount)
        cleared.add("passages", len(points))
        for query in ("fact_occurrences_delete", "passage_occurrences_delete"):
            cleared.add("occurrences", cursor.execute(sql(query), ids).rowcount)
        cursor.execute(sql("keyings_delete" if target.words is None else "keyings_without"), ids)
        cursor.execute(sql("reviews_delete"), ids)
        cleared.add("hand_edits", cursor.execute(sql("hand_edits_delete"), ids).rowcount)
        for query in ("confirmations_delete", "lapses_delete"):
            cleared.add("confirmations", cursor.execute(sql(query), ids).rowcount)
        cleared.add("statements", cursor.execute(sql("fact_contents_delete"), ids).rowcount)
        cleared.add("readings", cursor.execute(sql("readings_delete"), ids).rowcount)
        hashes = [row["embedding_hash"] for row in cursor.execute(sql("passage_contents_delete"), ids).fetchall()]
        cleared.add("passage_texts", len(hashes))
        cursor.execute(sql("edits_delete"), ids)
        cleared.add("keys", cursor.execute(sql("keys_delete"), ids).rowcount)
        cleared.add("embeddings", cursor.execute(sql("embeddings_delete"), {"hashes": hashes}).rowcount)
    return points


def _clear_versions(cursor: Cursor[Row], target: Target, erasure: UUID, cleared: Cleared) -> Sequence[UUID]:
    """Of a document everything goes. A published version stays without its text, as the cause of what others say."""
    points: list[UUID] = []
    going = [row["id"] for row in target.versions if target.whole or not row["published"]]
    silenced = [row["id"] for row in target.versions if row["id"] not in going]
    with as_eraser(cursor):
        cleared.add("invalidations", cursor.execute(sql("invalidations_delete"), target.names).rowcount)
        cleared.add("ingestions", cursor.execute(sql("ingestions_delete"), target.names).rowcount)
        if target.whole:
            waiting = cursor.execute(sql("outbox_delete_of_document"), target.names).fetchall()
            points = [point for row in waiting for point in cast(list[UUID], row["points"])]
            cleared.add("outbox", len(waiting))
            cleared.add("entries", cursor.execute(sql("entries_delete"), target.names).rowcount)
        cleared.add("uploads", cursor.execute(sql("versions_delete"), {"version_ids": going}).rowcount)
        names = {"version_ids": silenced, "note": note(erasure)}
        cleared.add("uploads", cursor.execute(sql("version_silence"), names).rowcount)
    return points
