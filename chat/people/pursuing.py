"""Inside a conversation's workflow: each open question to a person is looked after until nothing of it is open.

Beside everything else and without the lock, so that the conversation goes on meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from chat.messages import OpenConversation, PendingCall
from chat.people.messages import ASKING_QUEUE, PURSUE_QUESTION, Pursued, PursueQuestion

WITH_PEOPLE = "people"
"""Patch: runs that heard of a question before it wait for nobody; the next run takes up what is open."""

# For Postgres away, or a worker lost. What a receiver fails is no failure here: it is counted with the question.
UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=10))
ATTEMPT_LIMIT = timedelta(minutes=2)
SILENCE = timedelta(seconds=8)


class OpenQuestions:
    """`take_answer` makes a turn of the answer that came."""

    def __init__(self, opened: OpenConversation, take_answer: Callable[[PursueQuestion], Awaitable[None]]) -> None:
        self._opened = opened
        self._take_answer = take_answer
        self._pending: dict[str, PendingCall] = {}  # by request id, in order of time
        self._told: set[str] = set()  # of them, those about which something is new
        self._pursuing: set[asyncio.Task[None]] = set()
        self.settled = False  # that this run waits for people, before any question comes

    @property
    def pending(self) -> tuple[PendingCall, ...]:
        return tuple(self._pending.values())

    def pend(self, call: PendingCall) -> None:
        """Looks after a question from now on; where that is done already, looks again at once."""
        if call.request_id in self._pending:
            self._told.add(call.request_id)
        elif self.settled or workflow.patched(WITH_PEOPLE):
            self._pending[call.request_id] = call
            pursuing = asyncio.create_task(self._pursue(call))
            self._pursuing.add(pursuing)
            pursuing.add_done_callback(self._pursuing.discard)

    async def _pursue(self, call: PendingCall) -> None:
        pursued = PursueQuestion(
            tenant=self._opened.tenant, conversation=self._opened.conversation, request_id=call.request_id
        )
        try:
            while await self._is_open(pursued):
                continue
        except (ActivityError, ApplicationError):  # deleted with its conversation
            workflow.logger.warning("a question to a person is gone", extra={"request_id": call.request_id})
        self._pending.pop(call.request_id)

    async def _is_open(self, pursued: PursueQuestion) -> bool:
        """Sends it where that is due, makes a turn of its answer, else waits until there is something to do."""
        self._told.discard(pursued.request_id)
        found = await workflow.execute_activity(
            PURSUE_QUESTION,
            pursued,
            result_type=Pursued,
            task_queue=ASKING_QUEUE,
            start_to_close_timeout=ATTEMPT_LIMIT,
            heartbeat_timeout=SILENCE,
            retry_policy=UNTIL_IT_WORKS,
        )
        if found.answered:
            await self._take_answer(pursued)
        if found.next_in is None:
            return pursued.request_id in self._told
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: pursued.request_id in self._told, timeout=timedelta(seconds=found.next_in)
            )
        return True
