"""Conversations and their turns in Postgres: what lasts when a workflow is gone."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.errors import UniqueViolation
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb

from chat.conversation_ids import found, read_id
from chat.messages import LoadedConversation, RecentTurn, SendMessage, TurnResult
from chat.people.asking import pending_call, put_question
from chat.people.model import Asking
from chat.streaming import NOTHING_TOLD, Told
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.pool import Pool, single_statements, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.postgres.recalls import RecalledTurn, tell_recalled
from knowledge.audit import Grounds, Signer
from knowledge.errors import AnswerNotFound, KnowledgeError

SHOWN_FAILURES = 50

sql = load_queries("chat")
of_people = load_queries("chat.people")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    id: UUID
    title: str | None
    actor: str
    created_at: dt.datetime
    active_at: dt.datetime  # of the last turn, or the opening
    idle_after: dt.timedelta | None  # its own; none: as the settings say
    summary: str
    summarised: int  # turns, from the first on, that the summary tells of
    turns: int
    latest: str | None  # the text of the last turn's message


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptTurn:
    number: int  # from 1
    message_id: str
    text: str
    actor: str
    sent_at: dt.datetime
    answered_at: dt.datetime
    answer: Mapping[str, object]  # the whole answer, as the API shows it
    asked: Mapping[str, object] | None = None  # what it asked a person, and how far that is, as the API shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedMessage:
    """A message that was taken and can never be answered."""

    message_id: str
    text: str
    error: str  # the slug of the leaf in knowledge.errors
    detail: str
    failed_at: dt.datetime


class TranscriptStore:
    """Conversation ids come as texts: one that is no UUID is a conversation that does not exist."""

    def __init__(self, pool: Pool, *, signer: Signer | None = None) -> None:
        self._pool = pool
        self._answers = AnswerStore(pool, signer=signer)

    def create(
        self, tenant: str, actor: str, title: str | None = None, *, idle_after: dt.timedelta | None = None
    ) -> UUID:
        conversation = uuid4()
        names = {"conversation": conversation, "tenant": tenant, "title": title, "actor": actor}
        with self._writing() as cursor:
            cursor.execute(sql("insert_conversation"), {**names, "idle_after": idle_after})
        return conversation

    def page(
        self, tenant: str, *, limit: int, after: tuple[dt.datetime, UUID] | None = None
    ) -> tuple[list[ConversationSummary], tuple[dt.datetime, UUID] | None]:
        """Conversations, the latest active one first, and what to give as `after` for the next page."""
        before, before_id = after or (None, None)
        names = {"tenant": tenant, "before": before, "before_id": before_id, "limit": limit + 1}
        with self._reading() as cursor:
            rows = [ConversationSummary(**row) for row in cursor.execute(sql("page_of_conversations"), names)]
        page = rows[:limit]
        return page, (page[-1].active_at, page[-1].id) if len(rows) > limit else None

    def conversation(self, tenant: str, conversation: str) -> ConversationSummary:
        """Raises `ConversationNotFound`, as everything below."""
        with self._reading() as cursor:
            cursor.execute(sql("conversation"), {"tenant": tenant, "conversation": read_id(conversation)})
            row = found(cursor.fetchone(), conversation)
        return ConversationSummary(**row)

    def turns(
        self, tenant: str, conversation: str, *, limit: int = 50, after: int = 0
    ) -> tuple[list[TranscriptTurn], int | None]:
        """One page of turns with their answers, in order of time, and what to give as `after` for the next page."""
        names = {"tenant": tenant, "conversation": read_id(conversation), "after": after, "limit": limit + 1}
        with self._reading() as cursor:
            found(cursor.execute(sql("conversation"), names).fetchone(), conversation)
            page = [TranscriptTurn(**row) for row in cursor.execute(sql("page_of_turns"), names)]
        more = len(page) > limit
        return page[:limit], page[limit - 1].number if more else None

    def answered(self, tenant: str, conversation: str, message_id: str) -> TurnResult | None:
        """The result of the turn under this message id; `None` where there is none yet."""
        with self._reading() as cursor:
            return _answered(cursor, tenant, conversation, message_id)

    def answer_of(self, tenant: str, conversation: str, message_id: str) -> Mapping[str, object]:
        """The whole answer of a message that has one. Raises `AnswerNotFound` where it has none."""
        result = self.answered(tenant, conversation, message_id)
        if result is None:
            raise AnswerNotFound(f"message {message_id!r} has no answer yet")
        return self._answers.get(tenant, UUID(result.answer_id))

    def last_turns(self, tenant: str, conversation: str, limit: int) -> LoadedConversation:
        names = {"tenant": tenant, "conversation": read_id(conversation), "limit": limit}
        with self._reading() as cursor:
            row = found(cursor.execute(sql("conversation"), names).fetchone(), conversation)
            newest_first = cursor.execute(sql("last_turns"), names).fetchall()
            pending = tuple(pending_call(one) for one in cursor.execute(of_people("questions_pending"), names))
        return LoadedConversation(
            turns=row["turns"],
            answered=tuple(_result(turn) for turn in reversed(newest_first)),
            summary=row["summary"],
            summarised=row["summarised"],
            idle_after=row["idle_after"],
            pending=pending,
        )

    def failures(self, tenant: str, conversation: str) -> list[FailedMessage]:
        """The last of the messages that can never be answered, newest first."""
        names = {"tenant": tenant, "conversation": read_id(conversation), "limit": SHOWN_FAILURES}
        with self._reading() as cursor:
            return [FailedMessage(**row) for row in cursor.execute(sql("last_failures"), names)]

    def fail(
        self,
        tenant: str,
        conversation: str,
        message: SendMessage,
        error: KnowledgeError,
        *,
        attempt: int | None = None,
    ) -> None:
        """Keeps why the message can never be answered, and tells its stream; nothing where the conversation does not
        exist.
        """
        names = {
            "tenant": tenant,
            "conversation": read_id(conversation),
            "message_id": message.message_id,
            "text": message.text,
            "error": error.slug,
            "detail": str(error),
            "attempt": attempt,
        }
        with self._writing() as cursor:
            cursor.execute(sql("insert_failure"), names)

    def save(
        self,
        tenant: str,
        conversation: str,
        message: SendMessage,
        answer: Mapping[str, object],
        turn: RecentTurn,
        *,
        told: Told = NOTHING_TOLD,
        grounds: Grounds | None = None,
        asking: Asking | None = None,
        answers: UUID | None = None,
        recalled: Sequence[RecalledTurn] = (),
    ) -> TurnResult:
        """Keeps the answer, sealed, and its turn in one transaction; where the message has been answered, returns that
        answer.

        `answer` is as the API shows it, with its `id`; `grounds` is what it rests on beside what it says. What its
        attempt `told` and is not on the stream goes before it. `asking`: what the turn asks a person; `answers`: the
        question that it is a person's answer to. Raises `TooManyQuestions`, `QuestionsFilledUp`.
        """
        try:
            return self._save(
                tenant,
                conversation,
                message,
                answer,
                turn,
                told=told,
                grounds=grounds,
                asking=asking,
                answers=answers,
                recalled=recalled,
            )
        except UniqueViolation:
            stored = self.answered(tenant, conversation, message.message_id)
            if stored is None:
                raise
            return stored

    def _save(
        self,
        tenant: str,
        conversation: str,
        message: SendMessage,
        answer: Mapping[str, object],
        turn: RecentTurn,
        *,
        told: Told,
        grounds: Grounds | None,
        asking: Asking | None,
        answers: UUID | None,
        recalled: Sequence[RecalledTurn],
    ) -> TurnResult:
        names = {"tenant": tenant, "conversation": read_id(conversation)}
        with self._writing() as cursor:
            found(cursor.execute(sql("lock_conversation"), names).fetchone(), conversation)
            stored = _answered(cursor, tenant, conversation, message.message_id)
            if stored is not None:
                return stored
            cursor.execute(sql("delete_failure"), {**names, "message_id": message.message_id})
            answer_id = UUID(str(answer["id"]))
            record = self._answers.keep(cursor.connection, tenant, message.actor, answer, grounds)
            asks = None
            if asking is not None:
                asks = put_question(
                    cursor,
                    asking,
                    tenant=tenant,
                    conversation=read_id(conversation),
                    message_id=message.message_id,
                    actor=message.actor,
                )
            result = TurnResult(
                message_id=message.message_id,
                text_hash=message.text_hash(),
                answer_id=str(answer_id),
                turn=turn,
                asks=asks,
            )
            cursor.execute(
                sql("insert_turn"),
                {
                    "conversation": names["conversation"],
                    "message_id": message.message_id,
                    "text": message.text,
                    "text_hash": result.text_hash,
                    "answer": answer_id,
                    "recent": Jsonb(turn.model_dump(mode="json")),
                    "actor": message.actor,
                    "sent_at": message.sent_at,
                    "attempt": told.attempt,
                    "told": Jsonb(told.as_json()),
                },
            )
            if answers is not None:
                cursor.execute(of_people("question_has_turn"), {"id": answers, "message_id": message.message_id})
            if recalled:
                tell_recalled(cursor, answer_id, recalled)
            if record is not None:  # last: from here to the commit every other answer of the tenant waits
                self._answers.seal(cursor.connection, tenant, answer_id, record)
        return result

    @contextmanager
    def _reading(self) -> Iterator[Cursor[DictRow]]:
        with single_statements(self._pool) as connection, connection.cursor(row_factory=dict_row) as cursor:
            yield cursor

    @contextmanager
    def _writing(self) -> Iterator[Cursor[DictRow]]:
        """One transaction."""
        with transaction(self._pool) as cursor:
            yield cursor


def _answered(cursor: Cursor[DictRow], tenant: str, conversation: str, message_id: str) -> TurnResult | None:
    names = {"tenant": tenant, "conversation": read_id(conversation), "message_id": message_id}
    row = found(cursor.execute(sql("answered_message"), names).fetchone(), conversation)
    if row["answer"] is None:
        return None
    return _result(row).model_copy(update={"asks": None if row["id"] is None else pending_call(row)})


def _result(row: DictRow) -> TurnResult:
    return TurnResult(
        message_id=row["message_id"],
        text_hash=row["text_hash"],
        answer_id=str(row["answer"]),
        turn=RecentTurn.model_validate(row["recent"]),
    )
