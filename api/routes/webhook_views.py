"""Webhooks and deliveries as replies, and the ids that callers name them by."""

from typing import Literal, cast
from uuid import UUID

from api.models.webhooks import DeliveryReply, TrialReply, WebhookReply
from api.parameters import iso, iso_or_none
from ingestion.notifications.webhooks import Counts, Delivery, Webhook
from knowledge.adapters.receivers.outcome import Outcome
from knowledge.errors import DeliveryNotFound, InvalidRequest
from knowledge.events import EventKind


def webhook_reply(webhook: Webhook, counts: Counts) -> WebhookReply:
    return WebhookReply(
        id=str(webhook.id),
        url=webhook.url,
        description=webhook.description,
        kinds=[EventKind(kind) for kind in webhook.wanted.kinds],
        documents=list(webhook.wanted.documents),
        predicates=list(webhook.wanted.predicates),
        status=cast("Literal['active', 'disabled']", webhook.status),
        disabled_reason=webhook.disabled_reason,
        failures=webhook.failures,
        failing_since=iso_or_none(webhook.failing_since),
        waiting=counts.waiting,
        dead=counts.dead,
        secret_number=webhook.secret_number,
        previous_until=iso_or_none(webhook.previous_until),
        actor=webhook.actor,
        created_at=iso(webhook.created_at),
        changed_at=iso(webhook.changed_at),
        location=f"/v1/webhooks/{webhook.id}",
    )


def delivery_reply(delivery: Delivery) -> DeliveryReply:
    return DeliveryReply(
        id=str(delivery.id),
        event=str(delivery.event),
        kind=delivery.kind,
        document=delivery.document,
        status=cast("Literal['waiting', 'delivered', 'dead']", delivery.status),
        attempts=delivery.attempts,
        answered=delivery.answered,
        error=delivery.error,
        excerpt=delivery.excerpt,
        happened_at=iso(delivery.happened_at),
        attempted_at=iso_or_none(delivery.attempted_at),
        next_attempt_at=iso_or_none(delivery.next_attempt_at),
    )


def trial_reply(outcome: Outcome, seconds: float) -> TrialReply:
    return TrialReply(
        delivered=outcome.delivered,
        answered=outcome.answered,
        error=outcome.error,
        excerpt=outcome.excerpt,
        milliseconds=round(seconds * 1000),
    )


def page_start(cursor: str | None) -> UUID | None:
    try:
        return UUID(cursor) if cursor else None
    except ValueError as error:
        raise InvalidRequest(f"cursor {cursor!r} is not of this list: take next_cursor of the page before") from error


def delivery_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise DeliveryNotFound(f"{text!r} is no id of a delivery") from error
