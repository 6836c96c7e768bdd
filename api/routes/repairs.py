"""Edits of an upload that was itself wrong: another date, or gone altogether."""

from collections.abc import Awaitable, Callable

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from api import examples
from api.auth import Caller, RequestCaller
from api.idempotency import IDEMPOTENCY, IdempotencyKey, Kept, once
from api.metrics import Metrics
from api.models.documents import RedateRequest, RetractRequest, UploadReply
from api.parameters import check_slug, instant_or_none
from api.problems import documented
from api.routes import versions
from api.routes.documents import Wait, begun
from api.services import FromMetrics, FromServices, Services
from ingestion.uploads import Redating, Retraction
from knowledge.errors import (
    DocumentErased,
    DocumentNotFound,
    InvalidInstant,
    InvalidRequest,
    InvalidWindow,
    StoreUnavailable,
    VersionNotFound,
    VersionSpeaksNoMore,
    WorkflowsUnavailable,
)

router = APIRouter(tags=["documents"])

RESPONSES = {
    200: examples.waited_upload,
    202: examples.accepted_upload,
    **documented(
        InvalidRequest, InvalidInstant, InvalidWindow, DocumentNotFound, DocumentErased, VersionNotFound,
        VersionSpeaksNoMore, *IDEMPOTENCY, StoreUnavailable, WorkflowsUnavailable,
    ),
}  # fmt: skip


@router.post(
    "/v1/documents/{document}/versions/{version}/correct",
    status_code=202,
    summary="Correct a version's dates",
    response_model=UploadReply,
    responses=RESPONSES,
)
async def redate_version(
    *,
    document: str,
    version: versions.Number,
    body: RedateRequest,
    request: Request,
    services: FromServices,
    metrics: FromMetrics,
    caller: RequestCaller,
    wait: Wait = False,
    key: IdempotencyKey = None,
) -> Response:
    """What was believed until now stays readable at an earlier `known_at`."""
    zone = services.zone_of(caller.tenant)
    if body.effective_at is None and body.expires_at is None:
        raise InvalidRequest("nothing to correct: give effective_at, expires_at, or both")
    redating = Redating(
        tenant=caller.tenant,
        actor=caller.actor,
        document=check_slug(document),
        corrects=version,
        effective_at=instant_or_none(body.effective_at, zone, "effective_at"),
        expires_at=instant_or_none(body.expires_at, zone, "expires_at"),
        reason=body.reason,
    )
    work = _repairing(services, metrics, caller, redating, wait=wait)
    return await once(services, caller, request, work, key=key, said=body.model_dump_json())


@router.post(
    "/v1/documents/{document}/versions/{version}/retract",
    status_code=202,
    summary="Retract a version: its run falls to the one before it",
    response_model=UploadReply,
    responses=RESPONSES,
)
async def retract_version(
    *,
    document: str,
    version: versions.Number,
    body: RetractRequest,
    request: Request,
    services: FromServices,
    metrics: FromMetrics,
    caller: RequestCaller,
    wait: Wait = False,
    key: IdempotencyKey = None,
) -> Response:
    """What was believed until now stays readable at an earlier `known_at`."""
    retraction = Retraction(
        tenant=caller.tenant,
        actor=caller.actor,
        document=check_slug(document),
        corrects=version,
        reason=body.reason,
    )
    work = _repairing(services, metrics, caller, retraction, wait=wait)
    return await once(services, caller, request, work, key=key, said=body.model_dump_json())


def _repairing(
    services: Services, metrics: Metrics, caller: Caller, repair: Redating | Retraction, *, wait: bool
) -> Callable[[], Awaitable[Kept]]:
    async def work() -> Kept:
        receipt = await to_thread.run_sync(services.ingestions.accept_repair, repair)
        return await begun(services, metrics, caller, receipt, wait=wait)

    return work
