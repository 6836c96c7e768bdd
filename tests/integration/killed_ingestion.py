"""Runs one ingestion in this process, which SIGKILLs itself when a named stage begins (`python -m`, see the test)."""

import os
import signal
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

from psycopg import Cursor
from psycopg.rows import TupleRow
from temporalio.testing import ActivityEnvironment

from ingestion import activities
from ingestion.activities import IngestionActivities
from ingestion.extraction import RuleExtractor
from ingestion.messages import IngestVersion
from ingestion.parsing import DocumentReader
from ingestion.preparation import Preparation
from ingestion.publication import Publication
from ingestion.pulse import Pulse
from ingestion.store import IngestionStore
from knowledge.adapters.postgres.pool import Pool, open_pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.errors import UnknownModel
from knowledge.passages import EmbeddedText
from knowledge.ports import EmbeddingModel, PassageVectors


class LengthEmbedder:
    """Vectors that derive from lengths of texts and statements: enough for rows and points."""

    def model(self) -> EmbeddingModel:
        return EmbeddingModel(name="test", precision="float32", dimensions=8)

    def embed_question(self, text: str) -> list[float]:
        return [float(len(text))] * 8

    def embed_passages(self, texts: Sequence[EmbeddedText], *, bulk: bool = False) -> list[PassageVectors]:
        return [
            PassageVectors(
                self.embed_question(text.text),
                tuple(struct.pack(">8e", *[float(end - start)] * 8) for start, end in text.statements),
            )
            for text in texts
        ]

    def embedder(self, model: str, precision: str) -> "LengthEmbedder":
        known = self.model()
        if (model, precision) != (known.name, known.precision):
            raise UnknownModel(f"{model} is not installed")
        return self

    def foresee_question(self, text: str) -> None:
        """It is quick enough."""

    def forget(self) -> None:
        """It remembers nothing."""


class DyingPulse(Pulse):
    last_stage = ""

    def reach(self, stage: str) -> None:
        die_at(stage, self.last_stage)
        super().reach(stage)


class DyingStore(IngestionStore):
    def __init__(self, pool: Pool, last_stage: str) -> None:
        super().__init__(pool)
        self._last_stage = last_stage

    def stage(self, ingestion_id: str, stage: str, *, total: int | None = None) -> None:
        die_at(stage, self._last_stage)
        super().stage(ingestion_id, stage, total=total)

    def count_embedded(
        self, cursor: Cursor[TupleRow], ingestion_id: str, embedded: int, *, done: int, total: int
    ) -> None:
        if self._last_stage == "embedded a batch":
            os.kill(os.getpid(), signal.SIGKILL)
        super().count_embedded(cursor, ingestion_id, embedded, done=done, total=total)


class DyingIndex(EdgePassageIndex):
    """Dies where the version is visible already and its retired points are not narrowed yet."""

    last_stage = ""

    def set_windows(self, *args: object, **kwargs: object) -> None:
        if self.last_stage == "settling":
            os.kill(os.getpid(), signal.SIGKILL)
        super().set_windows(*args, **kwargs)  # type: ignore[arg-type]


def die_at(stage: str, last_stage: str) -> None:
    if stage == last_stage:
        os.kill(os.getpid(), signal.SIGKILL)


def main(dsn: str, folder: str, message: str, last_stage: str) -> None:
    DyingPulse.last_stage = last_stage
    activities.Pulse = DyingPulse  # type: ignore[misc]
    version = IngestVersion.model_validate_json(message)
    with open_pool(dsn) as pool:
        store, index = DyingStore(pool, last_stage), DyingIndex(Path(folder))
        index.last_stage = last_stage
        steps = IngestionActivities(
            pool,
            store,
            Preparation(pool, DocumentReader(), RuleExtractor()),
            Publication(pool, index),
            LengthEmbedder(),
        )
        for step in (steps.prepare, steps.embed, steps.publish):
            ActivityEnvironment().run(step, version)
        index.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
