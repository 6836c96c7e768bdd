"""Waking the workflows of receivers: after a fan-out, when something is sent again, and for what is overdue."""

import asyncio
from collections.abc import Iterable

from temporalio.client import Client

from ingestion.batch import BATCH_QUEUE
from ingestion.notifications.deliveries import DeliveryStore
from ingestion.notifications.messages import NOTIFY_WORKFLOW, WAKE, Notify, workflow_id
from ingestion.starting import start_kept


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
        await start_kept(
            self._temporal,
            NOTIFY_WORKFLOW,
            message,
            id=workflow_id(message),
            task_queue=BATCH_QUEUE,
            tenant=message.tenant,
            kept="what is to be sent is kept: a worker sends it later",
            signal=signal,
        )
