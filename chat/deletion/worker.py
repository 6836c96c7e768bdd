"""The worker of deletions: they wait for Temporal's own deleting, and would hold up turns and batches."""

from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from chat.deletion.activities import DeletionActivities
from chat.deletion.messages import FORGETTING_QUEUE
from chat.deletion.workflows import ForgetConversationWorkflow, RetentionWorkflow

AT_ONCE = 4


def deletion_worker(
    client: Client, activities: DeletionActivities, *, graceful_shutdown: timedelta = timedelta(seconds=30)
) -> Worker:
    """The client must have been connected with `temporalio.contrib.pydantic.pydantic_data_converter`."""
    return Worker(
        client,
        task_queue=FORGETTING_QUEUE,
        workflows=[ForgetConversationWorkflow, RetentionWorkflow],
        activities=list(activities.all()),
        max_concurrent_activities=AT_ONCE,
        max_cached_workflows=AT_ONCE,
        graceful_shutdown_timeout=graceful_shutdown,
    )
