"""Re-indexing as a workflow on a real Temporal: carried through, cancelled, taken up again, begun by a schedule."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest
from temporalio.client import Client, ScheduleOverlapPolicy
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed

from ingestion.batch import batch_worker
from ingestion.reindex.client import ReindexClient
from ingestion.reindex.messages import schedule_id, workflow_id
from ingestion.reindex.runs import ReindexRun
from ingestion.reindex.schedule_client import ScheduleClient
from ingestion.reindex.schedules import ReindexSchedule, ScheduleStore
from ingestion.reindex.workflows import ReindexWorkflow, ScheduledReindexWorkflow
from knowledge.adapters.postgres.golden import GoldenStore
from knowledge.errors import InvalidRequest, ScheduleNotFound
from tests.fixtures.publishing import GENERATION, System
from tests.fixtures.reindexing import Reindexer
from tests.integration.test_publication import VERSIONS

Found = TypeVar("Found")


@pytest.fixture
async def reindexer(system: System, temporal: Client) -> AsyncIterator[Reindexer]:
    """With a worker that runs."""
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    reindexer = Reindexer(system)
    workflows = [ReindexWorkflow, ScheduledReindexWorkflow]
    async with batch_worker(temporal, workflows, reindexer.activities.all(), graceful_shutdown=dt.timedelta(seconds=5)):
        yield reindexer
        for run in reindexer.store.unfinished():
            reindexer.store.cancel(run.tenant, run.id)
            await ReindexClient(temporal).start(run.message)
            await ReindexClient(temporal).wait(run.message)


async def eventually(look: Callable[[], Found | None]) -> Found:
    waiting = AsyncRetrying(
        stop=stop_after_delay(60), wait=wait_fixed(0.05), retry=retry_if_result(lambda found: found is None)
    )
    found = await waiting(asyncio.to_thread, look)
    assert found is not None
    return found


async def carried_out(temporal: Client, reindexer: Reindexer, run: ReindexRun) -> ReindexRun:
    client = ReindexClient(temporal)
    await client.start(run.message)
    await client.wait(run.message)
    return reindexer.store.get(run.tenant, run.id)


async def test_the_workflow_carries_it_through(temporal: Client, reindexer: Reindexer) -> None:
    run = await carried_out(temporal, reindexer, reindexer.ask())
    assert (run.status, reindexer.live(), reindexer.held("g2")) == ("done", "g2", reindexer.rows())
    history = await temporal.get_workflow_handle(workflow_id(run.message)).fetch_history()
    assert len(history.events) < 60  # ids alone, and one activity a step


async def test_a_closed_gate_and_a_cancellation_leave_the_live_one(temporal: Client, reindexer: Reindexer) -> None:
    kept, _ = GoldenStore(reindexer.pool).put(
        "default", "local", question="What about the notice?", as_of=None, document=None, answer="no such words"
    )
    failed = await carried_out(temporal, reindexer, reindexer.ask())
    assert (failed.status, reindexer.live()) == ("failed", GENERATION)
    GoldenStore(reindexer.pool).remove("default", kept.id)
    run = reindexer.ask()
    reindexer.store.cancel("default", run.id)
    assert (await carried_out(temporal, reindexer, run)).status == "cancelled"
    assert reindexer.index.generations() == [GENERATION]


async def test_one_that_temporal_lost_is_started_again(temporal: Client, reindexer: Reindexer) -> None:
    run = reindexer.ask()
    client = ReindexClient(temporal)
    assert await client.resume(reindexer.store) == 1
    await client.wait(run.message)
    assert reindexer.store.get("default", run.id).status == "done"
    assert await client.resume(reindexer.store) == 0


def schedule(**changed: object) -> ReindexSchedule:
    given = {"name": "often", "cron": "@every 1s", "time_zone": "UTC", "min_golden": 0.5} | changed
    return ReindexSchedule(tenant="default", actor="local", **given)  # type: ignore[arg-type]


async def last_of(reindexer: Reindexer, name: str) -> ReindexRun:
    def look() -> ReindexRun | None:
        runs, _ = reindexer.store.page("default", limit=50, before=None)
        return next((run for run in runs if run.schedule == name and run.finished_at is not None), None)

    return await eventually(look)


async def test_a_schedule_begins_runs_of_its_own(temporal: Client, reindexer: Reindexer) -> None:
    schedules = ScheduleClient(temporal, ScheduleStore(reindexer.pool))
    await schedules.put(schedule())
    try:
        run = await last_of(reindexer, "often")
        assert (run.status, run.min_golden, run.actor) == ("done", 0.5, "local")
        paused = await schedules.pause("default", "often", paused=True)
        assert (await schedules.standing(paused)).next_times == ()
    finally:
        await schedules.remove("default", "often")


async def test_a_schedule_has_its_times_and_its_policies(temporal: Client, reindexer: Reindexer) -> None:
    schedules = ScheduleClient(temporal, ScheduleStore(reindexer.pool))
    yearly = schedule(name="yearly", cron="30 3 1 1 *", time_zone="Europe/Berlin", overlap="buffer_one", catch_up_s=60)
    kept = await schedules.put(yearly)
    try:
        first, second, *_ = (await schedules.standing(kept)).next_times
        assert {(time.month, time.day, time.hour, time.minute) for time in (first, second)} == {(1, 1, 2, 30)}
        described = await temporal.get_schedule_handle(schedule_id("default", "yearly")).describe()
        assert described.schedule.policy.overlap is ScheduleOverlapPolicy.BUFFER_ONE
        assert described.schedule.policy.catchup_window == dt.timedelta(seconds=60)
        await schedules.run_now("default", "yearly")
        assert (await last_of(reindexer, "yearly")).status == "done"
    finally:
        await schedules.remove("default", "yearly")
    with pytest.raises(ScheduleNotFound):
        await schedules.run_now("default", "yearly")


async def test_a_schedule_that_temporal_lost_is_made_again(temporal: Client, reindexer: Reindexer) -> None:
    schedules = ScheduleClient(temporal, ScheduleStore(reindexer.pool))
    await schedules.put(schedule(name="lost", cron="@yearly", paused=True))
    try:
        assert await schedules.restore() == 0
        await temporal.get_schedule_handle(schedule_id("default", "lost")).delete()
        assert await schedules.restore() == 1
        described = await temporal.get_schedule_handle(schedule_id("default", "lost")).describe()
        assert described.schedule.state.paused
        await temporal.get_schedule_handle(schedule_id("default", "lost")).unpause()
        assert await schedules.restore() == 1  # Postgres says that it is paused
    finally:
        await schedules.remove("default", "lost")


async def test_times_that_cannot_be_read_are_refused_and_change_nothing(temporal: Client, reindexer: Reindexer) -> None:
    store = ScheduleStore(reindexer.pool)
    schedules = ScheduleClient(temporal, store)
    with pytest.raises(InvalidRequest, match="cannot be read"):
        await schedules.put(schedule(name="odd", cron="now and then"))
    assert store.find("default", "odd") is None
    await schedules.put(schedule(name="odd", cron="@yearly"))
    try:
        with pytest.raises(InvalidRequest):
            await schedules.put(schedule(name="odd", cron="now and then"))
        assert store.get("default", "odd").cron == "@yearly"
    finally:
        await schedules.remove("default", "odd")


async def test_a_due_time_while_another_runs_is_left_out(reindexer: Reindexer) -> None:
    from ingestion.reindex.messages import Due, ScheduledReindex

    ScheduleStore(reindexer.pool).put(schedule())
    due = Due(scheduled=ScheduledReindex(tenant="default", name="often"), key="one")
    first = await asyncio.to_thread(reindexer.activities.accept_scheduled, due)
    again = await asyncio.to_thread(reindexer.activities.accept_scheduled, due)  # after a crash
    assert first == again
    assert first.reindex_id is not None
    other = due.model_copy(update={"key": "two"})
    left_out = await asyncio.to_thread(reindexer.activities.accept_scheduled, other)
    assert left_out.reindex_id is None
