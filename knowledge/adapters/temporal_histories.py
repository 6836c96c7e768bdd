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

from knowledge.errors import WorkflowsUnavailable

LOOK_AGAIN = timedelta(seconds=1)


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
            await old.signal("begin_anew")  # chat starts with nothing of ours: by name
            while (await old.describe()).status is WorkflowExecutionStatus.RUNNING:
                activity.heartbeat()
                await asyncio.sleep(LOOK_AGAIN.total_seconds())

    async def delete(self, ended: Sequence[str], *, going_on: Sequence[str] = ()) -> None:
        """Deletes every run under these ids, of those that go on only the closed ones; returns when none is listed.

        A running one of the first is ended before. The server takes up to half a minute over a deletion, so all are
        asked for before any is waited for.
        """
        asked: set[tuple[str, str]] = set()
        while left := [
            *[run for workflow_id in ended for run in await self._runs(workflow_id)],
            *[run for workflow_id in going_on for run in await self._runs(workflow_id, closed=True)],
        ]:
            for workflow_id, run_id in left:
                if (workflow_id, run_id) not in asked:
                    await self._delete(workflow_id, run_id)
            asked |= {*left}
            activity.heartbeat()
            await asyncio.sleep(LOOK_AGAIN.total_seconds())

    async def _delete(self, workflow_id: str, run_id: str) -> None:
        execution = WorkflowExecution(workflow_id=workflow_id, run_id=run_id)
        request = DeleteWorkflowExecutionRequest(namespace=self._temporal.namespace, workflow_execution=execution)
        with _missing_is_fine():
            await self._temporal.workflow_service.delete_workflow_execution(request)

    async def _runs(self, workflow_id: str, *, closed: bool = False) -> list[tuple[str, str]]:
        query = f"WorkflowId = '{workflow_id}'" + (" AND ExecutionStatus != 'Running'" if closed else "")
        runs: list[tuple[str, str]] = []
        with _missing_is_fine():
            runs += [(found.id, found.run_id) async for found in self._temporal.list_workflows(query)]
        activity.heartbeat()
        return runs


@contextmanager
def _missing_is_fine() -> Iterator[None]:
    """What is gone already need not go again; anything else that Temporal refuses is an outage."""
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise WorkflowsUnavailable(f"Temporal did not clear its histories: {error.message}") from error
