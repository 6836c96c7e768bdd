"""A re-index killed anywhere, or whose Postgres or index is lost anywhere, ends as one that was not disturbed."""

import random
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from temporalio.exceptions import ApplicationError

from ingestion.reindex.comparing import compare
from ingestion.reindex.runs import ReindexRun
from knowledge.adapters.postgres.golden import GoldenStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.ports import PassageIndex
from tests.fixtures.fates import Fate, FatedIndex, FatedPool
from tests.fixtures.publishing import System
from tests.fixtures.reindexing import Reindexer
from tests.integration.killed_reindex import ABANDONED, CHECKPOINTS
from tests.integration.test_publication import VERSIONS

SEED = 20261128
STRIKES = 24  # places of all at which Postgres or the index is lost, chosen by the seed


@pytest.fixture
def published(system: System) -> System:
    """With a generation that is kept, so that one more goes when another is."""
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    reindexer = Reindexer(system)
    assert reindexer.carry_out(reindexer.ask()).status == "done"
    return system


def carried_out(dsn: str, folder: Path, run: ReindexRun, checkpoint: str) -> int:
    command = [sys.executable, "-m", "tests.integration.killed_reindex", dsn, str(folder), str(run.id), checkpoint]
    return subprocess.run(command, check=False).returncode


def outcome(pool: Pool, folder: Path) -> dict[str, object]:
    told: dict[str, object] = {}
    with pool.connection() as connection:
        told["generations"] = connection.execute("SELECT name, status FROM generation ORDER BY name").fetchall()
        told["runs"] = connection.execute(
            "SELECT kind, status, generation, error, embedded, finished_at IS NULL FROM reindex ORDER BY ordinal"
        ).fetchall()
        told["events"] = connection.execute(
            "SELECT kind FROM event WHERE kind LIKE 'reindex.%' ORDER BY ordinal"
        ).fetchall()
        told["outbox"] = connection.execute("SELECT * FROM index_outbox").fetchall()
        told["live"] = connection.execute("SELECT name FROM generation WHERE status = 'live'").fetchall()[0][0]
    index = EdgePassageIndex(folder)
    told["folders"] = index.generations()
    told["files"] = sorted(path.name for path in folder.iterdir())
    told["whole"] = compare(pool, index, str(told["live"])).equal
    index.close()
    return told


@pytest.mark.parametrize("checkpoint", CHECKPOINTS)
def test_a_kill_in_any_step_does_not_show(database: str, published: System, tmp_path: Path, checkpoint: str) -> None:
    run = Reindexer(published).ask()
    published.index.close()
    folder = tmp_path / "index"
    assert carried_out(database, folder, run, checkpoint) == -9
    assert carried_out(database, folder, run, "none") == 0
    assert outcome(published.pool, folder) == {
        "generations": [("g2", "retired"), ("g3", "live")],
        "runs": [("rebuild", "done", "g2", None, 0, False), ("rebuild", "done", "g3", None, 0, False)],
        "events": [("reindex.done",), ("reindex.done",)],
        "outbox": [],
        "live": "g3",
        "folders": ["g2", "g3"],
        "files": ["g2", "g3"],
        "whole": True,
    }


@pytest.mark.parametrize("checkpoint", ABANDONED)
def test_a_kill_while_it_is_taken_back_leaves_nothing_behind(
    database: str, published: System, tmp_path: Path, checkpoint: str
) -> None:
    GoldenStore(published.pool).put(
        "default", "local", question="What about the notice?", as_of=None, document=None, answer="no such words"
    )
    run = Reindexer(published).ask()
    published.index.close()
    folder = tmp_path / "index"
    assert carried_out(database, folder, run, checkpoint) == -9
    assert carried_out(database, folder, run, "none") == 0
    told = outcome(published.pool, folder)
    assert (told["folders"], told["files"], told["live"], told["whole"]) == (["g1", "g2"], ["g1", "g2"], "g2", True)
    assert told["events"] == [("reindex.done",), ("reindex.failed",)]


class Lost(FatedIndex):
    """Every call may be the one before or after which the engine is lost."""

    def __init__(self, index: PassageIndex, fate: Fate) -> None:
        super().__init__(index, fate)
        self._real = index

    def __getattr__(self, name: str) -> object:
        call = getattr(self._real, name)

        def lost(*given: object, **named: object) -> object:
            with self._perhaps_lost():
                return call(*given, **named)

        return lost


def carried_out_with(system: System, fate: Fate) -> ReindexRun:
    """As the workflow does: a step that an outage ended is begun again."""
    pool = cast("Pool", FatedPool(system.pool, fate))
    index = cast("PassageIndex", Lost(system.index, fate))
    run = Reindexer(system).ask()
    reindexer = Reindexer(system, index=index, pool=pool)
    for _ in range(3):
        try:
            return reindexer.carry_out(run)
        except ApplicationError as outage:
            assert not outage.non_retryable, outage  # noqa: PT017
    raise AssertionError("the outage struck more than once")


def steps_of(system: System) -> int:
    fate = Fate(10**9)
    carried_out_with(system, fate)
    assert fate.steps is not None
    return 10**9 - fate.steps


def test_an_outage_of_postgres_or_the_index_anywhere_does_not_show(system: System) -> None:
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    total = steps_of(system)
    assert total > STRIKES
    for at in sorted(random.Random(SEED).sample(range(total), STRIKES)):
        fate = Fate(at)
        before = Reindexer(system).live()
        run = carried_out_with(system, fate)
        assert fate.struck
        assert (run.status, run.embedded, run.before) == ("done", 0, before), at
        plain = Reindexer(system)
        assert plain.live() == run.generation
        assert compare(system.pool, system.index, run.generation).equal, at
        assert system.index.generations() == sorted([before, run.generation], key=lambda name: name)
        assert [kind for kind, generation in plain.events() if generation == run.generation] == ["reindex.done"]
