"""Accepted work that nobody runs is taken up while the worker runs, not only at its start."""

import asyncio
from pathlib import Path

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed

from infra.start_up import repeat, take_up_unfinished
from infra.unfinished import unfinished_work
from ingestion.publication import Publication
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from tests.integration.test_killed_ingestion import FIRST, accept


async def run_of(temporal: Client, workflow_id: str, *, not_as: str | None = None) -> str:
    """Waits until a run other than `not_as` is under way; its id."""

    async def look() -> str | None:
        try:
            found = await temporal.get_workflow_handle(workflow_id).describe()
        except RPCError:
            return None
        running = found.status is WorkflowExecutionStatus.RUNNING and found.run_id != not_as
        return found.run_id if running else None

    waiting = AsyncRetrying(
        stop=stop_after_delay(30), wait=wait_fixed(0.05), retry=retry_if_result(lambda run: run is None)
    )
    return str(await waiting(look))


async def test_what_was_accepted_or_terminated_meanwhile_goes_on(pool: Pool, temporal: Client, tmp_path: Path) -> None:
    index = EdgePassageIndex(tmp_path / "index")
    publication = Publication(pool, index)
    failures = iter([RuntimeError("an outage in the first round")])

    async def take_up() -> None:
        for failure in failures:
            raise failure
        await take_up_unfinished(publication, unfinished_work(pool, temporal))

    stop = asyncio.Event()
    repeating = asyncio.create_task(repeat(take_up, stop, every_seconds=0.01))
    receipt = await asyncio.to_thread(accept, pool, FIRST, "2024-01-01")
    first = await run_of(temporal, receipt.workflow_id)
    await temporal.get_workflow_handle(receipt.workflow_id).terminate("by an operator")
    await run_of(temporal, receipt.workflow_id, not_as=first)
    stop.set()
    await repeating
    await temporal.get_workflow_handle(receipt.workflow_id).terminate("the test is over")
    index.close()
