"""The one place that turns errors into RFC 9457 problems, for replies and for the OpenAPI page."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from knowledge.errors import CallerError, DocumentTooLarge, InvalidRequest, KnowledgeError, ServiceError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = "1"

log = structlog.get_logger(__name__)


class FieldProblem(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    """An error as RFC 9457 spells it; `type` never changes its meaning."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldProblem] | None = None  # one line a field, where the request itself is malformed


class ProblemReply(JSONResponse):
    media_type = MEDIA_TYPE


def reply(problem: Problem, headers: Mapping[str, str] | None = None) -> ProblemReply:
    return ProblemReply(problem.model_dump(exclude_none=True), problem.status, headers)


def of_error(error: KnowledgeError, instance: str) -> Problem:
    return Problem(
        type=type_of(type(error)),
        title=error.title,
        status=status_of(type(error)),
        detail=str(error) or error.title,
        instance=instance,
    )


def status_of(leaf: type[KnowledgeError]) -> int:
    return leaf.status if issubclass(leaf, CallerError | ServiceError) else 500


def type_of(leaf: type[KnowledgeError]) -> str:
    return f"/problems/{leaf().slug}"


def leaves(root: type[KnowledgeError] = KnowledgeError) -> Iterator[type[KnowledgeError]]:
    """Every error that names one situation."""
    for child in root.__subclasses__():
        if child.__subclasses__():
            yield from leaves(child)
        else:
            yield child


def documented(*errors: type[KnowledgeError]) -> dict[int | str, dict[str, object]]:
    """What a route's `responses` say about these errors, with one example each, by status."""
    by_status: dict[int | str, dict[str, object]] = {}
    for status in sorted({status_of(e) for e in errors}):
        examples = {e().slug: {"value": _example(e)} for e in errors if status_of(e) == status}
        by_status[status] = {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
        }
    return by_status


def install(app: FastAPI) -> None:
    app.add_exception_handler(KnowledgeError, _known)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unexpected)


async def _known(request: Request, error: Exception) -> ProblemReply:
    assert isinstance(error, KnowledgeError)  # noqa: S101 (what the handler is registered for)
    problem = of_error(error, request.url.path)
    if problem.status >= 500:
        log.warning("unavailable", path=request.url.path, error=type(error).__name__, detail=str(error))
    headers = {"Retry-After": RETRY_AFTER_S} if problem.status in {429, 503} else None
    return reply(problem, headers)


async def _malformed(request: Request, error: Exception) -> ProblemReply:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = [FieldProblem(field=_field(e["loc"]), message=_message(e)) for e in error.errors()]
    detail = "; ".join(f"{e.field}: {e.message}" for e in errors)
    return reply(of_error(InvalidRequest(detail), request.url.path).model_copy(update={"errors": errors}))


async def _framework(request: Request, error: Exception) -> ProblemReply:
    """What the router and the body readers refuse: unknown paths, wrong methods, malformed bodies."""
    assert isinstance(error, HTTPException)  # noqa: S101
    status = HTTPStatus(error.status_code)
    if status == DocumentTooLarge.status:
        return reply(of_error(DocumentTooLarge(str(error.detail)), request.url.path))
    details = {
        HTTPStatus.NOT_FOUND: f"nothing is served at {request.url.path}: /docs lists every call",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.url.path} does not answer {request.method}: /docs lists every call",
    }
    problem = Problem(
        type=f"/problems/{status.phrase.lower().replace(' ', '-')}",
        title=status.phrase,
        status=status,
        detail=details.get(status, str(error.detail)),
        instance=request.url.path,
    )
    return reply(problem, error.headers)


async def _unexpected(request: Request, error: Exception) -> ProblemReply:
    """A fault of ours: the log has the traceback, the reply says nothing about our insides."""
    log.error("unexpected error", path=request.url.path, exc_info=error)
    problem = Problem(
        type="/problems/internal-error",
        title="Something went wrong in asof",
        status=500,
        detail="this is a fault of asof, not of the request; the log of the API (`asof logs api`) says more",
        instance=request.url.path,
    )
    return reply(problem)


def _field(location: Sequence[str | int]) -> str:
    """`("body", "text")` -> "text"; `("query", "k")` -> "k"; the place of broken JSON -> "body"."""
    named = [str(part) for part in location[1:] if isinstance(part, str)]
    return ".".join(named) or str(location[0])


def _message(error: Mapping[str, object]) -> str:
    if error["type"] == "json_invalid":
        return "the body is not valid JSON"
    if error["type"] == "missing":
        return "is required"
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _example(leaf: type[KnowledgeError]) -> dict[str, object]:
    return of_error(leaf(EXAMPLE_DETAILS.get(leaf().slug, leaf.title)), "/v1/...").model_dump(exclude_none=True)


EXAMPLE_DETAILS = {
    "invalid-request": "question: is required",
    "invalid-slug": "'Returns Policy' is not a slug: use lower-case letters, digits, hyphens, as in 'returns-policy'",
    "invalid-instant": "effective_at '2024-03-01T09:00' has no time zone: add one, as in 2024-03-01T09:00Z or +01:00",
    "invalid-window": "expires_at 2024-01-01 is not after effective_at 2024-03-01",
    "known-at-in-future": "known_at 2199-01-01T00:00:00+00:00 lies in the future: leave it out",
    "empty-document": "scan.pdf holds pages but no text: it seems to be scanned; run OCR over it first",
    "unreadable-document": "policy.docx is not a valid Office file: its archive is broken",
    "document-too-large": "the request is larger than 67,108,864 bytes, the most that this installation takes",
    "unsupported-format": "photo.png is an image: asof reads Markdown, HTML, text, DOCX, PPTX, XLSX, CSV, EML and PDF",
    "document-not-found": "there is no document 'returns-policy': GET /v1/documents lists them",
    "golden-question-not-found": "there is no golden question 7c9d3b52: GET /v1/golden-questions lists them",
    "reindex-not-found": "there is no re-index b1f0a6f2: GET /v1/reindex lists them",
    "reindex-under-way": "an index is being built: wait for it, or cancel it",
    "schedule-not-found": "there is no schedule 'nightly': GET /v1/schedules lists them",
    "unknown-model": "no model stands at /models/other: give the folder of a sentence-transformers model",
    "reindex-over": "the re-index is done: `asof reindex rollback` goes back",
    "nothing-to-roll-back-to": "only the live generation is kept: there is none to go back to",
    "version-not-found": "'returns-policy' has no version 9: it has 1 to 4",
    "document-erased": "document 'returns-policy' was erased, and its slug stays reserved",
    "webhook-not-found": "there is no webhook 5f0c1c4e-52d5-4d6e-9f3b-0b5d3c1f7a52: GET /v1/webhooks lists them",
    "delivery-not-found": "the webhook has no delivery 7c9d3b52-7b5e-5d0e-a4f6-0b8a0a4f2a11",
    "invalid-receiver": "10.0.0.7 is an address of a private network",
    "answer-not-sealed": "answer 6a7cf3a6 has no sealed record: GET /v1/answers/6a7cf3a6 shows what is kept",
    "person-not-found": "nobody can be asked yet: `asof people add NAME URL` says who can",
    "person-exists": "'Ann Lee' can be asked already: take a fuller name, or remove the other",
    "question-not-found": "there is no question 2a4c6e80-1b3d-5f7a-9c8e-0d2f4b6a8c1e: GET /v1/questions lists them",
    "question-closed": "the question was cancelled by local",
    "question-answered": "Ann Lee answered it otherwise already: the first answer stands",
    "token-refused": "take the address that came with the question, as it stands, and its token with it",
    "too-many-questions": "20 questions of this conversation wait for people already: cancel one first",
    "slug-taken": "'wikidata' is the source of an import: choose another slug",
    "store-unavailable": "Postgres does not answer: `asof status` says what is down",
}


class Meaning(BaseModel):
    """What stands at a problem's `type`."""

    type: str
    title: str
    status: int
    example: str


def meaning(slug: str, instance: str) -> Meaning:
    """Raises the router's own 404 for a type that no reply carries."""
    for leaf in leaves():
        if leaf().slug == slug:
            return Meaning(
                type=instance, title=leaf.title, status=status_of(leaf), example=EXAMPLE_DETAILS.get(slug, leaf.title)
            )
    raise HTTPException(404)


def leaf_of(slug: str) -> type[KnowledgeError]:
    """The error that is stored under this slug; the root for one that no release of ours knows."""
    return next((leaf for leaf in leaves() if leaf().slug == slug), KnowledgeError)
