"""Starting and signalling the workflows of proposals: for the doors, and for a worker's start."""

import asyncio
from uuid import UUID

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from ingestion.batch import BATCH_QUEUE
from ingestion.invalidation.decisions import DecisionStore
from ingestion.invalidation.messages import REVIEW_WORKFLOW, Review, workflow_id
from knowledge.adapters.search_attributes import TENANT
from knowledge.adapters.temporal import reached
from knowledge.errors import WorkflowsUnavailable


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
            try:
                await self._start(review, None, [])
            except WorkflowAlreadyStartedError:
                continue
        return len(unfinished)

    async def _start(self, review: Review, signal: str | None, arguments: list[str]) -> None:
        try:
            with reached():
                await self._temporal.start_workflow(
                    REVIEW_WORKFLOW,
                    review,
                    id=workflow_id(review),
                    task_queue=BATCH_QUEUE,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    start_signal=signal,
                    start_signal_args=arguments,
                    search_attributes=TypedSearchAttributes([SearchAttributePair(TENANT, review.tenant)]),
                )
        except RPCError as error:
            raise WorkflowsUnavailable(
                f"the decision is kept, but Temporal did not take it ({error.message}): a worker carries it out"
            ) from error
