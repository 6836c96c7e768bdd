"""What becomes of the times of a schedule that pass while the whole stack is down."""

import asyncio
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from temporalio.client import Client, ScheduleActionExecutionStartWorkflow, ScheduleInfo
from tenacity import AsyncRetrying, retry_if_result, stop_after_delay, wait_fixed

from infra.settings import Settings
from infra.temporal import connect, register_search_attributes
from ingestion.batch import batch_worker
from ingestion.reindex.messages import schedule_id
from ingestion.reindex.schedule_client import ScheduleClient
from ingestion.reindex.schedules import ReindexSchedule, ScheduleStore
from ingestion.reindex.workflows import ReindexWorkflow, ScheduledReindexWorkflow
from tests.fixtures.notifying import until
from tests.fixtures.publishing import System
from tests.fixtures.reindexing import Reindexer
from tests.fixtures.temporal import serving
from tests.integration.test_publication import VERSIONS

EVERY = dt.timedelta(seconds=6)
CATCHES_UP = dt.timedelta(seconds=10)  # Temporal takes no less
DOWN = CATCHES_UP + 2 * EVERY  # one time at least is missed for longer

POLICIES: dict[str, dict[str, object]] = {
    "all-of-them": {"overlap": "buffer_all"},
    "one-of-them": {"overlap": "skip"},
    "none-that-is-old": {"overlap": "buffer_all", "catch_up_s": int(CATCHES_UP.total_seconds())},
}


async def test_times_that_pass_while_all_is_down_are_made_up_for_within_the_window_and_told_beyond_it(
    system: System, tmp_path: Path
) -> None:
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    reindexer, store = Reindexer(system), ScheduleStore(system.pool)
    async with stack(reindexer, tmp_path) as temporal:
        for name, policy in POLICIES.items():
            await ScheduleClient(temporal, store).put(schedule(name, policy))
        await all_come_to(between_times, temporal)
    down = dt.datetime.now(dt.UTC)
    await until(lambda: dt.datetime.now(dt.UTC) > down + DOWN)
    up = dt.datetime.now(dt.UTC)
    async with stack(reindexer, tmp_path) as temporal:
        client = ScheduleClient(temporal, store)
        await all_come_to(partial(gone_on, since=up), temporal)
        made_up = {name: await made_up_for(temporal, name, up) for name in POLICIES}
        standing = {name: await client.standing(store.get("default", name)) for name in POLICIES}
        for name in POLICIES:
            await client.remove("default", name)
    times = made_up["all-of-them"]
    assert len(times) >= DOWN // EVERY
    assert {later - sooner for sooner, later in itertools.pairwise(times)} == {EVERY}
    assert len(made_up["one-of-them"]) == 1
    assert (standing["all-of-them"].missed, standing["one-of-them"].missed) == (0, 0)
    assert standing["one-of-them"].left_out >= len(times) - 1
    old = made_up["none-that-is-old"]
    assert all(time >= up - CATCHES_UP for time in old)
    assert standing["none-that-is-old"].missed == len(times) - len(old) > 0
    runs, _ = reindexer.store.page("default", limit=200, before=None)
    # A time that comes while a run of another schedule is under way is left out: which of them ran is chance.
    assert any(run.requested_at > up and run.schedule in POLICIES for run in runs)


@asynccontextmanager
async def stack(reindexer: Reindexer, folder: Path) -> AsyncIterator[Client]:
    """A server that keeps what it has, and a worker."""
    with serving(folder / "temporal.log", database=folder / "temporal.db") as address:
        temporal = await connect(Settings(temporal_address=address))
        await register_search_attributes(temporal)
        workflows = [ReindexWorkflow, ScheduledReindexWorkflow]
        async with batch_worker(temporal, workflows, reindexer.activities.all(), graceful_shutdown=EVERY):
            yield temporal


def schedule(name: str, policy: dict[str, object]) -> ReindexSchedule:
    cron = f"@every {int(EVERY.total_seconds())}s"
    return ReindexSchedule(tenant="default", actor="local", name=name, cron=cron, time_zone="UTC", **policy)  # type: ignore[arg-type]


async def info(temporal: Client, name: str) -> ScheduleInfo:
    return (await temporal.get_schedule_handle(schedule_id("default", name)).describe()).info


def between_times(one: ScheduleInfo) -> bool:
    """Whether it has begun a run, none is under way, and none will be for a moment."""
    next_in = one.next_action_times[0] - dt.datetime.now(dt.UTC)
    return one.num_actions > 0 and not one.running_actions and next_in > EVERY / 2


def gone_on(one: ScheduleInfo, since: dt.datetime) -> bool:
    """Whether a run was begun whose time is later than all that were missed."""
    return any(action.scheduled_at > since for action in one.recent_actions)


async def all_of(holds: Callable[[ScheduleInfo], bool], temporal: Client) -> bool:
    return all([holds(await info(temporal, name)) for name in POLICIES])


async def all_come_to(holds: Callable[[ScheduleInfo], bool], temporal: Client) -> None:
    waiting = AsyncRetrying(
        stop=stop_after_delay(60), wait=wait_fixed(0.05), retry=retry_if_result(lambda held: not held)
    )
    await waiting(all_of, holds, temporal)


async def made_up_for(temporal: Client, name: str, up: dt.datetime) -> Sequence[dt.datetime]:
    """The times before it for which a workflow was begun after it, all of them carried out."""
    times = []
    for action in (await info(temporal, name)).recent_actions:
        if action.scheduled_at < up <= action.started_at:
            assert isinstance(action.action, ScheduleActionExecutionStartWorkflow)
            await asyncio.wait_for(temporal.get_workflow_handle(action.action.workflow_id).result(), 60)
            times.append(action.scheduled_at)
    return times
