"""Conversations as wholes: listed, exported, deleted, kept for so long."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.auth import RequestCaller
from api.examples import transcripts as examples
from api.exporting import as_json, as_markdown
from api.models.conversations import (
    ConversationsReply,
    DeletedConversationReply,
    ListedConversationReply,
    RetentionReply,
    RetentionRequest,
    TurnReply,
)
from api.parameters import Cursor, instant_cursor, iso, iso_or_none, read_instant_cursor
from api.problems import documented
from api.routes.conversations import failed_reply, turn_reply
from api.services import FromServices
from chat.store import ConversationSummary, TranscriptStore
from knowledge.errors import ConversationNotFound, InvalidRequest, StoreUnavailable

router = APIRouter(tags=["conversations"])
PATH = "/v1/conversations"
TURNS_AT_ONCE = 100
DAY = dt.timedelta(days=1)
MEDIA_TYPES = {"markdown": "text/markdown; charset=utf-8", "json": "application/json"}
ENDINGS = {"markdown": "md", "json": "json"}

Format = Annotated[Literal["markdown", "json"], Query(alias="format", description="As a person or a program reads it.")]


@router.get(
    PATH,
    summary="The conversations, the one with the latest turn first",
    response_model=ConversationsReply,
    responses={200: examples.conversations, **documented(InvalidRequest, StoreUnavailable)},
)
def list_conversations(
    *,
    services: FromServices,
    caller: RequestCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> ConversationsReply:
    """One that gets a turn while you page moves to the front, behind you."""
    page, after = services.transcripts.page(caller.tenant, limit=limit, after=read_instant_cursor(cursor))
    return ConversationsReply(
        conversations=[_listed(one) for one in page],
        next_cursor=instant_cursor(after),
    )


@router.get(
    f"{PATH}/{{conversation}}/export",
    summary="A whole conversation as one text",
    response_class=StreamingResponse,
    responses={200: examples.exported, **documented(ConversationNotFound, InvalidRequest, StoreUnavailable)},
)
def export_conversation(
    conversation: UUID, services: FromServices, caller: RequestCaller, as_: Format = "markdown"
) -> StreamingResponse:
    """Every turn there is at this moment, with its citations, and the messages that could not be answered.

    One that is deleted while it is read breaks off: the reply then lacks its end.
    """
    store = services.transcripts
    summary = store.conversation(caller.tenant, str(conversation))
    failed = [failed_reply(one) for one in store.failures(caller.tenant, str(conversation))]
    head = {
        "id": str(summary.id),
        "title": summary.title,
        "actor": summary.actor,
        "created_at": iso(summary.created_at),
        "active_at": iso(summary.active_at),
    }
    written = as_markdown if as_ == "markdown" else as_json
    return StreamingResponse(
        written(head, _turns(store, caller.tenant, summary), failed),
        media_type=MEDIA_TYPES[as_],
        headers={"Content-Disposition": f'attachment; filename="conversation-{conversation}.{ENDINGS[as_]}"'},
    )


@router.delete(
    f"{PATH}/{{conversation}}",
    summary="Delete a conversation for good",
    response_model=DeletedConversationReply,
    responses={
        200: examples.deleted_conversation,
        **documented(ConversationNotFound, InvalidRequest, StoreUnavailable),
    },
)
async def delete_conversation(
    conversation: UUID, services: FromServices, caller: RequestCaller
) -> DeletedConversationReply:
    """Its messages, summary, title and kept replies go at once, and the words of its answers.

    That the answers were given stays, without a word, so that what proves other answers still verifies. What Temporal
    remembers of it is cleared within a minute or so: `histories_cleared_at` of the same call again tells when.
    """
    deleted = await services.deletions.delete(caller.tenant, str(conversation), caller.actor)
    return DeletedConversationReply(
        id=str(deleted.id),
        deleted_at=iso(deleted.deleted_at),
        deleted_by=deleted.deleted_by,
        turns=deleted.turns,
        histories_cleared_at=iso_or_none(deleted.histories_cleared_at),
    )


@router.get(
    "/v1/retention",
    summary="How long conversations are kept after their last turn",
    response_model=RetentionReply,
    responses={200: examples.retention, **documented(InvalidRequest, StoreUnavailable)},
)
def read_retention(services: FromServices, caller: RequestCaller) -> RetentionReply:
    own, default = services.retentions.own(caller.tenant), services.retentions.default
    return RetentionReply(days=_days(own), default_days=_days(default))


@router.put(
    "/v1/retention",
    summary="Keep conversations for so many days after their last turn",
    response_model=RetentionReply,
    responses={200: examples.changed_retention, **documented(InvalidRequest, StoreUnavailable)},
)
async def change_retention(body: RetentionRequest, services: FromServices, caller: RequestCaller) -> RetentionReply:
    """A schedule looks every hour, and deletes what was kept long enough as `DELETE /v1/conversations/{id}` does."""
    kept = None if body.days is None else body.days * DAY
    await to_thread.run_sync(services.retentions.put, caller.tenant, kept)
    return RetentionReply(days=_days(kept), default_days=_days(services.retentions.default))


def _turns(store: TranscriptStore, tenant: str, summary: ConversationSummary) -> Iterator[TurnReply]:
    after: int | None = 0
    while after is not None and after < summary.turns:
        page, after = store.turns(tenant, str(summary.id), limit=min(TURNS_AT_ONCE, summary.turns - after), after=after)
        yield from map(turn_reply, page)


def _listed(one: ConversationSummary) -> ListedConversationReply:
    return ListedConversationReply(
        id=str(one.id),
        title=one.title,
        actor=one.actor,
        created_at=iso(one.created_at),
        active_at=iso(one.active_at),
        turns=one.turns,
        latest=one.latest,
        location=f"{PATH}/{one.id}",
    )


def _days(kept: dt.timedelta | None) -> float | None:
    return None if kept is None else round(kept / DAY, 6)
