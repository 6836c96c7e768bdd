"""What became of earlier answers of a conversation: for its next answer, which tells of it once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import class_row

from knowledge.adapters.postgres.pool import Pool, single_statements
from knowledge.adapters.postgres.queries import sql


@dataclass(frozen=True, slots=True, kw_only=True)
class RecalledTurn:
    """`number` is of the turn; `affected`: it would be answered otherwise now, else again as it was."""

    answer: UUID
    recall: UUID
    affected: bool
    number: int
    document: str
    kind: str
    version: int
    recorded_at: dt.datetime


class RecalledTurns:
    """Raises `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def untold(self, tenant: str, conversation: UUID) -> list[RecalledTurn]:
        """In the order of turns, then of recordings."""
        names = {"tenant": tenant, "conversation": conversation}
        with (
            single_statements(self._pool) as connection,
            connection.cursor(row_factory=class_row(RecalledTurn)) as cursor,
        ):
            return cursor.execute(sql("recalls_untold"), names).fetchall()


def tell_recalled(cursor: Cursor[Any], told_in: UUID, turns: Sequence[RecalledTurn]) -> None:
    """In the transaction that keeps the answer which tells of them."""
    names = {
        "told_in": told_in,
        "answers": [turn.answer for turn in turns],
        "recalls": [turn.recall for turn in turns],
    }
    cursor.execute(sql("recalls_told"), names)
