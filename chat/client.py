"""How a door talks to a conversation: any process, on any machine, about any conversation."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

import anyio.to_thread
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from tenacity import AsyncRetrying, retry_if_exception_type, stop_before_delay, wait_random_exponential

from chat.conversation import CLOSED, DOING_NOTHING, TASK_LIMIT, ConversationWorkflow
from chat.messages import (
    CHAT_QUEUE,
    HISTORY_BYTES,
    HISTORY_LIMIT,
    IDLE_AFTER,
    MAX_DELIVERED,
    ROLLING_OVER,
    SEND_MESSAGE,
    TELL,
    TOLD,
    WINDOW_TURNS,
    ConversationState,
    OpenConversation,
    PendingCall,
    SendMessage,
    TurnResult,
)
from chat.people.messages import LOOK_AFTER_QUESTION
from chat.store import TranscriptStore
from knowledge.adapters.search_attributes import CONVERSATION, TENANT
from knowledge.adapters.temporal import as_knowledge_error, conversation_workflow_id, reached
from knowledge.errors import (
    ConversationBusy,
    InvalidRequest,
    KnowledgeError,
    MessageConflict,
    ServiceError,
    TurnFailed,
    WorkflowsUnavailable,
)

HANDING_IN_LIMIT_S = 3.0
ACCEPTING_LIMIT = timedelta(seconds=0.5)  # for a worker that tells whether there is room
STATE_LIMIT = timedelta(seconds=3)
TELLING_LIMIT = timedelta(seconds=0.5)  # the message is safe by then
BETWEEN_RUNS = {ROLLING_OVER, "AcceptedUpdateCompletedWorkflow"}


class ConversationClient:
    """`idle_after` and the limits go into every run that this client starts; a conversation's own time goes before."""

    def __init__(
        self,
        temporal: Client,
        store: TranscriptStore,
        *,
        idle_after: timedelta = IDLE_AFTER,
        history_limit: int = HISTORY_LIMIT,
        history_bytes: int = HISTORY_BYTES,
        most_delivered: int = MAX_DELIVERED,
    ) -> None:
        self._temporal = temporal
        self._store = store
        self._idle_after = idle_after
        self._history_limit = history_limit
        self._history_bytes = history_bytes
        self._most_delivered = most_delivered

    @property
    def idle_after(self) -> timedelta:
        """Of conversations without a time of their own."""
        return self._idle_after

    async def open(
        self, tenant: str, actor: str, title: str | None = None, *, idle_after: timedelta | None = None
    ) -> str:
        """The id of a new conversation. Its workflow starts with its first message."""
        create = partial(self._store.create, tenant, actor, title, idle_after=idle_after)
        return str(await anyio.to_thread.run_sync(create))

    async def send(self, tenant: str, conversation: str, message: SendMessage, deadline_s: float) -> TurnResult | None:
        """The turn's result; `None` where it is not there within `deadline_s`, but the message is safe and in work.

        The same message id again gives the first answer. Raises `ConversationNotFound`, `InvalidRequest`,
        `MessageConflict` where the id was used for another question, `ConversationBusy`, `WorkflowsUnavailable` where
        the message may be lost, and whatever answering raised.
        """
        result = await self._answered(tenant, conversation, message)
        if result is None:
            result = await self._turn(self._opened(tenant, conversation), message, deadline_s)
        return _of_this_question(result, message)

    async def hand_in(self, tenant: str, conversation: str, message: SendMessage) -> TurnResult | None:
        """Returns as soon as the message is safe, `None`: its answer comes on the stream; or the answer it has already.

        Raises as `send` does, but for what answering raises. While no worker tells whether there is room for the
        message it is handed over all the same; where there was none, its stream tells.
        """
        result = await self._answered(tenant, conversation, message)
        opened = self._opened(tenant, conversation)
        if result is None and not await self._accepted(opened, message):
            await self._hand_in(opened, message)
            await self._check_taken(opened, message)
        return _of_this_question(result, message)

    async def state(self, tenant: str, conversation: str) -> ConversationState:
        """What the conversation is doing; starts nothing. Raises `ConversationNotFound`, `WorkflowsUnavailable`."""
        loaded = await anyio.to_thread.run_sync(self._store.last_turns, tenant, conversation, WINDOW_TURNS)
        handle = self._temporal.get_workflow_handle(conversation_workflow_id(tenant, conversation))
        try:
            with reached():
                return ConversationState.model_validate(await _told(handle, None, STATE_LIMIT))
        except (WorkflowUpdateRPCTimeoutOrCancelledError, WorkflowUpdateFailedError) as error:
            raise WorkflowsUnavailable(f"the conversation does not tell its state: {error}") from error
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise WorkflowsUnavailable(f"the conversation's state cannot be asked for: {error.message}") from error
        return ConversationState(
            conversation=conversation,
            turns=loaded.turns,
            doing=CLOSED if loaded.turns else DOING_NOTHING,
            waiting=0,
            recent=tuple(result.turn for result in loaded.answered),
            summary=loaded.summary,
            closed=loaded.turns > 0,
            pending=loaded.pending,
        )

    async def look_after(self, tenant: str, conversation: str, call: PendingCall) -> None:
        """Lets the conversation see what is new about a question to a person. May be repeated, and is.

        Raises `WorkflowsUnavailable`: what is new stands in Postgres, and a worker sees to it later.
        """
        try:
            await self._start_with(self._opened(tenant, conversation), LOOK_AFTER_QUESTION, call)
        except (RPCError, RuntimeError, TimeoutError) as error:
            raise WorkflowsUnavailable("what is new about a question is kept: a worker sees to it later") from error

    async def _answered(self, tenant: str, conversation: str, message: SendMessage) -> TurnResult | None:
        if (refusal := message.refusal()) is not None:
            raise InvalidRequest(refusal)
        return await anyio.to_thread.run_sync(self._store.answered, tenant, conversation, message.message_id)

    def _opened(self, tenant: str, conversation: str) -> OpenConversation:
        return OpenConversation(
            tenant=tenant,
            conversation=conversation,
            idle_after=self._idle_after,
            history_limit=self._history_limit,
            history_bytes=self._history_bytes,
            most_delivered=self._most_delivered,
        )

    async def _turn(self, opened: OpenConversation, message: SendMessage, deadline_s: float) -> TurnResult | None:
        deadline = asyncio.get_running_loop().time() + deadline_s
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type((ServiceError, ConversationBusy)),
                wait=wait_random_exponential(multiplier=0.05, max=1.0),
                stop=stop_before_delay(deadline_s),
                reraise=True,
            ):
                with attempt, _translated():
                    if attempt.retry_state.attempt_number > 1 and (stored := await self._stored(opened, message)):
                        return stored
                    async with asyncio.timeout_at(deadline):
                        return await self._update(opened, message)
        except (ServiceError, TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
            await self._check_taken(opened, message)
            await self._hand_in(opened, message)
        return None

    async def _accepted(self, opened: OpenConversation, message: SendMessage) -> bool:
        """Whether a worker has taken the message, as far as it tells in time. Raises `ConversationBusy` and
        `MessageConflict`: however many send at once, the conversation counts.
        """
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(ServiceError),
                wait=wait_random_exponential(multiplier=0.02, max=0.2),
                stop=stop_before_delay(ACCEPTING_LIMIT.total_seconds()),
                reraise=True,
            ):
                with attempt, _translated():
                    update = await self._temporal.start_update_with_start_workflow(
                        SEND_MESSAGE,
                        message,
                        wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                        id=f"{message.message_id} {message.text_hash()}",  # another text is asked for itself
                        result_type=TurnResult,
                        start_workflow_operation=_starting(opened),
                        rpc_timeout=ACCEPTING_LIMIT,
                    )
                    await _raise_refusal(update)
        except (ConversationBusy, MessageConflict):
            raise
        except (ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError):
            return False
        except KnowledgeError:  # what answering raised is told where its answer would be
            return True
        return True

    async def _stored(self, opened: OpenConversation, message: SendMessage) -> TurnResult | None:
        """Raises `ConversationNotFound` where the conversation was deleted meanwhile: nobody starts it anew."""
        return await anyio.to_thread.run_sync(
            self._store.answered, opened.tenant, opened.conversation, message.message_id
        )

    async def _check_taken(self, opened: OpenConversation, message: SendMessage) -> None:
        """Raises `MessageConflict` where the id is being answered for another question, as far as anybody can tell."""
        handle = self._temporal.get_workflow_handle(conversation_workflow_id(opened.tenant, opened.conversation))
        with suppress(RPCError, RuntimeError, WorkflowUpdateRPCTimeoutOrCancelledError, WorkflowUpdateFailedError):
            known = await _told(handle, message.message_id, TELLING_LIMIT)
            if known is not None:
                _check_same(message, str(known))

    async def _update(self, opened: OpenConversation, message: SendMessage) -> TurnResult:
        # By name: given the method, the SDK spends half a millisecond on finding out what it is.
        result: TurnResult = await self._temporal.execute_update_with_start_workflow(
            SEND_MESSAGE,
            message,
            id=message.message_id,
            result_type=TurnResult,
            start_workflow_operation=_starting(opened),
        )
        return result

    async def _hand_in(self, opened: OpenConversation, message: SendMessage) -> None:
        """Makes an unanswered message durable: an update is not, before a worker accepts it."""
        try:
            await self._start_with(opened, "deliver_message", message)
        except (RPCError, RuntimeError, TimeoutError) as error:
            raise WorkflowsUnavailable(
                "the message could not be handed over: send it again, with the same message_id"
            ) from error

    async def _start_with(self, opened: OpenConversation, signal: str, argument: SendMessage | PendingCall) -> None:
        """Signals the run that is open, or begins one with the signal."""
        async with asyncio.timeout(HANDING_IN_LIMIT_S):
            await self._temporal.start_workflow(
                ConversationWorkflow.run,
                opened,
                **_run_options(opened),
                start_signal=signal,
                start_signal_args=[argument],
            )


def _starting(opened: OpenConversation) -> WithStartWorkflowOperation[Any, Any]:
    return WithStartWorkflowOperation(ConversationWorkflow.run, opened, **_run_options(opened))


def _run_options(opened: OpenConversation) -> dict[str, Any]:
    """How a run is begun, whatever it begins with; one that is open is taken as it is."""
    return {
        "id": conversation_workflow_id(opened.tenant, opened.conversation),
        "task_queue": CHAT_QUEUE,
        "task_timeout": TASK_LIMIT,
        "search_attributes": _search_attributes(opened),
        "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
    }


async def _raise_refusal(update: WorkflowUpdateHandle[TurnResult]) -> None:
    """Of an update that got so far: a refusal is there by now, and an answer is not waited for."""
    with suppress(TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
        async with asyncio.timeout(0):
            await update.result()


async def _told(handle: WorkflowHandle[Any, Any], message_id: str | None, limit: timedelta) -> object:
    """Its state, or the hash of what was asked under that id: the refusal of an update. Those that ask for the same
    share one, as few may wait at a time.
    """
    try:
        await handle.execute_update(TELL, message_id, id=f"{TELL} {message_id or ''}", rpc_timeout=limit)
    except WorkflowUpdateFailedError as error:
        if not isinstance(error.cause, ApplicationError) or error.cause.type != TOLD:
            raise
        return error.cause.details[0]
    return None


def _of_this_question(result: TurnResult | None, message: SendMessage) -> TurnResult | None:
    if result is not None:
        _check_same(message, result.text_hash)
    return result


def _check_same(message: SendMessage, text_hash: str) -> None:
    """Raises `MessageConflict`."""
    if text_hash != message.text_hash():
        raise MessageConflict(
            f"message_id {message.message_id!r} was used in this conversation for another question: take a new one"
        )


def _search_attributes(opened: OpenConversation) -> TypedSearchAttributes:
    return TypedSearchAttributes(
        [SearchAttributePair(TENANT, opened.tenant), SearchAttributePair(CONVERSATION, opened.conversation)]
    )


@contextmanager
def _translated() -> Iterator[None]:
    """What went wrong in our words: a `ServiceError` means that the same message may be sent again."""
    try:
        yield
    except (RPCError, RuntimeError) as error:  # the latter from a client that connects at its first call
        raise WorkflowsUnavailable(f"Temporal did not take the message: {error}") from error
    except WorkflowUpdateFailedError as error:
        if isinstance(error.cause, ApplicationError) and error.cause.type in BETWEEN_RUNS:
            raise WorkflowsUnavailable("the conversation is between two runs") from error
        raise as_knowledge_error(error) or TurnFailed(f"the message could not be answered: {error.cause}") from error
