"""What an upload must be before anything is kept of it. No routes."""

from zoneinfo import ZoneInfo

from fastapi import UploadFile
from starlette.datastructures import FormData

from api.auth import Caller
from api.body_limit import too_large
from api.parameters import check_slug, check_storable, instant_or_none
from ingestion.uploads import Upload
from knowledge.errors import DocumentTooLarge, EmptyDocument, InvalidRequest
from knowledge.time_windows import Window

FIELDS = ("file", "document", "title", "effective_at", "expires_at", "kind", "corrects", "rank", "bulk")
TITLE_LENGTH = 300
FILE_NAME_LENGTH = 300


def check_fields(form: FormData) -> None:
    """Refuses what would otherwise be overlooked: a misspelt field, a second file."""
    for name in form:
        if name not in FIELDS:
            raise InvalidRequest(f"{name!r} is not a field of an upload: {', '.join(FIELDS)}")
        if len(form.getlist(name)) > 1:
            raise InvalidRequest(f"{name} was sent {len(form.getlist(name))} times: one version a request")


async def read_upload(
    file: UploadFile,
    *,
    caller: Caller,
    zone: ZoneInfo,
    limit: int,
    document: str,
    title: str | None,
    effective_at: str | None,
    expires_at: str | None,
    kind: str,
    corrects: int | None,
    rank: int | None,
    bulk: bool,
) -> Upload:
    _check_kind(kind, corrects)
    slug = check_slug(document)
    start = instant_or_none(effective_at, zone, "effective_at")
    end = instant_or_none(expires_at, zone, "expires_at")
    if start is not None and end is not None:
        Window(start, end)  # raises `InvalidWindow`
    name = _file_name(file) or slug
    if file.size is not None and file.size > limit:
        raise DocumentTooLarge(too_large(limit))
    content = await file.read()
    if not content:
        raise EmptyDocument(f"{name} is empty: it has 0 bytes")
    return Upload(
        tenant=caller.tenant,
        actor=caller.actor,
        document=slug,
        content=content,
        file_name=name,
        media_type=check_storable(file.content_type, "the file's media type") if file.content_type else None,
        title=checked_title(title),
        effective_at=start,
        expires_at=end,
        rank=rank,
        corrects=corrects,
        bulk=bulk,
    )


def _check_kind(kind: str, corrects: int | None) -> None:
    if kind not in ("version", "correction"):
        raise InvalidRequest(f"kind {kind!r} is unknown: leave it out, or write version or correction")
    if kind == "correction" and corrects is None:
        raise InvalidRequest("a correction says with corrects=N which version it replaces: `asof show` numbers them")
    if kind == "version" and corrects is not None:
        raise InvalidRequest("corrects is said of a correction: add kind=correction, or leave it out")


def _file_name(file: UploadFile) -> str:
    """Without control characters, which no file system gives and no header may carry on."""
    return "".join(character for character in file.filename or "" if character.isprintable())[-FILE_NAME_LENGTH:]


def checked_title(title: str | None) -> str | None:
    words = " ".join((title or "").split())
    if len(words) > TITLE_LENGTH:
        raise InvalidRequest(f"title has {len(words)} characters: {TITLE_LENGTH} are the most")
    return check_storable(words, "title") or None
