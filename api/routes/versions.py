"""How documents, versions and ingestions are spelled in replies. No routes."""

from typing import Annotated, Literal, cast
from uuid import UUID

from fastapi import Path, Response

from api import problems
from api.models.documents import (
    DocumentHistoryReply,
    DocumentReply,
    ExtractionReply,
    IngestionError,
    IngestionReply,
    UploadReply,
    VersionReply,
    VersionTextReply,
)
from api.parameters import iso, iso_or_none
from ingestion.uploads import DocumentDetail, DocumentSummary, IngestionProgress, VersionDetail, VersionSummary

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Status = Literal["queued", "running", "waiting", "done", "failed"]
Kind = Literal["version", "withdrawal", "correction", "redating", "retraction"]
EffectiveSource = Literal["given", "stated", "upload"] | None


def upload_reply(progress: IngestionProgress, *, repeated: bool) -> UploadReply:
    return UploadReply(
        document=progress.document,
        version=progress.version,
        ingestion_id=str(progress.id),
        status=cast("Status", progress.status),
        effective_at=iso_or_none(progress.effective_at),
        effective_source=cast("EffectiveSource", progress.effective_source),
        repeated=repeated,
        location=f"/v1/ingestions/{progress.id}",
        review=_review(progress),
    )


def ingestion_reply(progress: IngestionProgress) -> IngestionReply:
    return IngestionReply(
        ingestion_id=str(progress.id),
        document=progress.document,
        version=progress.version,
        status=cast("Status", progress.status),
        stage=progress.stage,
        done=progress.done,
        total=progress.total,
        passages_new=progress.passages_new,
        passages_kept=progress.passages_kept,
        embedded=progress.embedded,
        facts_added=progress.facts_added,
        facts_superseded=progress.facts_superseded,
        facts_removed=progress.facts_removed,
        effective_at=iso_or_none(progress.effective_at),
        effective_source=cast("EffectiveSource", progress.effective_source),
        review=_review(progress),
        extraction=None if progress.extraction is None else ExtractionReply.model_validate(progress.extraction),
        error=None if progress.error is None else _error(progress.error),
        created_at=iso(progress.created_at),
        changed_at=iso(progress.changed_at),
    )


def _review(progress: IngestionProgress) -> str | None:
    return None if progress.invalidation is None else f"/v1/invalidations/{progress.invalidation}"


def document_reply(summary: DocumentSummary) -> DocumentReply:
    return DocumentReply(
        document=summary.document,
        title=summary.title,
        rank=summary.rank,
        versions=summary.versions,
        first_effective_at=iso_or_none(summary.first_effective_at),
        last_effective_at=iso_or_none(summary.last_effective_at),
        created_at=iso(summary.created_at),
        under_review=summary.under_review,
    )


def history_reply(detail: DocumentDetail) -> DocumentHistoryReply:
    return DocumentHistoryReply(
        document=detail.document,
        title=detail.title,
        rank=detail.rank,
        created_at=iso(detail.created_at),
        under_review=detail.under_review,
        versions=[version_reply(v) for v in detail.versions],
    )


def version_reply(version: VersionSummary) -> VersionReply:
    return VersionReply(
        version=version.number,
        kind=cast("Kind", version.kind),
        corrects=version.corrects,
        title=version.title,
        status=cast("Status", version.status),
        valid_at=iso_or_none(version.valid_at),
        expired_at=iso_or_none(version.expired_at),
        effective_at=iso_or_none(version.effective_at),
        effective_source=cast("EffectiveSource", version.effective_source),
        expires_at=iso_or_none(version.expires_at),
        file_name=version.file_name,
        media_type=version.media_type,
        bytes=version.bytes,
        content_hash=version.content_hash,
        reason=version.reason,
        actor=version.actor,
        uploaded_at=iso(version.uploaded_at),
        recorded_at=iso_or_none(version.recorded_at),
        ingestion_id=_text_or_none(version.ingestion_id),
        passages=version.passages,
        facts=version.facts,
    )


def text_reply(document: str, detail: VersionDetail) -> VersionTextReply:
    has_content = detail.content is not None
    return VersionTextReply(
        **version_reply(detail.summary).model_dump(),
        document=document,
        metadata=detail.metadata,
        uploaded_text=_as_text(detail.content),
        content_location=f"/v1/documents/{document}/versions/{detail.summary.number}/content" if has_content else None,
        parsed_text=detail.parsed_text,
    )


def content_reply(detail: VersionDetail) -> Response:
    """Never shown by a browser: an uploaded page must not run as one of ours."""
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return Response(detail.content or b"", media_type="application/octet-stream", headers=headers)


def _as_text(content: bytes | None) -> str | None:
    if content is None or b"\x00" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _error(stored: dict[str, str]) -> IngestionError:
    leaf = problems.leaf_of(stored.get("type", ""))
    return IngestionError(
        type=problems.type_of(leaf), title=leaf.title, status=problems.status_of(leaf), detail=stored.get("detail", "")
    )


def _text_or_none(id_: UUID | None) -> str | None:
    return None if id_ is None else str(id_)
