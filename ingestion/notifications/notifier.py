"""The worker's part that is no workflow: looks every second for what happened, and for what is overdue."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from ingestion.notifications.client import NotifyClient
from ingestion.notifications.fan_out import FanOut
from ingestion.notifications.opened import ConflictWatch
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import ServiceError

LOOK_S = 1.0
AFTER_AN_OUTAGE_S = 5.0

log = structlog.get_logger(__name__)


class Notifier:
    def __init__(self, pool: Pool, client: NotifyClient) -> None:
        self._client = client
        self._fan_out = FanOut(pool)
        self._watch = ConflictWatch(pool)

    async def run(self, stop: asyncio.Event, *, look_s: float = LOOK_S) -> None:
        """Until `stop` is set. Of an outage one line is logged; what waited is gone on with after it."""
        telling = asyncio.create_task(self._repeat(self._tell, stop, look_s))
        watching = asyncio.create_task(self._repeat(self._look, stop, look_s))
        await asyncio.gather(telling, watching)

    async def _tell(self) -> bool:
        """Whether there may be more."""
        told = await asyncio.to_thread(self._fan_out.once)
        await self._client.wake(told.receivers)
        return told.events > 0

    async def _look(self) -> bool:
        return await asyncio.to_thread(self._watch.once)

    async def _repeat(self, work: Callable[[], Awaitable[bool]], stop: asyncio.Event, look_s: float) -> None:
        while not stop.is_set():
            pause = look_s
            try:
                if await work():
                    continue
            except ServiceError as error:
                log.warning("notifications wait for an outage to end", error=str(error))
                pause = AFTER_AN_OUTAGE_S
            except Exception:  # whatever it is, the worker goes on with its work
                log.exception("notifications were not looked after; it is tried again")
                pause = AFTER_AN_OUTAGE_S
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                continue
