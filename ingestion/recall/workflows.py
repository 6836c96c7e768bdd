"""`RecallWorkflow`: one tenant, for as long as answers are to be asked again. Carries its name only.

A round lasts some seconds, so that whatever else runs on the batch queue has its turn between two of them.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from ingestion.recall.messages import EXAMINE, RECALL_WORKFLOW, WAKE, Examined, Recall
    from knowledge.adapters.temporal_steps import patiently

# For an engine away, or a worker lost: what was examined is not examined again.
UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=30))
SILENCE = timedelta(seconds=10)
LIMIT = timedelta(minutes=30)
ROUNDS = 100  # of one run: its history stays short


@workflow.defn(name=RECALL_WORKFLOW)
class RecallWorkflow:
    @workflow.init
    def __init__(self, message: Recall) -> None:
        self._message = message
        self._woken = False

    @workflow.signal(name=WAKE)
    def wake(self) -> None:
        """Something waits that did not when the last round ended."""
        self._woken = True

    @workflow.run
    async def run(self, message: Recall) -> None:
        for _ in range(ROUNDS):
            self._woken = False
            done = await patiently(EXAMINE, message, Examined, limit=LIMIT, silence=SILENCE, patience=UNTIL_IT_WORKS)
            if not done.more and not self._woken:
                return
        workflow.continue_as_new(message)
