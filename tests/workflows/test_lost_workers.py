"""How long a workflow waits for a worker that died over it, after it failed several times."""

import asyncio
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

FAILURES = 8  # left alone, the server then waits minutes longer than the workflow says
PATIENCE_S = 40


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
