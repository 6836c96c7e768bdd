"""Conversations deleted for good, on somebody's word or because they were kept long enough. A row stays that says so.

Turns, failed messages and kept replies go. Of the answers that were given stays that they were given, without a word:
what proves answers links the digests of their parts, so it still verifies.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.types.json import Jsonb

from chat.conversation_ids import found, read_id
from chat.deletion.messages import ForgetConversation
from knowledge.adapters.postgres.eraser import as_eraser
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries

RETENTION = "retention"
"""The actor of what the schedule deletes."""
NOTE = "Deleted with its conversation."
# Of an answer's record; whatever else it has, now or later, are words.
KEPT = (
    "id",
    "status",
    "as_of",
    "known_at",
    "time_source",
    "confidence",
    "model",
    "generation",
    "sealed_hash",
    "created_at",
)
SAID: dict[str, object] = {
    "question": NOTE, "answer": None, "text": NOTE, "period": None, "scope": {}, "citations": [], "coverage": [],
    "notices": [], "deleted": True,
}  # fmt: skip

sql = load_queries("chat.deletion")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedConversation:
    """What is left of one."""

    id: UUID
    deleted_at: dt.datetime
    deleted_by: str
    turns: int  # that it had
    histories_cleared_at: dt.datetime | None  # none: Temporal still holds words of it


class DeletionStore:
    """All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def delete(self, tenant: str, conversation: str, actor: str) -> DeletedConversation:
        """One transaction. One that is deleted already is told as it was. Raises `ConversationNotFound`."""
        names = {"tenant": tenant, "conversation": read_id(conversation)}
        with transaction(self._pool) as cursor:
            if cursor.execute(sql("lock_conversation"), names).fetchone() is not None:
                _delete(cursor, names, actor)
            return _left(cursor, names, conversation)

    def left_of(self, tenant: str, conversation: str) -> DeletedConversation:
        """Of one that is deleted. Raises `ConversationNotFound`."""
        with transaction(self._pool) as cursor:
            return _left(cursor, {"tenant": tenant, "conversation": read_id(conversation)}, conversation)

    def delete_expired(self, tenant: str, kept: dt.timedelta, *, limit: int) -> Sequence[UUID]:
        """Deletes some of those whose last turn is longer ago than `kept`; which ones. Each in its own transaction.

        One that got a turn meanwhile is left.
        """
        names = {"tenant": tenant, "kept": kept, "limit": limit}
        with transaction(self._pool) as cursor:
            expired = [row["id"] for row in cursor.execute(sql("conversations_expired"), names)]
        return [id_ for id_ in expired if self._delete_if_expired({**names, "conversation": id_})]

    def unfinished(self) -> list[ForgetConversation]:
        """Those of which Temporal may still hold something, of all tenants, the oldest first."""
        with transaction(self._pool) as cursor:
            return [ForgetConversation(**row) for row in cursor.execute(sql("conversations_to_clear"))]

    def cleared(self, tenant: str, conversation: str) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("conversation_cleared"), {"tenant": tenant, "conversation": read_id(conversation)})

    def _delete_if_expired(self, names: Row) -> bool:
        with transaction(self._pool) as cursor:
            if cursor.execute(sql("lock_expired"), names).fetchone() is None:
                return False
            _delete(cursor, names, RETENTION)
        return True


def _left(cursor: Cursor[Row], names: Row, conversation: str) -> DeletedConversation:
    return DeletedConversation(**found(cursor.execute(sql("deleted_conversation"), names).fetchone(), conversation))


def _delete(cursor: Cursor[Row], names: Row, actor: str) -> None:
    """Of a conversation that the transaction has locked."""
    with as_eraser(cursor):
        cursor.execute(sql("delete_replies"), names)
        cursor.execute(sql("empty_answers"), {**names, "kept": list(KEPT), "said": Jsonb(SAID)})
    cursor.execute(sql("delete_conversation"), {**names, "actor": actor})
    cursor.execute(sql("delete_questions"), names)
    cursor.execute(sql("delete_turns"), names)
    cursor.execute(sql("delete_failures"), names)
    cursor.execute(sql("delete_events"), names)
    cursor.execute(sql("delete_attempts"), names)
