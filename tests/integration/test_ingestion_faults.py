"""What is wrong with asof ends an ingestion after some attempts, and is told; an outage never does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from ingestion.activities import ATTEMPTS_AT_A_FAULT, UNENDED_ATTEMPTS, IngestionActivities
from ingestion.extraction import RuleExtractor
from ingestion.messages import IngestVersion, Prepared
from ingestion.parsing import DocumentReader
from ingestion.preparation import Preparation
from ingestion.publication import Publication
from ingestion.store import IngestionStore
from ingestion.uploads import UploadReceipt
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.qdrant.edge import EdgePassageIndex
from knowledge.adapters.temporal import as_knowledge_error
from knowledge.errors import EmbedderUnavailable, IngestionFailed
from knowledge.passages import ParsedDocument
from tests.integration.killed_ingestion import LengthEmbedder
from tests.integration.test_killed_ingestion import FIRST, accept


class Failing(DocumentReader):
    """Reads files once the given errors are raised."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    def parse(self, content: bytes, *, file_name: str, media_type: str | None) -> ParsedDocument:
        if self.errors:
            raise self.errors.pop(0)
        return super().parse(content, file_name=file_name, media_type=media_type)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EdgePassageIndex]:
    index = EdgePassageIndex(tmp_path / "index")
    yield index
    index.close()


def attempt(pool: Pool, index: EdgePassageIndex, receipt: UploadReceipt, parser: DocumentReader) -> Prepared:
    preparation = Preparation(pool, parser, RuleExtractor())
    steps = IngestionActivities(pool, IngestionStore(pool), preparation, Publication(pool, index), LengthEmbedder())
    message = IngestVersion(
        tenant="default",
        document="leave",
        version_id=receipt.version_id,
        ingestion_id=str(receipt.ingestion_id),
    )
    prepared: Prepared = ActivityEnvironment().run(steps.prepare, message)
    return prepared


def told(pool: Pool, receipt: UploadReceipt) -> str:
    return (IngestionStore(pool).progress("default", receipt.ingestion_id).error or {})["detail"]


def test_a_fault_is_told_from_its_first_attempt_on_and_ends_the_ingestion_at_the_last(
    pool: Pool, index: EdgePassageIndex
) -> None:
    receipt = accept(pool, FIRST, "2024-01-01")
    outages = [EmbedderUnavailable("away")] * 4
    parser = Failing(*outages, *[ZeroDivisionError("a fault")] * ATTEMPTS_AT_A_FAULT)
    for _ in outages:
        with pytest.raises(ApplicationError) as outage:
            attempt(pool, index, receipt, parser)
        assert not outage.value.non_retryable
    for _ in range(ATTEMPTS_AT_A_FAULT - 1):
        with pytest.raises(ZeroDivisionError):
            attempt(pool, index, receipt, parser)
        assert "ZeroDivisionError in " in told(pool, receipt)
    with pytest.raises(ApplicationError) as last:
        attempt(pool, index, receipt, parser)
    assert last.value.non_retryable
    assert isinstance(as_knowledge_error(last.value), IngestionFailed)


def test_a_file_at_which_the_worker_dies_each_time_is_refused_in_the_end(pool: Pool, index: EdgePassageIndex) -> None:
    receipt = accept(pool, FIRST, "2024-01-01")
    store = IngestionStore(pool)
    for _ in range(UNENDED_ATTEMPTS):
        store.begin_attempt(str(receipt.ingestion_id))
    with pytest.raises(ApplicationError, match="while it read this file") as refused:
        attempt(pool, index, receipt, DocumentReader())
    assert refused.value.non_retryable


def test_a_file_is_read_after_deaths_and_outages_whose_attempts_ended_between(
    pool: Pool, index: EdgePassageIndex
) -> None:
    receipt = accept(pool, FIRST, "2024-01-01")
    store, parser = IngestionStore(pool), Failing(EmbedderUnavailable("away"))
    for _ in range(UNENDED_ATTEMPTS - 1):
        store.begin_attempt(str(receipt.ingestion_id))
    with pytest.raises(ApplicationError, match="away"):
        attempt(pool, index, receipt, parser)
    for _ in range(UNENDED_ATTEMPTS - 1):
        store.begin_attempt(str(receipt.ingestion_id))
    assert attempt(pool, index, receipt, parser).facts > 0
