"""Starting erasures on Temporal and waiting for them: for the doors, and for a worker's start."""

import asyncio

from temporalio.client import Client
from temporalio.service import RPCError

from ingestion.erasure.messages import ERASE_WORKFLOW, ERASURE_QUEUE, Erase, workflow_id
from ingestion.erasure.store import ErasureStore
from ingestion.starting import start_kept
from knowledge.errors import WorkflowsUnavailable


class ErasureClient:
    """The tombstone stands in Postgres before this is called: starting may be repeated, and is at a worker's start."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def start(self, message: Erase) -> None:
        """Raises `WorkflowsUnavailable`: the order is kept, and a worker that starts takes it up."""
        await start_kept(
            self._temporal,
            ERASE_WORKFLOW,
            message,
            id=workflow_id(message),
            task_queue=ERASURE_QUEUE,
            tenant=message.tenant,
            kept="the erasure is accepted: a worker begins it",
        )

    async def wait(self, message: Erase) -> None:
        """Returns when everything is cleared that can be."""
        try:
            await self._temporal.get_workflow_handle(workflow_id(message)).result()
        except RPCError as error:
            raise WorkflowsUnavailable(f"Temporal was lost while waiting for the erasure: {error.message}") from error

    async def resume(self, store: ErasureStore) -> int:
        """Starts what was accepted and has no running workflow; how many erasures are unfinished."""
        unfinished = await asyncio.to_thread(store.unfinished)
        for message in unfinished:
            await self.start(message)
        return len(unfinished)
