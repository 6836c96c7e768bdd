"""Schedules in Postgres, which are the truth of what Temporal drives."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from ingestion.reindex.runs import MIN_GOLDEN, MIN_RECALL
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import ScheduleNotFound

CATCH_UP_S = 24 * 3600

sql = load_queries("ingestion.reindex")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReindexSchedule:
    tenant: str
    name: str
    cron: str  # five fields, or @daily, @every 6h and the like; read in the time zone
    time_zone: str
    overlap: str = "skip"  # what becomes of a run that is due while another is under way
    catch_up_s: int = CATCH_UP_S  # a run missed for longer than this is not made up for
    paused: bool = False
    min_golden: float = MIN_GOLDEN
    min_recall: float = MIN_RECALL
    actor: str
    created_at: dt.datetime | None = None  # none: not kept yet


class ScheduleStore:
    """All calls raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def put(self, schedule: ReindexSchedule) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("schedule_put"), asdict(schedule))

    def find(self, tenant: str, name: str) -> ReindexSchedule | None:
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("schedule_by_name"), {"tenant": tenant, "name": name}).fetchone()
        return None if row is None else ReindexSchedule(**row)

    def get(self, tenant: str, name: str) -> ReindexSchedule:
        """Raises `ScheduleNotFound`."""
        found = self.find(tenant, name)
        if found is None:
            raise ScheduleNotFound(f"there is no schedule {name!r}: GET /v1/schedules lists them")
        return found

    def page(self, tenant: str, *, limit: int, after: str | None) -> tuple[list[ReindexSchedule], str | None]:
        """In the order of their names; the name to go on from, where there are more."""
        names = {"tenant": tenant, "limit": limit + 1, "after": after}
        with transaction(self._pool) as cursor:
            rows = cursor.execute(sql("schedules_page"), names).fetchall()
        page = [ReindexSchedule(**row) for row in rows[:limit]]
        return page, page[-1].name if len(rows) > limit else None

    def of_all(self) -> list[ReindexSchedule]:
        with transaction(self._pool) as cursor:
            return [ReindexSchedule(**row) for row in cursor.execute(sql("schedules_all")).fetchall()]

    def pause(self, tenant: str, name: str, *, paused: bool) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("schedule_pause"), {"tenant": tenant, "name": name, "paused": paused})

    def remove(self, tenant: str, name: str) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("schedule_delete"), {"tenant": tenant, "name": name})
