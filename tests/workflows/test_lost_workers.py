"""How long a workflow waits for a worker that died over it, and what a worker does that finds many of them."""

import asyncio
import threading
from dataclasses import replace
from uuid import uuid4

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    PollWorkflowTaskQueueRequest,
    PollWorkflowTaskQueueResponse,
    RespondWorkflowTaskFailedRequest,
)
from temporalio.client import Client

from chat.conversation import TASK_LIMIT
from chat.messages import LoadedConversation
from chat.store import TranscriptStore
from chat.worker import TASKS
from knowledge.adapters.postgres.pool import Pool
from tests.workflows.conversations import TENANT, Chat, message

FAILURES = 8  # left alone, the server then waits minutes longer than the workflow says
PATIENCE_S = 40
WAITING = 2 * TASKS  # conversations
MOMENT_S = 0.5


async def test_a_worker_that_dies_over_a_task_that_failed_before_is_missed_within_seconds(temporal: Client) -> None:
    queue = f"lost-{uuid4()}"
    handle = await temporal.start_workflow("Nobody's", id=queue, task_queue=queue, task_timeout=TASK_LIMIT)
    for _ in range(FAILURES):
        await _fail(temporal, await _task(temporal, queue))
    lost = await _task(temporal, queue)
    async with asyncio.timeout(PATIENCE_S):
        taken_again = await _task(temporal, queue)
    assert taken_again.attempt == lost.attempt + 1 == FAILURES + 2
    await handle.terminate()


async def test_a_worker_that_finds_many_waiting_takes_up_a_few_at_a_time(chat: Chat, pool: Pool) -> None:
    """All at once, none would be done before the server misses it and gives it out again, to the same worker."""
    store = CountingStore(pool)
    waiting = [replace(chat, conversation=await chat.client.open(TENANT, "local", "waiting")) for _ in range(WAITING)]
    await asyncio.gather(*(chat.client.hand_in(TENANT, one.conversation, message("one")) for one in waiting))
    async with replace(chat, store=store).worker():
        await asyncio.gather(*(one.send(message("two")) for one in waiting))
    assert 1 < store.most <= TASKS
    for one in waiting:
        await one.end("the test is over")


class CountingStore(TranscriptStore):
    """How many conversations are loaded at a time: each within its workflow's task, that waits a moment for more."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.loading = self.most = 0
        self._changed = threading.Condition()

    def last_turns(self, tenant: str, conversation: str, limit: int) -> LoadedConversation:
        with self._changed:
            self.loading += 1
            self.most = max(self.most, self.loading)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most > TASKS, MOMENT_S)
            self.loading -= 1
        return super().last_turns(tenant, conversation, limit)


async def _task(temporal: Client, queue: str) -> PollWorkflowTaskQueueResponse:
    asked = PollWorkflowTaskQueueRequest(
        namespace=temporal.namespace, task_queue=TaskQueue(name=queue), identity="a worker"
    )
    while not (task := await temporal.workflow_service.poll_workflow_task_queue(asked)).task_token:
        pass  # a poll ends after a minute
    return task


async def _fail(temporal: Client, task: PollWorkflowTaskQueueResponse) -> None:
    await temporal.workflow_service.respond_workflow_task_failed(
        RespondWorkflowTaskFailedRequest(
            namespace=temporal.namespace,
            task_token=task.task_token,
            cause=WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE,
        )
    )
