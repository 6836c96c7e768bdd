"""Golden questions: kept, listed, asked."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Query, Response

from api.auth import RequestCaller
from api.examples import index as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.golden import CheckReply, GoldenQuestionsReply, GoldenReply, GoldenRequest, JudgedReply
from api.parameters import Cursor, check_slug, instant_or_none, iso, iso_or_none, read_id_cursor
from api.problems import documented
from api.services import FromServices, Services
from api.submitting import Door, FromDoor
from knowledge.errors import (
    EmbedderUnavailable,
    GoldenQuestionNotFound,
    IndexUnavailable,
    InvalidInstant,
    InvalidRequest,
    InvalidSlug,
    StoreUnavailable,
)
from knowledge.golden import GoldenQuestion, Judged, judged

router = APIRouter(tags=["golden questions"])
PATH = "/v1/golden-questions"


@router.post(
    PATH,
    status_code=201,
    summary="Keep a question with the answer that is right",
    response_model=GoldenReply,
    responses={
        200: examples.golden_replaced,
        201: examples.golden_added,
        **documented(InvalidRequest, InvalidInstant, InvalidSlug, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def add_golden_question(*, body: GoldenRequest, door: FromDoor) -> Response:
    """Asked before each new index goes live, and by dry runs. The same question and instant again replaces it."""
    as_of = instant_or_none(body.as_of, door.zone, "as_of")
    document = None if body.document is None else check_slug(body.document)

    def work() -> Kept:
        kept, added = door.services.golden.put(
            door.caller.tenant,
            door.caller.actor,
            question=body.question,
            as_of=as_of,
            document=document,
            answer=body.answer,
        )
        return Kept(status=201 if added else 200, body=golden_reply(kept).model_dump())

    return await door.do(work, body)


@router.get(
    PATH,
    summary="The golden questions, the oldest first",
    response_model=GoldenQuestionsReply,
    responses={200: examples.golden_questions, **documented(InvalidRequest, StoreUnavailable)},
)
def list_golden_questions(
    *,
    services: FromServices,
    caller: RequestCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> GoldenQuestionsReply:
    page, after = services.golden.page(caller.tenant, limit=limit, after=read_id_cursor(cursor))
    return GoldenQuestionsReply(
        golden_questions=[golden_reply(golden) for golden in page],
        next_cursor=None if after is None else str(after),
    )


@router.delete(
    f"{PATH}/{{golden_id}}",
    summary="Forget a golden question",
    response_model=GoldenReply,
    responses={200: examples.golden_removed, **documented(GoldenQuestionNotFound, InvalidRequest, StoreUnavailable)},
)
def remove_golden_question(golden_id: UUID, services: FromServices, caller: RequestCaller) -> GoldenReply:
    """The reply is what it was."""
    return golden_reply(services.golden.remove(caller.tenant, golden_id))


@router.post(
    f"{PATH}:check",
    summary="Ask every golden question now",
    response_model=CheckReply,
    responses={
        200: examples.golden_checked,
        **documented(InvalidRequest, *IDEMPOTENCY, StoreUnavailable, IndexUnavailable, EmbedderUnavailable),
    },
)
async def check_golden_questions(door: FromDoor) -> Response:
    """By the live index, as the gate of a re-index asks them of the new one."""

    async def work() -> Kept:
        return Kept(status=200, body=(await to_thread.run_sync(_checked, door)).model_dump())

    return await door.once(work, "check")


def _checked(door: Door) -> CheckReply:
    services: Services = door.services
    found = list(
        judged(
            services.golden.of_tenant(door.caller.tenant),
            now=dt.datetime.now(dt.UTC),
            zone=door.zone,
            reader=services.reader,
            history=services.history,
            search=services.search,
        )
    )
    found.sort(key=lambda one: one.right)
    return CheckReply(
        asked=len(found), right=sum(one.right for one in found), judged=[_judged_reply(one) for one in found]
    )


def golden_reply(golden: GoldenQuestion) -> GoldenReply:
    return GoldenReply(
        id=str(golden.id),
        question=golden.question,
        as_of=iso_or_none(golden.as_of),
        document=golden.document,
        answer=golden.answer,
        actor=golden.actor,
        created_at=iso(golden.created_at),
    )


def _judged_reply(one: Judged) -> JudgedReply:
    return JudgedReply(
        golden_question=golden_reply(one.golden),
        right=one.right,
        wrong=one.wrong,
        answer=one.answer.answer,
        status=one.answer.status.value,
        generation=one.answer.generation,
    )
