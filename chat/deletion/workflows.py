"""`ForgetConversationWorkflow`: Temporal's part of one deletion. `RetentionWorkflow`: one look for what may go."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from chat.deletion.messages import (
        CLEAR_HISTORIES,
        DELETE_EXPIRED,
        FORGET_WORKFLOW,
        FORGETTING_QUEUE,
        RETENTION_WORKFLOW,
        DeletedSome,
        ForgetConversation,
        workflow_id,
    )
    from knowledge.adapters.temporal_steps import patiently

UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30))
HEARTBEAT = timedelta(seconds=20)
LIMIT = timedelta(hours=1)
LOOKS_A_RUN = 20


@workflow.defn(name=FORGET_WORKFLOW)
class ForgetConversationWorkflow:
    @workflow.run
    async def run(self, forget: ForgetConversation) -> None:
        await patiently(CLEAR_HISTORIES, forget, type(None), limit=LIMIT, silence=HEARTBEAT, patience=UNTIL_IT_WORKS)


@workflow.defn(name=RETENTION_WORKFLOW)
class RetentionWorkflow:
    @workflow.run
    async def run(self) -> None:
        for _ in range(LOOKS_A_RUN):
            deleted = await workflow.execute_activity(
                DELETE_EXPIRED,
                result_type=DeletedSome,
                start_to_close_timeout=LIMIT,
                heartbeat_timeout=HEARTBEAT,
                retry_policy=UNTIL_IT_WORKS,
            )
            if not deleted.conversations:
                return
            for forget in deleted.conversations:
                await _begin(forget)
        workflow.continue_as_new()


async def _begin(forget: ForgetConversation) -> None:
    """Goes on by itself; a worker that looks for unfinished ones may have begun it already."""
    try:
        await workflow.start_child_workflow(
            FORGET_WORKFLOW,
            forget,
            id=workflow_id(forget),
            task_queue=FORGETTING_QUEUE,
            parent_close_policy=ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        return
