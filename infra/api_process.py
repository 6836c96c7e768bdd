"""The API: FastAPI under uvicorn, on the socket that the supervisor holds, or on its own."""

import asyncio
import os
import socket

import uvicorn
import uvloop
from anyio import to_thread
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError

from api.app import create_app
from api.services import Probe, Services
from chat.client import ConversationClient
from chat.deletion.client import DeletionClient
from chat.deletion.retention import RetentionStore
from chat.deletion.store import DeletionStore
from chat.store import TranscriptStore
from chat.tracing import Tracer
from infra import postgres
from infra.composition import (
    STATEMENT_SECONDS,
    Engines,
    asking_again,
    doctor_on,
    extraction_by,
    open_engines,
    stream_feed,
    wording_by,
)
from infra.language_models import LanguageModels, open_language_models
from infra.logging import configure_logging
from infra.probes import announce_ready, answers_http
from infra.request_log import RequestLog
from infra.settings import Settings
from infra.side_by_side import SideBySide
from infra.signing import answer_signer
from infra.stack import LISTEN_FD
from infra.temporal import connect
from infra.webhooks import open_notifications, open_people
from ingestion.by_hand import HandEditStore
from ingestion.client import IngestionClient
from ingestion.documents import DocumentStore
from ingestion.erasure.client import ErasureClient
from ingestion.erasure.store import ErasureStore
from ingestion.expiry.client import ExpiryClient
from ingestion.expiry.rules import ExpiryStore
from ingestion.extraction import RuleExtractor
from ingestion.imports.recording import ImportStore
from ingestion.imports.runs import ImportRuns
from ingestion.invalidation.client import ReviewClient
from ingestion.invalidation.decisions import DecisionStore
from ingestion.invalidation.rules import RuleStore
from ingestion.invalidation.shown import InvalidationStore
from ingestion.parsing import DocumentReader
from ingestion.recall.store import GivenAnswers, RecallStore
from ingestion.rehearsal.rehearsing import Rehearsal
from ingestion.reindex.client import ReindexClient
from ingestion.reindex.schedule_client import ScheduleClient
from ingestion.reindex.schedules import ScheduleStore
from ingestion.reindex.store import ReindexStore
from ingestion.store import IngestionStore
from knowledge.adapters.postgres.answers import AnswerStore
from knowledge.adapters.postgres.conflicts import ConflictReader
from knowledge.adapters.postgres.golden import GoldenStore
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.idempotency import IdempotencyStore
from knowledge.adapters.postgres.ids import IdFinder
from knowledge.adapters.postgres.reviews import ReviewStore
from knowledge.adapters.postgres.sealed import SealedStore
from knowledge.errors import IndexUnavailable, WorkflowsUnavailable

THREADS = 40
STOP_SECONDS = 8


async def serve(settings: Settings, engines: Engines, models: LanguageModels) -> None:
    """Serves until SIGTERM or SIGINT; open requests may end, for a few seconds."""
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    client = await connect(settings, lazy=True)
    app = create_app(_services(settings, engines, models, client))
    config = uvicorn.Config(
        RequestLog(app),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        server_header=False,
    )
    given = os.environ.get(LISTEN_FD)
    sockets = [socket.socket(fileno=int(given))] if given else None
    await _Server(config).serve(sockets)


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        announce_ready()


def _services(settings: Settings, engines: Engines, models: LanguageModels, client: Client) -> Services:
    signer = answer_signer(settings)
    transcripts = TranscriptStore(engines.pool, signer=signer)

    conversations = ConversationClient(client, transcripts, idle_after=settings.chat_idle)

    async def postgres_answers() -> None:
        await to_thread.run_sync(engines.reader.watermark, "default")

    async def temporal_answers() -> None:
        try:
            await client.workflow_service.get_system_info(GetSystemInfoRequest())
        except RPCError as error:
            raise WorkflowsUnavailable(f"Temporal does not answer: {error.message}") from error

    async def engine_answers() -> None:
        if not await to_thread.run_sync(engines.engine.ready):
            raise IndexUnavailable("the engine process does not answer")

    async def qdrant_answers() -> None:
        if not await to_thread.run_sync(answers_http, f"{str(settings.qdrant_url).rstrip('/')}/readyz"):
            raise IndexUnavailable("the Qdrant server does not answer")

    probes: dict[str, Probe] = {
        "postgres": postgres_answers,
        "temporal": temporal_answers,
        "engine": engine_answers,
    }
    if settings.qdrant_url is not None:
        probes["qdrant"] = qdrant_answers
    return Services(
        reader=engines.reader,
        history=HistoryReader(engines.pool),
        conflicts=ConflictReader(engines.pool),
        search=engines.engine,
        ingestions=IngestionStore(engines.pool),
        documents=DocumentStore(engines.pool),
        rehearsal=Rehearsal(
            engines.pool,
            index=engines.engine,
            search=engines.engine,
            embedders=engines.engine,
            parser=DocumentReader(),
            extractor=RuleExtractor(),
            by_model=extraction_by(models.extraction, engines.pool),
            passage_limit=settings.passage_limit,
        ),
        ingestion_client=IngestionClient(client),
        imports=ImportStore(engines.pool),
        hand_edits=HandEditStore(engines.pool),
        reviews=ReviewStore(engines.pool, engines.reader),
        erasures=ErasureStore(engines.pool),
        erasure_client=ErasureClient(client),
        notifications=open_notifications(settings, engines.pool, client),
        import_runs=ImportRuns(engines.pool),
        rules=RuleStore(engines.pool),
        invalidations=InvalidationStore(engines.pool),
        decisions=DecisionStore(engines.pool, IngestionStore(engines.pool)),
        review_client=ReviewClient(client),
        expiries=ExpiryStore(engines.pool),
        expiry_client=ExpiryClient(client),
        conversations=conversations,
        people=open_people(settings, engines.pool, conversations),
        transcripts=transcripts,
        streams=stream_feed(engines.pool, postgres.address_of(settings)),
        deletions=DeletionClient(client, DeletionStore(engines.pool)),
        retentions=RetentionStore(engines.pool, default=settings.chat_kept),
        tracer=Tracer(engines.pool, client, ui_url=settings.temporal_ui_url),
        answers=AnswerStore(engines.pool, signer=signer),
        ids=IdFinder(engines.pool),
        sealed=SealedStore(engines.pool),
        given=GivenAnswers(engines.pool),
        again=asking_again(engines),
        recalls=RecallStore(engines.pool),
        replies=IdempotencyStore(engines.pool),
        golden=GoldenStore(engines.pool),
        reindexes=ReindexStore(engines.pool),
        reindex_client=ReindexClient(client),
        doctor=doctor_on(engines.pool, engines.engine, client),
        schedules=ScheduleStore(engines.pool),
        schedule_client=ScheduleClient(client, ScheduleStore(engines.pool)),
        probes=probes,
        zone_of=lambda _: settings.zone,
        token_budget=models.budget,
        wording=wording_by(models.answers, engines),
        aside=SideBySide(),
        upload_limit=settings.upload_limit,
        turn_deadline_s=settings.turn_deadline,
    )


def main() -> None:
    settings = Settings()
    configure_logging("api", settings.log_level)
    with (
        open_engines(settings, statement_timeout_s=STATEMENT_SECONDS) as engines,
        open_language_models(settings, engines.pool) as models,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(serve(settings, engines, models))


if __name__ == "__main__":
    main()
