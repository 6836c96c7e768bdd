"""Notifies in a process of its own, which SIGKILLs itself at a named point.

Started as `python -m tests.workflows.notifying_process TEMPORAL_ADDRESS POSTGRES_DSN POINT`.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Cursor
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from ingestion.notifications import fan_out, opened
from ingestion.notifications.client import NotifyClient
from ingestion.notifications.deliveries import DeliveryStore
from ingestion.notifications.messages import Notify
from ingestion.notifications.store import transaction
from ingestion.notifications.webhooks import Due, Webhook
from knowledge.adapters.postgres.pool import Pool, open_pool
from knowledge.adapters.receivers.outcome import Outcome
from knowledge.adapters.receivers.schedule import Backoff
from knowledge.adapters.receivers.sending import Sender
from tests.fixtures.notifying import Notifying

POINTS = (
    "an event is taken",
    "fanned out, nobody woken",
    "about to send",
    "sent, not kept",
    "conflicts seen, not told",
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def dying_at_commit(pool: Pool) -> Iterator[Cursor[dict[str, Any]]]:
    """What was done in it is done, and not yet committed."""
    with transaction(pool) as cursor:
        yield cursor
        if taken(cursor):
            die()


def taken(cursor: Cursor[dict[str, Any]]) -> bool:
    left = cursor.execute("SELECT count(*) AS left FROM event_waiting").fetchone()
    return left == {"left": 0} and bool(cursor.execute("SELECT FROM delivery").fetchall())


class DyingClient(NotifyClient):
    async def wake(self, receivers: Iterable[Notify]) -> None:
        if list(receivers):
            die()


class DyingSender(Sender):
    async def send(self, *arguments: object, **named: object) -> Outcome:
        die()
        raise AssertionError


class DyingStore(DeliveryStore):
    def attempted(self, webhook: Webhook, due: Due, outcome: Outcome, backoff: Backoff, *, failures: int) -> bool:
        die()
        raise AssertionError


async def main(address: str, dsn: str, point: str) -> None:
    temporal = await Client.connect(address, data_converter=pydantic_data_converter)
    with open_pool(dsn) as pool:
        notifying = Notifying(pool, temporal)
        if point == "an event is taken":
            fan_out.transaction = dying_at_commit  # type: ignore[assignment]
        if point == "fanned out, nobody woken":
            notifying.client = DyingClient(temporal)
        if point == "about to send":
            notifying.sender = DyingSender
        if point == "sent, not kept":
            notifying.deliveries = DyingStore(pool)
        if point == "conflicts seen, not told":
            opened.record_event = lambda *_: die()  # type: ignore[assignment]
        async with notifying.worker():
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
