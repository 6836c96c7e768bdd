"""Recalls in a process of its own, which SIGKILLs itself at a named point.

Started as `python -m tests.workflows.recalling_process TEMPORAL_ADDRESS POSTGRES_DSN ENGINE_SOCKET ENGINE_KEY POINT`.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from infra.engine.client import EngineClient
from ingestion.recall import store
from ingestion.recall.finding import Finding
from ingestion.recall.store import RecallStore, Recording
from knowledge.adapters.postgres.pool import open_pool
from knowledge.adapters.postgres.reader import PostgresReader
from tests.fixtures.recalling import recall_worker

POINTS = ("found, none examined", "marked, told nobody", "told, not committed", "one marked")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingFinding(Finding):
    def find(self, recording: Recording) -> None:
        super().find(recording)
        die()


class DyingStore(RecallStore):
    def examined(self, recording: Recording, answer: UUID, outcome: Any) -> bool:
        marked = super().examined(recording, answer, outcome)
        if marked:
            die()
        return marked


def _notice_then_die(*arguments: Any) -> bool:
    put_notice(*arguments)
    die()
    return True


put_notice = store.put_notice


async def main(address: str, dsn: str, socket: str, key: str, point: str) -> None:
    temporal = await Client.connect(address, data_converter=pydantic_data_converter)
    if point == "marked, told nobody":
        store.record_event = lambda *_: die()  # type: ignore[assignment]
    if point == "told, not committed":
        store.put_notice = _notice_then_die  # type: ignore[assignment]
    with open_pool(dsn) as pool:
        reader = PostgresReader(pool)
        engine = EngineClient(Path(socket), Path(key), model_of=reader.model_of)
        finding = DyingFinding if point == "found, none examined" else Finding
        recalls = DyingStore(pool) if point == "one marked" else RecallStore(pool)
        async with recall_worker(temporal, pool, engine, recalls=recalls, finding=finding):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
