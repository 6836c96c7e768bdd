"""Waking the workflow that asks answers again: for the worker that looks, and for whoever wants one answer examined."""

import asyncio

import structlog
from temporalio.client import Client

from ingestion.batch import BATCH_QUEUE
from ingestion.recall.messages import RECALL_WORKFLOW, WAKE, Recall, workflow_id
from ingestion.recall.store import RecallStore
from ingestion.starting import start_kept
from knowledge.errors import ServiceError

LOOK_S = 1.0
AFTER_AN_OUTAGE_S = 5.0

log = structlog.get_logger(__name__)


class RecallClient:
    """What waits stands in Postgres before this is called: waking may be repeated, and is."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def resume(self, recalls: RecallStore) -> int:
        """Starts or wakes the workflow of every tenant in which something is overdue; how many.

        Raises `WorkflowsUnavailable`: nothing is lost.
        """
        waiting = await asyncio.to_thread(recalls.overdue)
        for message in waiting:
            await self.wake(message)
        return len(waiting)

    async def wake(self, message: Recall) -> None:
        await start_kept(
            self._temporal,
            RECALL_WORKFLOW,
            message,
            id=workflow_id(message),
            task_queue=BATCH_QUEUE,
            tenant=message.tenant,
            kept="what is to be examined is kept: a worker does it later",
            signal=WAKE,
        )

    async def run(self, recalls: RecallStore, stop: asyncio.Event, *, look_s: float = LOOK_S) -> None:
        """Looks for recordings until `stop` is set. Of an outage one line is logged; what waited is gone on with."""
        woken: dict[Recall, str] = {}
        while not stop.is_set():
            pause = look_s
            try:
                waiting = await asyncio.to_thread(recalls.waiting)
                for message, mark in waiting.items():
                    if woken.get(message) != mark:
                        await self.wake(message)
                woken = waiting
            except ServiceError as error:
                log.warning("answers are asked again after an outage", error=str(error))
                pause = AFTER_AN_OUTAGE_S
            except Exception:  # whatever it is, the worker goes on with its work
                log.exception("recordings were not looked after; it is tried again")
                pause = AFTER_AN_OUTAGE_S
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                continue
