"""The queue and worker of what nobody waits for: re-indexing, deliveries, reviews, expiry. Bulk loads have their own.

A person's single upload runs on the ingestion queue, beside this one and never behind it.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker

BATCH_QUEUE = "batch"
ACTIVITIES_AT_ONCE = 2


def batch_worker(
    client: Client,
    workflows: Sequence[type],
    activities: Sequence[Callable[..., Any]],
    *,
    activities_at_once: int = ACTIVITIES_AT_ONCE,
    graceful_shutdown: timedelta = timedelta(seconds=30),
) -> Worker:
    """The client must have been connected with `temporalio.contrib.pydantic.pydantic_data_converter`."""
    return Worker(
        client,
        task_queue=BATCH_QUEUE,
        workflows=list(workflows),
        activities=list(activities),
        activity_executor=ThreadPoolExecutor(2 * activities_at_once, thread_name_prefix="batch"),
        max_concurrent_activities=activities_at_once,
        graceful_shutdown_timeout=graceful_shutdown,
    )
