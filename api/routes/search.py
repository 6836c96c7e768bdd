"""The passages that speak to a question at a viewpoint, best first."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.auth import RequestCaller
from api.examples import explained as examples
from api.models.facts import SearchReply
from api.parameters import AsOf, KnownAt, ScopeTexts, iso, read_scope
from api.problems import documented
from api.routes.explanations import excluded_reply
from api.routes.views import hit_replies, viewpoint_of
from api.services import FromServices, stores_of
from knowledge.errors import (
    EmbedderUnavailable,
    IndexUnavailable,
    InvalidInstant,
    InvalidRequest,
    KnownAtInFuture,
    StoreUnavailable,
)
from knowledge.questions import read_words
from knowledge.retrieval import Sought, find_left_out, retrieve

router = APIRouter(tags=["search"])


@router.get(
    "/v1/search",
    summary="Search the passages in force at an instant",
    response_model=SearchReply,
    responses={
        200: examples.search,
        **documented(
            InvalidRequest, InvalidInstant, KnownAtInFuture, StoreUnavailable, IndexUnavailable, EmbedderUnavailable
        ),
    },
)
def search(
    *,
    services: FromServices,
    caller: RequestCaller,
    q: Annotated[str, Query(min_length=1, max_length=4_000, examples=["return period"])],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    scope: ScopeTexts = None,
    k: Annotated[int, Query(ge=1, le=100, description="How many.")] = 10,
    document: Annotated[list[str] | None, Query(description="Only these documents (slugs); may be repeated.")] = None,
    explain: Annotated[
        bool, Query(description="Tell also what each signal gave a hit, and what the filters left out.")
    ] = False,
) -> Response:
    if not q.strip():
        raise InvalidRequest("q is empty: write what to search for")
    resolved = viewpoint_of(services, caller, as_of=as_of, known_at=known_at, scope=read_scope(scope))
    history = services.reader.changes(caller.tenant, resolved.viewpoint.known_at)
    sought = Sought.by(read_words(q.strip(), history))
    documents = tuple(slug for slug in document or () if slug)
    stores = stores_of(services, services.reader.live_generation(caller.tenant))
    evidence = retrieve(sought, resolved.viewpoint, stores, documents=documents, limit=k)
    zone = services.zone_of(caller.tenant)
    left_out = find_left_out(sought, evidence, stores, documents=documents, limit=k, zone=zone) if explain else None
    reply = SearchReply(
        as_of=iso(resolved.viewpoint.as_of),
        known_at=iso(resolved.viewpoint.known_at),
        known_at_clamped=resolved.known_at_clamped,
        scope=dict(resolved.viewpoint.scope),
        generation=stores.generation,
        hits=hit_replies(services, resolved.viewpoint, evidence.passages, explain=explain),
        excluded=None if left_out is None else excluded_reply(left_out),
    )
    return Response(reply.model_dump_json(), media_type="application/json")  # not checked a second time
