"""What became of each telling: tried out, looked at, and sent again."""

import datetime as dt
import time
from typing import Annotated, Literal
from uuid import UUID, uuid4

from anyio import to_thread
from fastapi import APIRouter, Query, Response

from api.auth import RequestCaller
from api.examples import webhooks as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.webhooks import DeliveriesReply, SendAgainRequest, SentAgainReply, TrialReply
from api.parameters import Cursor, iso
from api.problems import documented
from api.routes.webhook_views import delivery_id, delivery_reply, page_start, trial_reply
from api.services import FromServices
from api.submitting import FromDoor
from ingestion.notifications.activities import send_signed
from ingestion.notifications.payload import trial_body
from knowledge.errors import (
    DeliveryNotFound,
    InvalidRequest,
    StoreUnavailable,
    WebhookNotFound,
    WorkflowsUnavailable,
)

router = APIRouter(tags=["webhooks"])


@router.post(
    "/v1/webhooks/{webhook_id}/test",
    summary="Send a webhook one message now, and tell what it answered",
    response_model=TrialReply,
    responses={
        200: examples.webhook_trial,
        **documented(WebhookNotFound, InvalidRequest, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def try_webhook(webhook_id: UUID, door: FromDoor) -> Response:
    """Of the kind `webhook.test`, signed as every other. It is tried once, by the API itself, and counts nowhere."""
    notifications = door.services.notifications

    async def send() -> Kept:
        webhook, _ = await to_thread.run_sync(notifications.webhooks.get, door.caller.tenant, webhook_id)
        began = time.monotonic()
        body = trial_body(webhook.id, iso(dt.datetime.now(dt.UTC)))
        outcome = await send_signed(notifications.webhooks, notifications.sender, webhook, uuid4(), body)
        return Kept(status=200, body=trial_reply(outcome, time.monotonic() - began).model_dump())

    return await door.once(send, "")


@router.get(
    "/v1/webhooks/{webhook_id}/deliveries",
    summary="What was sent to a webhook, and what it answered, the newest first",
    response_model=DeliveriesReply,
    responses={200: examples.deliveries, **documented(WebhookNotFound, InvalidRequest, StoreUnavailable)},
)
def list_deliveries(
    *,
    webhook_id: UUID,
    services: FromServices,
    caller: RequestCaller,
    status: Annotated[
        Literal["waiting", "delivered", "dead"] | None, Query(description="dead: the dead letters.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> DeliveriesReply:
    """Those that were delivered are kept for 30 days."""
    services.notifications.webhooks.get(caller.tenant, webhook_id)
    page, before = services.notifications.deliveries.page(
        webhook_id, status=status, limit=limit, before=page_start(cursor)
    )
    return DeliveriesReply(
        deliveries=[delivery_reply(delivery) for delivery in page], next_cursor=None if before is None else str(before)
    )


@router.post(
    "/v1/webhooks/{webhook_id}/resend",
    status_code=202,
    summary="Send again what was given up, or what is named",
    response_model=SentAgainReply,
    responses={
        202: examples.sent_again,
        **documented(
            WebhookNotFound, DeliveryNotFound, InvalidRequest, *IDEMPOTENCY, StoreUnavailable, WorkflowsUnavailable
        ),
    },
)
async def send_again(webhook_id: UUID, body: SendAgainRequest, door: FromDoor) -> Response:
    """Under the id that it had, with all attempts anew. A disabled webhook gets it when it is enabled."""
    notifications = door.services.notifications

    async def again() -> Kept:
        webhook, _ = await to_thread.run_sync(notifications.webhooks.get, door.caller.tenant, webhook_id)
        named = None if body.deliveries is None else [delivery_id(text) for text in body.deliveries]
        sent = await to_thread.run_sync(notifications.deliveries.send_again, webhook.id, named)
        if sent and webhook.status == "active":
            await notifications.client.wake([webhook.message])
        return Kept(status=202, body=SentAgainReply(sent_again=sent).model_dump())

    return await door.once(again, body)
