"""What a conversation does outside its workflow: reads what lasted, answers one message, keeps the turn."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import anyio.to_thread
import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from chat.messages import (
    ANSWER_TURN,
    CARRIED_ANSWERS,
    LOAD_CONVERSATION,
    REFUSE_MESSAGE,
    ROLL_SUMMARY,
    AnswerTurn,
    LoadedConversation,
    OpenConversation,
    RecentTurn,
    RefusedMessage,
    RolledSummary,
    RollSummary,
    TurnResult,
    no_room,
)
from chat.people.model import Asking
from chat.store import TranscriptStore
from chat.streaming import Emitter
from chat.summaries import SummaryStore
from chat.summary import Summarising, Summary, summarise
from chat.turn_stream import AT_ONCE, WITH_PATIENCE, TurnStream, TurnStreams
from knowledge.adapters.postgres.recalls import RecalledTurn
from knowledge.adapters.temporal import as_application_errors
from knowledge.audit import Grounds
from knowledge.errors import ConversationBusy, KnowledgeError, ServiceError, TurnFailed

HEARTBEAT_EVERY = timedelta(seconds=1)
ATTEMPTS_AT_A_FAULT = 3
NEEDS_PATIENCE = "NeedsPatience"

log = structlog.get_logger(__name__)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What answering gives: the whole answer as the API shows it (with its `id`), what a follow-up may lean on, and
    what is sealed with the answer.
    """

    answer: Mapping[str, object]
    turn: RecentTurn
    grounds: Grounds | None = None  # what it rests on beside what it says; sealed with it
    asking: Asking | None = None  # what a person is asked beside
    recalled: Sequence[RecalledTurn] = ()  # earlier answers of which it tells what became


Answering = Callable[[AnswerTurn, Emitter], Answered]
"""Synchronous; every instant comes from the message's `sent_at`. Raises a `KnowledgeError`."""


class ConversationActivities:
    def __init__(
        self,
        *,
        transcripts: TranscriptStore,
        streams: TurnStreams,
        summaries: SummaryStore,
        answering: Answering,
        summarising: Summarising = summarise,
        at_once: bool = True,
    ) -> None:
        """`at_once`: whether a turn may be answered inside the workflow task. What takes longer than that may, as a
        language model does, would be begun there, and begun again beside it: paid for twice. A run that was loaded
        while it might is told by a failure.
        """
        self._at_once = at_once
        self._transcripts = transcripts
        self._streams = streams
        self._summaries = summaries
        self._answering = answering
        self._summarising = summarising

    @activity.defn(name=LOAD_CONVERSATION)
    async def load_conversation(self, opened: OpenConversation) -> LoadedConversation:
        with as_application_errors():
            loaded = await anyio.to_thread.run_sync(
                self._transcripts.last_turns, opened.tenant, opened.conversation, CARRIED_ANSWERS
            )
        return loaded.model_copy(update={"at_once": self._at_once})

    @activity.defn(name=ANSWER_TURN)
    async def answer_turn(self, asked: AnswerTurn) -> TurnResult:
        info = activity.info()
        if info.is_local and not self._at_once:
            raise ApplicationError(
                "a language model takes longer than this step may",
                type=NEEDS_PATIENCE,
                category=ApplicationErrorCategory.BENIGN,  # of every such turn: no warning in the logs
            )
        stream = self._streams.begin(asked, AT_ONCE if info.is_local else WITH_PATIENCE)
        last = not info.is_local and info.attempt >= ATTEMPTS_AT_A_FAULT
        with as_application_errors():
            return await _beating(lambda: self._attempt(asked, stream, last))

    @activity.defn(name=ROLL_SUMMARY)
    async def roll_summary(self, rolling: RollSummary) -> RolledSummary:
        with as_application_errors():
            return await _beating(lambda: self._roll(rolling))

    @activity.defn(name=REFUSE_MESSAGE)
    async def refuse_message(self, refused: RefusedMessage) -> None:
        """Whoever handed it in was told that it is safe: that it is not answered is told where its answer would be."""
        busy = ConversationBusy(no_room(refused.waiting))
        with as_application_errors():
            await _beating(lambda: self._transcripts.fail(refused.tenant, refused.conversation, refused.message, busy))

    def _roll(self, rolling: RollSummary) -> RolledSummary:
        """Blocks. Begins again where what it read was cleared meanwhile, or written by another attempt."""
        while True:
            before = self._summaries.unsummarised(rolling.tenant, rolling.conversation)
            kept: Summary | None = before.summary
            if before.following:
                text = self._summarising(before.summary, before.following)
                kept = self._summaries.keep(rolling.tenant, rolling.conversation, text, before)
            if kept is not None:
                return RolledSummary(summary=kept.text, summarised=kept.turns)

    def _attempt(self, asked: AnswerTurn, stream: TurnStream, last: bool) -> TurnResult:
        """Blocks. How the attempt ends is kept: with an answer, for good, or to be made again."""
        try:
            return self._answer(asked, stream)
        except ServiceError as error:
            stream.retry(error.slug, str(error))
            raise
        except KnowledgeError as error:
            self._fail(asked, stream, error)
            raise
        except Exception as fault:
            log.exception("a fault while answering a message")
            if not last:
                stream.retry(type(fault).__name__, f"a fault of asof: {type(fault).__name__}")
                raise
            failed = TurnFailed(f"asof met {type(fault).__name__} while answering: send it again as a new message")
            self._fail(asked, stream, failed)
            raise failed from fault

    def _answer(self, asked: AnswerTurn, stream: TurnStream) -> TurnResult:
        """A message that has its answer gets that one; only later attempts ask for it before they begin."""
        if stream.is_later and stream.is_answered():
            stored = self._transcripts.answered(asked.tenant, asked.conversation, asked.message.message_id)
            if stored is not None:
                return stored
        answered = self._answering(asked, stream)
        told = stream.close()
        return self._transcripts.save(
            asked.tenant,
            asked.conversation,
            asked.message,
            answered.answer,
            answered.turn,
            told=told,
            grounds=answered.grounds,
            asking=answered.asking,
            recalled=answered.recalled,
        )

    def _fail(self, asked: AnswerTurn, stream: TurnStream, error: KnowledgeError) -> None:
        attempt = stream.close().attempt
        self._transcripts.fail(asked.tenant, asked.conversation, asked.message, error, attempt=attempt)


async def _beating(work: Callable[[], Result]) -> Result:
    """Heartbeats while a thread works, so that the death of this process is seen within seconds."""
    working = asyncio.ensure_future(anyio.to_thread.run_sync(work))
    while not (await asyncio.wait({working}, timeout=HEARTBEAT_EVERY.total_seconds()))[0]:
        activity.heartbeat()
    return working.result()
