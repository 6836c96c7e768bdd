"""What the tests of conversations are built from."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.worker import Worker

from chat.activities import Answered, ConversationActivities
from chat.client import ConversationClient
from chat.messages import AnswerTurn, ConversationState, RecentTurn, SendMessage, TurnResult
from chat.people.activities import AskingActivities
from chat.people.model import Asking
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from chat.streaming import Emitter
from chat.summaries import SummaryStore
from chat.summary import Summarising, summarise
from chat.turn_stream import TurnStreams
from chat.worker import conversation_worker
from knowledge.adapters.temporal import conversation_workflow_id

TENANT = "default"
SENT_AT = "2026-11-23T14:00:00+00:00"
PLENTY_S = 60.0


def message(text: str, message_id: str | None = None) -> SendMessage:
    return SendMessage(message_id=message_id or uuid4().hex, text=text, sent_at=SENT_AT)


def answered(asked: AnswerTurn, asking: Asking | None = None) -> Answered:
    """The text in capitals, as an answer."""
    turn = RecentTurn(
        question=asked.message.text,
        answer=asked.message.text.upper(),
        as_of=asked.message.sent_at,
        time_source="now",
        document=None,
    )
    return Answered(answer={"id": str(uuid4()), "answer": turn.answer, "as_of": turn.as_of}, turn=turn, asking=asking)


@dataclass
class ScriptedAnswering:
    """Notes what it was asked, waits while `gate` is closed, raises what lies in `errors`, else answers."""

    calls: list[AnswerTurn] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    asking: Asking | None = None  # of messages that ask for a person

    def __post_init__(self) -> None:
        self.gate.set()

    def __call__(self, asked: AnswerTurn, emitter: Emitter) -> Answered:
        self.calls.append(asked)
        emitter.stage("searching what held")
        self.gate.wait(PLENTY_S)
        if self.errors:
            raise self.errors.pop(0)
        emitter.token(asked.message.text.upper())
        return answered(asked, self.asking if asked.message.ask_person else None)


@dataclass
class Chat:
    temporal: Client
    store: TranscriptStore
    streams: StreamStore
    client: ConversationClient
    answering: ScriptedAnswering
    conversation: str
    summaries: SummaryStore

    def worker(self, summarising: Summarising = summarise, asking: AskingActivities | None = None) -> Worker:
        activities = ConversationActivities(
            transcripts=self.store,
            streams=TurnStreams(self.streams, worker="test"),
            summaries=self.summaries,
            answering=self.answering,
            summarising=summarising,
        )
        return conversation_worker(self.temporal, activities, asking=asking, graceful_shutdown=timedelta(seconds=5))

    def restless(self, *, idle_after: timedelta, history_limit: int) -> "Chat":
        client = ConversationClient(self.temporal, self.store, idle_after=idle_after, history_limit=history_limit)
        return replace(self, client=client)

    @property
    def workflow(self) -> WorkflowHandle[object, object]:
        return self.temporal.get_workflow_handle(conversation_workflow_id(TENANT, self.conversation))

    async def send(self, sent: SendMessage, *, deadline_s: float = PLENTY_S) -> TurnResult:
        result = await self.client.send(TENANT, self.conversation, sent, deadline_s)
        assert result is not None, "not answered within the deadline"
        return result

    async def state(self) -> ConversationState:
        return await self.client.state(TENANT, self.conversation)

    async def calls(self, number: int) -> None:
        """Returns when answering has been asked that often."""

        async def reached() -> bool:
            return len(self.answering.calls) >= number

        await until(reached)

    def transcript(self) -> list[str]:
        turns, _ = self.store.turns(TENANT, self.conversation, limit=1000)
        return [turn.text for turn in turns]

    async def end(self, reason: str) -> None:
        with suppress(RPCError):  # it may have ended by itself
            await self.workflow.terminate(reason)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Waits for what happens in another process, of which no event comes."""
    async with asyncio.timeout(PLENTY_S):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
