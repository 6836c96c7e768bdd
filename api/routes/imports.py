"""Triples in bulk: a body of any size, read while it arrives; and the list of what was brought in so."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import asdict
from tempfile import SpooledTemporaryFile
from typing import Annotated
from zoneinfo import ZoneInfo

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from starlette.requests import ClientDisconnect

from api.auth import Caller, RequestCaller
from api.examples import imports as examples
from api.idempotency import IDEMPOTENCY, IdempotencyKey, Kept, once
from api.models.imports import ImportCountsReply, ImportReply, ImportRunReply, ImportsReply, RejectedLineReply
from api.parameters import Cursor, check_slug, iso
from api.problems import documented
from api.services import FromServices, Services
from ingestion.imports.importing import Import, ImportReport
from ingestion.imports.recording import ImportRun
from ingestion.imports.rows import FileFormat
from ingestion.imports.runs import RecordedRun
from knowledge.errors import (
    DocumentErased,
    DocumentTooLarge,
    InvalidRequest,
    InvalidSlug,
    SlugTaken,
    StoreUnavailable,
    UnsupportedFormat,
)

PATH = "/v1/facts:import"
FORMATS: dict[str, FileFormat] = {
    "text/tab-separated-values": "tsv",
    "application/jsonl": "jsonl",
    "application/x-jsonlines": "jsonl",
    "application/x-ndjson": "jsonl",
}
MEDIA_TYPES: dict[FileFormat, str] = {"tsv": "text/tab-separated-values", "jsonl": "application/jsonl"}
BLOCK = 256 * 1024  # bytes
IN_MEMORY = 1024 * 1024

router = APIRouter(tags=["facts"])


@router.post(
    PATH,
    summary="Import triples in bulk",
    description="""
One triple a line, with the window in which it holds: `valid_to` is excluded, an empty bound is open; bounds are dates,
or times with their offset. Tab-separated values begin with a line that names their columns; a line of JSON may also
have a `scope`.

- A bad line stops nothing else: it is counted, and told by its number.
- Several objects of one subject and predicate hold at once. Windows of one triple that overlap or meet become one.
- What is held already is not recorded again: an import that broke off is gone on with by sending the whole again.
- A file may have any size; with an `Idempotency-Key` that of an upload, as it is kept aside until all of it is there.
""",
    response_model=ImportReply,
    responses={
        200: examples.imported,
        **documented(
            InvalidRequest,
            InvalidSlug,
            UnsupportedFormat,
            DocumentTooLarge,
            DocumentErased,
            SlugTaken,
            *IDEMPOTENCY,
            StoreUnavailable,
        ),
    },
    openapi_extra={"requestBody": {"required": True, "content": examples.import_bodies}},
)
async def import_facts(
    *,
    request: Request,
    services: FromServices,
    caller: RequestCaller,
    source: Annotated[str, Query(description="Slug of who says so; no document's.", examples=["wikidata"])],
    reason: Annotated[str | None, Query(max_length=2_000, description="Kept with the import.")] = None,
    file_format: Annotated[FileFormat | None, Query(alias="format", description="Instead of the Content-Type.")] = None,
    key: IdempotencyKey = None,
) -> Response:
    read_as = file_format or _format_of(request)
    run = ImportRun(
        tenant=caller.tenant,
        actor=caller.actor,
        source=check_slug(source),
        media_type=MEDIA_TYPES[read_as],
        reason=reason,
    )
    await to_thread.run_sync(services.imports.check_source, run.tenant, run.source)
    async with _body_of(request, key=key, limit=services.upload_limit) as (blocks, digest):

        async def work() -> Kept:
            report = await _import(services, run, read_as, services.zone_of(caller.tenant), blocks)
            return Kept(status=200, body=(await _reply(services, caller, report)).model_dump())

        return await once(services, caller, request, work, key=key, said=f"{read_as} {digest}")


@router.get(
    "/v1/imports",
    summary="List the import runs, the newest first",
    description="Runs that recorded something: one whose lines were all there already leaves nothing behind.",
    response_model=ImportsReply,
    responses={200: examples.imports, **documented(InvalidRequest, StoreUnavailable)},
)
def list_imports(
    *,
    services: FromServices,
    caller: RequestCaller,
    source: Annotated[str | None, Query(max_length=1_000, description="Only this source (slug).")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> ImportsReply:
    page, next_cursor = services.import_runs.page(
        caller.tenant, source=source or None, limit=limit, cursor=cursor or None
    )
    return ImportsReply(imports=[_run_reply(run) for run in page], next_cursor=next_cursor)


def _format_of(request: Request) -> FileFormat:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        return FORMATS[media_type]
    except KeyError as error:
        raise UnsupportedFormat(
            "say what the lines are: Content-Type text/tab-separated-values or application/jsonl, or ?format=tsv or"
            " ?format=jsonl"
        ) from error


async def _import(
    services: Services, run: ImportRun, file_format: FileFormat, zone: ZoneInfo, blocks: AsyncIterator[bytes]
) -> ImportReport:
    with closing(Import(services.imports, run, file_format, zone)) as importing:
        async for block in blocks:
            await to_thread.run_sync(importing.feed, block)
        return await to_thread.run_sync(importing.finish)


async def _reply(services: Services, caller: Caller, report: ImportReport) -> ImportReply:
    watermark = await to_thread.run_sync(services.reader.watermark, caller.tenant)
    return ImportReply(
        source=report.source,
        lines=report.lines,
        imported=report.imported,
        already_there=report.already_there,
        rejected=report.rejected,
        errors=[RejectedLineReply(line=error.line, detail=error.detail) for error in report.errors],
        watermark=iso(watermark),
    )


def _run_reply(run: RecordedRun) -> ImportRunReply:
    return ImportRunReply(
        source=run.source,
        version=run.number,
        format=FORMATS[run.media_type],
        status="unfinished" if run.counts is None else "done",
        reason=run.reason,
        actor=run.actor,
        recorded_at=iso(run.recorded_at),
        content_hash=run.content_hash.hex() if run.content_hash else None,
        counts=ImportCountsReply(**asdict(run.counts)) if run.counts else None,
    )


@asynccontextmanager
async def _body_of(request: Request, *, key: str | None, limit: int) -> AsyncIterator[tuple[AsyncIterator[bytes], str]]:
    """The body's blocks; with a key also the digest of it all, which then has to be read before it can be served."""
    if key is None:
        yield _arriving(request), ""
        return
    hashed = hashlib.sha256()
    size = 0
    with SpooledTemporaryFile(IN_MEMORY) as kept:
        async for block in _arriving(request):
            size += len(block)
            if size > limit:
                raise DocumentTooLarge(
                    f"an import with an Idempotency-Key may have {limit:,} bytes: leave the key out, sending it again"
                    " records nothing twice"
                )
            hashed.update(block)
            await to_thread.run_sync(kept.write, block)
        kept.seek(0)
        yield _kept(kept), hashed.hexdigest()


async def _arriving(request: Request) -> AsyncIterator[bytes]:
    try:
        async for block in request.stream():
            yield block
    except ClientDisconnect as error:
        raise InvalidRequest("the connection was closed before the end of the file: send it again") from error


async def _kept(file: SpooledTemporaryFile[bytes]) -> AsyncIterator[bytes]:
    while block := await to_thread.run_sync(file.read, BLOCK):
        yield block
