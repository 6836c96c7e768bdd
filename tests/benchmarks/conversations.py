"""Many conversations at once, without a language model, beside as many empty workflows on the same Temporal."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlsplit
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle

from tests.benchmarks.empty import QUEUE, EmptyConversation, empty_worker
from tests.benchmarks.reading import percentiles
from tests.benchmarks.stack import RunningStack

TEAMS = 60
ROUNDS = 3  # the kinds one after the other, and again: whatever else the machine does meets them alike
WARM_UP = 2  # turns of each conversation before anything is timed


@dataclass(slots=True)
class Times:
    """What one kind took, all rounds together."""

    each: list[float] = field(default_factory=list)  # seconds
    whole: float = 0.0  # seconds, of all rounds

    @property
    def p50_and_p95(self) -> tuple[float, float]:
        return percentiles(sorted(self.each))

    @property
    def per_second(self) -> float:
        return len(self.each) / self.whole


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdTimes:
    asked_anew: Times
    asked_before: Times
    outside: Times  # as asked anew, of `/v1/ask`: no conversation, nothing durable but the answer
    empty_update: Times
    update_with_activity: Times


class Visitor:
    """A conversation over a connection of its own, by the leanest client: httpx adds a millisecond to each turn."""

    def __init__(self, api: str, numbers: Iterator[int]) -> None:
        address = urlsplit(api)
        self._numbers = numbers
        self._connection = HTTPConnection(str(address.hostname), address.port, timeout=120)
        self.path = f"/v1/conversations/{self.post('/v1/conversations', {})['id']}"

    def post(self, path: str, body: object) -> dict[str, str]:
        self._connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        reply = self._connection.getresponse()
        content = reply.read()
        assert reply.status in (HTTPStatus.OK, HTTPStatus.CREATED), content
        said: dict[str, str] = json.loads(content)
        return said

    def ask(self, *, anew: bool) -> None:
        text, as_of = self._question(anew=anew)
        self.post(f"{self.path}/messages", {"text": text, "as_of": as_of, "message_id": str(uuid4())})

    def ask_outside(self) -> None:
        text, as_of = self._question(anew=True)
        self.post("/v1/ask", {"question": text, "as_of": as_of})

    def _question(self, *, anew: bool) -> tuple[str, str]:
        """With its date. Anew: words that the model has never seen; else as of another date, embedded once."""
        number = next(self._numbers)
        text = f"Within how many days does team {number % TEAMS if anew else 7} answer requests"
        return text + (f" on matter {number}?" if anew else "?"), f"2025-{number % 12 + 1:02d}-01"

    def each(self, turns: int, ask: Callable[[], object]) -> list[float]:
        """Seconds of each. The server has let go of a connection that was quiet meanwhile."""
        self._connection.close()
        self._connection.connect()
        return [_seconds(ask) for _ in range(turns)]

    def close(self) -> None:
        self._connection.close()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def visitors(api: str, at_once: int) -> Iterator[list[Visitor]]:
    numbers = count()
    made = [Visitor(api, numbers) for _ in range(at_once)]
    try:
        yield made
    finally:
        for visitor in made:
            visitor.close()


async def time_crowd(stack: RunningStack, at_once: int, turns: int) -> CrowdTimes:
    """`turns` of each kind and conversation in each round, `at_once` conversations side by side."""
    times = CrowdTimes(**{kind.name: Times() for kind in fields(CrowdTimes)})
    async with empty_worker(stack.temporal) as client:
        with visitors(stack.api, at_once) as crowd, ThreadPoolExecutor(at_once) as threads:
            empty = [await _empty(client) for _ in range(at_once)]
            loop = asyncio.get_running_loop()

            async def asked(ask: Callable[[Visitor], object], turns: int = turns) -> list[list[float]]:
                asking = (loop.run_in_executor(threads, v.each, turns, partial(ask, v)) for v in crowd)
                return await asyncio.gather(*asking)

            async def updated(update: Callable[..., Awaitable[str]]) -> list[list[float]]:
                return await asyncio.gather(*(_updated(handle, update, turns) for handle in empty))

            await asked(partial(Visitor.ask, anew=False), WARM_UP)
            for _ in range(ROUNDS):
                await _add(times.asked_anew, asked(partial(Visitor.ask, anew=True)))
                await _add(times.outside, asked(Visitor.ask_outside))
                await _add(times.empty_update, updated(EmptyConversation.empty))
                await _add(times.asked_before, asked(partial(Visitor.ask, anew=False)))
                await _add(times.update_with_activity, updated(EmptyConversation.one_activity))
            for handle in empty:
                await handle.terminate()
    return times


async def _empty(client: Client) -> WorkflowHandle[EmptyConversation, None]:
    return await client.start_workflow(EmptyConversation.run, id=f"empty-{uuid4()}", task_queue=QUEUE)


async def _updated(
    handle: WorkflowHandle[EmptyConversation, None], update: Callable[..., Awaitable[str]], turns: int
) -> list[float]:
    seconds = []
    for _ in range(turns):
        began = time.perf_counter()
        await handle.execute_update(update, "x")
        seconds.append(time.perf_counter() - began)
    return seconds


async def _add(times: Times, working: Awaitable[list[list[float]]]) -> None:
    began = time.perf_counter()
    done = await working
    times.whole += time.perf_counter() - began
    times.each += [seconds for some in done for seconds in some]
