"""Starting re-indexes on Temporal: for the doors, and for a worker's start."""

import asyncio

from temporalio.client import Client
from temporalio.service import RPCError

from ingestion.batch import BATCH_QUEUE
from ingestion.reindex.messages import REINDEX_WORKFLOW, Reindex, workflow_id
from ingestion.reindex.store import ReindexStore
from ingestion.starting import start_kept
from knowledge.errors import WorkflowsUnavailable


class ReindexClient:
    """The row stands in Postgres before this is called: starting may be repeated, and is at a worker's start."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def start(self, message: Reindex) -> None:
        """Raises `WorkflowsUnavailable`: the order is kept, and a worker that starts takes it up."""
        await start_kept(
            self._temporal,
            REINDEX_WORKFLOW,
            message,
            id=workflow_id(message),
            task_queue=BATCH_QUEUE,
            tenant=message.tenant,
            kept="the re-index is accepted: a worker begins it",
        )

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
