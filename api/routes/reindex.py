"""Re-indexing blue/green: begun, followed, cancelled, taken back."""

from collections.abc import Callable
from typing import Annotated, Literal, cast
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Query, Response

from api.auth import RequestCaller
from api.examples import index as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.reindex import GateFound, ReindexBody, ReindexesReply, ReindexReply
from api.parameters import Cursor, iso, iso_or_none, read_id_cursor
from api.problems import documented
from api.services import FromServices
from api.submitting import Door, FromDoor
from ingestion.reindex.runs import ReindexRequest, ReindexRun
from knowledge.errors import (
    InvalidRequest,
    NothingToRollBackTo,
    ReindexNotFound,
    ReindexOver,
    ReindexUnderWay,
    StoreUnavailable,
    WorkflowsUnavailable,
)

router = APIRouter(tags=["index"])
PATH = "/v1/reindex"

WaitForEnd = Annotated[bool, Query(description="Answer when it has ended, well or not.")]


@router.post(
    PATH,
    status_code=202,
    summary="Build the index anew beside the live one",
    description="""
From Postgres, while everybody reads and writes. It goes live at once and whole when it holds what Postgres holds, finds
what exact search finds and answers the golden questions rightly; else the live one goes on, and the reply says why.
""",
    response_model=ReindexReply,
    responses={
        200: examples.reindexed,
        202: examples.reindexing,
        **documented(InvalidRequest, ReindexUnderWay, *IDEMPOTENCY, StoreUnavailable, WorkflowsUnavailable),
    },
)
async def reindex(*, body: ReindexBody, door: FromDoor, wait: WaitForEnd = False) -> Response:
    asked = ReindexRequest(**door.sender, **body.model_dump())
    said = body.model_dump_json() + str(wait)
    return await _begun(door, lambda: door.services.reindexes.accept(asked), said, wait=wait)


@router.post(
    f"{PATH}/rollback",
    status_code=202,
    summary="Go back to the index that was live before",
    description="It catches up with what was published since, and must hold what Postgres holds.",
    response_model=ReindexReply,
    responses={
        200: examples.rolled_back,
        202: examples.rolling_back,
        **documented(
            InvalidRequest, ReindexUnderWay, NothingToRollBackTo, *IDEMPOTENCY, StoreUnavailable, WorkflowsUnavailable
        ),
    },
)
async def roll_back(*, door: FromDoor, wait: WaitForEnd = False) -> Response:
    asked = ReindexRequest(**door.sender)
    return await _begun(door, lambda: door.services.reindexes.accept_rollback(asked), f"rollback {wait}", wait=wait)


@router.get(
    PATH,
    summary="Every re-index, the newest first",
    response_model=ReindexesReply,
    responses={200: examples.reindexes, **documented(InvalidRequest, StoreUnavailable)},
)
def list_reindexes(
    *,
    services: FromServices,
    caller: RequestCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> ReindexesReply:
    page, before = services.reindexes.page(caller.tenant, limit=limit, before=read_id_cursor(cursor))
    return ReindexesReply(
        reindexes=[reindex_reply(run) for run in page], next_cursor=None if before is None else str(before)
    )


@router.get(
    f"{PATH}/{{reindex_id}}",
    summary="How far a re-index is, and what its gate found",
    response_model=ReindexReply,
    responses={200: examples.reindex, **documented(ReindexNotFound, InvalidRequest, StoreUnavailable)},
)
def read_reindex(reindex_id: UUID, services: FromServices, caller: RequestCaller) -> ReindexReply:
    return reindex_reply(services.reindexes.get(caller.tenant, reindex_id))


@router.post(
    f"{PATH}/{{reindex_id}}/cancel",
    status_code=202,
    summary="Cancel a re-index: nothing of it is left",
    response_model=ReindexReply,
    responses={
        202: examples.cancelling,
        **documented(InvalidRequest, ReindexNotFound, ReindexOver, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def cancel_reindex(reindex_id: UUID, door: FromDoor) -> Response:
    async def work() -> Kept:
        run = await to_thread.run_sync(door.services.reindexes.cancel, door.caller.tenant, reindex_id)
        return Kept(status=202, body=reindex_reply(run).model_dump())

    return await door.once(work, "cancel")


async def _begun(door: Door, accept: Callable[[], ReindexRun], said: str, *, wait: bool) -> Response:
    async def work() -> Kept:
        run = await to_thread.run_sync(accept)
        await door.services.reindex_client.start(run.message)
        if wait:
            await door.services.reindex_client.wait(run.message)
            run = await to_thread.run_sync(door.services.reindexes.get, run.tenant, run.id)
        return Kept(status=202 if run.is_running else 200, body=reindex_reply(run).model_dump())

    return await door.once(work, said)


def reindex_reply(run: ReindexRun) -> ReindexReply:
    return ReindexReply(
        id=str(run.id),
        kind=cast('Literal["rebuild", "rollback"]', run.kind),
        status=cast('Literal["running", "done", "failed", "cancelled"]', run.status),
        stage=run.stage,
        cancelling=run.cancelling,
        generation=run.generation,
        before=run.before,
        model=run.model,
        precision=run.precision,
        min_golden=round(run.min_golden, 4),
        min_recall=round(run.min_recall, 4),
        done=run.done,
        total=max(run.total, run.done),
        embedded=run.embedded,
        gate=GateFound.model_validate(run.report) if run.report else None,
        error=run.error,
        schedule=run.schedule,
        actor=run.actor,
        requested_at=iso(run.requested_at),
        live_at=iso_or_none(run.live_at),
        finished_at=iso_or_none(run.finished_at),
        location=f"{PATH}/{run.id}",
    )
