"""The steps of a re-index. Each may be killed anywhere and run again; all state stands in its row."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from temporalio import activity
from temporalio.exceptions import CancelledError

from ingestion.generations import Generation
from ingestion.pulse import Pulse
from ingestion.reindex.comparing import compare, repair
from ingestion.reindex.filling import Filling
from ingestion.reindex.gate import Gate
from ingestion.reindex.messages import (
    ABANDON,
    ACCEPT_SCHEDULED,
    BEGIN,
    CATCH_UP,
    EXAMINE,
    FILL,
    GO_LIVE,
    TIDY,
    Abandon,
    Accepted,
    Due,
    Reindex,
)
from ingestion.reindex.runs import ReindexRequest, ReindexRun
from ingestion.reindex.schedules import ScheduleStore
from ingestion.reindex.store import ReindexStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.temporal import as_application_errors
from knowledge.errors import (
    GateClosed,
    KnowledgeError,
    ReindexFailed,
    ReindexOver,
    ReindexUnderWay,
    WorkflowsUnavailable,
)
from knowledge.facts import digest
from knowledge.ports import Embedders, PassageIndex

ROUNDS = 5  # of comparing and putting right, while versions are published
FAULTS = 3
KEPT = 1  # generations for a roll-back
REST = 1.0  # seconds of rest for each second of filling: searches pass in between


class ReindexActivities:
    def __init__(
        self,
        pool: Pool,
        store: ReindexStore,
        index: PassageIndex,
        embedders: Embedders,
        gate: Gate,
        *,
        kept: int = KEPT,
        rest: Callable[[float], None] = lambda worked: time.sleep(REST * worked),
    ) -> None:
        """`kept` generations stay for roll-backs. `rest` is told how long a batch took, and rests."""
        self._pool = pool
        self._store = store
        self._schedules = ScheduleStore(pool)
        self._index = index
        self._embedders = embedders
        self._filling = Filling(pool, index, embedders)
        self._gate = gate
        self._kept = kept
        self._rest = rest

    def all(self) -> Sequence[Any]:
        return [
            self.begin, self.fill, self.catch_up, self.examine, self.go_live, self.tidy, self.abandon,
            self.accept_scheduled,
        ]  # fmt: skip

    @activity.defn(name=BEGIN)
    def begin(self, message: Reindex) -> None:
        with self._step(message, "making the new index") as run:
            if run.status == "done":
                return
            dimensions = self._dimensions(run)
            self._index.create(run.generation, dimensions)
            try:
                self._store.begin(run, dimensions)
            except ReindexOver:  # another attempt has given it up meanwhile
                self._index.remove(run.generation)
                raise
            self._store.barrier()  # from here on nobody writes who does not know of it

    @activity.defn(name=FILL)
    def fill(self, message: Reindex) -> None:
        """A roll-back has nothing to fill: what was kept lacks only what was published since."""
        with self._step(message, "filling") as run:
            if run.status == "done" or run.is_rollback:
                return
            generation = self._store.generation(run)
            after = run.checkpoint or UUID(int=0)
            while True:
                begun = time.monotonic()
                last, rows, embedded = self._filling.fill_after(generation, after)
                if last is None:
                    return
                self._store.progress(run, last, done=rows, embedded=embedded)
                after = last
                self._rest(time.monotonic() - begun)
                _heed_the_end()

    @activity.defn(name=CATCH_UP)
    def catch_up(self, message: Reindex) -> None:
        with self._step(message, "catching up") as run:
            if run.status == "done":
                return
            generation = self._store.generation(run)
            embedded = 0
            for _ in range(ROUNDS):
                since = self._store.barrier()
                found = compare(self._pool, self._index, generation.name, after_each=self._goes_on(run, "catching up"))
                if found.equal:
                    break
                embedded += repair(self._pool, self._index, generation, found, self._filling)
            self._store.caught_up(run, since, points=found.rows, embedded=embedded)

    @activity.defn(name=EXAMINE)
    def examine(self, message: Reindex) -> None:
        """Raises `GateClosed`, never retried."""
        with self._step(message, "examining") as run:
            if run.status == "done":
                return
            generation = self._store.generation(run)
            live = self._store.live().name
            findings = self._gate.examine(run, generation, live, after_each=self._goes_on(run, "examining"))
            self._store.report(run, findings.as_json())
            if reasons := findings.refused(min_golden=run.min_golden, min_recall=run.min_recall):
                raise GateClosed("; ".join(reasons))

    @activity.defn(name=GO_LIVE)
    def go_live(self, message: Reindex) -> None:
        with self._step(message, "going live") as run:
            if run.status == "done":
                return
            generation = self._store.generation(run)
            # What another model must embed first is embedded before writers are made to wait, but for the last of it.
            embedded = self._put_missing(generation, self._store.recorded_since_caught_up(run))
            with self._store.flipping(run) as flip:
                if flip.run.status == "done":
                    return
                embedded += self._put_missing(generation, flip.recorded_since_caught_up())
                flip.go_live(embedded=embedded)

    @activity.defn(name=TIDY)
    def tidy(self, message: Reindex) -> None:
        with self._step(message, "live") as run:
            if run.finished_at is not None:
                return
            for name in self._store.retired_beyond(self._kept):
                self._index.remove(name)
                self._store.give_up(name)
            self._store.finish(run)

    @activity.defn(name=ABANDON)
    def abandon(self, abandon: Abandon) -> None:
        """Takes back what was built: the live index was never touched. A kept generation stays kept."""
        with as_application_errors(), Pulse(lambda _: None):
            run = self._store.get(abandon.message.tenant, UUID(abandon.message.reindex_id))
            if run.finished_at is not None:
                return
            if run.status == "done":  # it is live; only what older ones left could not be removed
                self._store.finish(run)
                return
            if run.is_rollback:
                self._store.retire_again(run.generation)
            else:
                self._store.give_up(run.generation)
                self._index.remove(run.generation)
            self._store.abandon(run, abandon.why)

    @activity.defn(name=ACCEPT_SCHEDULED)
    def accept_scheduled(self, due: Due) -> Accepted:
        """One row for each time that it was due. While another run is under way it is left out."""
        with as_application_errors():
            scheduled = due.scheduled
            schedule = self._schedules.find(scheduled.tenant, scheduled.name)
            if schedule is None:
                return Accepted(reindex_id=None)
            request = ReindexRequest(
                tenant=schedule.tenant,
                actor=schedule.actor,
                min_golden=schedule.min_golden,
                min_recall=schedule.min_recall,
                schedule=schedule.name,
            )
            try:
                run = self._store.accept(request, id_=digest("scheduled", schedule.tenant, schedule.name, due.key))
            except ReindexUnderWay as error:
                activity.logger.info("a scheduled re-index is left out: %s", error)
                return Accepted(reindex_id=None)
            return Accepted(reindex_id=str(run.id))

    def _goes_on(self, run: ReindexRun, stage: str) -> Callable[[], None]:
        def look() -> None:
            _heed_the_end()
            self._store.stage(run, stage)

        return look

    def _dimensions(self, run: ReindexRun) -> int:
        live = self._store.live()
        if (run.model, run.precision) == (live.model, live.precision):
            return live.dimensions
        return self._embedders.embedder(run.model, run.precision).model().dimensions

    def _put_missing(self, generation: Generation, ids: Sequence[UUID]) -> int:
        held = self._index.windows_of(generation.name, ids) if ids else {}
        return self._filling.put(generation, [id_ for id_ in ids if id_ not in held])

    @contextmanager
    def _step(self, message: Reindex, stage: str) -> Iterator[ReindexRun]:
        """Heartbeats while the body runs. Outages are retried by Temporal, a fault of ours too, but only so often."""
        with as_application_errors(), Pulse(lambda _: None):
            run = self._store.get(message.tenant, UUID(message.reindex_id))
            if run.status != "done":
                self._store.stage(run, stage)  # raises where it has ended
            try:
                yield run
            except (KnowledgeError, CancelledError):
                raise
            except Exception as fault:
                activity.logger.exception("a fault while an index was built")
                if self._store.count_fault(run) < FAULTS:
                    raise
                raise ReindexFailed(
                    f"asof met {type(fault).__name__} while {stage}; the worker's log has more (`asof logs worker`)"
                ) from fault


def _heed_the_end() -> None:
    """A worker that stops waits for its activities: another one, or the next start, goes on from the checkpoint."""
    if activity.is_worker_shutdown():
        raise WorkflowsUnavailable("the worker stops")
