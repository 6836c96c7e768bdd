"""Webhooks: who is told of what. A secret is shown in the reply that makes it, and kept nowhere."""

import datetime as dt
import json
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.auth import RequestCaller
from api.examples import webhooks as examples
from api.idempotency import IDEMPOTENCY, Kept
from api.models.webhooks import (
    ChangeWebhookRequest,
    CreateWebhookRequest,
    DeletedWebhookReply,
    RotateSecretRequest,
    WebhookReply,
    WebhookSecretReply,
    WebhooksReply,
)
from api.parameters import Cursor, check_slug
from api.problems import documented
from api.routes.webhook_views import page_start, webhook_reply
from api.services import FromServices, Services
from api.submitting import Door, FromDoor
from ingestion.notifications.webhooks import Change, Counts, Wanted, Webhook, fold_predicate
from knowledge.adapters.receivers.addresses import check_url
from knowledge.errors import (
    InvalidReceiver,
    InvalidRequest,
    InvalidSlug,
    StoreUnavailable,
    WebhookNotFound,
    WorkflowsUnavailable,
)

router = APIRouter(tags=["webhooks"])


@router.post(
    "/v1/webhooks",
    status_code=201,
    summary="Have events sent to an address",
    response_model=WebhookSecretReply,
    responses={
        201: examples.created_webhook,
        **documented(InvalidRequest, InvalidReceiver, InvalidSlug, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def create_webhook(body: CreateWebhookRequest, door: FromDoor) -> Response:
    """From now on what happens is sent there as Standard Webhooks says, signed with the secret of the reply."""
    store, sender = door.services.notifications.webhooks, door.services.notifications.sender
    check_url(body.url, sender.reach)
    wanted = Wanted(
        kinds=tuple(dict.fromkeys(kind.value for kind in body.kinds)),
        documents=_slugs(body.documents),
        predicates=_predicates(body.predicates),
    )

    def create() -> Kept:
        made = store.create(**door.sender, url=body.url, description=body.description, wanted=wanted)
        return Kept(status=201, body=webhook_reply(made, Counts()).model_dump(mode="json"))

    return _with_secret(door, await door.do(create, body))


@router.get(
    "/v1/webhooks",
    summary="Who is told of what, the oldest first",
    response_model=WebhooksReply,
    responses={200: examples.webhooks, **documented(InvalidRequest, StoreUnavailable)},
)
def list_webhooks(
    *,
    services: FromServices,
    caller: RequestCaller,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Cursor = None,
) -> WebhooksReply:
    store = services.notifications.webhooks
    page, after = store.page(caller.tenant, limit=limit, after=page_start(cursor))
    return WebhooksReply(
        webhooks=[webhook_reply(webhook, counts) for webhook, counts in page],
        next_cursor=None if after is None else str(after),
    )


@router.get(
    "/v1/webhooks/{webhook_id}",
    summary="One webhook, with what waits for it and what was given up",
    response_model=WebhookReply,
    responses={200: examples.webhook, **documented(WebhookNotFound, InvalidRequest, StoreUnavailable)},
)
def read_webhook(webhook_id: UUID, services: FromServices, caller: RequestCaller) -> WebhookReply:
    return _reply(services, services.notifications.webhooks.get(caller.tenant, webhook_id)[0])


@router.patch(
    "/v1/webhooks/{webhook_id}",
    summary="Change what a webhook is told, and where; disable it, or enable it again",
    response_model=WebhookReply,
    responses={
        200: examples.webhook,
        **documented(WebhookNotFound, InvalidRequest, InvalidReceiver, InvalidSlug, StoreUnavailable),
    },
)
async def change_webhook(
    *, webhook_id: UUID, body: ChangeWebhookRequest, services: FromServices, caller: RequestCaller
) -> WebhookReply:
    """What waits for it goes to the new address. One that is enabled again goes on with what waited."""
    if body.url is not None:
        check_url(body.url, services.notifications.sender.reach)
    change = Change(
        url=body.url,
        description=body.description,
        kinds=None if body.kinds is None else tuple(dict.fromkeys(kind.value for kind in body.kinds)),
        documents=None if body.documents is None else _slugs(body.documents),
        predicates=None if body.predicates is None else _predicates(body.predicates),
        status=body.status,
    )

    def keep() -> Webhook:
        return services.notifications.webhooks.change(caller.tenant, webhook_id, change, actor=caller.actor)

    changed = await to_thread.run_sync(keep)
    if changed.status == "active":
        with suppress(WorkflowsUnavailable):  # a worker takes up what is overdue
            await services.notifications.client.wake([changed.message])
    return await to_thread.run_sync(_reply, services, changed)


@router.delete(
    "/v1/webhooks/{webhook_id}",
    summary="Delete a webhook, with its deliveries",
    response_model=DeletedWebhookReply,
    responses={200: examples.deleted_webhook, **documented(WebhookNotFound, InvalidRequest, StoreUnavailable)},
)
def delete_webhook(webhook_id: UUID, services: FromServices, caller: RequestCaller) -> DeletedWebhookReply:
    services.notifications.webhooks.delete(caller.tenant, webhook_id)
    return DeletedWebhookReply(id=str(webhook_id), deleted=True)


@router.post(
    "/v1/webhooks/{webhook_id}/rotate",
    summary="Give a webhook another secret",
    response_model=WebhookSecretReply,
    responses={
        200: examples.rotated_webhook,
        **documented(WebhookNotFound, InvalidRequest, *IDEMPOTENCY, StoreUnavailable),
    },
)
async def rotate_secret(webhook_id: UUID, body: RotateSecretRequest, door: FromDoor) -> Response:
    """For a while both sign each request, so that a receiver can change over whenever it likes."""
    store = door.services.notifications.webhooks

    def rotate() -> Kept:
        rotated = store.rotate(door.caller.tenant, webhook_id, keep=dt.timedelta(hours=body.keep_hours))
        return Kept(status=200, body=_reply(door.services, rotated).model_dump(mode="json"))

    return _with_secret(door, await door.do(rotate, body))


def _reply(services: Services, webhook: Webhook) -> WebhookReply:
    return webhook_reply(*services.notifications.webhooks.get(webhook.tenant, webhook.id))


def _with_secret(door: Door, reply: Response) -> Response:
    """The secret joins the reply on its way out: no kept reply of an Idempotency-Key holds it."""
    body = json.loads(bytes(reply.body))
    secret = door.services.notifications.webhooks.secret(UUID(body["id"]), body["secret_number"])
    replayed = {name: value for name, value in reply.headers.items() if name.startswith("idempotency")}
    return JSONResponse({**body, "secret": secret}, reply.status_code, replayed)


def _slugs(documents: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(check_slug(slug) for slug in documents))


def _predicates(predicates: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_predicate(predicate) for predicate in predicates))
