"""Streams and attempts in Postgres: written under the conversation's lock, read by number."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb

from chat.conversation_ids import read_id, unknown
from chat.messages import SendMessage
from chat.streaming import StreamEvent, StreamKind, Told
from knowledge.adapters.postgres.notices import put_notice
from knowledge.adapters.postgres.pool import Pool, single_statements, transaction
from knowledge.adapters.postgres.queries import load_queries

PRUNED_AT_ONCE = 5_000  # rows of one statement

sql = load_queries("chat")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A worker's attempt at a message. `step` is "at once" inside the workflow task, or "with patience" beside it."""

    step: str
    worker: str
    began_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LostAttempt:
    """How an attempt ended that is to be retried. `number` is None where its beginning could not be written."""

    attempt: Attempt
    number: int | None
    ended_at: dt.datetime
    error: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    last: int  # number of the last event
    done: int  # of the last event with which a message was done: what is under way comes after it


class StreamStore:
    """All raise `ConversationNotFound` and `StoreUnavailable`. Each writes in one transaction of one round trip."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def begin(
        self,
        tenant: str,
        conversation: str,
        message: SendMessage,
        attempt: Attempt,
        *,
        lost: Sequence[LostAttempt] = (),
    ) -> int | None:
        """The number of this attempt at the message, from 1; `None` where the message has its answer.

        `lost`: earlier ones of the same message that nobody could write down when they ended.
        """
        taken = {"text": message.text, "actor": message.actor, "sent_at": message.sent_at, "as_of": message.as_of}
        names = _names(tenant, conversation, message.message_id)
        earlier = [
            ("insert_attempt" if one.number is None else "end_attempt", {**names, **_ended(one)}) for one in lost
        ]
        begins = {**names, **_of(attempt), "taken": Jsonb(taken)}
        row = self._under_lock(conversation, names, *earlier, ("begin_attempt", begins))
        return None if row is None else row["attempt"]

    def emit(self, tenant: str, conversation: str, message_id: str, told: Told) -> None:
        """Nothing where the message has its answer meanwhile, or another attempt has begun."""
        names = _names(tenant, conversation, message_id)
        self._under_lock(conversation, names, ("emit", {**names, **_told(told)}))

    def retry(self, tenant: str, conversation: str, message_id: str, ended: LostAttempt, told: Told) -> None:
        """Notes how an attempt ended that will be followed by another, and what it told last."""
        names = _names(tenant, conversation, message_id)
        ends = ("end_attempt", {**names, **_ended(ended)})
        self._under_lock(conversation, names, ("emit", {**names, **_told(told)}), ends)

    def notice(self, tenant: str, conversation: str, text: str, about: Mapping[str, object] | None = None) -> None:
        """Tells every device that follows the conversation; from any process."""
        with transaction(self._pool) as cursor:
            if not put_notice(cursor, tenant, read_id(conversation), text, about):
                raise unknown(conversation)

    def page(self, tenant: str, conversation: str, *, after: int, limit: int) -> list[StreamEvent]:
        """In order, at most `limit`; none also where there is no such conversation."""
        names = {"tenant": tenant, "conversation": read_id(conversation), "after": after, "limit": limit}
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("page_of_events"), names).fetchall()
        return [StreamEvent(**{**row, "kind": StreamKind(row["kind"])}) for row in rows]

    def position(self, tenant: str, conversation: str) -> Position:
        names = {"tenant": tenant, "conversation": read_id(conversation)}
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("stream_position"), names).fetchone()
        if row is None:
            raise unknown(conversation)
        return Position(**row)

    def before_message(self, tenant: str, conversation: str, message_id: str) -> int:
        """After which number to begin for everything that is told of a message, in work already or not."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("stream_before_message"), _names(tenant, conversation, message_id)).fetchone()
        if row is None:
            raise unknown(conversation)
        before: int = row["before"]
        return before

    def prune(self, before: dt.datetime) -> int:
        """Deletes the events that were written before; answers stay, as they stand in the transcript."""
        pruned = 0
        while True:
            with transaction(self._pool) as cursor:
                some = cursor.execute(sql("prune_events"), {"before": before, "limit": PRUNED_AT_ONCE}).rowcount
            pruned += some
            if some < PRUNED_AT_ONCE:
                return pruned

    def _under_lock(
        self, conversation: str, names: Mapping[str, object], *statements: tuple[str, Mapping[str, object]]
    ) -> DictRow | None:
        """The first row of the last statement. All go in one round trip, the commit with them."""
        with (
            single_statements(self._pool) as connection,
            connection.cursor() as lock,
            connection.cursor(row_factory=dict_row) as cursor,
        ):
            with connection.pipeline(), connection.transaction():
                lock.execute(sql("lock_conversation"), names)
                for name, values in statements:
                    cursor.execute(sql(name), values)
            if lock.fetchone() is None:
                raise unknown(conversation)
            return cursor.fetchone() if cursor.description else None


def _names(tenant: str, conversation: str, message_id: str) -> dict[str, object]:
    return {"tenant": tenant, "conversation": read_id(conversation), "message_id": message_id}


def _told(told: Told) -> dict[str, object]:
    return {"attempt": told.attempt, "told": Jsonb(told.as_json())}


def _of(attempt: Attempt) -> dict[str, object]:
    return {"step": attempt.step, "worker": attempt.worker, "began_at": attempt.began_at}


def _ended(lost: LostAttempt) -> dict[str, object]:
    ended = {"ended_at": lost.ended_at, "error": lost.error, "detail": lost.detail}
    return {**_of(lost.attempt), **ended, "attempt": lost.number}
