"""What waiting for a person does outside the workflow: sends the question, keeps the answer as a turn.

Each may be killed anywhere and run again: an attempt is counted before it is made, and sent under the question's id.
"""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import anyio.to_thread
import structlog
from temporalio import activity

from chat.messages import TurnResult
from chat.people.messages import KEEP_ANSWER, PURSUE_QUESTION, Pursued, PursueQuestion
from chat.people.model import Delivery, QuestionStatus
from chat.people.payload import answer_url, body_of, message_of, recent_of, record_of
from chat.people.people import PersonStore
from chat.people.questions import QuestionStore
from chat.store import TranscriptStore
from knowledge.adapters.receivers.outcome import Outcome
from knowledge.adapters.receivers.schedule import Backoff
from knowledge.adapters.receivers.secrets import secret_digest, signature_headers
from knowledge.adapters.receivers.sending import DEADLINE_S, Sender
from knowledge.adapters.temporal import as_application_errors

HEARTBEAT_S = 2.0
LEASE = timedelta(seconds=DEADLINE_S + 5)  # longer than an attempt takes: after it, its worker is dead

log = structlog.get_logger(__name__)


class AskingActivities:
    """`public_url`: where whoever answers reaches the API."""

    def __init__(
        self,
        *,
        people: PersonStore,
        questions: QuestionStore,
        transcripts: TranscriptStore,
        sender: Sender,
        backoff: Backoff,
        public_url: str,
        lease: timedelta = LEASE,
    ) -> None:
        self._people = people
        self._questions = questions
        self._transcripts = transcripts
        self._sender = sender
        self._backoff = backoff
        self._public_url = public_url
        self._lease = lease

    def sending(self) -> Sequence[Callable[..., Any]]:
        return [self.pursue_question]

    @activity.defn(name=PURSUE_QUESTION)
    async def pursue_question(self, message: PursueQuestion) -> Pursued:
        """Sends a question where that is due, ends it where its time is over; what is left to do."""
        with as_application_errors():
            async with _heartbeats():
                return await self._pursued(message.tenant, UUID(message.request_id))

    @activity.defn(name=KEEP_ANSWER)
    async def keep_answer(self, message: PursueQuestion) -> TurnResult:
        """The turn of an answer that was given; the same one however often."""
        with as_application_errors():
            return await anyio.to_thread.run_sync(self._keep, message)

    async def _pursued(self, tenant: str, question: UUID) -> Pursued:
        while True:
            standing = await anyio.to_thread.run_sync(self._questions.standing, tenant, question)
            if standing.status is not QuestionStatus.WAITING:
                return Pursued(answered=standing.status is QuestionStatus.ANSWERED and not standing.has_turn)
            if standing.expires_in <= 0:
                await anyio.to_thread.run_sync(self._questions.expire, question)
            elif standing.due_in is None or standing.due_in > 0:
                return Pursued(next_in=standing.next_in)
            else:
                await self._attempt(question)

    async def _attempt(self, question: UUID) -> None:
        delivery = await anyio.to_thread.run_sync(self._questions.begin_attempt, question, self._lease)
        if delivery is None:
            return
        outcome = await self._send(delivery)
        if outcome.delivered:
            await anyio.to_thread.run_sync(self._questions.delivered, question)
            return
        error = str(outcome.error)
        log.warning("a question did not reach its person", question=str(question), error=error)
        await anyio.to_thread.run_sync(self._questions.failed, question, error, self._pause(delivery, outcome))

    async def _send(self, delivery: Delivery) -> Outcome:
        secret = self._people.secret(delivery.person)
        if secret_digest(secret) != delivery.secret_digest:
            return Outcome(
                error="not sent: the key is not the one that the person's secret was made with: set ASOF_WEBHOOK_KEY, "
                "or the file webhook.key, back; or remove the person and add them again"
            )
        url = answer_url(self._public_url, delivery.id, self._people.token(delivery.id))
        body = body_of(delivery, url)
        headers = signature_headers([secret], event=delivery.id, at=_now(), body=body)
        return await self._sender.send(delivery.url, headers, body)

    def _pause(self, delivery: Delivery, outcome: Outcome) -> timedelta:
        """After the last pause that is set it is repeated: the question's own time ends the attempts."""
        tried = min(delivery.attempts, len(self._backoff.seconds))
        return self._backoff.after(tried, delivery=delivery.id, wish=outcome.wish) or timedelta(days=1)

    def _keep(self, message: PursueQuestion) -> TurnResult:
        """Blocks."""
        question = self._questions.get(message.tenant, UUID(message.request_id))
        asked_in = self._transcripts.answer_of(message.tenant, message.conversation, question.message_id)
        return self._transcripts.save(
            message.tenant,
            message.conversation,
            message_of(question),
            record_of(question, asked_in),
            recent_of(question, asked_in),
            answers=question.id,
        )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@asynccontextmanager
async def _heartbeats() -> AsyncIterator[None]:
    """A killed worker is noticed by its silence."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(HEARTBEAT_S)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
