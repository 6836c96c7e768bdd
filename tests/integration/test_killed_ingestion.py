"""An ingestion killed at any checkpoint and started again leaves the same rows as one that was not."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.messages import IngestVersion
from ingestion.store import IngestionStore
from ingestion.uploads import Upload, UploadReceipt
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.time_windows import read_instant

GENERATION = "g1"
FIRST = b"# Leave\n\n## Notice\n\nEmployees give notice within 30 days.\n\n## Carry\n\nUp to 5 days are carried over.\n"
SECOND = b"# Leave\n\n## Notice\n\nEmployees give notice within 60 days.\n\n## Sick\n\nSick pay is 80% of salary.\n"
CHECKPOINTS = [
    "parsing",
    "extracting facts",
    "embedding",
    "embedded a batch",
    "comparing with its neighbours",
    "adding to the index",
    "publishing",
    "settling",
]
RECORDED = """
SELECT 'fact', r.id::text, c.quote, c.object_value, r.valid, upper_inf(r.recorded)
FROM fact r JOIN fact_content c ON c.id = r.content
UNION ALL
SELECT 'passage', r.id::text, c.text, c.embedded_text, r.valid, upper_inf(r.recorded)
FROM passage r JOIN passage_content c ON c.id = r.content
ORDER BY 1, 2
"""


def accept(pool: Pool, content: bytes, date: str) -> UploadReceipt:
    from zoneinfo import ZoneInfo

    return IngestionStore(pool).accept(
        Upload(
            tenant="default",
            actor="local",
            document="leave",
            content=content,
            file_name="leave.md",
            effective_at=read_instant(date, ZoneInfo("UTC")),
        )
    )


def ingest(dsn: str, folder: Path, receipt: UploadReceipt, last_stage: str = "none") -> int:
    message = IngestVersion(
        tenant="default",
        document="leave",
        version_id=receipt.version_id,
        ingestion_id=str(receipt.ingestion_id),
    )
    command = [sys.executable, "-m", "tests.integration.killed_ingestion", dsn, str(folder)]
    return subprocess.run([*command, message.model_dump_json(), last_stage], check=False).returncode


def outcome(pool: Pool, folder: Path) -> tuple[object, ...]:
    index = EdgePassageIndex(folder)
    with pool.connection() as connection:
        rows = connection.execute(RECORDED).fetchall()
        waiting = connection.execute("SELECT count(*) FROM index_outbox").fetchone()
        ids = [row[0] for row in connection.execute("SELECT id FROM passage ORDER BY id").fetchall()]
    points = [(id_, index.windows_of(GENERATION, ids)[id_].valid_to) for id_ in ids]
    count = index.count(GENERATION)
    index.close()
    return rows, points, count, waiting


def prepare_stores(pool: Pool, folder: Path) -> None:
    index = EdgePassageIndex(folder)
    index.create(GENERATION, 8)
    index.close()
    with pool.connection() as connection:
        connection.execute("INSERT INTO generation VALUES (%s, 'test', 'float32', 8, 'live')", (GENERATION,))


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, tuple[object, ...]]:
    """The outcome without a kill, kept by the first test that computes it."""
    return {}


@pytest.mark.parametrize("checkpoint", ["none", *CHECKPOINTS])
def test_a_kill_at_a_checkpoint_does_not_show_in_the_outcome(
    database: str, pool: Pool, tmp_path: Path, checkpoint: str, undisturbed: dict[str, tuple[object, ...]]
) -> None:
    folder = tmp_path / "index"
    prepare_stores(pool, folder)
    assert ingest(database, folder, accept(pool, FIRST, "2024-01-01")) == 0
    second = accept(pool, SECOND, "2024-06-01")
    if checkpoint != "none":
        assert ingest(database, folder, second, checkpoint) == -9
    assert ingest(database, folder, second) == 0
    rows, points, count, waiting = outcome(pool, folder)
    assert count == len(points)
    assert waiting == (0,)
    assert rows == undisturbed.setdefault("rows", (rows,))[0]
