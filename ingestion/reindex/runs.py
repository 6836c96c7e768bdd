"""One run: what was asked for, and how far it is. Values between the doors, the store and the steps; no database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from ingestion.reindex.messages import Reindex

MIN_GOLDEN = 1.0
MIN_RECALL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class ReindexRequest:
    tenant: str
    actor: str
    model: str | None = None  # none: that of the live index
    precision: str | None = None
    min_golden: float = MIN_GOLDEN  # share of the golden questions that must be answered rightly
    min_recall: float = MIN_RECALL  # against exact search
    schedule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReindexRun:
    """`status` tells what became of it, `finished_at` that nothing is left to do."""

    id: UUID
    tenant: str
    actor: str
    kind: str  # rebuild, rollback
    schedule: str | None
    before: str | None  # the generation that was live when it began
    generation: str
    model: str
    precision: str
    min_golden: float
    min_recall: float
    status: str  # running, done, failed, cancelled
    stage: str
    cancelling: bool
    checkpoint: UUID | None
    done: int
    total: int
    embedded: int
    report: Mapping[str, object]
    error: str | None
    requested_at: dt.datetime
    caught_up_at: dt.datetime | None
    live_at: dt.datetime | None
    finished_at: dt.datetime | None

    @property
    def message(self) -> Reindex:
        return Reindex(tenant=self.tenant, reindex_id=str(self.id))

    @property
    def is_rollback(self) -> bool:
        return self.kind == "rollback"

    @property
    def is_running(self) -> bool:
        return self.finished_at is None
