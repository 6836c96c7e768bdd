"""How far an ingestion is: asked once, or followed as server-sent events until it ends."""

from collections.abc import AsyncIterator
from uuid import UUID

import anyio
from anyio import to_thread
from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.auth import Caller, RequestCaller
from api.examples import documents as examples
from api.models.documents import IngestionReply
from api.problems import documented
from api.routes.versions import ingestion_reply
from api.services import FromServices, Services
from ingestion.uploads import IngestionProgress
from knowledge.errors import IngestionNotFound, InvalidRequest, StoreUnavailable

POLL_S = 0.2

router = APIRouter(tags=["ingestions"])


@router.get(
    "/v1/ingestions/{ingestion_id}",
    summary="How far an ingestion is, and what became of it",
    response_model=IngestionReply,
    responses={200: examples.ingestion, **documented(IngestionNotFound, InvalidRequest, StoreUnavailable)},
)
def read_ingestion(ingestion_id: UUID, services: FromServices, caller: RequestCaller) -> IngestionReply:
    return ingestion_reply(services.ingestions.progress(caller.tenant, ingestion_id))


@router.get(
    "/v1/ingestions/{ingestion_id}/events",
    summary="Its progress as server-sent events, the last one `done` or `failed`",
    response_class=EventSourceResponse,
    responses={200: examples.ingestion_events, **documented(IngestionNotFound, InvalidRequest, StoreUnavailable)},
)
async def follow_ingestion(ingestion_id: UUID, services: FromServices, caller: RequestCaller) -> EventSourceResponse:
    first = await to_thread.run_sync(services.ingestions.progress, caller.tenant, ingestion_id)
    return EventSourceResponse(_events(services, caller, first))


async def _events(services: Services, caller: Caller, progress: IngestionProgress) -> AsyncIterator[ServerSentEvent]:
    """One event a change. An outage of Postgres says nothing: the next reading goes on where it stood."""
    while True:
        name = progress.status if progress.finished else "progress"
        yield ServerSentEvent(ingestion_reply(progress).model_dump_json(), event=name)
        if progress.finished:
            return
        progress = await _changed(services, caller, progress)


async def _changed(services: Services, caller: Caller, seen: IngestionProgress) -> IngestionProgress:
    while True:
        await anyio.sleep(POLL_S)
        try:
            progress = await to_thread.run_sync(services.ingestions.progress, caller.tenant, seen.id)
        except StoreUnavailable:
            continue
        if progress != seen:
            return progress
