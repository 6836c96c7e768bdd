"""Starting the workflows of expiry rules: for the doors, and for a worker's start."""

import asyncio

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from ingestion.batch import BATCH_QUEUE
from ingestion.expiry.messages import EXPIRY_WORKFLOW, LOOK_AGAIN, Expire, workflow_id
from ingestion.expiry.rules import ExpiryStore
from knowledge.adapters.search_attributes import TENANT
from knowledge.adapters.temporal import reached
from knowledge.errors import WorkflowsUnavailable


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
            try:
                await self._start(expire, None)
            except WorkflowAlreadyStartedError:
                continue
        return len(enabled)

    async def _start(self, expire: Expire, signal: str | None) -> None:
        try:
            with reached():
                await self._temporal.start_workflow(
                    EXPIRY_WORKFLOW,
                    expire,
                    id=workflow_id(expire),
                    task_queue=BATCH_QUEUE,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    start_signal=signal,
                    search_attributes=TypedSearchAttributes([SearchAttributePair(TENANT, expire.tenant)]),
                )
        except RPCError as error:
            raise WorkflowsUnavailable(
                f"the rule is kept, but Temporal did not take it ({error.message}): a worker begins with it"
            ) from error
