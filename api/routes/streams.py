"""What a conversation says while it works: server-sent events, or the same over a WebSocket; resumable by number."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated
from uuid import UUID

import anyio
from fastapi import APIRouter, Header, Query, WebSocket
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.websockets import WebSocketDisconnect

from api import problems
from api.auth import RequestCaller
from api.examples import streams as examples
from api.parameters import iso
from api.problems import documented, leaf_of, type_of
from api.services import FromServices
from chat.streaming import StreamEvent, StreamKind
from knowledge.errors import ConversationNotFound, InvalidRequest, KnowledgeError, StoreUnavailable

PING_S = 15
SEND_LIMIT_S = 60  # a reader that takes nothing for so long is let go: it may come again and go on
COME_AGAIN_MS = 500

router = APIRouter(tags=["conversations"])

After = Annotated[
    int | None,
    Query(ge=0, le=2**63 - 1, description="Number of the last event seen; none: from what is under way on."),
]
LastEventId = Annotated[
    str | None, Header(alias="Last-Event-ID", description="What browsers send when they come again; wins over `after`.")
]


@router.get(
    "/v1/conversations/{conversation}/stream",
    summary="Follow a conversation: stages, pieces of text, answers and notices as server-sent events",
    response_class=EventSourceResponse,
    responses={
        200: examples.stream,
        **documented(InvalidRequest, ConversationNotFound, StoreUnavailable),
    },
)
async def follow_conversation(
    *,
    conversation: UUID,
    services: FromServices,
    caller: RequestCaller,
    after: After = None,
    last_event_id: LastEventId = None,
) -> EventSourceResponse:
    given = after if last_event_id is None else _number(last_event_id)
    start = await services.streams.start_after(caller.tenant, str(conversation), given)
    events = services.streams.follow(caller.tenant, str(conversation), start)
    return EventSourceResponse(_sent(events), ping=PING_S, send_timeout=SEND_LIMIT_S)


@router.websocket("/v1/conversations/{conversation}/ws")
async def follow_conversation_on_a_websocket(
    *,
    websocket: WebSocket,
    conversation: UUID,
    services: FromServices,
    caller: RequestCaller,
    after: After = None,
) -> None:
    """The same events as JSON texts. What the other side sends is not read: messages are posted."""
    try:
        start = await services.streams.start_after(caller.tenant, str(conversation), after)
    except KnowledgeError as error:
        await websocket.send_denial_response(problems.reply(problems.of_error(error, websocket.url.path)))
        return
    await websocket.accept()
    async with anyio.create_task_group() as tasks:

        async def until_it_leaves() -> None:
            try:
                while True:
                    await websocket.receive_text()
            except (WebSocketDisconnect, KeyError, RuntimeError):
                tasks.cancel_scope.cancel()

        tasks.start_soon(until_it_leaves)
        async with aclosing(services.streams.follow(caller.tenant, str(conversation), start)) as events:
            async for event in events:
                await websocket.send_text(_json(event))


async def _sent(events: AsyncIterator[StreamEvent]) -> AsyncIterator[ServerSentEvent]:
    async for event in events:
        yield ServerSentEvent(_json(event), event=event.kind.value, id=str(event.number), retry=COME_AGAIN_MS)


def _json(event: StreamEvent) -> str:
    """As the model of its kind has it; an answer is the stored record itself, of whatever release."""
    body: dict[str, object] = dict(event.body)
    if event.kind is StreamKind.ANSWER:
        body = {"answer": body}
    elif event.kind is StreamKind.FAILED:
        leaf = leaf_of(str(body["error"]))
        body = {"type": type_of(leaf), "title": leaf.title, "detail": body["detail"]}
    elif event.kind is StreamKind.NOTICE:
        body = {"about": {}, **body}
    elif event.kind is StreamKind.RESET:
        body = {"text": None, **body}
    names: dict[str, object] = {"message_id": event.message_id, "attempt": event.attempt}
    whole = {"number": event.number, "kind": event.kind.value, "written_at": iso(event.written_at), **names, **body}
    return json.dumps(whole, ensure_ascii=False)


def _number(last_event_id: str) -> int:
    try:
        number = int(last_event_id)
    except ValueError as error:
        raise InvalidRequest(
            f"Last-Event-ID {last_event_id[:40]!r} is not the id of an event of this stream: leave it out to begin anew"
        ) from error
    return max(number, 0)
