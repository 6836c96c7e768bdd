"""One answer outside any conversation, and stored answers by their id."""

import datetime as dt
from uuid import UUID, uuid4

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api import examples
from api.auth import Caller, RequestCaller
from api.idempotency import IDEMPOTENCY, IdempotencyKey, Kept, once
from api.models.answers import AnswerReply, AskRequest
from api.parameters import instant_or_none, scope_of
from api.problems import documented
from api.services import FromServices, Services
from knowledge.answering import Ask, answer_question
from knowledge.errors import (
    AnswerNotFound,
    EmbedderUnavailable,
    IndexUnavailable,
    InvalidInstant,
    InvalidRequest,
    KnownAtInFuture,
    StoreUnavailable,
)

router = APIRouter(tags=["answers"])


@router.post(
    "/v1/ask",
    summary="Ask one question",
    response_model=AnswerReply,
    responses={
        200: examples.answer,
        **documented(
            InvalidRequest,
            InvalidInstant,
            KnownAtInFuture,
            *IDEMPOTENCY,
            StoreUnavailable,
            IndexUnavailable,
            EmbedderUnavailable,
        ),
    },
)
async def ask(
    *, body: AskRequest, request: Request, services: FromServices, caller: RequestCaller, key: IdempotencyKey = None
) -> Response:
    async def answer() -> Kept:
        return Kept(status=200, body=await to_thread.run_sync(_answer, services, caller, body))

    return await once(services, caller, request, answer, key=key, said=body.model_dump_json())


@router.get(
    "/v1/answers/{answer_id}",
    summary="A stored answer, as it was given",
    response_model=AnswerReply,
    responses={200: examples.answer, **documented(AnswerNotFound, InvalidRequest, StoreUnavailable)},
)
def read_answer(answer_id: UUID, services: FromServices, caller: RequestCaller) -> Response:
    return JSONResponse(services.answers.get(caller.tenant, answer_id))


def _answer(services: Services, caller: Caller, body: AskRequest) -> dict[str, object]:
    zone = services.zone_of(caller.tenant)
    asked = Ask(
        id=uuid4(),
        tenant=caller.tenant,
        question=body.question,
        as_of=instant_or_none(body.as_of, zone, "as_of"),
        known_at=instant_or_none(body.known_at, zone, "known_at"),
        scope=scope_of(body.scope),
        document=body.document or None,
        now=dt.datetime.now(dt.UTC),
        zone=zone,
        recent=(),
    )
    record: dict[str, object] = answer_question(
        asked, reader=services.reader, history=services.history, search=services.search
    ).as_json()
    services.answers.save(None, caller.tenant, caller.actor, record)
    return record
