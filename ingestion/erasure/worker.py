"""The worker that erasures run on. They are rare: one at a time is enough."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from ingestion.erasure.activities import ErasureActivities
from ingestion.erasure.messages import ERASURE_QUEUE
from ingestion.erasure.workflows import EraseWorkflow


def erasure_worker(
    client: Client, activities: ErasureActivities, *, graceful_shutdown: timedelta = timedelta(seconds=30)
) -> Worker:
    """The client must have been connected with `temporalio.contrib.pydantic.pydantic_data_converter`."""
    return Worker(
        client,
        task_queue=ERASURE_QUEUE,
        workflows=[EraseWorkflow],
        activities=activities.all(),
        activity_executor=ThreadPoolExecutor(1, thread_name_prefix="erasure"),
        max_concurrent_activities=1,
        max_concurrent_workflow_task_polls=2,
        max_concurrent_activity_task_polls=1,
        graceful_shutdown_timeout=graceful_shutdown,
    )
