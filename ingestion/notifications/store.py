"""Webhooks in Postgres: created, listed, changed, deleted. All raise `StoreUnavailable`."""

import datetime as dt
from dataclasses import asdict
from typing import Any, cast
from uuid import UUID, uuid4

from psycopg import Cursor

from ingestion.notifications.webhooks import Change, Counts, Wanted, Webhook
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.receivers.secrets import Secrets, secret_digest
from knowledge.errors import WebhookNotFound

sql = load_queries("ingestion.notifications")
of_tenant = load_queries("ingestion")
Row = dict[str, Any]


class WebhookStore:
    def __init__(self, pool: Pool, secrets: Secrets) -> None:
        self._pool = pool
        self._secrets = secrets

    def create(self, *, tenant: str, actor: str, url: str, description: str, wanted: Wanted) -> Webhook:
        id_ = uuid4()
        names = {
            **{name: list(values) for name, values in asdict(wanted).items()},
            "id": id_,
            "tenant": tenant,
            "url": url,
            "description": description,
            "secret_digest": secret_digest(self._secrets.of(id_, 1)),
            "actor": actor,
        }
        with transaction(self._pool) as cursor:
            cursor.execute(of_tenant("tenant_ensure"), {"tenant": tenant})
            cursor.execute(sql("webhook_insert"), names)
            return _found(cursor, tenant, id_)[0]

    def get(self, tenant: str, webhook: UUID) -> tuple[Webhook, Counts]:
        """With what waits for it and what is given up. Raises `WebhookNotFound`."""
        with transaction(self._pool) as cursor:
            return _found(cursor, tenant, webhook)

    def page(self, tenant: str, *, limit: int, after: UUID | None) -> tuple[list[tuple[Webhook, Counts]], UUID | None]:
        """Oldest first, and what to give as `after` for the next page."""
        with transaction(self._pool) as cursor:
            names = {"tenant": tenant, "after": after, "limit": limit + 1}
            found = [_webhook(row) for row in cursor.execute(sql("webhooks_page"), names)]
        return found[:limit], found[limit - 1][0].id if len(found) > limit else None

    def change(self, tenant: str, webhook: UUID, change: Change, *, actor: str) -> Webhook:
        """Raises `WebhookNotFound`."""
        given = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(change).items()}
        afresh = change.url is not None or change.status == "active"
        with transaction(self._pool) as cursor:
            names = {"tenant": tenant, "id": webhook, "actor": actor, "afresh": afresh, **given}
            cursor.execute(sql("webhook_change"), names)
            return _found(cursor, tenant, webhook)[0]

    def delete(self, tenant: str, webhook: UUID) -> None:
        """With its deliveries. Raises `WebhookNotFound`."""
        with transaction(self._pool) as cursor:
            if not cursor.execute(sql("webhook_delete"), {"tenant": tenant, "id": webhook}).rowcount:
                raise _no_webhook(webhook)

    def rotate(self, tenant: str, webhook: UUID, *, keep: dt.timedelta) -> Webhook:
        """Gives it another secret; the one before signs beside it for as long as `keep`. Raises `WebhookNotFound`."""
        with transaction(self._pool) as cursor:
            while True:
                number = _found(cursor, tenant, webhook)[0].secret_number
                digest = secret_digest(self._secrets.of(webhook, number + 1))
                names = {"tenant": tenant, "id": webhook, "number": number, "secret_digest": digest, "keep": keep}
                if cursor.execute(sql("webhook_rotate"), names).rowcount:
                    return _found(cursor, tenant, webhook)[0]

    def secret(self, webhook: UUID, number: int) -> str:
        return self._secrets.of(webhook, number)


def _found(cursor: Cursor[Row], tenant: str, webhook: UUID) -> tuple[Webhook, Counts]:
    row = cursor.execute(sql("webhook_by_id"), {"tenant": tenant, "id": webhook}).fetchone()
    if row is None:
        raise _no_webhook(webhook)
    return _webhook(row)


def _webhook(row: Row) -> tuple[Webhook, Counts]:
    row = dict(row)
    counts = Counts(waiting=row.pop("waiting"), dead=row.pop("dead"))
    wanted = Wanted(**{name: tuple(cast("list[str]", row.pop(name))) for name in ("kinds", "documents", "predicates")})
    return Webhook(**row, wanted=wanted), counts


def _no_webhook(webhook: UUID) -> WebhookNotFound:
    return WebhookNotFound(f"there is no webhook {webhook}: `asof webhooks` lists them")
