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
from knowledge.time_windows import OPEN_END_SECONDS, read_instant

GENERATION = "g1"
MEALS = b"\n## Meals\n\nMeals are paid up to 32 EUR a day.\n"
FIRST = (
    b"# Leave\n\n## Notice\n\nEmployees give notice within 30 days.\n\n## Carry\n\nUp to 5 days are carried over.\n"
    + MEALS
)
SECOND = (
    b"# Leave\n\n## Notice\n\nEmployees give notice within 60 days.\n\n## Sick\n\nSick pay is 80% of salary.\n" + MEALS
)
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
# Everything but the instants of the run itself.
RECORDED = {
    "facts": """SELECT r.id, c.quote, c.object_value, r.valid, upper_inf(r.recorded), r.cause
                FROM fact r JOIN fact_content c ON c.id = r.content ORDER BY 1""",
    "passages": """SELECT r.id, c.text, c.embedded_text, c.statements, r.valid, upper_inf(r.recorded), r.cause
                   FROM passage r JOIN passage_content c ON c.id = r.content ORDER BY 1""",
    "occurrences of facts": "SELECT * FROM fact_occurrence ORDER BY version_id, start, ordinal",
    "occurrences of passages": "SELECT * FROM passage_occurrence ORDER BY version_id, start",
    "keys": "SELECT key, source FROM fact_key ORDER BY key",
    "versions": "SELECT to_jsonb(v) - '{recorded_at,uploaded_at}'::text[] FROM version v ORDER BY number",
    "ingestions": """SELECT version, status, stage, done, total, passages_new, passages_kept, embedded, facts_added,
                            facts_superseded, facts_removed, error, faults, unended, workflow_id
                     FROM ingestion ORDER BY version""",
    "embeddings": "SELECT hash, vector::text, statements::text FROM embedding ORDER BY hash",
    "waiting": "SELECT points FROM index_outbox",
}


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


def outcome(pool: Pool, folder: Path) -> dict[str, object]:
    with pool.connection() as connection:
        told: dict[str, object] = {name: connection.execute(query).fetchall() for name, query in RECORDED.items()}
        ids = [row[0] for row in connection.execute("SELECT id FROM passage ORDER BY id").fetchall()]
    index = EdgePassageIndex(folder)
    windows = index.windows_of(GENERATION, ids)
    # The recorded bounds are of the run; whether one is open is not.
    told["points"] = [(id_, windows[id_].valid_from, windows[id_].valid_to) for id_ in ids]
    told["held points"] = [id_ for id_ in ids if windows[id_].recorded_to == OPEN_END_SECONDS]
    told["count of points"] = index.count(GENERATION)
    index.close()
    return told


def prepare_stores(pool: Pool, folder: Path) -> None:
    index = EdgePassageIndex(folder)
    index.create(GENERATION, 8)
    index.close()
    with pool.connection() as connection:
        connection.execute("INSERT INTO generation VALUES (%s, 'test', 'float32', 8, 'live')", (GENERATION,))


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, dict[str, object]]:
    """The outcome without a kill, kept by the first test that computes it."""
    return {}


@pytest.mark.parametrize("checkpoint", ["none", *CHECKPOINTS])
def test_a_kill_at_a_checkpoint_does_not_show_in_the_outcome(
    database: str, pool: Pool, tmp_path: Path, checkpoint: str, undisturbed: dict[str, dict[str, object]]
) -> None:
    folder = tmp_path / "index"
    prepare_stores(pool, folder)
    assert ingest(database, folder, accept(pool, FIRST, "2024-01-01")) == 0
    second = accept(pool, SECOND, "2024-06-01")
    if checkpoint != "none":
        assert ingest(database, folder, second, checkpoint) == -9
    assert ingest(database, folder, second) == 0
    told = outcome(pool, folder)
    assert told["waiting"] == []
    assert told == undisturbed.setdefault("told", told)
