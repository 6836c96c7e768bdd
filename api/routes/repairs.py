"""Edits of an upload that was itself wrong: another date, gone altogether, read again; and the undoing of edits."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.examples import documents as examples
from api.idempotency import IDEMPOTENCY
from api.models.documents import RedateRequest, ReExtractRequest, RetractRequest, UndoRequest, UploadReply
from api.parameters import check_slug, instant_or_none
from api.problems import documented
from api.routes import versions
from api.submitting import FromSequenceDoor
from ingestion.uploads import Redating, ReExtraction, Retraction, Undo
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
    into: FromSequenceDoor,
) -> Response:
    """What was believed until now stays readable at an earlier `known_at`."""
    zone = into.door.zone
    if body.effective_at is None and body.expires_at is None:
        raise InvalidRequest("nothing to correct: give effective_at, expires_at, or both")
    redating = Redating(
        **into.door.sender,
        document=check_slug(document),
        corrects=version,
        effective_at=instant_or_none(body.effective_at, zone, "effective_at"),
        expires_at=instant_or_none(body.expires_at, zone, "expires_at"),
        reason=body.reason,
    )
    return await into.accept(partial(into.door.services.ingestions.accept_repair, redating), body)


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
    into: FromSequenceDoor,
) -> Response:
    """What was believed until now stays readable at an earlier `known_at`."""
    retraction = Retraction(
        **into.door.sender,
        document=check_slug(document),
        corrects=version,
        reason=body.reason,
    )
    return await into.accept(partial(into.door.services.ingestions.accept_repair, retraction), body)


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
    into: FromSequenceDoor,
) -> Response:
    """The version, its dates and its text stay; what was read of it before stays readable at an earlier `known_at`.
    Asked for again with the same reason, it is found and not done twice.
    """
    again = ReExtraction(
        **into.door.sender,
        document=check_slug(document),
        corrects=version,
        reason=body.reason,
        bulk=body.bulk,
    )
    return await into.accept(partial(into.door.services.ingestions.accept_repair, again), body)


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
    into: FromSequenceDoor,
) -> Response:
    """A correction, redating, retraction, re-extraction, withdrawal, or an edit by hand. Later edits stay."""
    undo = Undo(
        **into.door.sender,
        document=check_slug(document),
        corrects=version,
        reason=body.reason,
    )
    return await into.accept(partial(into.door.services.ingestions.accept_repair, undo), body)
