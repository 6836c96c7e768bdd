"""Starting the workflows of expiry rules: for the doors, and for a worker's start."""

import asyncio

from temporalio.client import Client

from ingestion.batch import BATCH_QUEUE
from ingestion.expiry.messages import EXPIRY_WORKFLOW, LOOK_AGAIN, Expire, workflow_id
from ingestion.expiry.rules import ExpiryStore
from ingestion.starting import start_kept


class ExpiryClient:
    """A rule stands in Postgres before this is called."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def look_again(self, expire: Expire) -> None:
        """The rule is new, or was changed. Raises `WorkflowsUnavailable`: a worker that starts takes it up."""
        await self._start(expire, LOOK_AGAIN)

    async def resume(self, store: ExpiryStore) -> int:
        """Starts the workflow of every rule that has none; how many rules count."""
        enabled = await asyncio.to_thread(store.enabled)
        for expire in enabled:
            await self._start(expire, None)
        return len(enabled)

    async def _start(self, expire: Expire, signal: str | None) -> None:
        await start_kept(
            self._temporal,
            EXPIRY_WORKFLOW,
            expire,
            id=workflow_id(expire),
            task_queue=BATCH_QUEUE,
            tenant=expire.tenant,
            kept="the rule is kept: a worker begins with it",
            signal=signal,
        )
