"""A proposal whose worker is killed anywhere, when it is made or when it is decided, comes to what it would have."""

import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from ingestion.invalidation.decisions import DecisionStore, Verdict
from ingestion.invalidation.messages import Decision, Review
from ingestion.store import IngestionStore
from ingestion.uploads import UploadReceipt
from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.reviewing import hold_back_history
from tests.integration.test_killed_ingestion import (
    CHECKPOINTS,
    FIRST,
    RECORDED,
    accept,
    ingest,
    outcome,
    prepare_stores,
)

REWRITTEN = b"# Leave\n\n## Notice\n\nEmployees give notice within 60 days.\n\n## Sick\n\nSick pay is 80% of salary.\n"
DECIDED = {
    **RECORDED,
    "proposals": """SELECT id, version, kind, status, outcome_digest, edits, passages, share_going, asked, differs
                    FROM invalidation ORDER BY version""",
    "decisions": "SELECT verb, actor, reason, outcome, problem FROM invalidation_decision ORDER BY made_at",
    "events": "SELECT id, kind, document, about - 'decision' FROM event WHERE kind = 'review.waiting' ORDER BY ordinal",
    "told": "SELECT kind, about ->> 'outcome' FROM event WHERE kind = 'review.decided' ORDER BY ordinal",
}
OF_A_GATE = ["parsing", "extracting facts", "embedding", "embedded a batch", "comparing with its neighbours"]
OF_A_PUBLICATION = ["comparing with its neighbours", "adding to the index", "publishing", "settling"]
CASES = [
    *(("approve", place) for place in ("none", "accepted", "begun", *OF_A_PUBLICATION, "decided")),
    *(("reject", place) for place in ("none", "accepted", "begun", "decided")),
    *(("undo", place) for place in ("none", "begun", *OF_A_PUBLICATION, "decided")),
]


def told(pool: Pool, folder: Path) -> dict[str, object]:
    found = outcome(pool, folder)
    with pool.connection() as connection:
        return found | {name: connection.execute(query).fetchall() for name, query in DECIDED.items()}


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, dict[str, object]]:
    """By verb, the outcome without a kill, kept by the first test that computes it."""
    return {}


def waiting(pool: Pool, database: str, folder: Path) -> tuple[UploadReceipt, UUID]:
    prepare_stores(pool, folder)
    hold_back_history(pool)
    assert ingest(database, folder, accept(pool, FIRST, "2024-01-01")) == 0
    receipt = accept(pool, REWRITTEN, "2024-06-01")
    assert ingest(database, folder, receipt) == 0
    proposal = IngestionStore(pool).progress("default", receipt.ingestion_id).invalidation
    assert proposal is not None
    return receipt, proposal


def carry_out(dsn: str, folder: Path, decision: Decision, last_stage: str = "none") -> int:
    command = [sys.executable, "-m", "tests.integration.killed_review", dsn, str(folder), decision.model_dump_json()]
    return subprocess.run([*command, last_stage], check=False).returncode


def decide(pool: Pool, proposal: UUID, verb: str) -> Decision:
    verdict = Verdict(
        tenant="default", actor="mo", invalidation=proposal, verb=verb, reason="looked at", decision=uuid4()
    )
    decision = DecisionStore(pool, IngestionStore(pool)).accept(verdict)
    return Decision(review=Review(tenant="default", invalidation=str(proposal)), decision=str(decision))


@pytest.mark.parametrize("place", ["none", *OF_A_GATE])
def test_a_kill_while_a_proposal_is_made_does_not_show(
    database: str, pool: Pool, tmp_path: Path, place: str, undisturbed: dict[str, dict[str, object]]
) -> None:
    folder = tmp_path / "index"
    assert place in ("none", *CHECKPOINTS)
    prepare_stores(pool, folder)
    hold_back_history(pool)
    assert ingest(database, folder, accept(pool, FIRST, "2024-01-01")) == 0
    receipt = accept(pool, REWRITTEN, "2024-06-01")
    if place != "none":
        assert ingest(database, folder, receipt, place) == -9
    for _ in range(2):  # and once more: what waits is left as it is
        assert ingest(database, folder, receipt) == 0
    found = told(pool, folder)
    assert found == undisturbed.setdefault("gate", found)
    assert len(found["proposals"]) == len(found["events"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=" at ".join)
def test_a_kill_while_a_decision_is_carried_out_does_not_show(
    database: str, pool: Pool, tmp_path: Path, case: tuple[str, str], undisturbed: dict[str, dict[str, object]]
) -> None:
    verb, place = case
    folder = tmp_path / "index"
    receipt, proposal = waiting(pool, database, folder)
    decision = decide(pool, proposal, "approve" if verb == "undo" else verb)
    if verb == "undo":
        assert carry_out(database, folder, decision) == 0
        decision = decide(pool, proposal, "undo")
    if place != "none":
        assert carry_out(database, folder, decision, place) == -9
    assert carry_out(database, folder, decision) == 0
    if verb == "undo":  # its ingestion goes on by itself, where it was begun
        take_up(pool, database, folder)
    found = told(pool, folder)
    assert found["waiting"] == []
    assert found == undisturbed.setdefault(verb, found)
    status = IngestionStore(pool).progress("default", receipt.ingestion_id).status
    assert status == ("failed" if verb == "reject" else "done")


def take_up(pool: Pool, database: str, folder: Path) -> None:
    for _, message in IngestionStore(pool).unfinished():
        command = [sys.executable, "-m", "tests.integration.killed_ingestion", database, str(folder)]
        assert subprocess.run([*command, message.model_dump_json(), "none"], check=False).returncode == 0
