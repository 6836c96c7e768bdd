"""Deliveries in Postgres: what is due, what came of it, what is sent again. All raise `StoreUnavailable`."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from ingestion.notifications.messages import Notify
from ingestion.notifications.payload import KEYS_SHOWN
from ingestion.notifications.store import sql
from ingestion.notifications.webhooks import Delivery, Due, Webhook
from knowledge.adapters.postgres.pool import Pool, single_statements, transaction
from knowledge.adapters.receivers.outcome import Outcome
from knowledge.adapters.receivers.schedule import Backoff, rest
from knowledge.errors import DeliveryNotFound

KEPT = dt.timedelta(days=30)
FORGOTTEN_AT_ONCE = 10_000


class DeliveryStore:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    # -- for the doors ----------------------------------------------------------------------------

    def page(
        self, webhook: UUID, *, status: str | None, limit: int, before: UUID | None
    ) -> tuple[list[Delivery], UUID | None]:
        """Newest first, and what to give as `before` for the next page."""
        names = {"webhook": webhook, "status": status, "before": before, "limit": limit + 1}
        with transaction(self._pool) as cursor:
            found = [Delivery(**row) for row in cursor.execute(sql("deliveries_page"), names)]
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def send_again(self, webhook: UUID, deliveries: Sequence[UUID] | None) -> int:
        """Those, or all that were given up; how many. Raises `DeliveryNotFound` where one is not the webhook's: then
        none is sent.
        """
        wanted = None if deliveries is None else list(set(deliveries))
        with transaction(self._pool) as cursor:
            names = {"webhook": webhook, "deliveries": wanted}
            again = {row["id"] for row in cursor.execute(sql("deliveries_again"), names)}
            for missing in sorted(set(wanted or ()) - again):
                raise DeliveryNotFound(f"the webhook has no delivery {missing}")
        return len(again)

    # -- for sending ------------------------------------------------------------------------------

    def due(self, webhook: UUID, limit: int) -> list[Due]:
        with transaction(self._pool) as cursor:
            names = {"webhook": webhook, "limit": limit}
            return [Due(**row) for row in cursor.execute(sql("deliveries_due"), names)]

    def changed_keys(self, tenant: str, due: Due) -> list[UUID]:
        """At most one more than a payload shows."""
        names = {"tenant": tenant, "document": due.document, "version": due.about.get("version")}
        with single_statements(self._pool) as connection:
            rows = connection.execute(sql("keys_of_event"), {**names, "limit": KEYS_SHOWN + 1}).fetchall()
        return [key for (key,) in rows]

    def attempted(self, webhook: Webhook, due: Due, outcome: Outcome, backoff: Backoff, *, failures: int) -> bool:
        """Keeps what an attempt came to; whether it was the last one, in vain.

        `failures`: of the receiver in a row, this one included.
        """
        attempts = due.attempts + 1
        pause = None if outcome.delivered else backoff.after(attempts, delivery=due.id, wish=outcome.wish)
        waits = pause is not None and not outcome.gone
        names = {
            "id": due.id,
            "webhook": webhook.id,
            "attempts": due.attempts,
            "status": "delivered" if outcome.delivered else "waiting" if waits else "dead",
            "pause": pause if waits else None,
            "answered": outcome.answered,
            "error": outcome.error,
            "excerpt": outcome.excerpt,
        }
        with transaction(self._pool) as cursor:
            cursor.execute(sql("delivery_attempted"), names)
            if outcome.delivered:
                cursor.execute(sql("webhook_answered"), names)
            else:
                cursor.execute(sql("webhook_failed"), {**names, "rest": rest(failures)})
                cursor.execute(sql("deliveries_expire"), {"webhook": webhook.id, "patience": backoff.patience})
            if outcome.gone:
                reason = f"the receiver answered {outcome.answered}: gone for good"
                cursor.execute(sql("webhook_disable"), {"id": webhook.id, "reason": reason})
                cursor.execute(sql("deliveries_give_up"), {"webhook": webhook.id, "reason": reason})
        return names["status"] == "dead"

    def next_in(self, webhook: UUID) -> float | None:
        """Seconds until something may be sent; none: nothing waits, or nothing may."""
        with single_statements(self._pool) as connection:
            row = connection.execute(sql("delivery_next"), {"webhook": webhook}).fetchone()
        return None if row is None else row[0]

    # -- looked after -----------------------------------------------------------------------------

    def overdue(self) -> list[Notify]:
        """Receivers for which something should have been sent by now."""
        with single_statements(self._pool) as connection:
            rows = connection.execute(sql("webhooks_overdue")).fetchall()
        return [Notify(tenant=tenant, webhook=str(id_)) for tenant, id_ in rows]

    def forget_delivered(self) -> int:
        """Of long ago."""
        with single_statements(self._pool) as connection:
            return connection.execute(sql("deliveries_forget"), {"age": KEPT, "limit": FORGOTTEN_AT_ONCE}).rowcount
