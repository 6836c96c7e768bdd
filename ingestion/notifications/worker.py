"""The worker that sends. Apart from the batch queue, whose few places are for work of ours: who waits for a stranger's
server needs none of them, and there may be many.
"""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from ingestion.notifications.activities import NotifyActivities
from ingestion.notifications.messages import SENDING_QUEUE

RECEIVERS_AT_ONCE = 100


def sending_worker(
    client: Client, activities: NotifyActivities, *, graceful_shutdown: timedelta = timedelta(seconds=30)
) -> Worker:
    """The client must have been connected with `temporalio.contrib.pydantic.pydantic_data_converter`."""
    return Worker(
        client,
        task_queue=SENDING_QUEUE,
        activities=activities.all(),
        max_concurrent_activities=RECEIVERS_AT_ONCE,
        max_concurrent_activity_task_polls=2,
        max_heartbeat_throttle_interval=timedelta(seconds=2),
        graceful_shutdown_timeout=graceful_shutdown,
    )
