"""Answers that were given: listed, with what later recordings made of them, and one of them asked again."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response

from api.auth import Caller, RequestCaller
from api.examples import recalls as examples
from api.idempotency import IDEMPOTENCY, IdempotencyKey, Kept, once
from api.models.recalls import (
    AnswerChangeReply,
    AnswerNowReply,
    AnswerRecallReply,
    GivenAnswerReply,
    GivenAnswersReply,
    RecalledAnswerReply,
)
from api.parameters import Cursor, instant_or_none, iso, iso_or_none, read_id_cursor
from api.problems import documented
from api.services import FromServices, Services
from ingestion.recall.store import GivenAnswer
from knowledge.answering import Answer, tell_the_same
from knowledge.errors import (
    AnswerNotFound,
    EmbedderUnavailable,
    IndexUnavailable,
    InvalidInstant,
    InvalidRequest,
    ServiceError,
    StoreUnavailable,
)

router = APIRouter(tags=["answers"])

ERASED = "its words were erased, or it was given before answers were sealed: it cannot be asked again"
AS_KNOWN_THEN = "it was asked as known at an instant: what was known then stays as it was, so it is not marked"


@router.get(
    "/v1/answers",
    summary="Answers that were given, and those that would be others now",
    response_model=GivenAnswersReply,
    responses={200: examples.given_answers, **documented(InvalidInstant, InvalidRequest, StoreUnavailable)},
)
def list_answers(
    *,
    services: FromServices,
    caller: RequestCaller,
    affected: Annotated[
        bool | None, Query(description="`true`: those alone that would be others now; `false`: all others.")
    ] = None,
    document: Annotated[
        str | None, Query(max_length=1_000, description="A change of this document (slug) affects them.")
    ] = None,
    since: Annotated[
        str | None, Query(description="Affected since then; of one that is not affected: given since then.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Cursor = None,
) -> GivenAnswersReply:
    """Newest first."""
    page, following = services.given.page(
        caller.tenant,
        affected=affected,
        document=document,
        since=instant_or_none(since, services.zone_of(caller.tenant), "since"),
        before=read_id_cursor(cursor),
        limit=limit,
    )
    return GivenAnswersReply(
        answers=[_given_reply(services, caller, one) for one in page],
        next_cursor=None if following is None else str(following),
    )


@router.post(
    "/v1/answers/{answer_id}/recall",
    summary="Ask an answer again, of everything that is recorded by now",
    response_model=RecalledAnswerReply,
    responses={
        200: examples.recalled,
        **documented(
            AnswerNotFound, InvalidRequest, *IDEMPOTENCY, StoreUnavailable, IndexUnavailable, EmbedderUnavailable,
        ),
    },
)  # fmt: skip
async def recall_answer(
    *, answer_id: UUID, request: Request, services: FromServices, caller: RequestCaller, key: IdempotencyKey = None
) -> Response:
    """Where it is another, every recording since is looked at by the recall's workflow, which a worker starts within
    seconds; it marks the answer and tells."""

    async def recalling() -> Kept:
        reply = await to_thread.run_sync(_recall, services, caller, answer_id)
        return Kept(status=200, body=reply.model_dump())

    return await once(services, caller, request, recalling, key=key, said="recall")


def _recall(services: Services, caller: Caller, answer_id: UUID) -> RecalledAnswerReply:
    record = services.answers.get(caller.tenant, answer_id)
    told_so_far = recall_reply(services, caller, answer_id)
    ask = services.again.question(caller.tenant, answer_id)
    if ask is None:
        return RecalledAnswerReply(
            id=str(answer_id), same=None, reason=ERASED, before=None, now=None, recall=told_so_far
        )
    before = services.again.at(ask, dt.datetime.fromisoformat(record["known_at"]))
    now = services.again.at(ask, services.reader.watermark(caller.tenant))
    same = tell_the_same(before, now)
    wanted = same or services.recalls.want(caller.tenant, answer_id)
    return RecalledAnswerReply(
        id=str(answer_id),
        same=same,
        reason=None if wanted else AS_KNOWN_THEN,
        before=_now_reply(before),
        now=_now_reply(now),
        recall=told_so_far,
    )


def recall_reply(services: Services, caller: Caller, answer_id: UUID) -> AnswerRecallReply:
    """What later recordings made of an answer. Raises `AnswerNotFound`."""
    found = services.given.one(caller.tenant, answer_id)
    if found is None:
        raise AnswerNotFound(f"there is no answer {answer_id}")
    return _recall_reply(services, caller, found)


def _recall_reply(services: Services, caller: Caller, given: GivenAnswer) -> AnswerRecallReply:
    return AnswerRecallReply(
        affected=given.affected_since is not None,
        since=iso_or_none(given.affected_since),
        changes=[
            AnswerChangeReply.model_validate(
                {
                    "document": change.document,
                    "version": change.version,
                    "kind": change.kind,
                    "recorded_at": iso(change.recorded_at),
                    "affected": change.affected,
                    "before": change.before,
                    "after": change.after,
                    "reason": change.reason,
                }
            )
            for change in given.changes
        ],
        now=_answered_now(services, caller, given),
    )


def _answered_now(services: Services, caller: Caller, given: GivenAnswer) -> AnswerNowReply | None:
    """Asked again, as nothing keeps its words. That the engine is away keeps nobody from reading what was answered."""
    if given.now_known_at is None:
        return None
    ask = services.again.question(caller.tenant, given.id)
    if ask is None:
        return None
    try:
        return _now_reply(services.again.at(ask, given.now_known_at))
    except ServiceError:
        return None


def _now_reply(answer: Answer) -> AnswerNowReply:
    return AnswerNowReply(
        status=answer.status.value,
        answer=answer.answer,
        text=answer.text,
        known_at=iso(answer.known_at),
        document=answer.citations[0].document if answer.citations else None,
    )


def _given_reply(services: Services, caller: Caller, given: GivenAnswer) -> GivenAnswerReply:
    record: dict[str, Any] = given.record
    names = ("question", "status", "answer", "text", "as_of", "known_at")
    return GivenAnswerReply(
        id=str(given.id),
        **{name: record.get(name) for name in names},
        conversation=None if given.conversation is None else str(given.conversation),
        created_at=iso(given.created_at),
        recall=_recall_reply(services, caller, given),
    )
