"""A conversation under test: real Temporal, real Postgres, and an answering that the test holds in its hand."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from chat.client import ConversationClient
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from chat.summaries import SummaryStore
from knowledge.adapters.postgres.pool import Pool
from tests.workflows.conversations import Chat, ScriptedAnswering


@pytest.fixture
async def chat(pool: Pool, temporal: Client) -> AsyncIterator[Chat]:
    """One conversation; its workflow, where one still runs, ends with the test."""
    store = TranscriptStore(pool)
    client = ConversationClient(temporal, store)
    opened = Chat(
        temporal=temporal,
        store=store,
        streams=StreamStore(pool),
        client=client,
        answering=ScriptedAnswering(),
        conversation=await client.open("default", "local", "test"),
        summaries=SummaryStore(pool),
    )
    yield opened
    opened.answering.gate.set()
    await opened.end("the test is over")
