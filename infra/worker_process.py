"""The worker: conversations, ingestions and erasures on their task queues, in one process."""

import asyncio
import datetime as dt
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
import uvloop
from temporalio.client import Client
from temporalio.worker import Worker
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_exponential

from chat.activities import ConversationActivities
from chat.client import ConversationClient
from chat.deletion.activities import DeletionActivities
from chat.deletion.client import RetentionSchedule
from chat.deletion.retention import RetentionStore
from chat.deletion.store import DeletionStore
from chat.deletion.worker import deletion_worker
from chat.people.activities import AskingActivities
from chat.people.worker import asking_worker
from chat.store import TranscriptStore
from chat.stream_store import StreamStore
from chat.summaries import SummaryStore
from chat.turn_stream import TurnStreams
from chat.worker import conversation_worker
from infra.activity_log import ActivityLog
from infra.asking import AskingPeople
from infra.composition import Engines, asking_again, extraction_by, open_engines, turn_answering, wording_by
from infra.language_models import LanguageModels, open_language_models
from infra.logging import configure_logging
from infra.probes import announce_ready
from infra.settings import Settings
from infra.signing import answer_signer
from infra.start_up import ensure_generation, repeat, take_up_unfinished
from infra.temporal import connect
from infra.unfinished import unfinished_work
from infra.webhooks import open_notifications, open_people
from ingestion.activities import IngestionActivities
from ingestion.batch import batch_worker
from ingestion.by_hand import HandEditStore
from ingestion.erasure.activities import ErasureActivities
from ingestion.erasure.store import ErasureStore
from ingestion.erasure.worker import erasure_worker
from ingestion.expiry.activities import ExpiryActivities
from ingestion.expiry.sweeping import Sweeper
from ingestion.expiry.workflows import ExpiryWorkflow
from ingestion.extraction import RuleExtractor
from ingestion.invalidation.activities import ReviewActivities
from ingestion.invalidation.decisions import DecisionStore
from ingestion.invalidation.workflows import ReviewWorkflow
from ingestion.notifications.activities import NotifyActivities
from ingestion.notifications.notifier import Notifier
from ingestion.notifications.worker import sending_worker
from ingestion.notifications.workflows import NotifyWorkflow
from ingestion.parsing import DocumentReader
from ingestion.preparation import Preparation
from ingestion.publication import Publication
from ingestion.recall.activities import RecallActivities
from ingestion.recall.client import RecallClient
from ingestion.recall.examining import Examining
from ingestion.recall.finding import Finding
from ingestion.recall.store import RecallStore
from ingestion.recall.workflows import RecallWorkflow
from ingestion.reindex.activities import ReindexActivities
from ingestion.reindex.gate import Gate
from ingestion.reindex.schedule_client import ScheduleClient
from ingestion.reindex.schedules import ScheduleStore
from ingestion.reindex.store import ReindexStore
from ingestion.reindex.workflows import ReindexWorkflow, ScheduledReindexWorkflow
from ingestion.store import IngestionStore
from ingestion.worker import ingestion_worker
from knowledge.adapters.postgres.recalls import RecalledTurns
from knowledge.adapters.receivers.schedule import read_backoff
from knowledge.adapters.temporal_histories import Histories
from knowledge.errors import ServiceError

TAKE_UP_SECONDS = 30.0  # between two looks for accepted work that nobody runs
# How long a thread that computes keeps the others waiting (Python's own: 5 ms). To take up a conversation, the SDK
# hands over between threads dozens of times: beside four that compute, 305 events took 6.7 s, with this 2.2 s (alone:
# 0.3 s).
SWITCH_SECONDS = 0.0005
PATIENCE_SECONDS = 170  # for engines that start, or come back: a model may take a minute to load

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one worker process does, and what it looks after before it says that it is ready."""

    workers: tuple[Worker, ...]
    notifier: Notifier
    recalling: Callable[[asyncio.Event], Awaitable[None]]
    take_up: tuple[Callable[[], Awaitable[object]], ...]  # in this order: the index first


async def work(settings: Settings, engines: Engines, models: LanguageModels) -> None:
    """Works until SIGTERM or SIGINT, then ends what it has begun, for `stop_seconds` at most.

    It polls at once: what an engine is needed for is retried until that one is there, the rest is done meanwhile.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    starting = asyncio.create_task(_start(settings, engines, models))
    await asyncio.wait([stopping, starting], return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        return
    built = starting.result()
    running = [asyncio.create_task(worker.run()) for worker in built.workers]
    log.info("worker polls", queues=[worker.task_queue for worker in built.workers])
    looking = asyncio.gather(built.notifier.run(stop), built.recalling(stop))
    taking_up = asyncio.create_task(_take_up(built))
    await asyncio.wait([stopping, taking_up, *running], return_when=asyncio.FIRST_COMPLETED)
    if taking_up.done():
        taking_up.result()
        announce_ready()
        taking_up = asyncio.create_task(repeat(lambda: _take_up_once(built), stop, every_seconds=TAKE_UP_SECONDS))
        await asyncio.wait([stopping, *running], return_when=asyncio.FIRST_COMPLETED)
    taking_up.cancel()
    log.info("worker stops")
    stop.set()
    await looking
    await asyncio.gather(*(worker.shutdown() for worker in built.workers))
    await asyncio.gather(*running)


def _patient() -> AsyncRetrying:
    return AsyncRetrying(
        retry=retry_if_exception_type((ServiceError, RuntimeError)),
        wait=wait_exponential(multiplier=0.1, max=0.5),
        stop=stop_after_delay(PATIENCE_SECONDS),
        reraise=True,
    )


async def _start(settings: Settings, engines: Engines, models: LanguageModels) -> Work:
    client: Client = await _patient()(connect, settings, interceptors=[ActivityLog()])
    return _build(settings, engines, models, client)


async def _take_up(built: Work) -> None:
    """Waits for engines that are still on their way, then takes up what is unfinished."""
    for some in built.take_up:
        await _patient()(some)


def _prune(streams: StreamStore, kept: timedelta) -> None:
    if pruned := streams.prune(dt.datetime.now(dt.UTC) - kept):
        log.info("pruned what conversations told", events=pruned)


async def _take_up_once(built: Work) -> None:
    for some in built.take_up:
        await some()


def _build(settings: Settings, engines: Engines, models: LanguageModels, client: Client) -> Work:
    grace = timedelta(seconds=settings.stop_seconds)
    store = IngestionStore(engines.pool)
    publication = Publication(engines.pool, engines.engine)
    ingestions = IngestionActivities(
        engines.pool,
        store,
        Preparation(
            engines.pool,
            DocumentReader(),
            RuleExtractor(),
            extraction_by(models.extraction, engines.pool),
            passage_limit=settings.passage_limit,
        ),
        publication,
        engines.engine,
    )
    streams = StreamStore(engines.pool)
    transcripts = TranscriptStore(engines.pool, signer=answer_signer(settings))
    people = open_people(settings, engines.pool, ConversationClient(client, transcripts, idle_after=settings.chat_idle))
    asking = AskingActivities(
        people=people.people,
        questions=people.questions,
        transcripts=transcripts,
        sender=people.sender,
        backoff=read_backoff(settings.webhook_retries),
        public_url=settings.answers_go_to,
    )
    conversations = ConversationActivities(
        transcripts=transcripts,
        streams=TurnStreams(streams, worker=f"{socket.gethostname()} pid {os.getpid()}"),
        summaries=SummaryStore(engines.pool),
        answering=turn_answering(
            engines.reader,
            engines.history,
            engines.engine,
            lambda _: settings.zone,
            wording_by(models.answers, engines),
            asking=AskingPeople(
                people=people.people,
                questions=people.questions,
                wait=settings.question_wait,
                by_model=models.answers is not None,
            ),
            recalled=RecalledTurns(engines.pool).untold,
        ),
        at_once=models.answers is None,
    )
    erasures = ErasureStore(engines.pool)
    erasing = ErasureActivities(
        store=erasures,
        ingestions=store,
        publication=publication,
        index=engines.engine,
        embedders=engines.engine,
        forget=engines.engine.forget,
        histories=Histories(client),
    )
    deleting = DeletionActivities(
        deletions=DeletionStore(engines.pool),
        retentions=RetentionStore(engines.pool, default=settings.chat_kept),
        histories=Histories(client),
    )
    notifications = open_notifications(settings, engines.pool, client)
    notifying = NotifyActivities(
        webhooks=notifications.webhooks,
        deliveries=notifications.deliveries,
        sender=notifications.sender,
        backoff=read_backoff(settings.webhook_retries),
    )
    reindexes = ReindexStore(engines.pool)
    reindexing = ReindexActivities(
        engines.pool,
        reindexes,
        engines.engine,
        engines.engine,
        Gate(engines.pool, engines.engine, engines.engine, lambda _: settings.zone),
        kept=settings.kept_generations,
    )
    decisions = DecisionStore(engines.pool, store)
    sweeper = Sweeper(engines.pool, store, HandEditStore(engines.pool))
    recalls, again = RecallStore(engines.pool), asking_again(engines)
    recalling = RecallActivities(Examining(recalls, Finding(engines.pool, engines.engine, again), again))
    nobody_waits_for = [*ReviewActivities(decisions).all(), *ExpiryActivities(sweeper).all(), *recalling.all()]
    unfinished = unfinished_work(engines.pool, client, idle_after=settings.chat_idle)
    return Work(
        workers=(
            conversation_worker(
                client,
                conversations,
                asking=asking,
                turns_at_once=settings.chat_threads,
                at_hand=settings.chat_at_hand,
                graceful_shutdown=grace,
            ),
            ingestion_worker(
                client, ingestions, activities_at_once=settings.ingestion_threads, graceful_shutdown=grace
            ),
            ingestion_worker(
                client, ingestions, activities_at_once=settings.bulk_threads, bulk=True, graceful_shutdown=grace
            ),
            erasure_worker(client, erasing, graceful_shutdown=grace),
            deletion_worker(client, deleting, graceful_shutdown=grace),
            asking_worker(client, asking, graceful_shutdown=grace),
            sending_worker(client, notifying, graceful_shutdown=grace),
            batch_worker(
                client,
                [
                    NotifyWorkflow,
                    ReindexWorkflow,
                    ScheduledReindexWorkflow,
                    ReviewWorkflow,
                    ExpiryWorkflow,
                    RecallWorkflow,
                ],
                [*reindexing.all(), *nobody_waits_for],
                graceful_shutdown=grace,
            ),
        ),
        notifier=Notifier(engines.pool, notifications.client),
        recalling=partial(RecallClient(client).run, recalls),
        take_up=(
            partial(asyncio.to_thread, ensure_generation, engines.pool, *[engines.engine] * 3),
            partial(take_up_unfinished, publication, unfinished),
            ScheduleClient(client, ScheduleStore(engines.pool)).restore,
            RetentionSchedule(client).restore,
            partial(asyncio.to_thread, notifications.deliveries.forget_delivered),
            partial(asyncio.to_thread, _prune, streams, timedelta(hours=settings.stream_hours)),
        ),
    )


def main() -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    settings = Settings()
    configure_logging("worker", settings.log_level)
    with (
        open_engines(settings, statement_timeout_s=None) as engines,
        open_language_models(settings, engines.pool) as models,
    ):
        uvloop.run(work(settings, engines, models))


if __name__ == "__main__":
    main()
