"""Where documents disagree at a viewpoint, for review."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import RequestCaller
from api.examples import facts as examples
from api.models.conflicts import ConflictReply, ConflictsReply
from api.parameters import AsOf, Cursor, KnownAt, ScopeTexts, iso, read_scope
from api.problems import documented
from api.routes.views import held_fact_reply, viewpoint_of
from api.services import FromServices
from knowledge.conflicts import Conflict
from knowledge.errors import InvalidInstant, InvalidRequest, KnownAtInFuture, StoreUnavailable
from knowledge.facts import Cardinality

router = APIRouter(tags=["facts"])


@router.get(
    "/v1/conflicts",
    summary="The topics on which documents disagree",
    description="""
Facts of different documents with one subject and predicate, one scope and another value, that hold at the viewpoint.
Of those the fact of the highest-ranked document wins (`settled`); between equal ranks all stay (`open`).
""",
    response_model=ConflictsReply,
    responses={
        200: examples.conflicts,
        **documented(InvalidRequest, InvalidInstant, KnownAtInFuture, StoreUnavailable),
    },
)
def list_conflicts(
    *,
    services: FromServices,
    caller: RequestCaller,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    scope: ScopeTexts = None,
    document: Annotated[str | None, Query(max_length=1_000, description="Only those it takes part in (slug).")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> ConflictsReply:
    resolved = viewpoint_of(services, caller, as_of=as_of, known_at=known_at, scope=read_scope(scope))
    page, next_cursor = services.conflicts.page(
        resolved.viewpoint, document=document or None, limit=limit, cursor=cursor or None
    )
    return ConflictsReply(
        as_of=iso(resolved.viewpoint.as_of),
        known_at=iso(resolved.viewpoint.known_at),
        known_at_clamped=resolved.known_at_clamped,
        scope=dict(resolved.viewpoint.scope),
        conflicts=[_conflict_reply(conflict) for conflict in page],
        next_cursor=next_cursor,
    )


def _conflict_reply(conflict: Conflict) -> ConflictReply:
    return ConflictReply(
        status="open" if conflict.is_open else "settled",
        score=round(conflict.score, 3),
        facts=[
            held_fact_reply(side.ranked.fact, Cardinality.ONE, side.ranked.rank, side.verdict)
            for side in conflict.sides
        ],
    )
