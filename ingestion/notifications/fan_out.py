"""From events to deliveries: what happened is put down for each webhook that wants it, once."""

from dataclasses import dataclass
from uuid import UUID

from ingestion.notifications.messages import Notify
from ingestion.notifications.store import sql
from knowledge.adapters.postgres.pool import Pool, transaction

EVENTS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FannedOut:
    events: int
    receivers: tuple[Notify, ...]


class FanOut:
    """Any number of processes may do it at once. Raises `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def once(self, limit: int = EVENTS_AT_ONCE) -> FannedOut:
        """The events that wait longest, in one transaction. Who wakes nobody afterwards loses nothing: what stays
        overdue is taken up.
        """
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("fan_out"), {"limit": limit}).fetchone()
        if row is None:
            return FannedOut(0, ())
        receivers = (Notify(tenant=tenant, webhook=str(UUID(id_))) for tenant, id_ in row["receivers"])
        return FannedOut(row["taken"], tuple(receivers))
