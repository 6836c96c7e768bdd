"""The worker that asks people. Apart from the queue of conversations: who waits for a stranger's server takes no place
from whoever waits for an answer.
"""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from chat.people.activities import AskingActivities
from chat.people.messages import ASKING_QUEUE

AT_ONCE = 100


def asking_worker(
    client: Client, activities: AskingActivities, *, graceful_shutdown: timedelta = timedelta(seconds=30)
) -> Worker:
    """The client must have been connected with `temporalio.contrib.pydantic.pydantic_data_converter`."""
    return Worker(
        client,
        task_queue=ASKING_QUEUE,
        activities=activities.sending(),
        max_concurrent_activities=AT_ONCE,
        max_concurrent_activity_task_polls=2,
        max_heartbeat_throttle_interval=timedelta(seconds=2),
        graceful_shutdown_timeout=graceful_shutdown,
    )
