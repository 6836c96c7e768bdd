"""The worker that ingestions run on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import PollerBehaviorSimpleMaximum, UnsandboxedWorkflowRunner, Worker

from ingestion.activities import IngestionActivities
from ingestion.messages import BULK_QUEUE, INGESTION_QUEUE
from ingestion.pulse import HEARTBEAT_S
from ingestion.workflows import IngestVersionWorkflow

# Two cores prepare and embed; a third activity waits on Postgres meanwhile.
ACTIVITIES_AT_ONCE = 4
# One call waits for new ingestions, one for those that are under way. Each holds the place of a workflow task while it
# waits: with the SDK's five, four of them for those under way, a bulk load's ingestions ran one at a time.
POLLS = PollerBehaviorSimpleMaximum(maximum=2)


def ingestion_worker(
    client: Client,
    activities: IngestionActivities,
    *,
    activities_at_once: int = ACTIVITIES_AT_ONCE,
    bulk: bool = False,
    graceful_shutdown: timedelta = timedelta(seconds=30),
) -> Worker:
    """`bulk`: the worker of what nobody waits for, beside the other and with threads of its own.

    The client must have been connected with `temporalio.contrib.pydantic.pydantic_data_converter`.
    """
    queue = BULK_QUEUE if bulk else INGESTION_QUEUE
    return Worker(
        client,
        task_queue=queue,
        workflows=[IngestVersionWorkflow],
        activities=activities.all(),
        workflow_runner=UnsandboxedWorkflowRunner(),  # as in chat/worker.py: replays in CI run in the sandbox
        activity_executor=ThreadPoolExecutor(2 * activities_at_once, thread_name_prefix=queue),
        max_concurrent_activities=activities_at_once,
        max_concurrent_local_activities=activities_at_once,
        max_concurrent_workflow_tasks=2 * activities_at_once,  # each may hold a step: more would wait, and be timed
        workflow_task_poller_behavior=POLLS,
        max_heartbeat_throttle_interval=timedelta(seconds=HEARTBEAT_S),
        graceful_shutdown_timeout=graceful_shutdown,
    )
