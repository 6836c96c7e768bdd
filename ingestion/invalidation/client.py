"""Starting and signalling the workflows of proposals: for the doors, and for a worker's start."""

import asyncio
from uuid import UUID

from temporalio.client import Client

from ingestion.batch import BATCH_QUEUE
from ingestion.invalidation.decisions import DecisionStore
from ingestion.invalidation.messages import REVIEW_WORKFLOW, Review, workflow_id
from ingestion.starting import start_kept


class ReviewClient:
    """A proposal and what was decided about it stand in Postgres before this is called."""

    def __init__(self, temporal: Client) -> None:
        self._temporal = temporal

    async def signal(self, review: Review, verb: str, decision: UUID) -> None:
        """Starts the workflow where Temporal has lost it. Raises `WorkflowsUnavailable`: the decision is kept, and a
        worker that starts carries it out.
        """
        await self._start(review, verb, [str(decision)])

    async def resume(self, decisions: DecisionStore) -> int:
        """Starts the workflow of every proposal that has none; how many wait, or are decided and not carried out."""
        unfinished = await asyncio.to_thread(decisions.unfinished)
        for review in unfinished:
            await self._start(review, None, [])
        return len(unfinished)

    async def _start(self, review: Review, signal: str | None, arguments: list[str]) -> None:
        await start_kept(
            self._temporal,
            REVIEW_WORKFLOW,
            review,
            id=workflow_id(review),
            task_queue=BATCH_QUEUE,
            tenant=review.tenant,
            kept="the decision is kept: a worker carries it out",
            signal=signal,
            signal_args=arguments,
        )
