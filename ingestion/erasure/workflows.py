"""`EraseWorkflow`: one erasure, step by step. Carries its id only."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from ingestion.erasure.messages import ERASE_WORKFLOW, STEPS, Erase
    from knowledge.adapters.temporal_steps import patiently

# An erasure that was accepted is carried out, however long an engine is away.
UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=10))
HEARTBEAT = timedelta(seconds=10)
LIMIT = timedelta(hours=6)


@workflow.defn(name=ERASE_WORKFLOW)
class EraseWorkflow:
    @workflow.run
    async def run(self, message: Erase) -> None:
        for step in STEPS:
            await patiently(step, message, type(None), limit=LIMIT, silence=HEARTBEAT, patience=UNTIL_IT_WORKS)
