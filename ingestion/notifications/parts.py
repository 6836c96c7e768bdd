"""What doors and worker share of the notifications; a composition root builds it."""

from dataclasses import dataclass

from ingestion.notifications.client import NotifyClient
from ingestion.notifications.deliveries import DeliveryStore
from ingestion.notifications.store import WebhookStore
from knowledge.adapters.receivers.sending import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications:
    webhooks: WebhookStore
    deliveries: DeliveryStore
    client: NotifyClient
    sender: Sender
