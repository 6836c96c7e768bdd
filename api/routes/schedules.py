"""Schedules: re-indexes that begin by themselves."""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from anyio import to_thread
from fastapi import APIRouter, Query, Response

from api.auth import RequestCaller
from api.examples import index as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.schedules import Overlap, ScheduleReply, ScheduleRequest, SchedulesReply
from api.parameters import Cursor, iso, iso_or_none
from api.problems import documented
from api.services import FromServices, Services
from api.submitting import Door, FromDoor
from ingestion.reindex.schedule_client import Standing
from ingestion.reindex.schedules import ReindexSchedule
from knowledge.errors import InvalidRequest, ScheduleNotFound, StoreUnavailable, WorkflowsUnavailable

router = APIRouter(tags=["index"])
PATH = "/v1/schedules"
ONE = f"{PATH}/{{schedule}}"
Work = Callable[[], Awaitable[ReindexSchedule]]
OUTAGES = (StoreUnavailable, WorkflowsUnavailable)


@router.post(
    PATH,
    status_code=201,
    summary="Rebuild the index at certain times",
    response_model=ScheduleReply,
    responses={
        200: examples.schedule_changed,
        201: examples.schedule_made,
        **documented(InvalidRequest, *IDEMPOTENCY, *OUTAGES),
    },
)
async def put_schedule(*, body: ScheduleRequest, door: FromDoor) -> Response:
    """The same name again changes it."""
    given = body.model_dump()
    given["time_zone"] = _zone(body.time_zone, door.zone)
    schedule = ReindexSchedule(**door.sender, **given)

    async def work() -> Kept:
        known = await to_thread.run_sync(door.services.schedules.find, schedule.tenant, schedule.name)
        kept = await door.services.schedule_client.put(schedule)
        return Kept(status=200 if known else 201, body=(await _reply(door.services, kept)).model_dump())

    return await door.once(work, body)


@router.get(
    PATH,
    summary="The schedules, with their next times",
    response_model=SchedulesReply,
    responses={200: examples.schedules, **documented(InvalidRequest, *OUTAGES)},
)
async def list_schedules(
    *,
    services: FromServices,
    caller: RequestCaller,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Cursor = None,
) -> SchedulesReply:
    page, after = await to_thread.run_sync(
        lambda: services.schedules.page(caller.tenant, limit=limit, after=cursor or None)
    )
    return SchedulesReply(schedules=[await _reply(services, schedule) for schedule in page], next_cursor=after)


@router.get(
    ONE,
    summary="A schedule, with its next times",
    response_model=ScheduleReply,
    responses={200: examples.schedule, **documented(ScheduleNotFound, InvalidRequest, *OUTAGES)},
)
async def read_schedule(schedule: str, services: FromServices, caller: RequestCaller) -> ScheduleReply:
    return await _reply(services, await to_thread.run_sync(services.schedules.get, caller.tenant, schedule))


@router.delete(
    ONE,
    summary="Remove a schedule; a run under way goes on",
    response_model=ScheduleReply,
    responses={200: examples.schedule_removed, **documented(ScheduleNotFound, InvalidRequest, *OUTAGES)},
)
async def remove_schedule(schedule: str, services: FromServices, caller: RequestCaller) -> ScheduleReply:
    """The reply is what it was."""
    return _told(await services.schedule_client.remove(caller.tenant, schedule), Standing())


@router.post(
    f"{ONE}/pause",
    summary="Pause a schedule",
    response_model=ScheduleReply,
    responses={200: examples.schedule_paused, **documented(ScheduleNotFound, InvalidRequest, *IDEMPOTENCY, *OUTAGES)},
)
async def pause_schedule(schedule: str, door: FromDoor) -> Response:
    client, tenant = door.services.schedule_client, door.caller.tenant
    return await _done(door, "pause", lambda: client.pause(tenant, schedule, paused=True))


@router.post(
    f"{ONE}/resume",
    summary="Resume a paused schedule",
    response_model=ScheduleReply,
    responses={200: examples.schedule_resumed, **documented(ScheduleNotFound, InvalidRequest, *IDEMPOTENCY, *OUTAGES)},
)
async def resume_schedule(schedule: str, door: FromDoor) -> Response:
    client, tenant = door.services.schedule_client, door.caller.tenant
    return await _done(door, "resume", lambda: client.pause(tenant, schedule, paused=False))


@router.post(
    f"{ONE}/run",
    status_code=202,
    summary="Run it now, beside its times",
    response_model=ScheduleReply,
    responses={202: examples.schedule_run, **documented(ScheduleNotFound, InvalidRequest, *IDEMPOTENCY, *OUTAGES)},
)
async def run_schedule(schedule: str, door: FromDoor) -> Response:
    """Its overlap policy decides where a run is under way. `GET /v1/reindex` shows what came of it."""
    client, tenant = door.services.schedule_client, door.caller.tenant
    return await _done(door, "run", lambda: client.run_now(tenant, schedule), status=202)


async def _done(door: Door, said: str, work: Work, *, status: int = 200) -> Response:
    async def once() -> Kept:
        return Kept(status=status, body=(await _reply(door.services, await work())).model_dump())

    return await door.once(once, said)


async def _reply(services: Services, schedule: ReindexSchedule) -> ScheduleReply:
    return _told(schedule, await services.schedule_client.standing(schedule))


def _told(schedule: ReindexSchedule, standing: Standing) -> ScheduleReply:
    return ScheduleReply(
        name=schedule.name,
        cron=schedule.cron,
        time_zone=schedule.time_zone,
        overlap=cast("Overlap", schedule.overlap),
        catch_up_s=schedule.catch_up_s,
        paused=schedule.paused,
        min_golden=round(schedule.min_golden, 4),
        min_recall=round(schedule.min_recall, 4),
        next_times=[iso(time) for time in standing.next_times],
        missed=standing.missed,
        left_out=standing.left_out,
        last_due_at=iso_or_none(standing.last_due_at),
        last_begun_at=iso_or_none(standing.last_begun_at),
        actor=schedule.actor,
        created_at=iso_or_none(schedule.created_at),
        location=f"{PATH}/{schedule.name}",
    )


def _zone(name: str | None, default: ZoneInfo) -> str:
    if name is None:
        return default.key
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise InvalidRequest(f"time_zone {name!r} is unknown: use a name such as Europe/Berlin") from error
