"""Changes under review: publications that close or replace facts, and what people decide about those that wait."""

from typing import Annotated, Literal, cast
from uuid import UUID, uuid4

import anyio
from anyio import to_thread
from fastapi import APIRouter, Query, Response

from api.auth import RequestCaller
from api.examples import review as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.invalidations import (
    ApproveRequest,
    ChangedSideReply,
    CitingAnswerReply,
    DecideRequest,
    DecisionReply,
    DiffersReply,
    Edit,
    Happened,
    InvalidationDetailReply,
    InvalidationReply,
    InvalidationsReply,
    KeyChangeReply,
    Status,
)
from api.parameters import Cursor, check_slug, iso, iso_or_none
from api.problems import documented
from api.services import FromServices, Services
from api.submitting import Door, FromDoor
from ingestion.invalidation.decisions import Verdict
from ingestion.invalidation.messages import APPROVE, REJECT, UNDO, Review
from ingestion.invalidation.shown import Invalidation, ShownChange, ShownDecision, Side
from knowledge.errors import (
    ChangeDecided,
    InvalidationNotFound,
    InvalidRequest,
    InvalidSlug,
    StoreUnavailable,
    WorkflowsUnavailable,
)

DECIDED_WITHIN_S = 60.0
POLL_S = 0.05

router = APIRouter(tags=["review"])

Wait = Annotated[bool, Query(description="Answer when the decision is carried out, not when it is accepted.")]
DECIDED = {
    200: examples.decided_invalidation,
    202: examples.accepted_decision,
    **documented(
        InvalidRequest, InvalidationNotFound, ChangeDecided, *IDEMPOTENCY, StoreUnavailable, WorkflowsUnavailable
    ),
}


@router.get(
    "/v1/invalidations",
    summary="What closes or replaces facts: waiting for a person, applied, rejected; the newest first",
    response_model=InvalidationsReply,
    responses={200: examples.invalidations, **documented(InvalidRequest, InvalidSlug, StoreUnavailable)},
)
def list_invalidations(
    *,
    services: FromServices,
    caller: RequestCaller,
    status: Annotated[Literal["waiting", "applied", "rejected"] | None, Query()] = None,
    document: Annotated[str | None, Query(description="Slug.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> InvalidationsReply:
    """Without a status also those that were applied at once. `waiting` has those that are being approved, too."""
    statuses = {None: None, "waiting": ("waiting", "approved")}.get(status, (status,))
    page, before = services.invalidations.page(
        caller.tenant,
        statuses=cast("tuple[str, ...] | None", statuses),
        document=None if document is None else check_slug(document),
        limit=limit,
        before=_before(cursor),
    )
    return InvalidationsReply(
        invalidations=[InvalidationReply.model_validate(_told(one)) for one in page],
        next_cursor=None if before is None else str(before),
    )


@router.get(
    "/v1/invalidations/{invalidation}",
    summary="One change with its evidence: before, after, quotes, and the answers that rest on it",
    response_model=InvalidationDetailReply,
    responses={200: examples.invalidation, **documented(InvalidRequest, InvalidationNotFound, StoreUnavailable)},
)
def read_invalidation(invalidation: UUID, services: FromServices, caller: RequestCaller) -> InvalidationDetailReply:
    return detail_reply(services.invalidations.get(caller.tenant, invalidation))


@router.post(
    "/v1/invalidations/{invalidation}/approve",
    status_code=202,
    summary="Let a change that waits be published, if it still comes to what was shown",
    response_model=InvalidationDetailReply,
    responses=DECIDED,
)
async def approve_invalidation(
    *, invalidation: UUID, body: ApproveRequest, door: FromDoor, wait: Wait = False
) -> Response:
    """The outcome is computed anew. If it differs, the change waits again, and `differs` tells in which keys."""
    return await _decide(door, invalidation, APPROVE, body.reason, shown=body.outcome, wait=wait)


@router.post(
    "/v1/invalidations/{invalidation}/reject",
    status_code=202,
    summary="Refuse a change that waits: its version is discarded, as one that was refused",
    response_model=InvalidationDetailReply,
    responses=DECIDED,
)
async def reject_invalidation(
    *, invalidation: UUID, body: DecideRequest, door: FromDoor, wait: Wait = False
) -> Response:
    """The same bytes may be uploaded again, and are then judged anew."""
    return await _decide(door, invalidation, REJECT, body.reason, wait=wait)


@router.post(
    "/v1/invalidations/{invalidation}/undo",
    status_code=202,
    summary="Undo a change that was applied: what holds is what the remaining edits say",
    response_model=InvalidationDetailReply,
    responses=DECIDED,
)
async def undo_invalidation(*, invalidation: UUID, body: DecideRequest, door: FromDoor, wait: Wait = False) -> Response:
    """Its whole ingestion: facts and passages. The undo is an edit of its own in the document's sequence."""
    return await _decide(door, invalidation, UNDO, body.reason, wait=wait)


async def _decide(
    door: Door, invalidation: UUID, verb: str, reason: str, *, shown: str | None = None, wait: bool
) -> Response:
    services, tenant = door.services, door.caller.tenant
    verdict = Verdict(**door.sender, invalidation=invalidation, verb=verb, reason=reason, decision=uuid4(), shown=shown)

    async def work() -> Kept:
        decision = await to_thread.run_sync(services.decisions.accept, verdict)
        if decision is not None:
            await services.review_client.signal(Review(tenant=tenant, invalidation=str(invalidation)), verb, decision)
            if wait:
                await _carried_out(services, tenant, invalidation, decision)
        found = await to_thread.run_sync(services.invalidations.get, tenant, invalidation)
        done = all(one.outcome is not None for one in found.decisions)
        return Kept(status=200 if done else 202, body=detail_reply(found).model_dump())

    return await door.once(work, f"{verb} {shown} {reason} {wait}")


async def _carried_out(services: Services, tenant: str, invalidation: UUID, decision: UUID) -> None:
    """Returns when the decision has an outcome, or after a minute: it is carried out all the same."""
    with anyio.move_on_after(DECIDED_WITHIN_S):
        while True:
            if await to_thread.run_sync(services.decisions.settled, tenant, invalidation, decision):
                return
            await anyio.sleep(POLL_S)


def detail_reply(found: Invalidation) -> InvalidationDetailReply:
    return InvalidationDetailReply.model_validate(
        {
            **_told(found),
            "changes": [change_reply(change) for change in found.changes],
            "decisions": [_decision_reply(decision) for decision in found.decisions],
            "answers": [
                CitingAnswerReply(id=str(one.id), question=one.question, created_at=iso(one.created_at))
                for one in found.answers
            ],
        }
    )


def _told(found: Invalidation) -> dict[str, object]:
    return {
        "id": str(found.id),
        "document": found.document,
        "version": found.version,
        "ingestion_id": str(found.ingestion_id),
        "kind": cast("Happened", found.kind),
        "status": cast("Status", found.status),
        "rule": found.rule_name,
        "outcome": found.outcome_digest,
        "facts_added": found.facts_added,
        "facts_superseded": found.facts_superseded,
        "facts_removed": found.facts_removed,
        "passages_retired": found.passages_going,
        "share_going": found.share_going,
        "asked": found.asked,
        "differs": DiffersReply(**{name: list(found.differs.get(name, ())) for name in ("come", "gone", "otherwise")}),
        "effective_at": iso_or_none(found.effective_at),
        "actor": found.actor,
        "reason": found.reason,
        "opened_at": iso(found.opened_at),
        "decided_at": iso_or_none(found.decided_at),
        "location": f"/v1/invalidations/{found.id}",
    }


def change_reply(change: ShownChange) -> KeyChangeReply:
    return KeyChangeReply(
        key=str(change.key),
        edit=cast("Edit", change.kind),
        outcome=cast("Literal['added', 'superseded', 'removed', 'kept']", change.outcome),
        goes=change.goes,
        likeness=change.likeness,
        before=[_side_reply(side) for side in change.before],
        after=[_side_reply(side) for side in change.after],
    )


def _side_reply(side: Side) -> ChangedSideReply:
    return ChangedSideReply(
        fact=None if side.fact is None else str(side.fact),
        subject=side.subject,
        predicate=side.predicate,
        object=side.object,
        quote=side.quote,
        section=list(side.section),
        valid_at=iso_or_none(side.valid.start),
        expired_at=iso_or_none(side.valid.end),
    )


def _decision_reply(decision: ShownDecision) -> DecisionReply:
    return DecisionReply.model_validate(
        {
            "id": str(decision.id),
            "verb": decision.verb,
            "actor": decision.actor,
            "reason": decision.reason,
            "outcome": decision.outcome,
            "detail": None if decision.problem is None else decision.problem.get("detail"),
            "undo_ingestion": None if decision.undo is None else str(decision.undo),
            "made_at": iso(decision.made_at),
            "done_at": iso_or_none(decision.done_at),
        }
    )


def _before(cursor: str | None) -> UUID | None:
    try:
        return UUID(cursor) if cursor else None
    except ValueError as error:
        raise InvalidRequest(f"cursor {cursor!r} is not of this list: take next_cursor of the page before") from error
