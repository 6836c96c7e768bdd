"""`ReindexWorkflow`: one new index, from an empty one to the live one, or to nothing. Carries its id only."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from ingestion.reindex.messages import ABANDON, REINDEX_WORKFLOW, STEPS, Abandon, Reindex
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
