"""One answer outside any conversation."""

import datetime as dt
from uuid import uuid4

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from api.auth import Caller, RequestCaller
from api.examples import explained as examples
from api.idempotency import IDEMPOTENCY, IdempotencyKey, Kept, once
from api.models.answers import AskReply, AskRequest
from api.parameters import instant_or_none, scope_of
from api.problems import documented
from api.routes.explanations import answer_explanation
from api.services import FromServices, Services, stores_of
from knowledge.answering import Answer, Ask, answer_question, explain
from knowledge.errors import (
    EmbedderUnavailable,
    IndexUnavailable,
    InvalidInstant,
    InvalidRequest,
    KnownAtInFuture,
    ModelOverloaded,
    ModelUnavailable,
    SealFailed,
    StoreUnavailable,
)
from knowledge.generating import grounds_of_worded, unheard
from knowledge.time_windows import Viewpoint

router = APIRouter(tags=["answers"])


@router.post(
    "/v1/ask",
    summary="Ask one question",
    response_model=AskReply,
    responses={
        200: examples.asked,
        **documented(
            InvalidRequest,
            InvalidInstant,
            KnownAtInFuture,
            *IDEMPOTENCY,
            SealFailed,
            StoreUnavailable,
            IndexUnavailable,
            EmbedderUnavailable,
            ModelUnavailable,
            ModelOverloaded,
        ),
    },
)
async def ask(
    *, body: AskRequest, request: Request, services: FromServices, caller: RequestCaller, key: IdempotencyKey = None
) -> Response:
    async def answer() -> Kept:
        return Kept(status=200, body=await to_thread.run_sync(_answer, services, caller, body))

    return await once(services, caller, request, answer, key=key, said=_said(body))


def _said(body: AskRequest) -> str:
    """An explanation makes another request; without one a key is that of before explanations were given."""
    return body.model_dump_json() if body.explain else body.model_dump_json(exclude={"explain"})


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
    found = answer_question(
        asked, reader=services.reader, history=services.history, search=services.search, aside=services.aside
    )
    worded = services.wording(asked, found, unheard)
    answer = worded.answer
    explanation = _explanation(services, asked, answer) if body.explain else {}
    grounds = grounds_of_worded(asked, worded)
    return services.answers.save(None, caller.tenant, caller.actor, answer.as_json(), grounds) | explanation


def _explanation(services: Services, asked: Ask, answer: Answer) -> dict[str, object]:
    viewpoint = Viewpoint(tenant=asked.tenant, as_of=answer.as_of, known_at=answer.known_at, scope=answer.scope)
    stores = stores_of(services, answer.generation)
    parts = explain(answer, viewpoint, stores, document=asked.document, zone=asked.zone)
    return {"explanation": answer_explanation(parts, viewpoint).model_dump(mode="json")}
