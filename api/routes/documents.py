"""Uploading, listing, reading and withdrawing documents."""

from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from anyio import to_thread
from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from api.auth import RequestCaller
from api.examples import documents as examples
from api.examples import rehearsals as rehearsals_examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.documents import DocumentHistoryReply, DocumentsReply, UploadReply, VersionTextReply, WithdrawRequest
from api.models.rehearsal import RehearsalReply
from api.parameters import Cursor, check_slug
from api.problems import documented
from api.routes import versions
from api.routes.rehearsals import rehearsal_reply
from api.routes.uploads import check_fields, read_upload
from api.services import FromServices
from api.submitting import FromSequenceDoor
from ingestion.rehearsal.rehearsing import Rehearsal
from ingestion.uploads import Upload, Withdrawal, content_hash
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

REFUSED_UPLOADS = documented(
    InvalidRequest, InvalidSlug, InvalidInstant, InvalidWindow, EmptyDocument, UnreadableDocument,
    DocumentTooLarge, UnsupportedFormat, SlugTaken, DocumentNotFound, DocumentErased, VersionNotFound,
    VersionSpeaksNoMore, *IDEMPOTENCY, StoreUnavailable, WorkflowsUnavailable,
)  # fmt: skip


UPLOADED_OR_FORESEEN = {
    "description": examples.waited_upload["description"] + " Or, with `dry_run=true`, what it would do.",
    "content": {
        "application/json": {
            "examples": {
                **examples.waited_upload["content"]["application/json"]["examples"],
                **rehearsals_examples.dry_run["content"]["application/json"]["examples"],
            }
        }
    },
}


@router.post(
    "/v1/documents",
    status_code=202,
    summary="Upload one version of a document",
    response_model=UploadReply | RehearsalReply,
    responses={200: UPLOADED_OR_FORESEEN, 202: examples.accepted_upload, **REFUSED_UPLOADS},
)
async def add_document(
    *,
    request: Request,
    into: FromSequenceDoor,
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
    bulk: Annotated[
        bool, Form(description="One of many that nobody waits for: what a person sends passes before it.")
    ] = False,
    dry_run: Annotated[
        bool,
        Query(
            description="Nothing is kept: the reply tells what it would change, whether it would wait for review, and "
            "which golden and frequent past questions would be answered otherwise, from when on."
        ),
    ] = False,
) -> Response:
    services, caller = into.door.services, into.door.caller
    check_fields(await request.form())
    try:
        upload = await read_upload(
            file,
            caller=caller,
            zone=into.door.zone,
            limit=services.upload_limit,
            document=document,
            title=title,
            effective_at=effective_at,
            expires_at=expires_at,
            kind=kind,
            corrects=corrects,
            rank=rank,
            bulk=bulk,
        )
        if dry_run:
            foresee = partial(_foreseen, services.rehearsal, upload, into.door.zone)
            return await into.door.once(partial(to_thread.run_sync, foresee), _upload_digest(upload, wait=into.wait))
    except CallerError:
        into.metrics.ingestions.labels("refused").inc()
        raise
    return await into.accept(partial(services.ingestions.accept, upload), _upload_digest(upload, wait=into.wait))


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
    into: FromSequenceDoor,
) -> Response:
    withdrawal = Withdrawal(
        **into.door.sender,
        document=check_slug(document),
        effective_at=read_instant(body.effective_at, into.door.zone, name="effective_at"),
        reason=body.reason,
    )
    return await into.accept(partial(into.door.services.ingestions.accept_withdrawal, withdrawal), body)


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


def _foreseen(rehearsal: Rehearsal, upload: Upload, zone: ZoneInfo) -> Kept:
    """Never kept under a key: it may be done again, and quotes documents that may be erased."""
    return Kept(status=200, body=rehearsal_reply(rehearsal.rehearse(upload, zone)).model_dump(), final=False)


def _upload_digest(upload: Upload, *, wait: bool) -> str:
    """Not of the request's bytes: each sending of the same form has another boundary."""
    said = (upload.document, upload.title, upload.effective_at, upload.expires_at, upload.rank, upload.corrects, wait)
    return f"{said} {content_hash(upload.content).hex()}"
