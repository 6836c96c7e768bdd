"""`IngestVersionWorkflow`: one uploaded version on its way to being visible. Carries ids and counts only."""

from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from ingestion.batch import BATCH_QUEUE
    from ingestion.invalidation.messages import REVIEW_WORKFLOW, Review
    from ingestion.invalidation.messages import workflow_id as review_workflow_id
    from ingestion.messages import INGEST_WORKFLOW, Embedded, IngestVersion, Prepared, Published, Refusal
    from knowledge.adapters.temporal import as_knowledge_error
    from knowledge.adapters.temporal_steps import at_once_or_patiently, patiently

# Outages are waited out however long they last; what is wrong with the file itself is never retried. The activities
# end what is wrong with asof.
PATIENT = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=3))
HEARTBEAT = timedelta(seconds=10)
# A version of a few pages is through in a second, inside one workflow task: Temporal then costs less than half of what
# three remote activities do. The limit is for one that waits behind others: what is given up is done again.
AT_ONCE = timedelta(seconds=20)
EMBEDDED_AT_ONCE = 16  # texts

Result = TypeVar("Result")


@workflow.defn(name=INGEST_WORKFLOW)
class IngestVersionWorkflow:
    @workflow.run
    async def run(self, message: IngestVersion) -> Published:
        try:
            prepared = await self._step("prepare_version", message, Prepared, timedelta(minutes=30))
            if prepared.unembedded > EMBEDDED_AT_ONCE:
                await patiently(
                    "embed_version", message, Embedded, limit=timedelta(hours=6), silence=HEARTBEAT, patience=PATIENT
                )
            elif prepared.unembedded:
                await self._step("embed_version", message, Embedded, timedelta(hours=6))
            published = await self._step("publish_version", message, Published, timedelta(minutes=30))
        except (ActivityError, ApplicationError) as failure:
            error = as_knowledge_error(failure)
            if error is None:
                raise
            problem = {"type": error.slug, "title": error.title, "detail": str(error)}
            refusal = Refusal(message=message, problem=problem)
            await self._step("refuse_version", refusal, type(None), timedelta(minutes=1))
            raise ApplicationError(str(error), type=type(error).__name__, non_retryable=True) from failure
        if published.waiting is not None:
            await _begin_review(Review(tenant=message.tenant, invalidation=published.waiting))
        return published

    async def _step(self, name: str, message: object, gives: type[Result], limit: timedelta) -> Result:
        return await at_once_or_patiently(
            name, message, gives, at_once=AT_ONCE, limit=limit, silence=HEARTBEAT, patience=PATIENT
        )


async def _begin_review(review: Review) -> None:
    """A person decides about it: that may last, and goes on by itself. A worker may have begun it already."""
    try:
        await workflow.start_child_workflow(
            REVIEW_WORKFLOW,
            review,
            id=review_workflow_id(review),
            task_queue=BATCH_QUEUE,
            parent_close_policy=ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        return
