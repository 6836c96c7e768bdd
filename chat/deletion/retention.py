"""How long conversations are kept after their last turn: by tenant, else as the settings say, else for good."""

import datetime as dt
from collections.abc import Sequence

from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries

sql = load_queries("chat.deletion")


class RetentionStore:
    """All calls raise `StoreUnavailable`. `default` is that of tenants without one of their own."""

    def __init__(self, pool: Pool, *, default: dt.timedelta | None) -> None:
        self._pool = pool
        self.default = default

    def own(self, tenant: str) -> dt.timedelta | None:
        """None: the default holds."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("conversations_kept"), {"tenant": tenant}).fetchone()
        return None if row is None else row["kept"]

    def put(self, tenant: str, kept: dt.timedelta | None) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("keep_conversations"), {"tenant": tenant, "kept": kept})

    def limited(self) -> Sequence[tuple[str, dt.timedelta]]:
        """The tenants that do not keep theirs for good."""
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("retentions")).fetchall()
        kept = [(row["tenant"], row["kept"] or self.default) for row in rows]
        return [(tenant, limit) for tenant, limit in kept if limit is not None]
