"""Waking the workflows of receivers: after a fan-out, when something is sent again, and for what is overdue."""

import asyncio
from collections.abc import Iterable

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from ingestion.batch import BATCH_QUEUE
from ingestion.notifications.deliveries import DeliveryStore
from ingestion.notifications.messages import NOTIFY_WORKFLOW, WAKE, Notify, workflow_id
from knowledge.adapters.search_attributes import TENANT
from knowledge.adapters.temporal import reached
from knowledge.errors import WorkflowsUnavailable


class NotifyClient:
    """What is to be sent stands in Postgres before this is called: waking may be repeated, and is."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def wake(self, receivers: Iterable[Notify]) -> None:
        """Starts the workflow of each, or tells it that more is due. Raises `WorkflowsUnavailable`: nothing is lost."""
        for message in receivers:
            await self._start(message, WAKE)

    async def resume(self, deliveries: DeliveryStore) -> int:
        """Starts the workflows that should have sent something by now and are lost; how many receivers are overdue."""
        overdue = await asyncio.to_thread(deliveries.overdue)
        for message in overdue:
            await self._start(message, None)
        return len(overdue)

    async def _start(self, message: Notify, signal: str | None) -> None:
        try:
            with reached():
                await self._temporal.start_workflow(
                    NOTIFY_WORKFLOW,
                    message,
                    id=workflow_id(message),
                    task_queue=BATCH_QUEUE,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    start_signal=signal,
                    search_attributes=TypedSearchAttributes([SearchAttributePair(TENANT, message.tenant)]),
                )
        except WorkflowAlreadyStartedError:
            return
        except RPCError as error:
            raise WorkflowsUnavailable(
                f"what is to be sent is kept, but Temporal did not take it ({error.message}): a worker sends it later"
            ) from error
