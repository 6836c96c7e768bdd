"""What doors and worker share of the notifications; a composition root builds it."""

from dataclasses import dataclass

from ingestion.notifications.client import NotifyClient
from ingestion.notifications.deliveries import DeliveryStore
from ingestion.notifications.sending import Sender
from ingestion.notifications.store import WebhookStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications:
    webhooks: WebhookStore
    deliveries: DeliveryStore
    client: NotifyClient
    sender: Sender
