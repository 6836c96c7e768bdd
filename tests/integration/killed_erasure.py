"""Carries out one erasure in this process, which SIGKILLs itself at a named checkpoint (`python -m`, see the test)."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.settings import Settings
from infra.temporal import connect
from ingestion.erasure.masking import PutPoints
from ingestion.erasure.messages import Erase
from ingestion.erasure.requests import Erasure, Work
from ingestion.erasure.store import ErasureStore
from knowledge.adapters.postgres.pool import open_pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from tests.fixtures.erasing import Eraser
from tests.fixtures.publishing import System

STAGES = [
    "stopping what is under way",
    "clearing Postgres",
    "redacting quotations",
    "clearing the index",
    "clearing caches",
    "clearing Temporal's histories",
    "looking once more",
]
CHECKPOINTS = [*STAGES, "silenced", "points put", "gone", "redacted", "points deleted", "histories deleted", "done"]


class DyingStore(ErasureStore):
    checkpoint = ""

    def _reach(self, checkpoint: str) -> None:
        if checkpoint == self.checkpoint:
            os.kill(os.getpid(), signal.SIGKILL)

    def stage(self, erasure: Erasure, stage: str) -> None:
        super().stage(erasure, stage)
        self._reach(stage)

    def clear(self, erasure: Erasure, put: PutPoints) -> bool:
        self._reach("silenced")

        def put_and_die(*given: object) -> None:
            put(*given)  # type: ignore[arg-type]
            self._reach("points put")

        cleared = super().clear(erasure, put_and_die)
        self._reach("gone")
        return cleared

    def redact_quotations(self, erasure: Erasure) -> None:
        super().redact_quotations(erasure)
        self._reach("redacted")

    def cleared(self, erasure: Erasure, counts: Mapping[str, int]) -> None:
        self._reach("points deleted" if "points" in counts else "")
        super().cleared(erasure, counts)

    def histories_cleared(self, erasure: Erasure, work: Work) -> None:
        self._reach("histories deleted")
        super().histories_cleared(erasure, work)

    def finish(self, erasure: Erasure) -> None:
        super().finish(erasure)
        self._reach("done")


class DyingEraser(Eraser):
    @property
    def store(self) -> ErasureStore:
        return DyingStore(self.system.pool)


async def main(dsn: str, folder: str, temporal: str, message: str, checkpoint: str) -> None:
    DyingStore.checkpoint = checkpoint
    client = await connect(Settings(temporal_address=temporal))
    with open_pool(dsn) as pool:
        index = EdgePassageIndex(Path(folder))
        eraser = DyingEraser(System(pool, index), client)
        order = Erase.model_validate_json(message)
        erasure = next(e for e in eraser.store.page(order.tenant, limit=9, before=None)[0] if e.message == order)
        await eraser.carry_out(erasure)
        index.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
