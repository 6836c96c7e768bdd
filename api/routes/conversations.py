"""Durable conversations: opened, talked to, read again by anybody who knows the id."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request, Response

from api.auth import Caller, RequestCaller
from api.examples import conversations as examples
from api.idempotency import IDEMPOTENCY, IdempotencyKey, Kept, once
from api.models.conversations import (
    AcceptedReply,
    ConversationReply,
    FailedMessageReply,
    MessageReply,
    MessageRequest,
    OpenReply,
    OpenRequest,
    PendingReply,
    StateReply,
    SummaryReply,
    TurnReply,
)
from api.parameters import instant_or_none, iso, iso_or_none, scope_of
from api.problems import documented, leaf_of, type_of
from api.routes.questions import asked_reply
from api.services import FromServices, Services
from chat.messages import SendMessage
from chat.store import FailedMessage, TranscriptTurn
from knowledge.answering import AnswerStatus, foresee
from knowledge.errors import (
    ConversationBusy,
    ConversationNotFound,
    InvalidInstant,
    InvalidRequest,
    KnownAtInFuture,
    MessageConflict,
    PersonNotFound,
    StoreUnavailable,
    TooManyQuestions,
    WorkflowsUnavailable,
)
from knowledge.retrieval import resolve_viewpoint

router = APIRouter(tags=["conversations"])


@router.post(
    "/v1/conversations",
    status_code=201,
    summary="Open a conversation",
    response_model=OpenReply,
    responses={201: examples.opened, **documented(InvalidRequest, *IDEMPOTENCY, StoreUnavailable)},
)
async def open_conversation(
    *,
    request: Request,
    services: FromServices,
    caller: RequestCaller,
    body: OpenRequest | None = None,
    key: IdempotencyKey = None,
) -> Response:
    asked = body or OpenRequest()
    idle_after = None if asked.idle_hours is None else dt.timedelta(hours=asked.idle_hours)

    async def opening() -> Kept:
        id_ = await services.conversations.open(caller.tenant, caller.actor, asked.title, idle_after=idle_after)
        reply = OpenReply(
            id=id_,
            title=asked.title,
            idle_hours=hours(idle_after or services.conversations.idle_after),
            location=f"/v1/conversations/{id_}",
        )
        return Kept(status=201, body=reply.model_dump())

    said = (asked.title or "") if idle_after is None else asked.model_dump_json()
    return await once(services, caller, request, opening, key=key, said=said)


@router.post(
    "/v1/conversations/{conversation}/messages",
    summary="Say something, and get its answer",
    response_model=MessageReply,
    responses={
        200: examples.message,
        202: {"model": AcceptedReply, **examples.accepted_message},
        **documented(
            InvalidRequest, InvalidInstant, KnownAtInFuture, ConversationNotFound, MessageConflict, *IDEMPOTENCY,
            ConversationBusy, PersonNotFound, TooManyQuestions, StoreUnavailable, WorkflowsUnavailable,
        ),
    },
)  # fmt: skip
async def send_message(
    *,
    conversation: UUID,
    body: MessageRequest,
    request: Request,
    services: FromServices,
    caller: RequestCaller,
    wait: Annotated[
        bool, Query(description="false: 202 as soon as the message is safe, and its answer on the stream.")
    ] = True,
    prefer: Annotated[str | None, Header(description="`respond-async` says the same as wait=false.")] = None,
    key: IdempotencyKey = None,
) -> Response:
    waits = wait and not _prefers_no_answer(prefer)
    # Under a key the id follows from it: sent again after a crash in between, it is still the same message.
    derived = uuid5(NAMESPACE_URL, f"{caller.tenant} {conversation} {key}") if key else uuid4()
    message = await to_thread.run_sync(_message, services, caller, body, body.message_id or str(derived))

    async def sending() -> Kept:
        return await _send(services, caller, str(conversation), message, waits=waits)

    return await once(services, caller, request, sending, key=key, said=body.model_dump_json())


@router.get(
    "/v1/conversations/{conversation}",
    summary="A conversation: its turns with their answers, and what it is doing",
    response_model=ConversationReply,
    responses={
        200: examples.conversation,
        **documented(InvalidRequest, ConversationNotFound, StoreUnavailable),
    },
)
async def read_conversation(
    *,
    conversation: UUID,
    services: FromServices,
    caller: RequestCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[int, Query(ge=0, le=2**31 - 1, description="`next_cursor` of the page before.")] = 0,
) -> ConversationReply:
    def read() -> tuple[list[TranscriptTurn], int | None]:
        return services.transcripts.turns(caller.tenant, str(conversation), limit=limit, after=cursor)

    summary = await to_thread.run_sync(services.transcripts.conversation, caller.tenant, str(conversation))
    turns, next_cursor = await to_thread.run_sync(read)
    failures = await to_thread.run_sync(services.transcripts.failures, caller.tenant, str(conversation))
    return ConversationReply(
        id=str(summary.id),
        title=summary.title,
        created_at=iso(summary.created_at),
        active_at=iso(summary.active_at),
        idle_hours=hours(summary.idle_after or services.conversations.idle_after),
        summary=SummaryReply(text=summary.summary, turns=summary.summarised),
        turns=[turn_reply(turn) for turn in turns],
        next_cursor=None if next_cursor is None else str(next_cursor),
        failed=[failed_reply(failed) for failed in failures],
        state=await _state(services, caller, str(conversation)),
    )


def _message(services: Services, caller: Caller, body: MessageRequest, message_id: str) -> SendMessage:
    """Refuses while the caller listens what the turn would only refuse later."""
    zone = services.zone_of(caller.tenant)
    now = dt.datetime.now(dt.UTC)
    known_at = instant_or_none(body.known_at, zone, "known_at")
    if known_at is not None:
        watermark = services.reader.watermark(caller.tenant)
        resolve_viewpoint(tenant=caller.tenant, watermark=watermark, as_of=None, known_at=known_at, scope=(), now=now)
    message = SendMessage(
        message_id=message_id,
        text=body.text,
        as_of=iso_or_none(instant_or_none(body.as_of, zone, "as_of")),
        known_at=iso_or_none(known_at),
        document=body.document or None,
        scope=scope_of(body.scope),
        sent_at=iso(now),
        actor=caller.actor,
        ask_person=body.ask_person,
        person=body.person if body.ask_person else None,
    )
    if body.ask_person and message.refusal() is None:
        services.people.people.to_ask(caller.tenant, body.person)
    if message.refusal() is None:
        foresee(body.text, tenant=caller.tenant, now=now, zone=zone, reader=services.reader, search=services.search)
    return message


def _prefers_no_answer(prefer: str | None) -> bool:
    """RFC 7240: preferences are separated by commas, their parameters by semicolons."""
    return any(one.split(";")[0].strip().lower() == "respond-async" for one in (prefer or "").split(","))


async def _send(services: Services, caller: Caller, conversation: str, message: SendMessage, *, waits: bool) -> Kept:
    conversations = services.conversations
    if waits:
        result = await conversations.send(caller.tenant, conversation, message, services.turn_deadline_s)
    else:
        result = await conversations.hand_in(caller.tenant, conversation, message)
    if result is None:
        before = await services.streams.before_message(caller.tenant, conversation, message.message_id)
        accepted = AcceptedReply(
            message_id=message.message_id,
            status="accepted",
            location=f"/v1/conversations/{conversation}",
            stream=f"/v1/conversations/{conversation}/stream?after={before}",
        )
        return Kept(
            status=202, body=accepted.model_dump(), final=False
        )  # the same key gets the answer once it is there
    record = await to_thread.run_sync(services.answers.get, caller.tenant, UUID(result.answer_id))
    asked, may_ask = None, None
    if message.ask_person or result.asks is not None:
        asked = await to_thread.run_sync(
            services.people.questions.of_message, caller.tenant, conversation, message.message_id
        )
    elif record.get("status") == AnswerStatus.NOT_STATED:
        may_ask = next((one.name for one in await to_thread.run_sync(services.people.people.all, caller.tenant)), None)
    beside = {"asked": asked and asked_reply(asked).model_dump(), "may_ask": may_ask}
    return Kept(status=200, body={**record, "message_id": result.message_id, **beside})


async def _state(services: Services, caller: Caller, conversation: str) -> StateReply | None:
    try:
        state = await services.conversations.state(caller.tenant, conversation)
    except WorkflowsUnavailable:
        return None
    pending = [
        PendingReply(
            id=call.request_id,
            person=call.person,
            question=call.question,
            asked_at=call.asked_at,
            expires_at=call.expires_at,
        )
        for call in state.pending
    ]
    return StateReply(doing=state.doing, waiting=state.waiting, closed=state.closed, pending=pending)


def failed_reply(failed: FailedMessage) -> FailedMessageReply:
    return FailedMessageReply(
        message_id=failed.message_id,
        text=failed.text,
        type=type_of(leaf_of(failed.error)),
        detail=failed.detail,
        failed_at=iso(failed.failed_at),
    )


def turn_reply(turn: TranscriptTurn) -> TurnReply:
    return TurnReply.model_validate(
        {
            "number": turn.number,
            "message_id": turn.message_id,
            "text": turn.text,
            "sent_at": iso(turn.sent_at),
            "answered_at": iso(turn.answered_at),
            "answer": turn.answer,
            "asked": turn.asked and {**turn.asked, **_instants(turn.asked, "asked_at", "expires_at")},
        }
    )


def _instants(stored: Mapping[str, object], *names: str) -> dict[str, str]:
    """As every reply spells them."""
    return {name: iso(dt.datetime.fromisoformat(str(stored[name]))) for name in names}


def hours(time: dt.timedelta) -> float:
    return round(time / dt.timedelta(hours=1), 6)
