"""Erasure, for legal reasons alone: irrevocable, carried out durably, told in a tombstone."""

from collections.abc import Mapping
from typing import Annotated, Literal, cast
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Query, Response

from api.auth import RequestCaller
from api.examples import erasures as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.erasures import EraseRequest, ErasureReply, ErasuresReply, PlaceReply, ReportReply
from api.parameters import Cursor, check_slug, iso, iso_or_none, read_id_cursor
from api.problems import documented
from api.services import FromServices, Services
from api.submitting import FromDoor, Wait
from ingestion.erasure.places import KEPT, OUT_OF_REACH, PLACES
from ingestion.erasure.requests import Erasure, ErasureRequest
from knowledge.errors import (
    DocumentErased,
    DocumentNotFound,
    ErasureNotFound,
    FactNotFound,
    InvalidRequest,
    InvalidSlug,
    StoreUnavailable,
    VersionNotFound,
    WorkflowsUnavailable,
)

Status = Literal["dry_run", "running", "done"]

router = APIRouter(tags=["erasures"])


@router.post(
    "/v1/erasures",
    status_code=202,
    summary="Erase a document, a version or a fact, for good",
    response_model=ErasureReply,
    responses={
        200: examples.erased,
        202: examples.accepted_erasure,
        **documented(
            InvalidRequest, InvalidSlug, DocumentNotFound, VersionNotFound, FactNotFound, DocumentErased,
            *IDEMPOTENCY, StoreUnavailable, WorkflowsUnavailable,
        ),
    },
)  # fmt: skip
async def erase(
    *,
    body: EraseRequest,
    door: FromDoor,
    wait: Wait = False,
) -> Response:
    """Irrevocable. What was asked for already gives its tombstone. A dry run counts what would be cleared."""
    if body.version is not None and body.fact is not None:
        raise InvalidRequest("version and fact: give one of them, or neither for the whole document")
    asked = ErasureRequest(
        **door.sender,
        document=check_slug(body.document),
        version=body.version,
        fact=None if body.fact is None else _fact_id(body.fact),
        reason=body.reason,
    )

    services = door.services

    async def work() -> Kept:
        if body.dry_run:
            return Kept(status=200, body=(await to_thread.run_sync(_rehearsed, services, asked)).model_dump())
        erasure = await to_thread.run_sync(services.erasures.accept, asked)
        if erasure.status != "done":
            await services.erasure_client.start(erasure.message)
            if wait:
                await services.erasure_client.wait(erasure.message)
        done = await to_thread.run_sync(services.erasures.get, asked.tenant, erasure.id)
        return Kept(status=200 if done.status == "done" else 202, body=erasure_reply(done).model_dump())

    return await door.once(work, body.model_dump_json() + str(wait))


@router.get(
    "/v1/erasures",
    summary="Every erasure, the newest first",
    response_model=ErasuresReply,
    responses={200: examples.erasures, **documented(InvalidRequest, StoreUnavailable)},
)
def list_erasures(
    *,
    services: FromServices,
    caller: RequestCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> ErasuresReply:
    page, before = services.erasures.page(caller.tenant, limit=limit, before=read_id_cursor(cursor))
    return ErasuresReply(
        erasures=[erasure_reply(erasure) for erasure in page], next_cursor=None if before is None else str(before)
    )


@router.get(
    "/v1/erasures/{erasure_id}",
    summary="A tombstone: what was erased, why, and what was cleared where",
    response_model=ErasureReply,
    responses={200: examples.erasure, **documented(ErasureNotFound, InvalidRequest, StoreUnavailable)},
)
def read_erasure(erasure_id: UUID, services: FromServices, caller: RequestCaller) -> ErasureReply:
    return erasure_reply(services.erasures.get(caller.tenant, erasure_id))


def erasure_reply(erasure: Erasure) -> ErasureReply:
    return ErasureReply(
        id=str(erasure.id),
        status=cast("Status", erasure.status),
        stage=erasure.stage,
        document=erasure.document,
        version=erasure.version,
        fact=None if erasure.fact is None else str(erasure.fact),
        digests=list(erasure.digests),
        reason=erasure.reason,
        actor=erasure.actor,
        requested_at=iso(erasure.requested_at),
        erased_at=iso_or_none(erasure.erased_at),
        finished_at=iso_or_none(erasure.finished_at),
        report=_report(erasure.report),
        location=f"/v1/erasures/{erasure.id}",
    )


def _rehearsed(services: Services, asked: ErasureRequest) -> ErasureReply:
    found = services.erasures.rehearse(asked)
    if isinstance(found, Erasure):
        return erasure_reply(found)
    return ErasureReply(
        id=None,
        status="dry_run",
        stage="nothing is erased yet",
        document=asked.document,
        version=asked.version,
        fact=None if asked.fact is None else str(asked.fact),
        digests=[],
        reason=asked.reason,
        actor=asked.actor,
        requested_at=None,
        erased_at=None,
        finished_at=None,
        report=_report(found.counts),
        location=None,
    )


def _report(counts: Mapping[str, int]) -> ReportReply:
    return ReportReply(
        places=[PlaceReply(place=told, cleared=counts.get(place, 0)) for place, told in PLACES.items()],
        kept=list(KEPT),
        out_of_reach=list(OUT_OF_REACH),
    )


def _fact_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidRequest(f"fact {text!r} is no id: `asof facts --json` shows them") from error
