"""Edits of an upload that was itself wrong: another date, gone altogether, read again; and the undoing of edits."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Request, Response

from api import examples
from api.auth import Caller, RequestCaller
from api.idempotency import IDEMPOTENCY, IdempotencyKey, Kept, once
from api.metrics import Metrics
from api.models.documents import RedateRequest, ReExtractRequest, RetractRequest, UndoRequest, UploadReply
from api.parameters import check_slug, instant_or_none
from api.problems import documented
from api.routes import versions
from api.routes.documents import Wait, begun
from api.services import FromMetrics, FromServices, Services
from ingestion.uploads import Redating, ReExtraction, Repair, Retraction, Undo
from knowledge.errors import (
    DocumentErased,
    DocumentNotFound,
    InvalidInstant,
    InvalidRequest,
    InvalidWindow,
    NothingToUndo,
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


@router.post(
    "/v1/documents/{document}/versions/{version}/extract",
    status_code=202,
    summary="Read a version's text again, by the extractor of today",
    response_model=UploadReply,
    responses=RESPONSES,
)
async def extract_again(
    *,
    document: str,
    version: versions.Number,
    body: ReExtractRequest,
    request: Request,
    services: FromServices,
    metrics: FromMetrics,
    caller: RequestCaller,
    wait: Wait = False,
    key: IdempotencyKey = None,
) -> Response:
    """The version, its dates and its text stay; what was read of it before stays readable at an earlier `known_at`."""
    again = ReExtraction(
        tenant=caller.tenant,
        actor=caller.actor,
        document=check_slug(document),
        corrects=version,
        reason=body.reason,
    )
    work = _repairing(services, metrics, caller, again, wait=wait)
    return await once(services, caller, request, work, key=key, said=body.model_dump_json())


@router.post(
    "/v1/documents/{document}/versions/{version}/undo",
    status_code=202,
    summary="Undo an edit: what holds is as if it had not been made",
    response_model=UploadReply,
    responses={**RESPONSES, **documented(NothingToUndo)},
)
async def undo_edit(
    *,
    document: Annotated[str, Path(description="Slug of a document, or of a person or an import with edited facts.")],
    version: Annotated[versions.Number, Path(description="The edit's number in the sequence.")],
    body: UndoRequest,
    request: Request,
    services: FromServices,
    metrics: FromMetrics,
    caller: RequestCaller,
    wait: Wait = False,
    key: IdempotencyKey = None,
) -> Response:
    """A correction, redating, retraction, re-extraction, withdrawal, or an edit by hand. Later edits stay."""
    undo = Undo(
        tenant=caller.tenant,
        actor=caller.actor,
        document=check_slug(document),
        corrects=version,
        reason=body.reason,
    )
    work = _repairing(services, metrics, caller, undo, wait=wait)
    return await once(services, caller, request, work, key=key, said=body.model_dump_json())


def _repairing(
    services: Services, metrics: Metrics, caller: Caller, repair: Repair, *, wait: bool
) -> Callable[[], Awaitable[Kept]]:
    async def work() -> Kept:
        receipt = await to_thread.run_sync(services.ingestions.accept_repair, repair)
        return await begun(services, metrics, caller, receipt, wait=wait)

    return work
