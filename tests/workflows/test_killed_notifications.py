"""A worker killed at each point of notifying: the next one tells all of it, under the same ids."""

import asyncio
import signal
import subprocess
import sys

import pytest

from ingestion.notifications.opened import ConflictWatch
from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.library import Library
from tests.fixtures.notifying import Notifying, until
from tests.fixtures.receiver import Receiver
from tests.integration.test_webhook_events import HANDBOOK, RETURNS
from tests.workflows.notifying_process import POINTS


def happened(pool: Pool) -> list[str]:
    with pool.connection() as connection:
        return [str(id_) for (id_,) in connection.execute("SELECT id FROM event")]


@pytest.mark.parametrize("point", POINTS)
async def test_whoever_is_killed_where_nothing_is_lost_and_each_event_keeps_its_id(
    *, notifying: Notifying, library: Library, receiver: Receiver, database: str, temporal_address: str, point: str
) -> None:
    webhook = notifying.webhook(receiver)
    library.put("returns", RETURNS)
    library.put("support-handbook", HANDBOOK)
    process = await asyncio.to_thread(
        subprocess.run,
        (sys.executable, "-m", "tests.workflows.notifying_process", temporal_address, database, point),
        timeout=60,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL
    async with notifying.worker():
        if point == "fanned out, nobody woken":
            await until(lambda: notifying.deliveries.overdue() != [])
            await notifying.client.resume(notifying.deliveries)
        # two versions, the facts of each, one conflict
        await until(lambda: notifying.statuses(webhook) == ["delivered"] * 5, seconds=60)
    assert not ConflictWatch(notifying.pool).once()
    assert sorted(set(receiver.ids)) == sorted(happened(notifying.pool))
    if point == "sent, not kept":
        assert len(receiver.ids) > len(set(receiver.ids))
