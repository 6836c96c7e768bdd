"""One conversation as one workflow: takes messages in order, answers each once, forgets nothing that matters.

What must last is in Postgres; a run that was lost is followed by another that reads it there.
"""

import asyncio
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from chat.messages import (
        ANSWER_TURN,
        CARRIED_ANSWERS,
        CONVERSATION_WORKFLOW,
        LOAD_CONVERSATION,
        MAX_WAITING,
        ROLLING_OVER,
        SEND_MESSAGE,
        WINDOW_TURNS,
        AnswerTurn,
        ConversationState,
        LoadedConversation,
        OpenConversation,
        RecentTurn,
        SendMessage,
        TurnResult,
    )
    from knowledge.adapters.temporal import as_application_errors
    from knowledge.adapters.temporal_steps import at_once_or_patiently
    from knowledge.errors import ConversationBusy, InvalidRequest

# A turn is answered inside the workflow task where that is quick: it then costs the server one round trip.
AT_ONCE_LIMIT = timedelta(seconds=1)  # queries wait for it, and the worker's death in it costs a TASK_LIMIT
TASK_LIMIT = timedelta(seconds=4)
# An outage is waited out, however long: an accepted message is answered. Errors that would repeat are not retried.
UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5))
TURN_LIMIT = timedelta(seconds=60)
SILENCE_LIMIT = timedelta(seconds=4)  # without a heartbeat: the worker is dead, another takes the turn
CLOSING_PAUSE = timedelta(milliseconds=10)  # servers fire a timer up to a second late

Result = TypeVar("Result")


@workflow.defn(name=CONVERSATION_WORKFLOW)
class ConversationWorkflow:
    @workflow.init
    def __init__(self, opened: OpenConversation) -> None:
        self._opened = opened
        self._loaded = False
        self._turns = 0
        self._answered: dict[str, TurnResult] = {}  # the last ones, in order of time
        self._taken: list[str] = []  # message ids accepted and not yet done; twice where update and signal came
        self._answering: SendMessage | None = None
        self._one_turn_at_a_time = asyncio.Lock()
        self._received = 0
        self._last_message_at = workflow.now()
        self._begins_anew = False
        self._rolling_over = False  # messages are asked to come again, as they leave no gap for the next run

    @workflow.run
    async def run(self, opened: OpenConversation) -> None:
        loaded = await self._step(LOAD_CONVERSATION, opened, LoadedConversation, limit=SILENCE_LIMIT)
        self._turns = loaded.turns
        self._answered = {result.message_id: result for result in loaded.answered}
        self._loaded = True
        while True:
            await self._idle_or_long()
            quiet = await self._quiet()
            if quiet and self._is_long():
                workflow.continue_as_new(opened)
            if quiet and self._idle_for() >= opened.idle_after:
                return
            self._rolling_over = self._is_long()

    # -- three ways to talk to it -----------------------------------------------------------------

    @workflow.update(name=SEND_MESSAGE)
    async def send_message(self, message: SendMessage) -> TurnResult:
        return await self._turn(message)

    @send_message.validator
    def refuse_message(self, message: SendMessage) -> None:
        with as_application_errors():
            if (refusal := message.refusal()) is not None:
                raise InvalidRequest(refusal)
            known = message.message_id in self._answered or message.message_id in self._taken
            if not known and self._waiting() >= MAX_WAITING:
                raise ConversationBusy(f"{MAX_WAITING} messages wait for an answer already: send this one after them")
        if self._rolling_over:
            raise ApplicationError("the conversation goes on in a new run: send again", type=ROLLING_OVER)

    @workflow.signal
    async def deliver_message(self, message: SendMessage) -> None:
        """The same turn as `send_message`, for callers that do not wait; an id sent both ways is one turn."""
        if message.refusal() is not None:
            return
        try:
            await self._turn(message)
        except (ActivityError, ApplicationError):
            workflow.logger.warning("a delivered message cannot be answered", extra={"message_id": message.message_id})

    @workflow.signal
    def begin_anew(self) -> None:
        """Something that this run carries was erased: the next run reads in Postgres what is left."""
        self._begins_anew = True

    @workflow.query
    def state(self) -> ConversationState:
        return ConversationState(
            conversation=self._opened.conversation,
            turns=self._turns,
            doing=self._doing(),
            waiting=self._waiting(),
            recent=self.recent_turns(),
        )

    @workflow.query
    def recent_turns(self) -> tuple[RecentTurn, ...]:
        return tuple(result.turn for result in list(self._answered.values())[-WINDOW_TURNS:])

    # -- a turn -----------------------------------------------------------------------------------

    async def _turn(self, message: SendMessage) -> TurnResult:
        self._received += 1
        self._last_message_at = workflow.now()
        self._taken.append(message.message_id)
        try:
            await workflow.wait_condition(lambda: self._loaded)
            async with self._one_turn_at_a_time:
                return self._answered.get(message.message_id) or await self._answer(message)
        finally:
            self._taken.remove(message.message_id)

    async def _answer(self, message: SendMessage) -> TurnResult:
        self._answering = message
        try:
            asked = AnswerTurn(
                tenant=self._opened.tenant,
                conversation=self._opened.conversation,
                message=message,
                recent=self.recent_turns(),
            )
            result = await self._step(ANSWER_TURN, asked, TurnResult, limit=TURN_LIMIT)
        finally:
            self._answering = None
        self._remember(result)
        return result

    async def _step(self, name: str, message: object, gives: type[Result], *, limit: timedelta) -> Result:
        return await at_once_or_patiently(
            name,
            message,
            gives,
            at_once=AT_ONCE_LIMIT,
            limit=limit,
            silence=SILENCE_LIMIT,
            patience=UNTIL_IT_WORKS,
        )

    def _remember(self, result: TurnResult) -> None:
        self._turns += 1
        self._answered[result.message_id] = result
        if len(self._answered) > CARRIED_ANSWERS:
            del self._answered[next(iter(self._answered))]

    # -- the end of a run -------------------------------------------------------------------------

    async def _idle_or_long(self) -> None:
        """Returns after `idle_after` without a message, or when the history is long.

        A message does not touch the timer (each would cost events): when it fires, what is left is waited for.
        """
        while (left := self._opened.idle_after - self._idle_for()) > timedelta(0):
            try:
                await workflow.wait_condition(self._is_long, timeout=left)
            except TimeoutError:
                continue
            return

    async def _quiet(self) -> bool:
        """Waits for a workflow task of its own; whether no handler runs or ran meanwhile.

        A run that ends in the task that completes an update, or with a message just taken, fails that message.
        """
        await workflow.wait_condition(workflow.all_handlers_finished)
        received = self._received
        await workflow.sleep(CLOSING_PAUSE)
        return workflow.all_handlers_finished() and self._received == received

    def _is_long(self) -> bool:
        if self._begins_anew:
            return True
        info = workflow.info()
        return info.is_continue_as_new_suggested() or info.get_current_history_length() >= self._opened.history_limit

    def _idle_for(self) -> timedelta:
        return workflow.now() - self._last_message_at

    # -- what it is doing -------------------------------------------------------------------------

    def _waiting(self) -> int:
        return len({*self._taken} - ({self._answering.message_id} if self._answering else set()))

    def _doing(self) -> str:
        if self._answering is not None:
            return f"answering {_shortened(self._answering.text)!r}"
        return "waiting for a message" if self._loaded else "reading the conversation"


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
