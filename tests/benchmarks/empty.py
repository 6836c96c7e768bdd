"""Workflows of the shapes that asof uses, with nothing in them: what Temporal alone costs on this machine."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

QUEUE = "benchmark"


@activity.defn
async def nothing(text: str) -> str:
    return text


@workflow.defn
class EmptyIngestion:
    """Three remote activities, one after the other."""

    @workflow.run
    async def run(self, text: str) -> str:
        for _ in range(3):
            text = await workflow.execute_activity(nothing, text, start_to_close_timeout=timedelta(minutes=1))
        return text


@workflow.defn
class EmptyShortIngestion:
    """The same three inside the workflow task, as a short version is taken in."""

    @workflow.run
    async def run(self, text: str) -> str:
        for _ in range(3):
            text = await workflow.execute_local_activity(nothing, text, start_to_close_timeout=timedelta(minutes=1))
        return text


@workflow.defn
class EmptyConversation:
    """An update that does nothing, and one that runs one activity."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def empty(self, text: str) -> str:
        return text

    @workflow.update
    async def one_activity(self, text: str) -> str:
        return await workflow.execute_activity(nothing, text, start_to_close_timeout=timedelta(minutes=1))


WORKFLOWS = [EmptyIngestion, EmptyShortIngestion, EmptyConversation]


@asynccontextmanager
async def empty_worker(address: str) -> AsyncIterator[Client]:
    client = await Client.connect(address)
    runner = UnsandboxedWorkflowRunner()  # as asof's own
    async with Worker(client, task_queue=QUEUE, workflows=WORKFLOWS, activities=[nothing], workflow_runner=runner):
        yield client


async def time_empty_ingestions(address: str, count: int, at_once: int, *, short: bool = False) -> float:
    """Seconds for `count` empty ingestions of three activities, `at_once` at a time; remote ones, unless `short`."""
    workflow_of = EmptyShortIngestion if short else EmptyIngestion
    async with empty_worker(address) as client:
        limit = asyncio.Semaphore(at_once)

        async def one() -> None:
            async with limit:
                await client.execute_workflow(workflow_of.run, "x", id=f"empty-{uuid4()}", task_queue=QUEUE)

        began = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(count)))
        return time.perf_counter() - began
