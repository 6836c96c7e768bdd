"""What a bulk load asks before it sends anything."""

from functools import partial
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from api.examples import bulk as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.bulk import CompareReply, CompareRequest, DescribedUploadRequest
from api.parameters import check_slug, instant_or_none
from api.problems import documented
from api.routes.uploads import checked_title
from api.submitting import FromDoor
from ingestion.comparing import DescribedUpload
from knowledge.errors import InvalidInstant, InvalidRequest, InvalidSlug, StoreUnavailable

router = APIRouter(tags=["documents"])


@router.post(
    "/v1/documents:compare",
    summary="Which of these uploads would only repeat what is in already",
    response_model=CompareReply,
    responses={
        200: examples.compared,
        **documented(InvalidRequest, InvalidSlug, InvalidInstant, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def compare_uploads(*, body: CompareRequest, door: FromDoor) -> Response:
    """Reads, and keeps nothing: a client that loads a folder sends only what is `unknown`."""
    described = [_described(upload, door.zone) for upload in body.uploads]
    return await door.do(partial(_compared, door, described), body)


def _compared(door: FromDoor, described: list[DescribedUpload]) -> Kept:
    found = door.services.documents.standings(door.caller.tenant, described)
    return Kept(status=200, body=CompareReply(standings=found).model_dump())


def _described(upload: DescribedUploadRequest, zone: ZoneInfo) -> DescribedUpload:
    effective_at = instant_or_none(upload.effective_at, zone, "effective_at")
    if upload.content_hash is None and effective_at is None:
        raise InvalidRequest("a withdrawal needs effective_at, an upload its content_hash")
    return DescribedUpload(
        document=check_slug(upload.document),
        content_hash=bytes.fromhex(upload.content_hash) if upload.content_hash else None,
        title=checked_title(upload.title),
        effective_at=effective_at,
        expires_at=instant_or_none(upload.expires_at, zone, "expires_at"),
    )
