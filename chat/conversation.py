"""One conversation as one workflow: takes messages in order, answers each once, forgets nothing that matters.

What must last is in Postgres; a run that was lost is followed by another that reads it there.
"""

import asyncio
from datetime import timedelta
from types import NoneType
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
        REFUSE_MESSAGE,
        ROLL_SUMMARY,
        ROLLING_OVER,
        SEND_MESSAGE,
        SUMMARISE_EVERY,
        TELL,
        TOLD,
        WINDOW_TURNS,
        AnswerTurn,
        ConversationState,
        LoadedConversation,
        OpenConversation,
        PendingCall,
        RecentTurn,
        RefusedMessage,
        RolledSummary,
        RollSummary,
        SendMessage,
        TurnResult,
        no_room,
    )
    from chat.people.messages import KEEP_ANSWER, LOOK_AFTER_QUESTION, PursueQuestion
    from chat.people.pursuing import OpenQuestions
    from chat.summary import shortened
    from knowledge.adapters.temporal import as_application_errors
    from knowledge.adapters.temporal_steps import at_once_or_patiently, patiently
    from knowledge.errors import ConversationBusy, InvalidRequest, MessageConflict

# A turn is answered inside the workflow task where that is quick: it then costs the server one round trip.
AT_ONCE_LIMIT = timedelta(seconds=1)  # queries wait for it, and the worker's death in it costs a TASK_LIMIT
TASK_LIMIT = timedelta(seconds=4)
# An outage is waited out, however long: an accepted message is answered. Errors that would repeat are not retried.
UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5))
TURN_LIMIT = timedelta(seconds=60)
A_FEW_TIMES = RetryPolicy(maximum_attempts=5)  # a summary may wait for the next turns: nothing waits for it
SILENCE_LIMIT = timedelta(seconds=4)  # without a heartbeat: the worker is dead, another takes the turn
CLOSING_PAUSE = timedelta(milliseconds=10)  # servers fire a timer up to a second late

BOUNDED = "bounded"
"""Patch, before anything else: signals find no room without end, and all of the patches below hold."""
SETTLED_FIRST = "settled first"
"""Patch, before any activity: all of the patches below hold. The marker of one that is asked for after a local
activity may land one workflow task behind that activity's, and such a history cannot be replayed.
"""
WITH_SUMMARY = "summary"
"""Patch: runs that began before it carry no summary and mind no size; they end as they began."""

SHOWN_CHARACTERS = 80  # of the message that is being answered
DOING_NOTHING = "waiting for a message"
CLOSED = "closed: the next message opens it again"

Result = TypeVar("Result")


@workflow.defn(name=CONVERSATION_WORKFLOW)
class ConversationWorkflow:
    @workflow.init
    def __init__(self, opened: OpenConversation) -> None:
        self._opened = opened
        self._bounded = workflow.patched(BOUNDED)  # here: a signal may be handled before `run` begins
        self._refusing: set[str] = set()  # ids of messages that found no room, until that is told
        self._loaded = False
        self._turns = 0
        self._answered: dict[str, TurnResult] = {}  # the last ones, in order of time
        self._taken: list[SendMessage] = []  # accepted and not yet done; twice where update and signal came
        self._answering: SendMessage | None = None
        self._summary = ""
        self._summarised = 0  # turns that it tells of
        self._tried = 0  # turns when it was last rolled, whether or not that worked
        self._keeps_summary = False
        self._at_once = True
        self._closed = False
        self._idle_after = opened.idle_after
        self._one_turn_at_a_time = asyncio.Lock()
        self._received = 0
        self._last_message_at = workflow.now()
        self._questions = OpenQuestions(opened, self._take_answer)
        self._keeping = 0  # answers of people that are becoming turns
        self._begins_anew = False
        self._rolling_over = False  # messages are asked to come again, as they leave no gap for the next run

    @workflow.run
    async def run(self, opened: OpenConversation) -> None:
        settled = self._bounded or workflow.patched(SETTLED_FIRST)
        loaded = await self._step(LOAD_CONVERSATION, opened, LoadedConversation, limit=SILENCE_LIMIT)
        self._turns = loaded.turns
        self._answered = {result.message_id: result for result in loaded.answered}
        self._summary, self._summarised = loaded.summary, loaded.summarised
        self._tried = loaded.summarised
        self._idle_after = loaded.idle_after or opened.idle_after
        self._at_once = loaded.at_once
        self._keeps_summary = settled or workflow.patched(WITH_SUMMARY)
        self._questions.settled = settled
        for call in loaded.pending:
            self._questions.pend(call)
        self._loaded = True
        while True:
            await self._idle_or_long_or_untold()
            if self._is_untold() and not self._is_long():  # else the next run does it: messages wait for that one
                await self._roll_summary()
                continue
            quiet = await self._quiet()
            if quiet and self._is_long():
                workflow.continue_as_new(opened)
            if quiet and self._is_over():
                self._closed = True
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
            known = self.text_hash_of(message.message_id)
            if known is not None and known != message.text_hash():
                raise MessageConflict(
                    f"message_id {message.message_id!r} was used in this conversation for another question: take a new"
                    " one"
                )
            if known is None and self._waiting() >= MAX_WAITING:
                raise ConversationBusy(no_room(MAX_WAITING))
        if self._rolling_over:
            raise ApplicationError("the conversation goes on in a new run: send again", type=ROLLING_OVER)

    @workflow.signal
    async def deliver_message(self, message: SendMessage) -> None:
        """The same turn as `send_message`, for callers that do not wait; an id sent both ways is one turn."""
        if message.refusal() is not None:
            return
        try:
            if self._has_no_room_for(message):
                await self._refuse(message)
            else:
                await self._turn(message)
        except (ActivityError, ApplicationError):
            workflow.logger.warning("a delivered message cannot be answered", extra={"message_id": message.message_id})

    @workflow.signal(name=LOOK_AFTER_QUESTION)
    async def look_after_question(self, call: PendingCall) -> None:
        """Something is new about a question to a person: it was answered or cancelled, or nobody looks after it."""
        await workflow.wait_condition(lambda: self._loaded)
        self._questions.pend(call)

    @workflow.signal
    def begin_anew(self) -> None:
        """Something that this run carries was erased: the next run reads in Postgres what is left."""
        self._begins_anew = True

    @workflow.update(name=TELL)
    async def tell(self, message_id: str | None) -> None:
        """Never runs: whoever asks is told by a refusal, which leaves no trace in history.

        Not by a query: one that comes with a workflow task makes the SDK (1.35) end that task beside a local activity
        that has just ended. An update in the next task is then handled before its result, when replayed after it.
        """

    @tell.validator
    def tell_by_refusing(self, message_id: str | None) -> None:
        told = self.state() if message_id is None else self.text_hash_of(message_id)
        raise ApplicationError("told", told, type=TOLD)

    @workflow.query
    def state(self) -> ConversationState:
        return ConversationState(
            conversation=self._opened.conversation,
            turns=self._turns,
            doing=self._doing(),
            waiting=self._waiting(),
            recent=self.recent_turns(),
            summary=self._summary,
            closed=self._closed,
            pending=self._questions.pending,
        )

    @workflow.query
    def recent_turns(self) -> tuple[RecentTurn, ...]:
        return tuple(result.turn for result in list(self._answered.values())[-WINDOW_TURNS:])

    @workflow.query
    def text_hash_of(self, message_id: str) -> str | None:
        """Of what was first asked under this id; `None` where this run knows it not."""
        if message_id in self._answered:
            return self._answered[message_id].text_hash
        return next((taken.text_hash() for taken in self._taken if taken.message_id == message_id), None)

    # -- a turn -----------------------------------------------------------------------------------

    async def _turn(self, message: SendMessage) -> TurnResult:
        self._received += 1
        self._last_message_at = workflow.now()
        self._taken.append(message)
        try:
            await workflow.wait_condition(lambda: self._loaded and message.message_id not in self._refusing)
            async with self._one_turn_at_a_time:
                return self._answered.get(message.message_id) or await self._answer(message)
        finally:
            self._taken.remove(message)

    async def _answer(self, message: SendMessage) -> TurnResult:
        self._answering = message
        try:
            asked = AnswerTurn(
                tenant=self._opened.tenant,
                conversation=self._opened.conversation,
                message=message,
                recent=self.recent_turns(),
                summary=self._summary,
            )
            step = self._step if self._at_once else self._patiently
            result = await step(ANSWER_TURN, asked, TurnResult, limit=TURN_LIMIT)
        finally:
            self._answering = None
        self._remember(result)
        if result.asks is not None:
            self._questions.pend(result.asks)
        return result

    def _has_no_room_for(self, message: SendMessage) -> bool:
        known = self.text_hash_of(message.message_id) is not None
        return self._bounded and not known and self._waiting() >= self._opened.most_delivered

    async def _refuse(self, message: SendMessage) -> None:
        """Tells on the stream. Sent again, it waits until that is told: its turn comes after it."""
        if message.message_id in self._refusing:
            return
        self._refusing.add(message.message_id)
        refused = RefusedMessage(
            tenant=self._opened.tenant,
            conversation=self._opened.conversation,
            message=message,
            waiting=self._waiting(),
        )
        try:
            await self._step(REFUSE_MESSAGE, refused, NoneType, limit=TURN_LIMIT)
        finally:
            self._refusing.discard(message.message_id)

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

    async def _patiently(self, name: str, message: object, gives: type[Result], *, limit: timedelta) -> Result:
        return await patiently(name, message, gives, limit=limit, silence=SILENCE_LIMIT, patience=UNTIL_IT_WORKS)

    def _remember(self, result: TurnResult) -> None:
        self._turns += 1
        self._answered[result.message_id] = result
        if len(self._answered) > CARRIED_ANSWERS:
            del self._answered[next(iter(self._answered))]

    # -- the answer of a person -------------------------------------------------------------------

    async def _take_answer(self, pursued: PursueQuestion) -> None:
        self._received += 1
        self._last_message_at = workflow.now()
        self._keeping += 1
        try:
            async with self._one_turn_at_a_time:
                result = await self._step(KEEP_ANSWER, pursued, TurnResult, limit=TURN_LIMIT)
                if result.message_id not in self._answered:
                    self._remember(result)
        finally:
            self._keeping -= 1

    # -- the summary ------------------------------------------------------------------------------

    def _is_untold(self) -> bool:
        """Whether the summary lags behind the turns further than it may: not at all where the run is about to close."""
        if not self._keeps_summary:
            return False
        lag = self._turns - self._tried
        return lag >= SUMMARISE_EVERY or (lag > 0 and self._idle_for() >= self._idle_after)

    async def _roll_summary(self) -> None:
        """As a remote activity from the main loop: a local one would hold back the reply of the turn before."""
        self._tried = self._turns
        rolling = RollSummary(tenant=self._opened.tenant, conversation=self._opened.conversation)
        try:
            rolled = await patiently(
                ROLL_SUMMARY, rolling, RolledSummary, limit=TURN_LIMIT, silence=SILENCE_LIMIT, patience=A_FEW_TIMES
            )
        except ActivityError:
            workflow.logger.warning("the summary of a conversation waits for its next turns")
            return
        self._summary, self._summarised = rolled.summary, rolled.summarised

    # -- the end of a run -------------------------------------------------------------------------

    async def _idle_or_long_or_untold(self) -> None:
        """Returns after `idle_after` without a message, when the history is long, or for the summary.

        A message does not touch the timer (each would cost events): when it fires, what is left is waited for. While
        a person's answer is waited for, no quiet is long enough.
        """
        while True:
            while (left := self._idle_after - self._idle_for()) > timedelta(0):
                try:
                    await workflow.wait_condition(lambda: self._is_long() or self._is_untold(), timeout=left)
                except TimeoutError:
                    continue
                return
            if not self._questions.pending or self._is_long() or self._is_untold():
                return
            await workflow.wait_condition(
                lambda: (
                    not self._questions.pending
                    or self._is_long()
                    or self._is_untold()
                    or self._idle_for() < self._idle_after
                )
            )

    async def _quiet(self) -> bool:
        """Waits for a workflow task of its own; whether no handler runs or ran meanwhile.

        A run that ends in the task that completes an update, or with a message just taken, fails that message.
        """
        await workflow.wait_condition(self._all_finished)
        received = self._received
        await workflow.sleep(CLOSING_PAUSE)
        return self._all_finished() and self._received == received

    def _all_finished(self) -> bool:
        return workflow.all_handlers_finished() and not self._keeping

    def _is_over(self) -> bool:
        return self._idle_for() >= self._idle_after and not self._is_untold() and not self._questions.pending

    def _is_long(self) -> bool:
        if self._begins_anew:
            return True
        info = workflow.info()
        if self._keeps_summary and info.get_current_history_size() >= self._opened.history_bytes:
            return True
        return info.is_continue_as_new_suggested() or info.get_current_history_length() >= self._opened.history_limit

    def _idle_for(self) -> timedelta:
        return workflow.now() - self._last_message_at

    # -- what it is doing -------------------------------------------------------------------------

    def _waiting(self) -> int:
        ids = {taken.message_id for taken in self._taken}
        return len(ids - ({self._answering.message_id} if self._answering else set()))

    def _doing(self) -> str:
        if self._answering is not None:
            return f"answering {shortened(self._answering.text, SHOWN_CHARACTERS)!r}"
        if self._closed:
            return CLOSED
        return DOING_NOTHING if self._loaded else "reading the conversation"
