"""A lost or exchanged index is filled again from Postgres, whatever is published meanwhile."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from infra.places import SetupError
from infra.start_up import ensure_generation
from ingestion.publication import Publication, index_windows
from ingestion.rebuild import is_whole, rebuild
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.ports import EmbeddingModel, IndexFilter, IndexHits, IndexPoint, IndexWindows
from knowledge.time_windows import Window
from tests.integration.killed_ingestion import LengthEmbedder
from tests.integration.test_publication import GENERATION, START, VERSIONS, System


def recorded(pool: Pool) -> "dict[object, IndexWindows]":
    """What the index must hold: every recorded row with its windows."""
    with pool.connection() as connection:
        rows = connection.execute("SELECT id, valid, recorded FROM passage").fetchall()
    return {id_: index_windows(Window(valid.start, valid.end), Window(rec.start, rec.end)) for id_, valid, rec in rows}


def searched(index: EdgePassageIndex) -> IndexHits:
    at = int(START.timestamp())
    where = IndexFilter(tenant="default", as_of=at, known_at=2**32)
    return index.search(GENERATION, question="notice", vector=[1.0] * 8, where=where, limit=10)


@pytest.fixture
def published(pool: Pool, tmp_path: Path) -> System:
    """Several versions, so that some rows are retired; the index that held them is gone."""
    index = EdgePassageIndex(tmp_path / "lost")
    index.create(GENERATION, 8)
    with pool.connection() as connection:
        connection.execute("INSERT INTO generation VALUES (%s, 'test', 'float32', 8, 'live')", (GENERATION,))
    system = System(pool, index)
    for day, text in VERSIONS:
        system.ingest(system.accept(text, day))
    index.close()
    return system


def test_a_lost_index_is_rebuilt_at_the_start_with_open_and_retired_rows(published: System, tmp_path: Path) -> None:
    before = EdgePassageIndex(tmp_path / "lost")
    hits = searched(before)
    before.close()
    index = EdgePassageIndex(tmp_path / "new")
    ensure_generation(published.pool, index, LengthEmbedder(), LengthEmbedder())
    expected = recorded(published.pool)
    assert index.windows_of(GENERATION, list(expected)) == expected  # type: ignore[arg-type]
    assert index.count(GENERATION) == len(expected)
    assert searched(index) == hits
    index.close()


def test_an_exchanged_index_with_as_many_points_is_noticed(published: System, tmp_path: Path) -> None:
    from uuid import uuid4

    expected = recorded(published.pool)
    index = EdgePassageIndex(tmp_path / "new")
    index.create(GENERATION, 8)
    strange = [
        IndexPoint(id=uuid4(), tenant="other", document="d", text="t", vector=[1.0] * 8, windows=windows)
        for windows in expected.values()
    ]
    index.put(GENERATION, strange)
    assert not is_whole(published.pool, index, GENERATION)
    rebuild(published.pool, index, GENERATION)
    assert is_whole(published.pool, index, GENERATION)
    index.close()


class Overtaken(EdgePassageIndex):
    """Between the rebuild's read and its write another version is published."""

    system: System | None = None

    def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
        system, self.system = self.system, None
        if system is not None:
            receipt = system.accept("notice 99 days", 12)
            system.prepare(receipt)
            Publication(system.pool, self).publish(receipt.version_id, str(receipt.ingestion_id), stage=lambda _: None)
        super().put(generation, points)


def test_rows_that_are_retired_while_it_rebuilds_end_narrowed(published: System, tmp_path: Path) -> None:
    index = Overtaken(tmp_path / "new")
    index.create(GENERATION, 8)
    index.system = published
    before = recorded(published.pool)
    rebuild(published.pool, index, GENERATION)
    expected = recorded(published.pool)
    assert any(expected[id_] != windows for id_, windows in before.items())
    held = index.windows_of(GENERATION, list(expected))  # type: ignore[arg-type]
    assert {id_: windows.recorded_to for id_, windows in held.items()} == {
        id_: windows.recorded_to for id_, windows in expected.items()
    }
    index.close()


class Renamed(LengthEmbedder):
    def model(self) -> EmbeddingModel:
        return EmbeddingModel(name="other", precision="float32", dimensions=8)


def test_a_missing_embedding_or_another_model_ends_the_start_and_says_why(published: System, tmp_path: Path) -> None:
    index = EdgePassageIndex(tmp_path / "new")
    with pytest.raises(SetupError, match="ASOF_EMBEDDING_MODEL"):
        ensure_generation(published.pool, index, Renamed(), Renamed())
    with published.pool.connection() as connection:
        connection.execute("DELETE FROM embedding")
    with pytest.raises(SetupError, match="no embedding by test"):
        ensure_generation(published.pool, index, LengthEmbedder(), LengthEmbedder())
    index.close()
