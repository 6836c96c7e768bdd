"""Which answers a recording may concern.

Those that rest on a row that it retired, and stand where something changed or ask about time itself; those that rest
on a fact of a topic that something else is said on; and, as an answer rests also on what was absent, those that stand
where something changed and whose question is near to a statement that came or went. Only these last are bounded.
"""

from typing import Any
from uuid import UUID

from pgvector import HalfVector
from psycopg import Cursor

from ingestion.recall.asking import AskingAgain, asks_about_time
from ingestion.recall.store import Recording, sql
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.errors import StoreUnavailable
from knowledge.ports import Embedder, Embedders

NEAR = 0.2  # cosine of a question with a statement; measured by tests/evaluation/recalling.py
NEAREST = 500  # answers of one recording
STATEMENTS = 2_000  # of one recording
QUOTES = 50
EMBEDDED = 2_000  # questions of one recording, the newest
EMBEDDED_AT_ONCE = 64

Row = dict[str, Any]


class Finding:
    """Raises a `ServiceError` where Postgres or the engine is out of reach; may be repeated."""

    def __init__(self, pool: Pool, embedders: Embedders, again: AskingAgain) -> None:
        self._pool = pool
        self._embedders = embedders
        self._again = again

    def find(self, recording: Recording) -> None:
        """Keeps the candidates of a recording."""
        with transaction(self._pool) as cursor:
            cursor.execute(sql("chain_lock"), recording.names)
            if cursor.execute(sql("pass_over"), recording.names).fetchone() is not None:
                return
        names = recording.names
        with transaction(self._pool) as cursor:
            model = _live(cursor)
            names |= {**model, "touched": _stage(cursor, recording)}
            quotes = self._quotes(cursor, recording)
            resting = cursor.execute(sql("resting"), names).fetchall()
        concerned = [row["answer"] for row in resting if row["inside"] or self._about_time(recording, row["answer"])]
        embedder = self._embedders.embedder(model["model"], model["precision"])
        if names["touched"] is not None:
            self._embed(embedder, names)
        names["quotes"] = [HalfVector(embedder.embed_question(quote)) for quote in quotes]
        with transaction(self._pool) as cursor:
            _stage(cursor, recording)
            cursor.execute(sql("candidates_named"), {**names, "answers": concerned})
            cursor.execute(sql("candidates_sharing"), names)
            cursor.execute(sql("candidates_of_import"), names)
            cursor.execute(sql("candidates_ranked"), names)
            if names["touched"] is not None:
                bounds = {"near": NEAR, "limit": NEAREST, "statements": STATEMENTS}
                cursor.execute(sql("candidates_near"), {**names, **bounds})
            cursor.execute(sql("recall_found"), names)

    def _quotes(self, cursor: Cursor[Row], recording: Recording) -> list[str]:
        if not recording.kind.startswith("hand-"):
            return []
        return [row["quote"] for row in cursor.execute(sql("quotes"), {"limit": QUOTES})]

    def _about_time(self, recording: Recording, answer: UUID) -> bool:
        ask = self._again.question(recording.tenant, answer)
        return ask is not None and asks_about_time(ask)

    def _embed(self, embedder: Embedder, names: Row) -> None:
        for _ in range(EMBEDDED // EMBEDDED_AT_ONCE):
            with transaction(self._pool) as cursor:
                rows = cursor.execute(sql("unembedded"), {**names, "limit": EMBEDDED_AT_ONCE}).fetchall()
            if not rows:
                return
            vectors = {
                text: HalfVector(embedder.embed_question(text))
                for text in dict.fromkeys(row["question"] for row in rows)
            }
            kept = {
                "answers": [row["answer"] for row in rows],
                "questions": [row["question"] for row in rows],
                "vectors": [vectors[row["question"]] for row in rows],
            }
            with transaction(self._pool) as cursor:
                cursor.execute(sql("keep_vectors"), {**names, **kept})


def _live(cursor: Cursor[Row]) -> Row:
    live = cursor.execute(sql("live_model")).fetchone()
    if live is None:
        raise StoreUnavailable("no generation of the passage index is live yet: the worker makes it at its start")
    return live


def _stage(cursor: Cursor[Row], recording: Recording) -> str | None:
    """What was changed, for this transaction; the windows that were touched, as Postgres writes them."""
    cursor.execute(sql("changed_stage"))
    cursor.execute(sql("changed_fill"), recording.names)
    row = cursor.execute(sql("touched")).fetchone()
    return None if row is None else row["touched"]
