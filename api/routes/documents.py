"""Uploading, listing, reading and withdrawing documents."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from api import examples
from api.auth import Caller, RequestCaller
from api.idempotency import IDEMPOTENCY, IdempotencyKey, Kept, once
from api.metrics import Metrics
from api.models.documents import DocumentHistoryReply, DocumentsReply, UploadReply, VersionTextReply, WithdrawRequest
from api.parameters import Cursor, check_slug
from api.problems import documented
from api.routes import versions
from api.routes.uploads import check_fields, read_upload
from api.services import FromMetrics, FromServices, Services
from ingestion.uploads import Upload, UploadReceipt, Withdrawal, content_hash
from knowledge.errors import (
    CallerError,
    DocumentErased,
    DocumentNotFound,
    DocumentTooLarge,
    EmptyDocument,
    InvalidInstant,
    InvalidRequest,
    InvalidSlug,
    InvalidWindow,
    SlugTaken,
    StoreUnavailable,
    UnreadableDocument,
    UnsupportedFormat,
    VersionNotFound,
    VersionSpeaksNoMore,
    WorkflowsUnavailable,
)
from knowledge.time_windows import read_instant

router = APIRouter(tags=["documents"])

Wait = Annotated[bool, Query(description="Answer when the version is published or refused, not when it is accepted.")]
REFUSED_UPLOADS = documented(
    InvalidRequest, InvalidSlug, InvalidInstant, InvalidWindow, EmptyDocument, UnreadableDocument,
    DocumentTooLarge, UnsupportedFormat, SlugTaken, DocumentNotFound, DocumentErased, VersionNotFound,
    VersionSpeaksNoMore, *IDEMPOTENCY, StoreUnavailable, WorkflowsUnavailable,
)  # fmt: skip


@router.post(
    "/v1/documents",
    status_code=202,
    summary="Upload one version of a document",
    response_model=UploadReply,
    responses={200: examples.waited_upload, 202: examples.accepted_upload, **REFUSED_UPLOADS},
)
async def add_document(
    *,
    request: Request,
    services: FromServices,
    metrics: FromMetrics,
    caller: RequestCaller,
    file: Annotated[UploadFile, File(description="Markdown, HTML, text, DOCX, PPTX, XLSX, CSV, EML or PDF.")],
    document: Annotated[str, Form(description="The document's slug.", examples=["returns-policy"])],
    title: Annotated[str | None, Form()] = None,
    effective_at: Annotated[
        str | None,
        Form(
            description="From when on it holds. Default: the date the text states, else now.", examples=["2024-03-01"]
        ),
    ] = None,
    expires_at: Annotated[str | None, Form(description="From when on it holds no more.")] = None,
    kind: Annotated[
        str, Form(description="`version`, or `correction`: it speaks in the place of the version that it corrects.")
    ] = "version",
    corrects: Annotated[
        int | None, Form(ge=1, le=2**31 - 1, description="Of a correction: the number of the version that was wrong.")
    ] = None,
    rank: Annotated[
        int | None, Form(ge=-1_000, le=1_000, description="Which document wins where two disagree.")
    ] = None,
    wait: Wait = False,
    key: IdempotencyKey = None,
) -> Response:
    check_fields(await request.form())
    try:
        upload = await read_upload(
            file,
            caller=caller,
            zone=services.zone_of(caller.tenant),
            limit=services.upload_limit,
            document=document,
            title=title,
            effective_at=effective_at,
            expires_at=expires_at,
            kind=kind,
            corrects=corrects,
            rank=rank,
        )
    except CallerError:
        metrics.ingestions.labels("refused").inc()
        raise

    async def accept() -> Kept:
        receipt = await to_thread.run_sync(services.ingestions.accept, upload)
        return await begun(services, metrics, caller, receipt, wait=wait)

    return await once(services, caller, request, accept, key=key, said=_upload_digest(upload, wait=wait))


@router.post(
    "/v1/documents/{document}/withdraw",
    status_code=202,
    summary="Withdraw a document from an instant on",
    response_model=UploadReply,
    responses={
        200: examples.waited_upload,
        202: examples.accepted_upload,
        **documented(
            InvalidRequest,
            InvalidInstant,
            DocumentNotFound,
            DocumentErased,
            *IDEMPOTENCY,
            StoreUnavailable,
            WorkflowsUnavailable,
        ),
    },
)
async def withdraw_document(
    *,
    document: str,
    body: WithdrawRequest,
    request: Request,
    services: FromServices,
    metrics: FromMetrics,
    caller: RequestCaller,
    wait: Wait = False,
    key: IdempotencyKey = None,
) -> Response:
    zone = services.zone_of(caller.tenant)
    withdrawal = Withdrawal(
        tenant=caller.tenant,
        actor=caller.actor,
        document=check_slug(document),
        effective_at=read_instant(body.effective_at, zone, name="effective_at"),
        reason=body.reason,
    )

    async def accept() -> Kept:
        receipt = await to_thread.run_sync(services.ingestions.accept_withdrawal, withdrawal)
        return await begun(services, metrics, caller, receipt, wait=wait)

    return await once(services, caller, request, accept, key=key, said=body.model_dump_json())


@router.get(
    "/v1/documents",
    summary="List the documents",
    response_model=DocumentsReply,
    responses={200: examples.documents, **documented(InvalidRequest, StoreUnavailable)},
)
def list_documents(
    *,
    services: FromServices,
    caller: RequestCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> DocumentsReply:
    page, next_cursor = services.documents.documents(caller.tenant, limit=limit, cursor=cursor)
    return DocumentsReply(documents=[versions.document_reply(d) for d in page], next_cursor=next_cursor)


@router.get(
    "/v1/documents/{document}",
    summary="One document with all its versions and their windows",
    response_model=DocumentHistoryReply,
    responses={
        200: examples.document,
        **documented(DocumentNotFound, DocumentErased, InvalidRequest, StoreUnavailable),
    },
)
def read_document(document: str, services: FromServices, caller: RequestCaller) -> DocumentHistoryReply:
    return versions.history_reply(services.documents.document(caller.tenant, document))


@router.get(
    "/v1/documents/{document}/versions/{version}",
    summary="One version, with its text as uploaded and as parsed",
    response_model=VersionTextReply,
    responses={
        200: examples.version,
        **documented(DocumentNotFound, DocumentErased, VersionNotFound, InvalidRequest, StoreUnavailable),
    },
)
def read_version(
    *, document: str, version: versions.Number, services: FromServices, caller: RequestCaller
) -> VersionTextReply:
    return versions.text_reply(document, services.documents.version(caller.tenant, document, version))


@router.get(
    "/v1/documents/{document}/versions/{version}/content",
    summary="The bytes of a version as uploaded",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {"example": "# Returns\n"}}},
        **documented(DocumentNotFound, DocumentErased, VersionNotFound, InvalidRequest, StoreUnavailable),
    },
)
def read_content(document: str, version: versions.Number, services: FromServices, caller: RequestCaller) -> Response:
    return versions.content_reply(services.documents.version(caller.tenant, document, version))


async def begun(services: Services, metrics: Metrics, caller: Caller, receipt: UploadReceipt, *, wait: bool) -> Kept:
    """Starts the workflow, also of a repeated upload: an earlier request may have died before it could."""
    metrics.ingestions.labels("repeated" if receipt.repeated else "accepted").inc()
    if receipt.status != "done":
        await services.ingestion_client.start(receipt)
        if wait:
            await services.ingestion_client.wait(receipt)
    progress = await to_thread.run_sync(services.ingestions.progress, caller.tenant, receipt.ingestion_id)
    reply = versions.upload_reply(progress, repeated=receipt.repeated)
    return Kept(status=200 if wait else 202, body=reply.model_dump())


def _upload_digest(upload: Upload, *, wait: bool) -> str:
    """Not of the request's bytes: each sending of the same form has another boundary."""
    said = (upload.document, upload.title, upload.effective_at, upload.expires_at, upload.rank, upload.corrects, wait)
    return f"{said} {content_hash(upload.content).hex()}"
