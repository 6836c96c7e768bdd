"""A phrase that was uploaded, answered with and talked about is erased by the workflow, and is nowhere any more."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import Client

from chat.activities import ConversationActivities
from chat.client import ConversationClient
from chat.messages import RecentTurn
from chat.people.model import Asking
from chat.people.people import PersonStore
from chat.people.questions import QuestionStore
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from chat.summaries import SummaryStore
from chat.summary import summarise
from chat.turn_stream import TurnStreams
from chat.worker import conversation_worker
from infra.composition import turn_answering
from infra.engine.client import EngineClient
from infra.start_up import ensure_generation
from ingestion.activities import IngestionActivities
from ingestion.client import IngestionClient
from ingestion.erasure.activities import ErasureActivities
from ingestion.erasure.client import ErasureClient
from ingestion.erasure.redaction import note
from ingestion.erasure.requests import Erasure
from ingestion.erasure.store import ErasureStore
from ingestion.erasure.worker import erasure_worker
from ingestion.extraction import RuleExtractor
from ingestion.parsing import DocumentReader
from ingestion.preparation import Preparation
from ingestion.publication import Publication
from ingestion.store import IngestionStore
from ingestion.uploads import Upload
from ingestion.worker import ingestion_worker
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.idempotency import IdempotencyStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.adapters.receivers.secrets import Secrets
from knowledge.adapters.temporal import conversation_workflow_id
from knowledge.adapters.temporal_histories import Histories
from tests.fixtures.erasing import found_in_postgres, found_in_temporal, request
from tests.fixtures.notifying import KEY
from tests.fixtures.transcripts import record
from tests.workflows.conversations import PLENTY_S, TENANT, message

PHRASE = "XYZZY-SENTINEL"
PAY = f"# Pay of the garrison\n\n{PHRASE} guards are paid 41 gold coins a year.\n"
LENDING = "# Lending library\n\nA borrowed camera must be returned within 7 days.\n"
ABOUT = "How many gold coins are guards paid a year?"
QUOTING = f"Is it true that {PHRASE} guards are paid 41 gold coins a year?"
TITLE = f"{PHRASE} guards are paid 41 gold coins"
OTHER = "When must a borrowed camera be returned?"


@dataclass(frozen=True)
class Garrison:
    pool: Pool
    temporal: Client
    chat: ConversationClient
    conversation: str
    taken_in: list[str]  # workflow ids: the phrase's, and another's

    async def ask(self, question: str, document: str | None = None) -> str:
        sent = message(question).model_copy(update={"document": document})
        result = await self.chat.send(TENANT, self.conversation, sent, PLENTY_S)
        assert result is not None
        return result.turn.answer

    async def erase(self) -> Erasure:
        store, client = ErasureStore(self.pool), ErasureClient(self.temporal)
        erasure = store.accept(request())
        await client.start(erasure.message)
        await client.wait(erasure.message)
        return store.get(TENANT, erasure.id)

    def transcript(self) -> list[tuple[str, str]]:
        turns, _ = TranscriptStore(self.pool).turns(TENANT, self.conversation)
        return [(turn.text, str(turn.answer["text"])) for turn in turns]


@pytest.fixture
async def garrison(temporal: Client, pool: Pool, engine: EngineClient) -> AsyncIterator[Garrison]:
    """Two documents, every worker running, and a conversation about both."""
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
    erasing = ErasureActivities(
        store=ErasureStore(pool),
        ingestions=store,
        publication=publication,
        index=engine,
        embedders=engine,
        forget=engine.forget,
        histories=Histories(temporal),
    )
    async with (
        ingestion_worker(temporal, ingestions),
        conversation_worker(temporal, conversations),
        erasure_worker(temporal, erasing),
    ):
        taken_in: list[str] = []
        for slug, text in (("leave", PAY), ("lending", LENDING)):
            receipt = store.accept(
                Upload(
                    tenant=TENANT,
                    actor="local",
                    document=slug,
                    content=text.encode(),
                    file_name=f"{slug}.md",
                    effective_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
                )
            )
            taken_in.append(receipt.workflow_id)
            await IngestionClient(temporal).start(receipt)
            await IngestionClient(temporal).wait(receipt)
        chat = ConversationClient(temporal, TranscriptStore(pool))
        opened = Garrison(pool, temporal, chat, await chat.open(TENANT, "local", TITLE), taken_in)
        assert "41" in await opened.ask(ABOUT)
        await opened.ask(QUOTING)
        assert "7 days" in await opened.ask(OTHER, "lending")
        yield opened
        await temporal.get_workflow_handle(conversation_workflow_id(TENANT, opened.conversation)).terminate("over")


async def test_the_phrase_is_nowhere_and_the_conversation_goes_on_without_it(
    garrison: Garrison,
) -> None:
    replies = IdempotencyStore(garrison.pool)
    replies.begin(TENANT, "key", b"asked")
    replies.keep(TENANT, "key", 200, {"text": PHRASE, "citations": [{"document": "leave", "quote": PAY}]})
    summaries = SummaryStore(garrison.pool)
    before = summaries.unsummarised(TENANT, garrison.conversation)
    summaries.keep(TENANT, garrison.conversation, summarise(before.summary, before.following), before)
    put_to_somebody(garrison.pool)
    held = found_in_postgres(garrison.pool, PHRASE)
    assert {"person_question.question (text)", "person_question.answer (text)"} <= held
    assert {"answer.record (jsonb)", "turn.text (text)", "turn.recent (jsonb)", "idempotent_reply.body (jsonb)"} <= held
    assert "conversation.summary (text)" in held
    conversation = conversation_workflow_id(TENANT, garrison.conversation)
    assert conversation in await found_in_temporal(garrison.temporal, PHRASE)

    erasure = await garrison.erase()

    assert erasure.status == "done"
    assert found_in_postgres(garrison.pool, PHRASE) == set()
    assert await found_in_temporal(garrison.temporal, PHRASE) == set()
    listed = [found.id async for found in garrison.temporal.list_workflows("WorkflowType = 'IngestVersionWorkflow'")]
    assert [taken for taken in garrison.taken_in if taken in listed] == garrison.taken_in[1:]
    await _goes_on_without_it(garrison, erasure)


def put_to_somebody(pool: Pool) -> None:
    """A question that quotes the phrase, and an answer that does and is not yet a turn."""
    person = PersonStore(pool, Secrets(KEY)).add(tenant=TENANT, actor="local", name="Ann", url="https://a.example/")
    transcripts, sent = TranscriptStore(pool), message("May I ask somebody?")
    turn = RecentTurn(question="-", answer="-", as_of=sent.sent_at, time_source="now", document=None)
    asking = Asking(call="message", person=person.id, name="Ann", question=QUOTING, wait=dt.timedelta(days=1))
    conversation = str(transcripts.create(TENANT, "local"))
    result = transcripts.save(TENANT, conversation, sent, record("May I?"), turn, asking=asking)
    assert result.asks is not None
    QuestionStore(pool).answer(UUID(result.asks.request_id), PAY, None)


async def _goes_on_without_it(garrison: Garrison, erasure: Erasure) -> None:
    erased = note(erasure.id)
    about, quoting, other = garrison.transcript()
    assert (about, quoting) == ((ABOUT, erased), (erased, erased))
    assert "7 days" in other[1]
    assert "41" not in await garrison.ask(ABOUT)
    assert "7 days" in await garrison.ask(OTHER, "lending")
    state = await garrison.chat.state(TENANT, garrison.conversation)
    assert PHRASE not in state.model_dump_json()
    assert state.turns == 5
