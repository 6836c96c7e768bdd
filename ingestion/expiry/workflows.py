"""`ExpiryWorkflow`: one expiry rule. Sleeps until something is due, or a day, and does what is.

Its time is Temporal's, so that a test's server can skip it. Started again from its rule where Temporal has lost it.
"""

import asyncio
import datetime as dt

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from ingestion.expiry.messages import EXPIRY_WORKFLOW, LOOK_AGAIN, SWEEP, Expire, Sweep, Swept, TakeBack
    from ingestion.messages import INGEST_WORKFLOW, INGESTION_QUEUE
    from knowledge.adapters.temporal_steps import patiently

UNTIL_IT_WORKS = RetryPolicy(initial_interval=dt.timedelta(milliseconds=500), maximum_interval=dt.timedelta(seconds=30))
HEARTBEAT = dt.timedelta(seconds=10)
LIMIT = dt.timedelta(hours=1)
LONGEST_SLEEP = dt.timedelta(days=1)  # facts that came meanwhile may be due before those that were known
SHORTEST_SLEEP = dt.timedelta(seconds=1)
SWEEPS_A_RUN = 100


@workflow.defn(name=EXPIRY_WORKFLOW)
class ExpiryWorkflow:
    @workflow.init
    def __init__(self, expire: Expire) -> None:
        self._expire = expire
        self._asked = False
        self._sweeps = 0

    @workflow.signal(name=LOOK_AGAIN)
    def look_again(self) -> None:
        """The rule was changed, or somebody does not want to wait."""
        self._asked = True

    @workflow.query
    def sweeps(self) -> int:
        """How often it has looked in this run."""
        return self._sweeps

    @workflow.run
    async def run(self, expire: Expire) -> None:
        while True:
            self._asked = False
            sweep = Sweep(expire=expire, now=workflow.now().isoformat())
            swept = await patiently(SWEEP, sweep, Swept, limit=LIMIT, silence=HEARTBEAT, patience=UNTIL_IT_WORKS)
            self._sweeps += 1
            for taken_back in swept.taken_back:
                await _take_in(taken_back)
            if swept.ended and not self._asked:
                return
            await self._sleep(swept)
            if self._sweeps >= SWEEPS_A_RUN:
                workflow.continue_as_new(expire)

    async def _sleep(self, swept: Swept) -> None:
        left = LONGEST_SLEEP
        if swept.next_at is not None:
            left = min(left, dt.datetime.fromisoformat(swept.next_at) - workflow.now())
        try:
            await workflow.wait_condition(lambda: self._asked, timeout=max(left, SHORTEST_SLEEP))
        except asyncio.TimeoutError:  # noqa: UP041 - what wait_condition raises
            return


async def _take_in(taken_back: TakeBack) -> None:
    """Goes on by itself, as every ingestion does; a worker that looks for unfinished ones may have begun it already."""
    try:
        await workflow.start_child_workflow(
            INGEST_WORKFLOW,
            taken_back.version,
            id=taken_back.workflow_id,
            task_queue=INGESTION_QUEUE,
            parent_close_policy=ParentClosePolicy.ABANDON,
        )
    except WorkflowAlreadyStartedError:
        return
