"""Whoever is sent something, from the settings: where may be sent to, and the key that secrets are made from."""

import os
import secrets
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from chat.client import ConversationClient
from chat.people.following import QuestionClient
from chat.people.parts import People
from chat.people.people import PersonStore
from chat.people.questions import QuestionStore
from infra.places import Places, SetupError
from infra.settings import Settings
from ingestion.notifications.client import NotifyClient
from ingestion.notifications.deliveries import DeliveryStore
from ingestion.notifications.parts import Notifications
from ingestion.notifications.store import WebhookStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.receivers.addresses import read_reach
from knowledge.adapters.receivers.secrets import LEAST_KEY, Secrets
from knowledge.adapters.receivers.sending import Sender

if TYPE_CHECKING:
    from temporalio.client import Client


def open_notifications(settings: Settings, pool: Pool, client: "Client") -> Notifications:
    """Raises `SetupError` where there is no key and none can be made."""
    reach = read_reach(settings.webhook_private, plain_http=settings.webhook_http)
    return Notifications(
        webhooks=WebhookStore(pool, Secrets(webhook_key(settings))),
        deliveries=DeliveryStore(pool),
        client=NotifyClient(client),
        sender=Sender(reach, agent=f"asof/{version('asof')} (webhooks)"),
    )


def open_people(settings: Settings, pool: Pool, conversations: ConversationClient) -> People:
    """Raises `SetupError` where there is no key and none can be made."""
    reach = read_reach(settings.webhook_private, plain_http=settings.webhook_http)
    questions = QuestionStore(pool)
    return People(
        people=PersonStore(pool, Secrets(webhook_key(settings))),
        questions=questions,
        client=QuestionClient(conversations, questions),
        sender=Sender(reach, agent=f"asof/{version('asof')} (questions)"),
    )


def webhook_key(settings: Settings) -> bytes:
    """That of the settings, else the one in the home folder, which is made when it is missed first."""
    if settings.webhook_key is not None:
        return settings.webhook_key.get_secret_value().encode()
    file = Places(settings.home).webhook_key
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        key = file.read_bytes() if file.exists() else _made(file)
    except OSError as error:
        raise SetupError(f"no key of webhooks in {file} ({error.strerror}): set ASOF_WEBHOOK_KEY") from error
    if len(key) < LEAST_KEY:
        raise SetupError(f"{file} is broken: bring it back from a backup, or remove it and rotate every secret")
    return key


def _made(file: Path) -> bytes:
    """Whole or not at all, and the same one for processes that start together."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        written.write(secrets.token_bytes(LEAST_KEY))
        written.flush()
        os.fsync(written.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:  # another process was first
        return file.read_bytes()
    finally:
        draft.unlink()
    return file.read_bytes()
