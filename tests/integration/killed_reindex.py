"""Carries out one re-index in this process, which SIGKILLs itself at a named checkpoint (`python -m`, see the test)."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from ingestion.reindex import filling
from ingestion.reindex.runs import ReindexRun
from ingestion.reindex.store import Flip, ReindexStore
from knowledge.adapters.postgres.pool import open_pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.ports import IndexPoint
from tests.fixtures.publishing import System
from tests.fixtures.reindexing import Reindexer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

CHECKPOINTS = (
    "making the new index", "created", "registered", "filling", "put", "noted", "catching up", "caught up", "examining",
    "judged", "going live", "alone", "flipped", "live", "removed", "given up", "finished",
)  # fmt: skip
"""In the order of the steps: at the beginning of each stage, and after each thing that a stage writes."""
ABANDONED = ("given up", "removed", "abandoned")

BATCH = 2  # rows: several batches, and a checkpoint between them


class Dying:
    checkpoint = ""

    @classmethod
    def reach(cls, checkpoint: str) -> None:
        if checkpoint == cls.checkpoint:
            os.kill(os.getpid(), signal.SIGKILL)


class DyingStore(ReindexStore):
    def stage(self, run: ReindexRun, stage: str) -> None:
        super().stage(run, stage)
        Dying.reach(stage)

    def begin(self, run: ReindexRun, dimensions: int) -> None:
        super().begin(run, dimensions)
        Dying.reach("registered")

    def progress(self, run: ReindexRun, checkpoint: UUID, *, done: int, embedded: int) -> None:
        super().progress(run, checkpoint, done=done, embedded=embedded)
        Dying.reach("noted")

    def caught_up(self, run: ReindexRun, at: "dt.datetime", *, points: int, embedded: int) -> None:
        super().caught_up(run, at, points=points, embedded=embedded)
        Dying.reach("caught up")

    def report(self, run: ReindexRun, report: Mapping[str, object]) -> None:
        super().report(run, report)
        Dying.reach("judged")

    @contextmanager
    def flipping(self, run: ReindexRun) -> "Iterator[Flip]":
        with super().flipping(run) as flip:
            Dying.reach("alone")
            yield flip
            Dying.reach("flipped")  # and not committed
        Dying.reach("live")

    def give_up(self, name: str) -> None:
        super().give_up(name)
        Dying.reach("given up")

    def finish(self, run: ReindexRun) -> None:
        super().finish(run)
        Dying.reach("finished")

    def abandon(self, run: ReindexRun, why: str) -> None:
        super().abandon(run, why)
        Dying.reach("abandoned")


class DyingIndex(EdgePassageIndex):
    def create(self, generation: str, dimensions: int) -> None:
        super().create(generation, dimensions)
        Dying.reach("created")

    def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
        super().put(generation, points)
        Dying.reach("put")

    def remove(self, generation: str) -> None:
        super().remove(generation)
        Dying.reach("removed")


def main(dsn: str, folder: str, run: str, checkpoint: str) -> None:
    Dying.checkpoint = checkpoint
    filling.BATCH = BATCH  # type: ignore[misc]
    with open_pool(dsn) as pool:
        index = DyingIndex(Path(folder))
        reindexer = Reindexer(System(pool, index), store=DyingStore(pool))
        reindexer.carry_out(reindexer.store.get("default", UUID(run)))
        index.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
