"""A durable turn over HTTP, without a language model, beside an empty update of the same Temporal."""

import json
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from queue import Queue
from statistics import median
from typing import cast
from urllib.parse import urlsplit
from uuid import uuid4

from httpx_sse import connect_sse
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWords:
    """Seconds from the sending of each message until a device that follows the conversation has the event."""

    taken: Sequence[float]
    stage: Sequence[float]  # the first one: "searching what held ..."


def time_first_words(stack: RunningStack, times: int) -> FirstWords:
    """One conversation, one device that sends and another that follows."""
    with stack.client() as client:
        conversation = client.post("/v1/conversations").raise_for_status().json()["id"]
        seen: dict[tuple[str, str], float] = {}  # when the first event of a kind came of a message
        answered: Queue[str] = Queue()
        following = threading.Thread(
            target=_note, args=(stack, conversation, f"m{WARM_UP + times - 1}", seen, answered), daemon=True
        )
        following.start()
        assert answered.get(timeout=60) == ""  # it follows
        sent = {}
        for number in range(WARM_UP + times):
            body = {
                "text": f"Within how many days does team {number % 40} answer requests?",
                "message_id": f"m{number}",
            }
            sent[f"m{number}"] = time.perf_counter()
            client.post(f"/v1/conversations/{conversation}/messages", json=body).raise_for_status()
            assert answered.get(timeout=60) == f"m{number}"
    taken, stage = (
        [seen[message, kind] - at for message, at in list(sent.items())[WARM_UP:]] for kind in ("taken", "stage")
    )
    return FirstWords(taken=taken, stage=stage)


def _note(
    stack: RunningStack, conversation: str, last: str, seen: dict[tuple[str, str], float], answered: "Queue[str]"
) -> None:
    with stack.client() as client, connect_sse(client, "GET", f"/v1/conversations/{conversation}/stream") as source:
        answered.put("")
        for event in source.iter_sse():
            at = time.perf_counter()
            message = event.json()["message_id"] if event.data else ""
            seen.setdefault((message, event.event), at)
            if event.event == "answer":
                answered.put(message)
                if message == last:
                    return


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
