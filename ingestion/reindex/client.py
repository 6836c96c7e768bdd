"""Starting re-indexes on Temporal: for the doors, and for a worker's start."""

import asyncio

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from ingestion.batch import BATCH_QUEUE
from ingestion.reindex.messages import REINDEX_WORKFLOW, Reindex, workflow_id
from ingestion.reindex.store import ReindexStore
from knowledge.adapters.search_attributes import TENANT
from knowledge.adapters.temporal import reached
from knowledge.errors import WorkflowsUnavailable


class ReindexClient:
    """The row stands in Postgres before this is called: starting may be repeated, and is at a worker's start."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def start(self, message: Reindex) -> None:
        """Raises `WorkflowsUnavailable`: the order is kept, and a worker that starts takes it up."""
        try:
            with reached():
                await self._temporal.start_workflow(
                    REINDEX_WORKFLOW,
                    message,
                    id=workflow_id(message),
                    task_queue=BATCH_QUEUE,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    search_attributes=TypedSearchAttributes([SearchAttributePair(TENANT, message.tenant)]),
                )
        except WorkflowAlreadyStartedError:
            return
        except RPCError as error:
            raise WorkflowsUnavailable(
                f"the re-index is accepted, but Temporal did not take it ({error.message}): a worker begins it"
            ) from error

    async def wait(self, message: Reindex) -> None:
        """Returns when it has ended, well or not."""
        try:
            await self._temporal.get_workflow_handle(workflow_id(message)).result()
        except RPCError as error:
            raise WorkflowsUnavailable(f"Temporal was lost while waiting for the re-index: {error.message}") from error

    async def resume(self, store: ReindexStore) -> int:
        """Starts what was accepted and has no running workflow; how many are unfinished."""
        unfinished = await asyncio.to_thread(store.unfinished)
        for run in unfinished:
            await self.start(run.message)
        return len(unfinished)
