"""Schedules on Temporal: made, changed, paused, run now; made again from Postgres where Temporal lost one."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleDescription,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode

from ingestion.batch import BATCH_QUEUE
from ingestion.reindex.messages import SCHEDULED_WORKFLOW, ScheduledReindex, schedule_id
from ingestion.reindex.schedules import ReindexSchedule, ScheduleStore
from knowledge.adapters.search_attributes import TENANT
from knowledge.adapters.temporal import reached
from knowledge.errors import InvalidRequest, WorkflowsUnavailable

_OVERLAPS = {
    "skip": ScheduleOverlapPolicy.SKIP,
    "buffer_one": ScheduleOverlapPolicy.BUFFER_ONE,
    "buffer_all": ScheduleOverlapPolicy.BUFFER_ALL,
}
NEXT_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it goes, by Temporal's books: they begin anew where Temporal has lost the schedule.

    `missed`: times that passed while nothing ran, for longer than it catches up; `left_out`: those at which another run
    was under way. The last run that was begun, and when it was due: long before, where it was made up for.
    """

    next_times: tuple[dt.datetime, ...] = ()  # none while it is paused
    missed: int = 0
    left_out: int = 0
    last_due_at: dt.datetime | None = None
    last_begun_at: dt.datetime | None = None


class ScheduleClient:
    """All calls raise `WorkflowsUnavailable` and `StoreUnavailable`; those of one schedule `ScheduleNotFound`."""

    def __init__(self, temporal: Client, store: ScheduleStore) -> None:
        self._temporal = temporal
        self._store = store

    async def put(self, schedule: ReindexSchedule) -> ReindexSchedule:
        """Makes it, or changes the one of this name. Raises `InvalidRequest` where Temporal cannot read its times."""
        before = await asyncio.to_thread(self._store.find, schedule.tenant, schedule.name)
        await asyncio.to_thread(self._store.put, schedule)
        try:
            await self._bring(schedule)
        except InvalidRequest:
            if before is None:
                await asyncio.to_thread(self._store.remove, schedule.tenant, schedule.name)
            else:
                await asyncio.to_thread(self._store.put, before)
            raise
        return await self._get(schedule.tenant, schedule.name)

    async def pause(self, tenant: str, name: str, *, paused: bool) -> ReindexSchedule:
        schedule = replace(await self._get(tenant, name), paused=paused)
        await asyncio.to_thread(self._store.pause, tenant, name, paused=paused)
        await self._bring(schedule)
        return schedule

    async def run_now(self, tenant: str, name: str) -> ReindexSchedule:
        """Beside its times, paused or not. Where one is under way its overlap policy decides."""
        schedule = await self._get(tenant, name)
        await self._ensure(schedule)
        async with _reached():
            await self._handle(schedule).trigger()
        return schedule

    async def remove(self, tenant: str, name: str) -> ReindexSchedule:
        """What it was. A run under way goes on."""
        schedule = await self._get(tenant, name)
        async with _reached(missing_is_fine=True):
            await self._handle(schedule).delete()
        await asyncio.to_thread(self._store.remove, tenant, name)
        return schedule

    async def standing(self, schedule: ReindexSchedule) -> Standing:
        await self._ensure(schedule)
        async with _reached():
            info = (await self._handle(schedule).describe()).info
        last = info.recent_actions[-1] if info.recent_actions else None
        return Standing(
            next_times=() if schedule.paused else tuple(info.next_action_times[:NEXT_SHOWN]),
            missed=info.num_actions_missed_catchup_window,
            left_out=info.num_actions_skipped_overlap,
            last_due_at=None if last is None else last.scheduled_at,
            last_begun_at=None if last is None else last.started_at,
        )

    async def restore(self) -> int:
        """Makes again what Temporal lost, and pauses or resumes what stands otherwise in Postgres; how many."""
        lost = await self._lost()
        for schedule in lost:
            await self._bring(schedule)
        return len(lost)

    async def lost(self) -> list[str]:
        """The names of those that `restore` would bring back."""
        return [schedule.name for schedule in await self._lost()]

    async def _lost(self) -> list[ReindexSchedule]:
        found = []
        for schedule in await asyncio.to_thread(self._store.of_all):
            described = await self._described(schedule)
            if described is None or described.schedule.state.paused != schedule.paused:
                found.append(schedule)
        return found

    async def _get(self, tenant: str, name: str) -> ReindexSchedule:
        return await asyncio.to_thread(self._store.get, tenant, name)

    async def _ensure(self, schedule: ReindexSchedule) -> None:
        if await self._described(schedule) is None:
            await self._bring(schedule)

    async def _described(self, schedule: ReindexSchedule) -> ScheduleDescription | None:
        try:
            with reached():
                return await self._handle(schedule).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise WorkflowsUnavailable(f"Temporal does not tell of the schedule: {error.message}") from error

    async def _bring(self, schedule: ReindexSchedule) -> None:
        """To what it says: made where it is missing, else changed."""
        driven = _driven(schedule)
        async with _reached():
            try:
                await self._temporal.create_schedule(schedule_id(schedule.tenant, schedule.name), driven)
            except ScheduleAlreadyRunningError:
                await self._handle(schedule).update(lambda _: ScheduleUpdate(schedule=driven))

    def _handle(self, schedule: ReindexSchedule) -> ScheduleHandle:
        return self._temporal.get_schedule_handle(schedule_id(schedule.tenant, schedule.name))


def _driven(schedule: ReindexSchedule) -> Schedule:
    id_ = schedule_id(schedule.tenant, schedule.name)
    return Schedule(
        action=ScheduleActionStartWorkflow(
            SCHEDULED_WORKFLOW,
            ScheduledReindex(tenant=schedule.tenant, name=schedule.name),
            id=id_,  # Temporal puts the time behind it
            task_queue=BATCH_QUEUE,
            typed_search_attributes=TypedSearchAttributes([SearchAttributePair(TENANT, schedule.tenant)]),
        ),
        spec=ScheduleSpec(cron_expressions=[schedule.cron], time_zone_name=schedule.time_zone),
        policy=SchedulePolicy(
            overlap=_OVERLAPS[schedule.overlap], catchup_window=dt.timedelta(seconds=schedule.catch_up_s)
        ),
        state=ScheduleState(paused=schedule.paused),
    )


@asynccontextmanager
async def _reached(*, missing_is_fine: bool = False) -> AsyncIterator[None]:
    try:
        with reached():
            yield
    except RPCError as error:
        if missing_is_fine and error.status is RPCStatusCode.NOT_FOUND:
            return
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            raise InvalidRequest(f"the schedule's times cannot be read: {error.message}") from error
        raise WorkflowsUnavailable(f"Temporal did not take the schedule: {error.message}") from error
