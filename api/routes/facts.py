"""Facts at a viewpoint, and one fact by its id."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.auth import Caller, RequestCaller
from api.examples import facts as examples
from api.models.facts import FactsReply, HeldFactReply
from api.parameters import AsOf, Cursor, KnownAt, ScopeTexts, iso, read_scope
from api.problems import documented
from api.routes.views import held_fact_replies, viewpoint_of
from api.services import FromServices, Services
from knowledge.errors import FactNotFound, InvalidInstant, InvalidRequest, KnownAtInFuture, StoreUnavailable
from knowledge.ports import FactQuery, StoredFact
from knowledge.time_windows import Viewpoint

router = APIRouter(tags=["facts"])

Words = Annotated[str | None, Query(max_length=1_000)]


@router.get(
    "/v1/facts",
    summary="The facts that hold at an instant, as known at another",
    response_model=FactsReply,
    responses={200: examples.facts, **documented(InvalidRequest, InvalidInstant, KnownAtInFuture, StoreUnavailable)},
)
def list_facts(
    *,
    services: FromServices,
    caller: RequestCaller,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    scope: ScopeTexts = None,
    subject: Words = None,
    predicate: Words = None,
    document: Words = None,
    q: Annotated[str | None, Query(max_length=1_000, description="Words that the fact or its quote holds.")] = None,
    key: Annotated[UUID | None, Query(description="Of this key alone, whoever states it.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> FactsReply:
    resolved = viewpoint_of(services, caller, as_of=as_of, known_at=known_at, scope=read_scope(scope))
    query = FactQuery(
        subject=subject or None,
        predicate=predicate or None,
        document=document or None,
        q=q or None,
        key=key,
        limit=limit,
        cursor=cursor or None,
    )
    page, next_cursor = services.reader.facts(resolved.viewpoint, query)
    return FactsReply(
        as_of=iso(resolved.viewpoint.as_of),
        known_at=iso(resolved.viewpoint.known_at),
        known_at_clamped=resolved.known_at_clamped,
        scope=dict(resolved.viewpoint.scope),
        facts=held_fact_replies(services, resolved.viewpoint, page),
        under_review=sorted(
            services.reader.under_review(caller.tenant, resolved.viewpoint.known_at)
            & {fact.source.document for fact in page}
        ),
        next_cursor=next_cursor,
    )


@router.get(
    "/v1/facts/{fact_id}",
    summary="One recorded fact, with both its windows",
    response_model=HeldFactReply,
    responses={200: examples.fact, **documented(FactNotFound, InvalidRequest, StoreUnavailable)},
)
def read_fact(fact_id: UUID, services: FromServices, caller: RequestCaller) -> HeldFactReply:
    fact = services.reader.fact(caller.tenant, fact_id)
    return held_fact_replies(services, _where_it_holds(services, caller, fact), [fact])[0]


def _where_it_holds(services: Services, caller: Caller, fact: StoredFact) -> Viewpoint:
    """Now and as known now where the fact holds then; else where its window began, or as known when it was recorded."""
    now = dt.datetime.now(dt.UTC)
    retired = fact.recorded.end is not None
    return Viewpoint(
        tenant=caller.tenant,
        as_of=now if fact.valid.contains(now) or fact.valid.start is None else fact.valid.start,
        known_at=fact.recorded.start if retired and fact.recorded.start else services.reader.watermark(caller.tenant),
    )
