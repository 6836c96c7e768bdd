"""A durable turn over HTTP, without a language model, beside an empty update of the same Temporal."""

import json
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from statistics import median
from typing import cast
from urllib.parse import urlsplit
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle

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
    async with empty_worker(stack.temporal) as client:
        with _conversation(stack) as say:
            return await _time(client, say, times)


async def _time(client: Client, say: Callable[[int], Awaitable[None]], times: int) -> TurnTimes:
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


@contextmanager
def _conversation(stack: RunningStack) -> Iterator[Callable[[int], Awaitable[None]]]:
    """What asks about one team, as of another month each time; by the leanest client, as httpx adds a millisecond."""
    address = urlsplit(stack.api)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=60)

    def post(path: str, body: object) -> dict[str, str]:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        reply = connection.getresponse()
        content = reply.read()
        assert reply.status in (HTTPStatus.OK, HTTPStatus.CREATED), content
        return cast("dict[str, str]", json.loads(content))

    path = f"/v1/conversations/{post('/v1/conversations', {})['id']}/messages"
    month = count()

    async def say(team: int) -> None:
        text = f"Within how many days does team {team} answer requests?"
        post(path, {"text": text, "as_of": f"2025-{next(month) % 12 + 1:02d}-01", "message_id": str(uuid4())})

    yield say
    connection.close()
