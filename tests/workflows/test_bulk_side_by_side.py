"""How many ingestions one worker has in hand at a time."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from temporalio import activity
from temporalio.client import Client

from ingestion.activities import IngestionActivities
from ingestion.messages import BULK_QUEUE, IngestVersion, Prepared, Published
from ingestion.worker import ingestion_worker
from ingestion.workflows import IngestVersionWorkflow

AT_ONCE = 2
PATIENCE_S = 10


async def test_a_bulk_load_has_as_many_ingestions_in_hand_as_it_may_run_steps(temporal: Client) -> None:
    meeting = MeetingActivities()
    async with ingestion_worker(temporal, meeting, activities_at_once=AT_ONCE, bulk=True):
        runs = [
            temporal.execute_workflow(
                IngestVersionWorkflow.run,
                IngestVersion(tenant="default", document="met", version_id=n, ingestion_id=str(uuid4()), bulk=True),
                id=f"met-{uuid4()}",
                task_queue=BULK_QUEUE,
            )
            for n in range(2 * AT_ONCE)
        ]
        await asyncio.gather(*runs)
    assert not meeting.missed


class MeetingActivities(IngestionActivities):
    """Nothing is prepared before another ingestion is there too, within the same step."""

    def __init__(self) -> None:
        self.missed = 0
        self._barrier = threading.Barrier(AT_ONCE)

    def all(self) -> Sequence[Any]:
        return [self.meet, self.nothing_to_publish]

    @activity.defn(name="prepare_version")
    def meet(self, message: IngestVersion) -> Prepared:
        try:
            self._barrier.wait(PATIENCE_S)
        except threading.BrokenBarrierError:
            self.missed += 1
        return Prepared(passages=0, facts=0, unembedded=0)

    @activity.defn(name="publish_version")
    def nothing_to_publish(self, message: IngestVersion) -> Published:
        return Published(passages_new=0, passages_kept=0, facts_added=0, facts_superseded=0, facts_removed=0)
