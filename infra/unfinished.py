"""Accepted work that a workflow carries out: each kind once, for the doctor that looks and the worker that takes up."""

from datetime import timedelta

from temporalio.client import Client

from chat.client import ConversationClient
from chat.deletion import messages as deleting
from chat.deletion.client import DeletionClient
from chat.deletion.store import DeletionStore
from chat.messages import IDLE_AFTER
from chat.people.following import QuestionClient
from chat.people.questions import QuestionStore
from chat.store import TranscriptStore
from ingestion.client import IngestionClient
from ingestion.erasure import messages as erasing
from ingestion.erasure.client import ErasureClient
from ingestion.erasure.store import ErasureStore
from ingestion.expiry import messages as expiring
from ingestion.expiry.client import ExpiryClient
from ingestion.expiry.rules import ExpiryStore
from ingestion.invalidation import messages as reviewing
from ingestion.invalidation.client import ReviewClient
from ingestion.invalidation.decisions import DecisionStore
from ingestion.notifications import messages as notifying
from ingestion.notifications.client import NotifyClient
from ingestion.notifications.deliveries import DeliveryStore
from ingestion.recall import messages as recalling
from ingestion.recall.client import RecallClient
from ingestion.recall.store import RecallStore
from ingestion.reindex import messages as reindexing
from ingestion.reindex.client import ReindexClient
from ingestion.reindex.doctor import Unfinished
from ingestion.reindex.store import ReindexStore
from ingestion.store import IngestionStore
from knowledge.adapters.postgres.pool import Pool
from knowledge.adapters.temporal import conversation_workflow_id


def unfinished_work(pool: Pool, temporal: Client, *, idle_after: timedelta = IDLE_AFTER) -> tuple[Unfinished, ...]:
    """`idle_after`: of conversations that are begun again and have no time of their own."""
    ingestions, erasures, reindexes = IngestionStore(pool), ErasureStore(pool), ReindexStore(pool)
    decisions, expiries, deliveries = DecisionStore(pool, ingestions), ExpiryStore(pool), DeliveryStore(pool)
    deletions, questions, recalls = DeletionStore(pool), QuestionStore(pool), RecallStore(pool)
    conversations = ConversationClient(temporal, TranscriptStore(pool), idle_after=idle_after)
    return (
        Unfinished(
            name="ingestions",
            workflows=lambda: [id_ for id_, _ in ingestions.unfinished()],
            take_up=lambda: IngestionClient(temporal).resume(ingestions),
        ),
        Unfinished(
            name="erasures",
            workflows=lambda: [erasing.workflow_id(message) for message in erasures.unfinished()],
            take_up=lambda: ErasureClient(temporal).resume(erasures),
        ),
        Unfinished(
            name="re-indexes",
            workflows=lambda: [reindexing.workflow_id(run.message) for run in reindexes.unfinished()],
            take_up=lambda: ReindexClient(temporal).resume(reindexes),
        ),
        Unfinished(
            name="reviews",
            workflows=lambda: [reviewing.workflow_id(review) for review in decisions.unfinished()],
            take_up=lambda: ReviewClient(temporal).resume(decisions),
        ),
        Unfinished(
            name="expiry rules",
            workflows=lambda: [expiring.workflow_id(expire) for expire in expiries.enabled()],
            take_up=lambda: ExpiryClient(temporal).resume(expiries),
        ),
        Unfinished(
            name="deletions",
            workflows=lambda: [deleting.workflow_id(message) for message in deletions.unfinished()],
            take_up=lambda: DeletionClient(temporal, deletions).resume(),
        ),
        Unfinished(
            name="overdue questions to people",
            workflows=lambda: [conversation_workflow_id(tenant, id_) for tenant, id_, _ in questions.overdue()],
            take_up=lambda: QuestionClient(conversations, questions).resume(),
        ),
        Unfinished(
            name="overdue webhooks",
            workflows=lambda: [notifying.workflow_id(notify) for notify in deliveries.overdue()],
            take_up=lambda: NotifyClient(temporal).resume(deliveries),
        ),
        Unfinished(
            name="overdue recalls",
            workflows=lambda: [recalling.workflow_id(message) for message in recalls.overdue()],
            take_up=lambda: RecallClient(temporal).resume(recalls),
        ),
    )
