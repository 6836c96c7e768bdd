"""A durable turn over HTTP, without a language model, beside an empty update of the same Temporal."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median
from uuid import uuid4

import httpx
from temporalio.client import WorkflowHandle

from tests.benchmarks.empty import QUEUE, EmptyConversation, empty_worker
from tests.benchmarks.stack import RunningStack

WARM_UP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTimes:
    """Medians in seconds."""

    asked_anew: float  # a question that the model has never seen
    asked_before: float  # as of another date: embedded once
    empty_update: float
    update_with_activity: float


async def time_turns(stack: RunningStack, times: int) -> TurnTimes:
    """The four in turn, so that whatever else the machine does meets them alike."""
    async with empty_worker(stack.temporal) as client, _conversation(stack) as say:
        handle: WorkflowHandle[EmptyConversation, None] = await client.start_workflow(
            EmptyConversation.run, id=f"empty-{uuid4()}", task_queue=QUEUE
        )
        team = count()
        kinds: list[Callable[[], Awaitable[object]]] = [
            lambda: say(next(team)),
            lambda: say(7),
            lambda: handle.execute_update(EmptyConversation.empty, "x"),
            lambda: handle.execute_update(EmptyConversation.one_activity, "x"),
        ]
        seconds: list[list[float]] = [[] for _ in kinds]
        for _ in range(WARM_UP + times):
            for kind, taken in zip(kinds, seconds, strict=True):
                began = time.perf_counter()
                await kind()
                taken.append(time.perf_counter() - began)
        await handle.terminate()
    anew, before, empty, with_activity = (median(taken[WARM_UP:]) for taken in seconds)
    return TurnTimes(asked_anew=anew, asked_before=before, empty_update=empty, update_with_activity=with_activity)


@asynccontextmanager
async def _conversation(stack: RunningStack) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    """What asks about one team, as of another month each time."""
    async with httpx.AsyncClient(base_url=stack.api, timeout=60) as client:
        opened = (await client.post("/v1/conversations", json={})).raise_for_status()
        path = f"/v1/conversations/{opened.json()['id']}/messages"
        month = count()

        async def say(team: int) -> None:
            text = f"Within how many days does team {team} answer requests?"
            body = {"text": text, "as_of": f"2025-{next(month) % 12 + 1:02d}-01", "message_id": str(uuid4())}
            (await client.post(path, json=body)).raise_for_status()

        yield say
