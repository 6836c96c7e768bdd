"""One round of sending to one receiver. It may be killed anywhere and run again: what was not kept is sent again."""

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import anyio.to_thread
import structlog
from temporalio import activity

from ingestion.notifications.deliveries import DeliveryStore
from ingestion.notifications.messages import SEND_DUE, Notify, Round
from ingestion.notifications.payload import body_of
from ingestion.notifications.store import WebhookStore
from ingestion.notifications.webhooks import Due, Webhook
from knowledge.adapters.receivers.outcome import Outcome
from knowledge.adapters.receivers.schedule import RESTS_FROM, Backoff
from knowledge.adapters.receivers.secrets import secret_digest, signature_headers
from knowledge.adapters.receivers.sending import Sender
from knowledge.adapters.temporal import as_application_errors
from knowledge.errors import WebhookNotFound
from knowledge.events import EventKind

SIDE_BY_SIDE = 4  # requests to one receiver; one that fails gets one at a time
ROUND_S = 60.0
HEARTBEAT_S = 2.0

log = structlog.get_logger(__name__)


class NotifyActivities:
    def __init__(self, *, webhooks: WebhookStore, deliveries: DeliveryStore, sender: Sender, backoff: Backoff) -> None:
        self._webhooks = webhooks
        self._deliveries = deliveries
        self._sender = sender
        self._backoff = backoff

    def all(self) -> Sequence[Callable[..., Any]]:
        return [self.send_due]

    @activity.defn(name=SEND_DUE)
    async def send_due(self, message: Notify) -> Round:
        """Sends what is due, for a minute at most, and tells when more will be."""
        with as_application_errors():
            async with _heartbeats():
                try:
                    webhook, _ = await anyio.to_thread.run_sync(
                        self._webhooks.get, message.tenant, UUID(message.webhook)
                    )
                except WebhookNotFound:
                    return Round()
                done = await self._send_while_due(webhook)
                next_in = await anyio.to_thread.run_sync(self._deliveries.next_in, webhook.id)
                return done.model_copy(update={"next_in": next_in})

    async def _send_while_due(self, webhook: Webhook) -> Round:
        delivered = failed = 0
        failures = webhook.failures
        ends_at = time.monotonic() + ROUND_S
        gone = webhook.status != "active" or _rests(webhook)
        while not gone and time.monotonic() < ends_at and not activity.is_worker_shutdown():
            wide = 1 if failures else SIDE_BY_SIDE
            due = await anyio.to_thread.run_sync(self._deliveries.due, webhook.id, wide)
            if not due:
                break
            outcomes = await asyncio.gather(*(self._attempt(webhook, one) for one in due))
            for one, outcome in zip(due, outcomes, strict=True):
                failures = 0 if outcome.delivered else failures + 1
                await self._keep(webhook, one, outcome, failures)
                delivered, failed = delivered + outcome.delivered, failed + (not outcome.delivered)
            gone = failures >= RESTS_FROM or any(outcome.gone for outcome in outcomes)
        return Round(delivered=delivered, failed=failed)

    async def _attempt(self, webhook: Webhook, due: Due) -> Outcome:
        keys: list[UUID] = []
        if due.kind == EventKind.FACTS_CHANGED:
            keys = await anyio.to_thread.run_sync(self._deliveries.changed_keys, webhook.tenant, due)
        return await send_signed(self._webhooks, self._sender, webhook, due.event, body_of(due, keys))

    async def _keep(self, webhook: Webhook, due: Due, outcome: Outcome, failures: int) -> None:
        def keep() -> bool:
            return self._deliveries.attempted(webhook, due, outcome, self._backoff, failures=failures)

        if await anyio.to_thread.run_sync(keep):
            log.warning("gave up on a delivery", webhook=str(webhook.id), event_id=str(due.event), error=outcome.error)


async def send_signed(store: WebhookStore, sender: Sender, webhook: Webhook, event: UUID, body: bytes) -> Outcome:
    """One attempt, signed with the webhook's secret, and with the one before as long as both count."""
    now = dt.datetime.now(dt.UTC)
    secrets = [store.secret(webhook.id, webhook.secret_number)]
    if secret_digest(secrets[0]) != webhook.secret_digest:
        return Outcome(
            error="not sent: the key is not the one that the secret was made with: set ASOF_WEBHOOK_KEY, or the file"
            " webhook.key, back; or give the receiver another secret (`asof webhooks rotate`)"
        )
    if webhook.previous_until is not None and now < webhook.previous_until:
        secrets.append(store.secret(webhook.id, webhook.secret_number - 1))
    return await sender.send(webhook.url, signature_headers(secrets, event=event, at=now, body=body), body)


def _rests(webhook: Webhook) -> bool:
    return webhook.rests_until is not None and dt.datetime.now(dt.UTC) < webhook.rests_until


@asynccontextmanager
async def _heartbeats() -> AsyncIterator[None]:
    """A killed worker is noticed by its silence."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(HEARTBEAT_S)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
