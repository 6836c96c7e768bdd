"""Whether Postgres, the index and Temporal tell the same story, and how they are brought to it: Postgres is right."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from ingestion.generations import Generation
from ingestion.publication import Publication
from ingestion.reindex.comparing import Comparison, compare, repair
from ingestion.reindex.filling import Filling
from ingestion.reindex.store import ReindexStore
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.temporal import reached
from knowledge.errors import WorkflowsUnavailable
from knowledge.ports import Embedders, IndexWindows, PassageIndex

OUTBOX_S = 60.0  # an entry is settled within moments
SHOWN = 5

sql = load_queries("ingestion.reindex")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; `count` says how many of it are wrong."""

    name: str
    count: int
    detail: str = ""

    @property
    def well(self) -> bool:
        return self.count == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    generation: str
    rows: int
    points: int
    checks: tuple[Check, ...]

    @property
    def well(self) -> bool:
        return all(check.well for check in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A kind of work that a workflow carries out: which are unfinished, by workflow, and how they are taken up."""

    name: str
    workflows: Callable[[], Sequence[str]]
    take_up: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Builds:
    """Generations that are not where they should be."""

    strange: tuple[str, ...]  # in the index, and unknown to Postgres
    left: tuple[Generation, ...]  # being built by nobody
    hollow: tuple[Generation, ...]  # in Postgres, and not in the index

    def told(self) -> str:
        told = [f"{name} has no row" for name in self.strange]
        told += [f"{one.name} is built by nobody" for one in self.left]
        told += [f"{one.name} has no index" for one in self.hollow]
        return ", ".join(told)


@dataclass(slots=True)
class Doctor:
    pool: Pool
    index: PassageIndex
    embedders: Embedders
    publication: Publication
    temporal: Client
    unfinished: Sequence[Unfinished]
    lost_schedules: Callable[[], Awaitable[Sequence[str]]]
    restore_schedules: Callable[[], Awaitable[object]]
    store: ReindexStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = ReindexStore(self.pool)

    async def examine(self) -> Examination:
        """Changes nothing. Raises a `ServiceError` where one of the three is out of reach."""
        live = await asyncio.to_thread(self.store.live)
        builds = await asyncio.to_thread(self._builds)
        found = await asyncio.to_thread(self._compared, live, builds)
        waiting = await asyncio.to_thread(self._outbox)
        checks = [
            Check(name="passages missing in the index", count=len(found.missing), detail=_some(found.missing)),
            Check(name="points without a passage", count=len(found.surplus), detail=_some(found.surplus)),
            Check(name="points with other windows", count=len(found.wrong), detail=_some(list(found.wrong))),
            Check(
                name="indexes out of place",
                count=len(builds.strange) + len(builds.left) + len(builds.hollow),
                detail=builds.told(),
            ),
            Check(name="outbox entries left waiting", count=waiting),
        ]
        for kind in self.unfinished:
            lost = await self._lost(kind)
            checks.append(Check(name=f"{kind.name} without a workflow", count=len(lost), detail=_few(lost)))
        schedules = await self.lost_schedules()
        checks.append(Check(name="schedules that Temporal lost", count=len(schedules), detail=_few(schedules)))
        return Examination(generation=live.name, rows=found.rows, points=found.points, checks=tuple(checks))

    async def repair(self) -> None:
        """Brings the index and Temporal to what Postgres says. May be repeated, and be killed anywhere."""
        await asyncio.to_thread(self._repair_index)
        for kind in self.unfinished:
            await kind.take_up()
        await self.restore_schedules()

    def _builds(self) -> _Builds:
        held = self.index.generations()  # first: a run writes its row before it makes its index
        with transaction(self.pool) as cursor:
            known = [Generation(**row) for row in cursor.execute(sql("generations_all")).fetchall()]
        building = {run.generation for run in self.store.unfinished()}
        names = {one.name for one in known}
        return _Builds(
            strange=tuple(name for name in held if name not in names | building),
            left=tuple(one for one in known if one.status == "building" and one.name not in building),
            hollow=tuple(one for one in known if one.name not in held and one.name not in building),
        )

    def _compared(self, live: Generation, builds: _Builds) -> Comparison:
        return compare(self.pool, _Nothing() if live in builds.hollow else self.index, live.name)

    def _outbox(self) -> int:
        with transaction(self.pool) as cursor:
            row = cursor.execute(sql("outbox_old"), {"seconds": OUTBOX_S}).fetchone()
        return int(row["waiting"]) if row else 0

    def _repair_index(self) -> None:
        self.publication.settle()
        builds = self._builds()
        for name in builds.strange:
            self.index.remove(name)
        for one in builds.left:
            self.store.give_up(one.name)
            self.index.remove(one.name)
        for one in builds.hollow:
            if one.is_live:
                self.index.create(one.name, one.dimensions)
            else:
                self.store.give_up(one.name)
        live = self.store.live()
        filling = Filling(self.pool, self.index, self.embedders)
        found = compare(self.pool, self.index, live.name)
        if not found.equal:
            repair(self.pool, self.index, live, found, filling)

    async def _lost(self, kind: Unfinished) -> list[str]:
        ids = await asyncio.to_thread(kind.workflows)
        return [id_ for id_ in ids if not await self._runs(id_)]

    async def _runs(self, workflow_id: str) -> bool:
        try:
            with reached():
                described = await self.temporal.get_workflow_handle(workflow_id).describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise WorkflowsUnavailable(f"Temporal does not tell of its workflows: {error.message}") from error
        return described.status is WorkflowExecutionStatus.RUNNING


class _Nothing:
    """An index that was lost: as much of one as is compared."""

    def windows_of(self, generation: str, ids: Sequence[UUID]) -> dict[UUID, IndexWindows]:  # noqa: ARG002
        return {}

    def ids(self, generation: str, *, after: UUID | None, limit: int) -> list[UUID]:  # noqa: ARG002
        return []

    def count(self, generation: str) -> int:  # noqa: ARG002
        return 0


def _some(ids: Sequence[UUID]) -> str:
    return _few([str(id_) for id_ in ids])


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
