"""Facts by hand: stated, corrected, retracted, ended; and the edits that a later text put in question."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.auth import RequestCaller
from api.examples import edits as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.edits import (
    ClosedReviewReply,
    CloseReviewRequest,
    CorrectFactRequest,
    ExpireFactRequest,
    HandEditReply,
    RetractFactRequest,
    ReviewReply,
    ReviewsReply,
    StateFactRequest,
)
from api.parameters import check_slug, instant_or_none, iso, slug_from
from api.problems import documented
from api.routes import versions
from api.routes.views import fact_reply
from api.services import FromServices
from api.submitting import Door, FromDoor
from ingestion.by_hand import EditReceipt, HandCorrection, HandExpiry, HandFact, HandRetraction
from knowledge.adapters.postgres.reviews import Review
from knowledge.errors import (
    FactNotFound,
    FactNotHeld,
    InvalidInstant,
    InvalidRequest,
    InvalidSlug,
    InvalidWindow,
    ReviewNotFound,
    SlugTaken,
    StoreUnavailable,
)
from knowledge.facts import Cardinality
from knowledge.time_windows import Window
from knowledge.values import value_of

router = APIRouter(tags=["facts"])

EDITED = {
    200: examples.hand_edit,
    **documented(
        InvalidRequest, InvalidInstant, InvalidWindow, FactNotFound, FactNotHeld, *IDEMPOTENCY, StoreUnavailable
    ),
}


@router.post(
    "/v1/facts",
    status_code=201,
    summary="State a fact by hand",
    response_model=HandEditReply,
    responses={
        201: examples.hand_edit,
        **documented(
            InvalidRequest, InvalidInstant, InvalidWindow, InvalidSlug, SlugTaken, *IDEMPOTENCY, StoreUnavailable
        ),
    },
)
async def state_fact(
    *,
    body: StateFactRequest,
    door: FromDoor,
) -> Response:
    """Its source is a person. What the same source says of the same subject, predicate and scope is superseded in the
    fact's own window.
    """
    zone = door.zone
    fact = HandFact(
        **door.sender,
        source=check_slug(body.source or f"by-{slug_from(door.caller.actor) or 'hand'}"),
        subject=body.subject,
        predicate=body.predicate,
        value=value_of(body.object),
        valid=Window(
            instant_or_none(body.valid_at, zone, "valid_at"), instant_or_none(body.expired_at, zone, "expired_at")
        ),
        scope=tuple(sorted(body.scope.items())),
        cardinality=Cardinality(body.cardinality),
        reason=body.reason,
    )
    return await _edited(door, partial(door.services.hand_edits.state, fact), body, status=201)


@router.post(
    "/v1/facts/{fact_id}/correct",
    summary="Correct a fact's value or window: we were wrong about it",
    response_model=HandEditReply,
    responses=EDITED,
)
async def correct_fact(
    *,
    fact_id: UUID,
    body: CorrectFactRequest,
    door: FromDoor,
) -> Response:
    """It outlives later versions for as long as their statement has the same words; then it goes to review."""
    zone = door.zone
    if body.object is None and body.valid_at is None and body.expired_at is None:
        raise InvalidRequest("nothing to correct: give object, valid_at, expired_at, or several of them")
    correction = HandCorrection(
        **door.sender,
        fact=fact_id,
        value=None if body.object is None else value_of(body.object),
        valid_at=instant_or_none(body.valid_at, zone, "valid_at"),
        expired_at=instant_or_none(body.expired_at, zone, "expired_at"),
        reason=body.reason,
    )
    return await _edited(door, partial(door.services.hand_edits.edit, correction), body)


@router.post(
    "/v1/facts/{fact_id}/retract",
    summary="Retract a fact: it never held, whatever the text says",
    response_model=HandEditReply,
    responses=EDITED,
)
async def retract_fact(
    *,
    fact_id: UUID,
    body: RetractFactRequest,
    door: FromDoor,
) -> Response:
    """What was believed until now stays readable at an earlier `known_at`."""
    retraction = HandRetraction(**door.sender, fact=fact_id, reason=body.reason)
    return await _edited(door, partial(door.services.hand_edits.edit, retraction), body)


@router.post(
    "/v1/facts/{fact_id}/expire",
    summary="End a fact: from an instant on it holds no more, though the text still says it",
    response_model=HandEditReply,
    responses=EDITED,
)
async def expire_fact(
    *,
    fact_id: UUID,
    body: ExpireFactRequest,
    door: FromDoor,
) -> Response:
    """The instant may lie in the future: until then the fact holds."""
    zone = door.zone
    expiry = HandExpiry(
        **door.sender,
        fact=fact_id,
        expired_at=instant_or_none(body.expired_at, zone, "expired_at") or dt.datetime.now(dt.UTC),
        reason=body.reason,
    )
    return await _edited(door, partial(door.services.hand_edits.edit, expiry), body)


@router.get(
    "/v1/reviews",
    summary="Edits by hand whose statement has another text now, and that nobody has looked at since",
    response_model=ReviewsReply,
    responses={200: examples.reviews, **documented(InvalidRequest, StoreUnavailable)},
)
def list_reviews(services: FromServices, caller: RequestCaller) -> ReviewsReply:
    return ReviewsReply(reviews=[_review_reply(review) for review in services.reviews.waiting(caller.tenant)])


@router.post(
    "/v1/reviews/{document}/{number}/close",
    summary="Say that an edit was looked at: what the later text says holds",
    response_model=ClosedReviewReply,
    responses={
        200: examples.closed_review,
        **documented(InvalidRequest, InvalidSlug, ReviewNotFound, StoreUnavailable),
    },
)
def close_review(
    *,
    document: str,
    number: versions.Number,
    body: CloseReviewRequest,
    services: FromServices,
    caller: RequestCaller,
) -> ClosedReviewReply:
    """To hold on to what was said by hand, edit the fact that the later version states."""
    services.reviews.close(caller.tenant, check_slug(document), number, actor=caller.actor, reason=body.reason)
    return ClosedReviewReply(document=document, edit=number)


async def _edited(door: Door, edit: Callable[[], EditReceipt], body: BaseModel, *, status: int = 200) -> Response:
    def done() -> Kept:
        receipt = edit()
        facts = [door.services.reader.fact(door.caller.tenant, fact) for fact in receipt.facts]
        reply = HandEditReply.model_validate(
            {
                "source": receipt.source,
                "edit": receipt.number,
                "kind": receipt.kind,
                "key": str(receipt.key),
                "recorded_at": iso(receipt.recorded_at),
                "facts": [fact_reply(fact) for fact in facts],
            }
        )
        return Kept(status=status, body=reply.model_dump())

    return await door.do(done, body)


def _review_reply(review: Review) -> ReviewReply:
    return ReviewReply.model_validate(
        {
            "document": review.document,
            "title": review.title,
            "edit": review.edit,
            "kind": review.kind,
            "actor": review.actor,
            "reason": review.reason,
            "edited_at": iso(review.edited_at),
            "subject": review.subject,
            "predicate": review.predicate,
            "quote": review.quote,
            "object": review.instead,
            "version": review.version,
            "effective_at": iso(review.effective_at),
            "now": None if review.now is None else fact_reply(review.now),
        }
    )
