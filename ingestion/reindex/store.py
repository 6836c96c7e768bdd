"""Runs in Postgres: accepted, carried on step by step, kept. The flip of generations is one transaction here."""

from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

import psycopg
from psycopg import Cursor
from psycopg.types.json import Jsonb

from ingestion.generations import Generation, alone, generation_named
from ingestion.reindex.runs import ReindexRequest, ReindexRun
from knowledge.adapters.postgres.events import record_event
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.errors import (
    NothingToRollBackTo,
    ReindexCancelled,
    ReindexNotFound,
    ReindexOver,
    ReindexUnderWay,
    StoreUnavailable,
)
from knowledge.events import Event, EventKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

sql = load_queries("ingestion.reindex")
Row = dict[str, Any]


class ReindexStore:
    """The doors accept, cancel and read; the steps of the workflow write. All raise `StoreUnavailable`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    # -- the doors --------------------------------------------------------------------------------

    def accept(self, request: ReindexRequest, *, id_: UUID | None = None) -> ReindexRun:
        """A new run; under an id that was accepted before, that one. Raises `ReindexUnderWay`."""
        with transaction(self._pool) as cursor:
            live = cursor.execute(sql("generation_live")).fetchone()
            if live is None:
                raise StoreUnavailable("no generation of the passage index is live yet: the worker makes it")
            name = cast(Row, cursor.execute(sql("next_generation")).fetchone())["name"]
            asked = {
                "generation": name,
                "model": request.model or live["model"],
                "precision": request.precision or live["precision"],
                "min_golden": request.min_golden,
                "min_recall": request.min_recall,
            }
            return self._insert(cursor, request, id_, {"kind": "rebuild", "before": live["name"], **asked})

    def accept_rollback(self, request: ReindexRequest) -> ReindexRun:
        """To the generation that was live before. It must be whole; what it answers is not judged.

        Raises `NothingToRollBackTo`, `ReindexUnderWay`.
        """
        with transaction(self._pool) as cursor:
            live = cursor.execute(sql("generation_live")).fetchone()
            kept = cursor.execute(sql("last_retired")).fetchone()
            if live is None or kept is None:
                raise NothingToRollBackTo("only the live generation is kept: there is none to go back to")
            asked = {"generation": kept["name"], "model": kept["model"], "precision": kept["precision"]}
            asked |= {"min_golden": 0, "min_recall": 0}
            return self._insert(cursor, request, None, {"kind": "rollback", "before": live["name"], **asked})

    def get(self, tenant: str, id_: UUID) -> ReindexRun:
        """Raises `ReindexNotFound`."""
        with transaction(self._pool) as cursor:
            return _found(cursor, tenant, id_)

    def page(self, tenant: str, *, limit: int, before: UUID | None) -> tuple[list[ReindexRun], UUID | None]:
        """The newest first; the id to go on from, where there are more."""
        names = {"tenant": tenant, "limit": limit + 1, "before_id": before}
        with transaction(self._pool) as cursor:
            runs = [ReindexRun(**row) for row in cursor.execute(sql("reindex_page"), names).fetchall()]
        page = runs[:limit]
        return page, page[-1].id if len(runs) > limit else None

    def cancel(self, tenant: str, id_: UUID) -> ReindexRun:
        """The step under way ends and takes back what was built. Raises `ReindexNotFound`, `ReindexOver`."""
        with transaction(self._pool) as cursor:
            run = _found(cursor, tenant, id_, lock=True)
            if run.status != "running":
                way_out = ": `asof reindex rollback` goes back" if run.status == "done" else ""
                raise ReindexOver(f"the re-index is {run.status}{way_out}")
            cursor.execute(sql("reindex_cancel"), {"tenant": tenant, "id": id_})
            return _found(cursor, tenant, id_)

    # -- the steps --------------------------------------------------------------------------------

    def unfinished(self) -> list[ReindexRun]:
        with transaction(self._pool) as cursor:
            return [ReindexRun(**row) for row in cursor.execute(sql("reindex_unfinished")).fetchall()]

    def stage(self, run: ReindexRun, stage: str) -> None:
        """Raises `ReindexCancelled` where that is asked for."""
        with transaction(self._pool) as cursor:
            _go_on(cursor.execute(sql("reindex_stage"), {"id": run.id, "stage": stage}).fetchone())

    def live(self) -> Generation:
        """Raises `StoreUnavailable`."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("generation_live")).fetchone()
        if row is None:
            raise StoreUnavailable("no generation of the passage index is live yet: the worker makes it")
        return Generation(**row)

    def generation(self, run: ReindexRun) -> Generation:
        """Raises `ReindexOver` where it is no longer there."""
        with transaction(self._pool) as cursor:
            found = generation_named(cursor, run.generation)
        if found is None:
            raise ReindexOver(f"generation {run.generation} is gone")
        return found

    def begin(self, run: ReindexRun, dimensions: int) -> None:
        """From here on writers feed it. Raises `ReindexOver`."""
        names = {"name": run.generation, "model": run.model, "precision": run.precision, "dimensions": dimensions}
        with transaction(self._pool) as cursor:
            if not _found(cursor, run.tenant, run.id, lock=True).is_running:
                raise ReindexOver("the re-index has ended")
            cursor.execute(sql("generation_begin"), names)
            cursor.execute(sql("reindex_total"), {"id": run.id})

    def barrier(self) -> "dt.datetime":
        """An instant: what was recorded before is committed, and whoever writes after knows what is being built."""
        with transaction(self._pool) as cursor:
            alone(cursor)
            return cast("dt.datetime", cast(Row, cursor.execute(sql("clock")).fetchone())["now"])

    def progress(self, run: ReindexRun, checkpoint: UUID, *, done: int, embedded: int) -> None:
        """Raises `ReindexCancelled`."""
        names = {"id": run.id, "checkpoint": checkpoint, "done": done, "embedded": embedded}
        with transaction(self._pool) as cursor:
            _go_on(cursor.execute(sql("reindex_progress"), names).fetchone())

    def caught_up(self, run: ReindexRun, at: "dt.datetime", *, points: int, embedded: int) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("reindex_caught_up"), {"id": run.id, "at": at, "points": points, "embedded": embedded})

    def report(self, run: ReindexRun, report: Mapping[str, object]) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("reindex_report"), {"id": run.id, "report": Jsonb(dict(report))})

    def count_fault(self, run: ReindexRun) -> int:
        """How often in a row, this time included."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("reindex_fault"), {"id": run.id}).fetchone()
        return int(row["faults"]) if row else 0

    def recorded_since_caught_up(self, run: ReindexRun) -> list[UUID]:
        """Passages that the generation may lack: those that its model had not embedded when they were published."""
        with transaction(self._pool) as cursor:
            return _recorded_since(cursor, run)

    @contextmanager
    def flipping(self, run: ReindexRun) -> "Iterator[Flip]":
        """The transaction in which readers go over to it. Writers wait for its end.

        Raises `ReindexCancelled`.
        """
        with transaction(self._pool) as cursor:
            alone(cursor)
            now = _found(cursor, run.tenant, run.id, lock=True)
            if now.cancelling:
                raise ReindexCancelled("the re-index was cancelled")
            yield Flip(cursor, now)

    def retired_beyond(self, kept: int) -> list[str]:
        with transaction(self._pool) as cursor:
            return [row["name"] for row in cursor.execute(sql("retired_beyond"), {"kept": kept}).fetchall()]

    def give_up(self, name: str) -> None:
        """From here on no writer feeds it, and nobody finds it."""
        with transaction(self._pool) as cursor:
            alone(cursor)
            cursor.execute(sql("generation_delete"), {"name": name})

    def retire_again(self, name: str) -> None:
        with transaction(self._pool) as cursor:
            alone(cursor)
            cursor.execute(sql("generation_retire"), {"name": name})

    def finish(self, run: ReindexRun) -> None:
        with transaction(self._pool) as cursor:
            cursor.execute(sql("reindex_finished"), {"id": run.id})

    def abandon(self, run: ReindexRun, why: str) -> None:
        """Cancelled where that was asked for, else failed; then whoever watches is told."""
        with transaction(self._pool) as cursor:
            row = cursor.execute(sql("reindex_abandoned"), {"id": run.id, "why": why}).fetchone()
            if row is not None and row["status"] == "failed":
                record_event(cursor, _event(run, EventKind.REINDEX_FAILED))

    def _insert(self, cursor: Cursor[Row], request: ReindexRequest, id_: UUID | None, names: Row) -> ReindexRun:
        new = id_ or uuid4()
        asked = {"id": new, "tenant": request.tenant, "actor": request.actor, "schedule": request.schedule}
        try:
            with cursor.connection.transaction():
                cursor.execute(sql("reindex_insert"), {**asked, **names})
        except psycopg.errors.UniqueViolation as error:
            running = cursor.execute(sql("reindex_unfinished")).fetchone()
            which = f" by re-index {running['id']}" if running and running["tenant"] == request.tenant else ""
            raise ReindexUnderWay(f"an index is being built{which}: wait for it, or cancel it") from error
        return _found(cursor, request.tenant, new)


class Flip:
    """What is done in the transaction of a flip."""

    def __init__(self, cursor: Cursor[Row], run: ReindexRun) -> None:
        self._cursor = cursor
        self.run = run

    def recorded_since_caught_up(self) -> list[UUID]:
        return _recorded_since(self._cursor, self.run)

    def go_live(self, *, embedded: int) -> None:
        self._cursor.execute(sql("generation_retire_live"))
        if not self._cursor.execute(sql("generation_go_live"), {"name": self.run.generation}).rowcount:
            raise ReindexOver(f"generation {self.run.generation} is gone")
        self._cursor.execute(sql("reindex_live"), {"id": self.run.id, "embedded": embedded})
        record_event(self._cursor, _event(self.run, EventKind.REINDEX_DONE))


def _found(cursor: Cursor[Row], tenant: str, id_: UUID, *, lock: bool = False) -> ReindexRun:
    row = cursor.execute(sql("reindex_lock" if lock else "reindex_by_id"), {"tenant": tenant, "id": id_}).fetchone()
    if row is None:
        raise ReindexNotFound(f"there is no re-index {id_}: GET /v1/reindex lists them")
    return ReindexRun(**row)


def _recorded_since(cursor: Cursor[Row], run: ReindexRun) -> list[UUID]:
    return [row["id"] for row in cursor.execute(sql("passages_since"), {"since": run.caught_up_at}).fetchall()]


def _go_on(row: Row | None) -> None:
    if row is None:
        raise ReindexOver("the re-index has ended")
    if row["cancelling"]:
        raise ReindexCancelled("the re-index was cancelled")


def _event(run: ReindexRun, kind: EventKind) -> Event:
    about = {"reindex": str(run.id), "kind": run.kind, "generation": run.generation, "before": run.before}
    return Event(tenant=run.tenant, kind=kind, key=str(run.id), about=about)
