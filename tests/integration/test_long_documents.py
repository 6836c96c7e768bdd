"""A document of any length goes through piece by piece, and is read once."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from ingestion.activities import EMBED_BATCH, IngestionActivities
from ingestion.messages import Embedded, IngestVersion
from ingestion.preparation import ROWS_AT_ONCE
from ingestion.publication import POINTS_AT_ONCE
from ingestion.uploads import UploadReceipt
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.errors import IndexUnavailable
from knowledge.passages import EmbeddedText, ParsedDocument
from knowledge.ports import IndexPoint, PassageVectors
from tests.fixtures.publishing import GENERATION, Lines, System, index_errors, opened_index
from tests.integration.killed_ingestion import LengthEmbedder

LINES = 2 * max(ROWS_AT_ONCE, POINTS_AT_ONCE) + 1
LONG = "\n".join(f"s{n} says {n}" for n in range(LINES))  # a section each, so a passage each


class WatchedIndex(EdgePassageIndex):
    puts: list[int]
    ends_at: int | None = None  # fails at the call of this number, counted from 0

    def put(self, generation: str, points: Sequence[IndexPoint]) -> None:
        if len(self.puts) == self.ends_at:
            raise IndexUnavailable("away")
        self.puts.append(len(points))
        super().put(generation, points)


class WatchedEmbedder(LengthEmbedder):
    def __init__(self, *, ends_at: int | None = None) -> None:
        """Fails at the call of this number, counted from 0."""
        self.calls: list[list[str]] = []
        self.ends_at = ends_at

    def embed_passages(self, texts: Sequence[EmbeddedText], *, bulk: bool = False) -> list[PassageVectors]:
        if len(self.calls) == self.ends_at:
            raise ZeroDivisionError
        self.calls.append([one.text for one in texts])
        return super().embed_passages(texts, bulk=bulk)


def embed(system: System, receipt: UploadReceipt, embedder: WatchedEmbedder) -> int:
    steps = IngestionActivities(system.pool, system.store, system.preparation, system.publication, embedder)
    message = IngestVersion(
        tenant="default",
        document="leave",
        version_id=receipt.version_id,
        ingestion_id=str(receipt.ingestion_id),
    )
    embedded: Embedded = ActivityEnvironment().run(steps.embed, message)
    return embedded.embedded


def prepared(system: System, receipt: UploadReceipt) -> None:
    system.preparation.prepare(receipt.version_id, stage=lambda _: None)


def test_no_step_holds_more_of_it_than_one_piece(pool: Pool, tmp_path: Path) -> None:
    WatchedIndex.puts = []
    with opened_index(pool, tmp_path / "index", WatchedIndex) as index:
        system = System(pool, index)
        receipt = system.accept(LONG, 0)
        prepared(system, receipt)
        embedder = WatchedEmbedder()
        assert embed(system, receipt, embedder) == LINES
        system.publish(receipt)
        assert len(system.picture()) == 2 * LINES
        assert index_errors(system) == []
    assert max(WatchedIndex.puts) == POINTS_AT_ONCE
    assert sum(WatchedIndex.puts) == LINES
    assert max(map(len, embedder.calls)) == EMBED_BATCH
    assert len({text for call in embedder.calls for text in call}) == sum(map(len, embedder.calls)) == LINES


def test_pieces_of_a_publication_that_fails_leave_the_index_and_come_again(pool: Pool, tmp_path: Path) -> None:
    WatchedIndex.puts = []
    with opened_index(pool, tmp_path / "index", WatchedIndex) as index:
        system = System(pool, index)
        receipt = system.accept(LONG, 0)
        system.prepare(receipt)
        WatchedIndex.ends_at = 2
        with pytest.raises(IndexUnavailable):
            system.publish(receipt)
        assert index.count(GENERATION) == 2 * POINTS_AT_ONCE
        WatchedIndex.ends_at = None
        system.publication.settle()
        assert index.count(GENERATION) == 0
        system.publish(receipt)
        assert index.count(GENERATION) == LINES
        assert index_errors(system) == []


def test_what_was_embedded_before_a_fault_is_not_embedded_again(system: System) -> None:
    receipt = system.accept(LONG, 0)
    prepared(system, receipt)
    first, second = WatchedEmbedder(ends_at=3), WatchedEmbedder()
    with pytest.raises(ZeroDivisionError):
        embed(system, receipt, first)
    assert embed(system, receipt, second) == LINES - 3 * EMBED_BATCH
    progress = system.store.progress("default", receipt.ingestion_id)
    assert (progress.embedded, progress.done) == (LINES, progress.total)


def test_an_attempt_beside_one_that_still_reads_waits_for_it(system: System) -> None:
    beside: list[threading.Thread] = []
    readings: list[int] = []

    class Slow(Lines):
        def parse(self, content: bytes, *, file_name: str, media_type: str | None) -> ParsedDocument:
            readings.append(len(content))
            if not beside:
                beside.append(threading.Thread(target=prepared, args=(slow, receipt)))
                beside[0].start()
                beside[0].join(timeout=1)  # long enough for it to read, if nothing kept it from that
            return super().parse(content, file_name=file_name, media_type=media_type)

    slow = System(system.pool, system.index, Slow())
    receipt = slow.accept("notice 10 days", 0)
    prepared(slow, receipt)
    beside[0].join()
    assert len(readings) == 1


def test_a_file_of_several_pieces_is_kept_and_read_as_it_was_sent(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("content", "store", "preparation"):
        monkeypatch.setattr(f"ingestion.{module}.PIECE_BYTES", 7)
    receipt = system.accept(text := "notice 10 days\nprice 20 EUR\nterm 3 ans \u00e0 Gen\u00e8ve", 0)
    prepared(system, receipt)
    with system.pool.connection() as connection:
        found = connection.execute("SELECT content, parsed_text FROM version").fetchone()
    assert found == (text.encode(), text)
    assert system.accept(text, 0).repeated
    assert not system.accept(text + "!", 0).repeated
