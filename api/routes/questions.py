"""What people were asked in conversations: listed, answered by them, cancelled."""

import datetime as dt
import hmac
from typing import Annotated, Literal
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Query, Response

from api.auth import RequestCaller
from api.examples import people as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.people import AnswerQuestionRequest, AskedReply, QuestionReply, QuestionsReply, Status, TakenAnswerReply
from api.parameters import Cursor, instant_cursor, iso, iso_or_none, read_instant_cursor
from api.problems import documented
from api.services import FromServices
from api.submitting import FromDoor
from chat.people.model import BY_MODEL, PersonQuestion, QuestionStatus
from knowledge.errors import (
    InvalidRequest,
    QuestionAnswered,
    QuestionClosed,
    QuestionNotFound,
    StoreUnavailable,
    TokenRefused,
)

router = APIRouter(tags=["people"])


@router.get(
    "/v1/questions",
    summary="What people were asked, the latest first",
    response_model=QuestionsReply,
    responses={200: examples.questions, **documented(InvalidRequest, StoreUnavailable)},
)
def list_questions(
    *,
    services: FromServices,
    caller: RequestCaller,
    status: Annotated[Status | Literal["all"], Query(description="What has come of them.")] = "waiting",
    conversation: Annotated[UUID | None, Query(description="Only of this conversation.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> QuestionsReply:
    page, after = services.people.questions.page(
        caller.tenant,
        status=None if status == "all" else status,
        conversation=conversation,
        limit=limit,
        after=read_instant_cursor(cursor),
    )
    return QuestionsReply(questions=[question_reply(one) for one in page], next_cursor=instant_cursor(after))


@router.get(
    "/v1/questions/{question_id}",
    summary="One question, and how far it is",
    response_model=QuestionReply,
    responses={200: examples.question, **documented(QuestionNotFound, InvalidRequest, StoreUnavailable)},
)
def read_question(question_id: UUID, services: FromServices, caller: RequestCaller) -> QuestionReply:
    return question_reply(services.people.questions.get(caller.tenant, question_id))


@router.post(
    "/v1/questions/{question_id}/answer",
    summary="Answer a question that you were asked",
    response_model=TakenAnswerReply,
    responses={
        200: examples.taken_answer,
        **documented(
            TokenRefused, QuestionNotFound, QuestionAnswered, QuestionClosed, InvalidRequest, *IDEMPOTENCY,
            StoreUnavailable,
        ),
    },
)  # fmt: skip
async def answer_question(
    question_id: UUID,
    body: AnswerQuestionRequest,
    door: FromDoor,
    token: Annotated[str, Query(max_length=200, description="Of the address that came with the question.")],
) -> Response:
    """The first answer becomes a turn of the conversation; the same again changes nothing, another is refused."""
    services = door.services
    if not hmac.compare_digest(token.encode(), services.people.people.token(question_id).encode()):
        raise TokenRefused("take the address that came with the question, as it stands, and its token with it")

    async def answer() -> Kept:
        taken = await to_thread.run_sync(services.people.questions.answer, question_id, body.answer, body.name)
        await services.people.client.tell(taken)
        reply = TakenAnswerReply(
            id=str(taken.id),
            status="answered",
            answer=str(taken.answer),
            answered_by=str(taken.answered_by),
            answered_at=iso(taken.answered_at or dt.datetime.now(dt.UTC)),
        )
        return Kept(status=200, body=reply.model_dump())

    return await door.once(answer, body)


@router.post(
    "/v1/questions/{question_id}/cancel",
    summary="Wait for an answer no more",
    response_model=QuestionReply,
    responses={
        200: examples.cancelled_question,
        **documented(QuestionNotFound, QuestionClosed, InvalidRequest, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def cancel_question(question_id: UUID, door: FromDoor) -> Response:
    """The person is not told. An answer that comes later is refused."""

    async def cancel() -> Kept:
        store, sender = door.services.people.questions, door.sender
        cancelled = await to_thread.run_sync(lambda: store.cancel(sender["tenant"], question_id, actor=sender["actor"]))
        await door.services.people.client.tell(cancelled)
        return Kept(status=200, body=question_reply(cancelled).model_dump())

    return await door.once(cancel, "")


def question_reply(question: PersonQuestion) -> QuestionReply:
    return QuestionReply(
        **asked_reply(question).model_dump(),
        told=_told(question),
        conversation=str(question.conversation),
        message_id=question.message_id,
        asked_by="language model" if question.call == BY_MODEL else "user",
        actor=question.actor,
        attempts=question.attempts,
        next_attempt_at=iso_or_none(question.next_attempt_at),
        delivered_at=iso_or_none(question.delivered_at),
        error=question.error,
        answer=question.answer,
        answered_by=question.answered_by,
        answered_at=iso_or_none(question.answered_at),
        closed_by=question.closed_by,
        closed_at=iso_or_none(question.closed_at),
        location=f"/v1/questions/{question.id}",
    )


def _told(question: PersonQuestion) -> str:
    tries = f"{question.attempts} {'attempt' if question.attempts == 1 else 'attempts'}"
    if question.status is QuestionStatus.ANSWERED:
        return f"answered by {question.answered_by}" + (f" in turn {question.turn}" if question.turn else "")
    if question.status is QuestionStatus.CANCELLED:
        return f"cancelled by {question.closed_by}"
    lacking = "" if question.delivered_at else f"; it never got there: {question.error or 'nothing was sent'}"
    if question.status is QuestionStatus.EXPIRED:
        return f"not answered in time{lacking}"
    if question.delivered_at is not None:
        return f"delivered at {'the first attempt' if question.attempts == 1 else f'attempt {question.attempts}'}"
    failed = f", the last one failed: {question.error}" if question.error else ""
    return f"on its way, {tries} so far{failed}" if question.attempts else "to be sent"


def asked_reply(question: PersonQuestion) -> AskedReply:
    return AskedReply(
        id=str(question.id),
        person=question.person,
        question=question.question,
        status=question.status.value,
        asked_at=iso(question.asked_at),
        expires_at=iso(question.expires_at),
        turn=question.turn,
    )
