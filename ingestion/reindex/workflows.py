"""`ReindexWorkflow`: one new index, from an empty one to the live one, or to nothing. Carries its id only.

`ScheduledReindexWorkflow`: what a schedule begins; lasts as long as the run, so that the overlap policy counts it.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, ApplicationError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from ingestion.reindex.messages import (
        ABANDON,
        ACCEPT_SCHEDULED,
        REINDEX_WORKFLOW,
        SCHEDULED_WORKFLOW,
        STEPS,
        Abandon,
        Accepted,
        Due,
        Reindex,
        ScheduledReindex,
        workflow_id,
    )
    from knowledge.adapters.search_attributes import TENANT
    from knowledge.adapters.temporal import as_knowledge_error
    from knowledge.adapters.temporal_steps import patiently

# Outages are waited out, however long they last; the activities end what is wrong with asof.
UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=10))
HEARTBEAT = timedelta(seconds=10)
LIMIT = timedelta(hours=24)


@workflow.defn(name=REINDEX_WORKFLOW)
class ReindexWorkflow:
    @workflow.run
    async def run(self, message: Reindex) -> None:
        try:
            for step in STEPS:
                await patiently(step, message, type(None), limit=LIMIT, silence=HEARTBEAT, patience=UNTIL_IT_WORKS)
        except (ActivityError, ApplicationError) as failure:
            error = as_knowledge_error(failure)
            why = str(error) if error is not None else "asof met a fault; the worker's log has more"
            abandon = Abandon(message=message, why=why)
            await patiently(ABANDON, abandon, type(None), limit=LIMIT, silence=HEARTBEAT, patience=UNTIL_IT_WORKS)


@workflow.defn(name=SCHEDULED_WORKFLOW)
class ScheduledReindexWorkflow:
    @workflow.run
    async def run(self, scheduled: ScheduledReindex) -> None:
        due = Due(scheduled=scheduled, key=workflow.info().workflow_id)  # it ends in the time at which it was due
        accepted = await patiently(
            ACCEPT_SCHEDULED, due, Accepted, limit=timedelta(minutes=1), silence=HEARTBEAT, patience=UNTIL_IT_WORKS
        )
        if accepted.reindex_id is None:
            return
        message = Reindex(tenant=scheduled.tenant, reindex_id=accepted.reindex_id)
        try:
            await workflow.execute_child_workflow(
                REINDEX_WORKFLOW,
                message,
                id=workflow_id(message),
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                search_attributes=TypedSearchAttributes([SearchAttributePair(TENANT, message.tenant)]),
            )
        except WorkflowAlreadyStartedError:
            return  # a worker's start found the row first
