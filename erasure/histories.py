"""Temporal's own memory: running work is stopped, runs that carry what was erased are deleted."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from temporalio import activity
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from chat.conversation import ConversationWorkflow
from knowledge.errors import WorkflowsUnavailable

LOOK_AGAIN = timedelta(milliseconds=200)


class Histories:
    """Raises `WorkflowsUnavailable`. Everything here may be repeated."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def stop(self, workflow_ids: Sequence[str], reason: str) -> None:
        """Ends what still runs under these ids."""
        for workflow_id in workflow_ids:
            with _missing_is_fine():
                await self._temporal.get_workflow_handle(workflow_id).terminate(reason)

    async def begin_anew(self, workflow_id: str) -> None:
        """A conversation that runs goes on in a new run, which reads in Postgres what is left; waits for that."""
        handle = self._temporal.get_workflow_handle(workflow_id)
        with _missing_is_fine():
            described = await handle.describe()
            if described.status is not WorkflowExecutionStatus.RUNNING:
                return
            old = self._temporal.get_workflow_handle(workflow_id, run_id=described.run_id)
            await old.signal(ConversationWorkflow.begin_anew)
            while (await old.describe()).status is WorkflowExecutionStatus.RUNNING:
                activity.heartbeat()
                await asyncio.sleep(LOOK_AGAIN.total_seconds())

    async def delete(self, workflow_id: str, *, but_running: bool = False) -> int:
        """Deletes every run under the id and waits until none is found; how many. A running one is ended before."""
        deleted: set[str] = set()
        while runs := await self._runs(workflow_id, but_running=but_running):
            for run_id in runs:
                with _missing_is_fine():
                    await self._temporal.workflow_service.delete_workflow_execution(
                        DeleteWorkflowExecutionRequest(
                            namespace=self._temporal.namespace,
                            workflow_execution=WorkflowExecution(workflow_id=workflow_id, run_id=run_id),
                        )
                    )
                deleted.add(run_id)
            activity.heartbeat()
            await asyncio.sleep(LOOK_AGAIN.total_seconds())
        return len(deleted)

    async def _runs(self, workflow_id: str, *, but_running: bool) -> list[str]:
        query = f"WorkflowId = '{workflow_id}'" + (" AND ExecutionStatus != 'Running'" if but_running else "")
        runs: list[str] = []
        with _missing_is_fine():
            runs += [found.run_id async for found in self._temporal.list_workflows(query)]
        return runs


@contextmanager
def _missing_is_fine() -> Iterator[None]:
    """What is gone already need not go again; anything else that Temporal refuses is an outage."""
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise WorkflowsUnavailable(f"Temporal did not clear its histories: {error.message}") from error
