"""What the routes stand on. A composition root builds it; routes take it from the app."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, cast
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.requests import HTTPConnection

from api.metrics import Metrics
from chat.client import ConversationClient
from chat.deletion.client import DeletionClient
from chat.deletion.retention import RetentionStore
from chat.people.parts import People
from chat.store import TranscriptStore
from chat.stream_feed import StreamFeed
from chat.tracing import Tracer
from ingestion.by_hand import HandEditStore
from ingestion.client import IngestionClient
from ingestion.documents import DocumentStore
from ingestion.erasure.client import ErasureClient
from ingestion.erasure.store import ErasureStore
from ingestion.expiry.client import ExpiryClient
from ingestion.expiry.rules import ExpiryStore
from ingestion.imports.recording import ImportStore
from ingestion.imports.runs import ImportRuns
from ingestion.invalidation.client import ReviewClient
from ingestion.invalidation.decisions import DecisionStore
from ingestion.invalidation.rules import RuleStore
from ingestion.invalidation.shown import InvalidationStore
from ingestion.notifications.parts import Notifications
from ingestion.recall.asking import AskingAgain
from ingestion.recall.store import GivenAnswers, RecallStore
from ingestion.rehearsal.rehearsing import Rehearsal
from ingestion.reindex.client import ReindexClient
from ingestion.reindex.doctor import Doctor
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
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.adapters.postgres.reviews import ReviewStore
from knowledge.adapters.postgres.sealed import SealedStore
from knowledge.adapters.postgres.token_budget import TokenBudgetStore
from knowledge.generating import Wording, as_it_is
from knowledge.ports import PassageSearch
from knowledge.retrieval import Aside, Stores, in_turn

Probe = Callable[[], Awaitable[None]]
"""Returns when the engine answers; raises a `ServiceError` when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    reader: PostgresReader
    history: HistoryReader
    conflicts: ConflictReader
    search: PassageSearch
    ingestions: IngestionStore
    documents: DocumentStore
    rehearsal: Rehearsal
    ingestion_client: IngestionClient
    imports: ImportStore
    hand_edits: HandEditStore
    reviews: ReviewStore
    erasures: ErasureStore
    erasure_client: ErasureClient
    notifications: Notifications
    import_runs: ImportRuns
    rules: RuleStore
    invalidations: InvalidationStore
    decisions: DecisionStore
    review_client: ReviewClient
    expiries: ExpiryStore
    expiry_client: ExpiryClient
    conversations: ConversationClient
    people: People
    transcripts: TranscriptStore
    streams: StreamFeed
    deletions: DeletionClient
    retentions: RetentionStore
    tracer: Tracer
    answers: AnswerStore
    ids: IdFinder
    sealed: SealedStore
    given: GivenAnswers
    again: AskingAgain
    recalls: RecallStore
    replies: IdempotencyStore
    golden: GoldenStore
    reindexes: ReindexStore
    reindex_client: ReindexClient
    schedules: ScheduleStore
    doctor: Doctor
    schedule_client: ScheduleClient
    probes: Mapping[str, Probe]
    zone_of: Callable[[str], ZoneInfo]  # of a tenant: what bare dates are read in
    token_budget: TokenBudgetStore
    wording: Wording = as_it_is
    aside: Aside = in_turn
    upload_limit: int = 64 * 1024 * 1024  # bytes
    turn_deadline_s: float = 30.0  # after it a message is accepted, and its answer fetched later


# What a route depends on is a coroutine, here and elsewhere: FastAPI runs a plain function in a thread each time.


async def services_of(request: HTTPConnection) -> Services:
    return cast("Services", request.app.state.services)


def stores_of(services: Services, generation: str) -> Stores:
    """Where evidence is read from, by one generation of the index."""
    return Stores(reader=services.reader, history=services.history, search=services.search, generation=generation)


async def metrics_of(request: Request) -> Metrics:
    return cast("Metrics", request.app.state.metrics)


FromServices = Annotated[Services, Depends(services_of)]
FromMetrics = Annotated[Metrics, Depends(metrics_of)]
