"""An erasure killed anywhere and taken up again ends as one that was not killed."""

import random
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from temporalio.client import Client

from ingestion.erasure.messages import Erase
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from tests.fixtures.erasing import Eraser, found_in_postgres
from tests.fixtures.publishing import GENERATION, System
from tests.integration.killed_erasure import CHECKPOINTS

SECRET = "bonus XYZZY-SENTINEL of Ann Lee is 41 gold coins a year"
ERASURE, ANSWER = UUID(int=1), UUID(int=2)
SEED = 20261125
TARGETS = ("document", "version", "fact")
LEFT = {
    "facts": """SELECT c.quote, f.valid, upper_inf(f.recorded)
                FROM fact f JOIN fact_content c ON c.id = f.content ORDER BY 1, 2""",
    "passages": """SELECT p.id, c.text, p.valid, upper_inf(p.recorded)
                   FROM passage p JOIN passage_content c ON c.id = p.content ORDER BY 1""",
    "versions": """SELECT number, kind, title, file_name, content, parsed_text, metadata, reason, recorded_at IS NULL
                   FROM version ORDER BY number""",
    "entries": "SELECT number, effective_at, upper_inf(recorded) FROM entry ORDER BY 1, 3",
    "occurrences": "SELECT count(*) FROM fact_occurrence UNION ALL SELECT count(*) FROM passage_occurrence",
    "embeddings": "SELECT hash FROM embedding ORDER BY 1",
    "keys": "SELECT key FROM fact_key ORDER BY 1",
    "ingestions": "SELECT version, status FROM ingestion ORDER BY 1",
    "answers": "SELECT record FROM answer",
    "tombstones": "SELECT status, stage, work, report, digests, erased_at IS NULL, finished_at IS NULL FROM erasure",
    "outbox": "SELECT * FROM index_outbox",
}


def prepared(system: System, temporal: Client, target: str) -> Erase:
    """Three versions, an answer that cites the second, and an accepted erasure."""
    for day, text in enumerate(("notice 10 days", f"notice 10 days\n{SECRET}", "notice 20 days")):
        system.ingest(system.accept(text, day))
    with system.pool.connection() as connection:
        row = connection.execute(
            "SELECT f.id FROM fact f JOIN fact_content c ON c.id = f.content WHERE quote = %s", [SECRET]
        ).fetchone()
    assert row is not None
    cited = {"kind": "fact", "id": str(row[0]), "quote": SECRET, "document": "leave", "version": 2}
    record = {"id": str(ANSWER), "question": SECRET, "text": SECRET, "answer": "41", "citations": [cited]}
    AnswerStore(system.pool).save(None, "default", "local", record)
    eraser = Eraser(system, temporal)
    return eraser.accept(version=2 if target == "version" else None, fact=row[0] if target == "fact" else None).message


def carried_out(dsn: str, folder: Path, temporal: str, message: Erase, checkpoint: str) -> int:
    command = [sys.executable, "-m", "tests.integration.killed_erasure", dsn, str(folder), temporal]
    return subprocess.run([*command, message.model_dump_json(), checkpoint], check=False).returncode


def outcome(pool: Pool, folder: Path) -> dict[str, object]:
    with pool.connection() as connection:
        told: dict[str, object] = {name: connection.execute(query.encode()).fetchall() for name, query in LEFT.items()}
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM passage ORDER BY id")]
    index = EdgePassageIndex(folder)
    told["points"] = index.count(GENERATION)
    told["points of rows"] = sorted(index.windows_of(GENERATION, ids))
    index.close()
    return told


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, dict[str, object]]:
    """The outcome without a kill, kept by the first test of a target."""
    return {}


def cases() -> list[tuple[str, str]]:
    """Every checkpoint where a version goes, as that takes every step; some of them for the others."""
    chosen = random.Random(SEED)
    some = [(target, point) for target in ("document", "fact") for point in chosen.sample(CHECKPOINTS[2:], 4)]
    every = [("version", point) for point in CHECKPOINTS if point != "points put"]
    return (
        [(target, "none") for target in TARGETS]
        + every
        + [("fact", "points put")]
        + [case for case in some if case[1] != "points put" and case != ("document", "silenced")]
    )


@pytest.mark.parametrize(("target", "checkpoint"), cases())
def test_a_kill_does_not_show_in_the_outcome(
    *,
    database: str,
    system: System,
    temporal: Client,
    temporal_address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    checkpoint: str,
    undisturbed: dict[str, dict[str, object]],
) -> None:
    monkeypatch.setattr("ingestion.erasure.store.uuid4", lambda: ERASURE)
    message = prepared(system, temporal, target)
    system.index.close()
    folder = tmp_path / "index"
    if checkpoint != "none":
        assert carried_out(database, folder, temporal_address, message, checkpoint) == -9
    assert carried_out(database, folder, temporal_address, message, "none") == 0
    assert found_in_postgres(system.pool, "XYZZY") == set()
    told = outcome(system.pool, folder)
    assert told == undisturbed.setdefault(target, told)
