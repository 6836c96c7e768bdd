"""What a conversation does outside its workflow: reads what lasted, answers one message, keeps the turn."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import anyio.to_thread
from temporalio import activity
from temporalio.exceptions import ApplicationError

from chat.messages import (
    ANSWER_TURN,
    CARRIED_ANSWERS,
    LOAD_CONVERSATION,
    AnswerTurn,
    LoadedConversation,
    OpenConversation,
    RecentTurn,
    TurnResult,
)
from chat.store import TranscriptStore
from knowledge.adapters.temporal import as_application_errors
from knowledge.errors import KnowledgeError, ServiceError, TurnFailed

HEARTBEAT_EVERY = timedelta(seconds=1)
ATTEMPTS_AT_A_FAULT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What answering gives: the whole answer as the API shows it (with its `id`), and what a follow-up may lean on."""

    answer: Mapping[str, object]
    turn: RecentTurn


Answering = Callable[[AnswerTurn], Answered]
"""Synchronous; every instant comes from the message's `sent_at`. Raises a `KnowledgeError`."""


class ConversationActivities:
    def __init__(self, *, transcripts: TranscriptStore, answering: Answering) -> None:
        self._transcripts = transcripts
        self._answering = answering

    @activity.defn(name=LOAD_CONVERSATION)
    async def load_conversation(self, opened: OpenConversation) -> LoadedConversation:
        with as_application_errors():
            return await anyio.to_thread.run_sync(
                self._transcripts.last_turns, opened.tenant, opened.conversation, CARRIED_ANSWERS
            )

    @activity.defn(name=ANSWER_TURN)
    async def answer_turn(self, asked: AnswerTurn) -> TurnResult:
        """Heartbeats while a thread works, so that the death of this process is seen within seconds."""
        work = asyncio.ensure_future(anyio.to_thread.run_sync(self._answer, asked))
        while not (await asyncio.wait({work}, timeout=HEARTBEAT_EVERY.total_seconds()))[0]:
            activity.heartbeat()
        try:
            with as_application_errors():
                return work.result()
        except ApplicationError:
            raise
        except Exception as fault:
            activity.logger.exception("a fault while answering a message")
            if activity.info().attempt < ATTEMPTS_AT_A_FAULT:
                raise
            failed = TurnFailed(f"asof met {type(fault).__name__} while answering: send it again as a new message")
            with as_application_errors():
                await anyio.to_thread.run_sync(
                    self._transcripts.fail, asked.tenant, asked.conversation, asked.message, failed
                )
                raise failed from fault

    def _answer(self, asked: AnswerTurn) -> TurnResult:
        """Blocks. A message that has its answer gets that one; that it can never have one is kept too."""
        stored = self._transcripts.answered(asked.tenant, asked.conversation, asked.message.message_id)
        if stored is not None:
            return stored
        try:
            answered = self._answering(asked)
        except ServiceError:
            raise
        except KnowledgeError as error:
            self._transcripts.fail(asked.tenant, asked.conversation, asked.message, error)
            raise
        return self._transcripts.save(asked.tenant, asked.conversation, asked.message, answered.answer, answered.turn)
