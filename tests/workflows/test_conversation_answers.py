"""A conversation on everything that stands behind it: documents ingested, questions answered as of their dates."""

import datetime as dt
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import Client

from chat.activities import ConversationActivities
from chat.client import ConversationClient
from chat.messages import SendMessage
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from chat.summaries import SummaryStore
from chat.turn_stream import TurnStreams
from chat.worker import conversation_worker
from infra.composition import turn_answering
from infra.engine.client import EngineClient
from infra.start_up import ensure_generation
from ingestion.activities import IngestionActivities
from ingestion.client import IngestionClient
from ingestion.extraction import RuleExtractor
from ingestion.parsing import DocumentReader
from ingestion.preparation import Preparation
from ingestion.publication import Publication
from ingestion.store import IngestionStore
from ingestion.uploads import Upload
from ingestion.worker import ingestion_worker
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from tests.workflows.conversations import PLENTY_S, TENANT, message

VERSIONS = {
    dt.datetime(2022, 1, 1, tzinfo=dt.UTC): "# Lending library\n\nA borrowed camera must be returned within 7 days.\n",
    dt.datetime(2024, 1, 1, tzinfo=dt.UTC): "# Lending library\n\nA borrowed camera must be returned within 12 days.\n",
}


@pytest.fixture
async def library(temporal: Client, pool: Pool, engine: EngineClient) -> AsyncIterator[ConversationClient]:
    """A policy in two versions, and both workers running."""
    ensure_generation(pool, engine, engine, engine)
    store, publication = IngestionStore(pool), Publication(pool, engine)
    preparation = Preparation(pool, DocumentReader(), RuleExtractor())
    ingestions = IngestionActivities(pool, store, preparation, publication, engine)
    answering = turn_answering(PostgresReader(pool), HistoryReader(pool), engine, lambda _: ZoneInfo("UTC"))
    conversations = ConversationActivities(
        transcripts=TranscriptStore(pool),
        streams=TurnStreams(StreamStore(pool), worker="test"),
        summaries=SummaryStore(pool),
        answering=answering,
    )
    async with ingestion_worker(temporal, ingestions), conversation_worker(temporal, conversations):
        for effective_at, text in VERSIONS.items():
            upload = Upload(
                tenant=TENANT,
                actor="local",
                document="lending",
                content=text.encode(),
                file_name="lending.md",
                effective_at=effective_at,
            )
            receipt = store.accept(upload)
            await IngestionClient(temporal).start(receipt)
            await IngestionClient(temporal).wait(receipt)
        yield ConversationClient(temporal, TranscriptStore(pool))


async def test_a_question_is_answered_as_of_its_date_and_a_follow_up_leans_on_it(
    library: ConversationClient, pool: Pool
) -> None:
    conversation = await library.open(TENANT, "local", None)

    async def ask(sent: SendMessage) -> str:
        result = await library.send(TENANT, conversation, sent, PLENTY_S)
        assert result is not None
        return result.turn.answer

    assert "12 days" in await ask(message("When must a borrowed camera be returned?"))
    assert "7 days" in await ask(message("When did a borrowed camera have to be returned on 3 March 2023?"))
    assert "12 days" in await ask(message("and two years later?"))
    given = message("When must a borrowed camera be returned?").model_copy(
        update={"as_of": "2022-05-01T00:00:00+00:00"}
    )
    assert "7 days" in await ask(given)

    turns, _ = TranscriptStore(pool).turns(TENANT, conversation)
    assert [turn.answer["time_source"] for turn in turns] == ["now", "question", "conversation", "parameter"]
    assert all(turn.answer["citations"] for turn in turns)
