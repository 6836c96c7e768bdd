"""A message id is one turn: over API processes that come and go, runs that end, workers that are replaced."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from temporalio.testing import ActivityEnvironment

from chat.conversation import ConversationWorkflow
from infra.isolation import isolated_environment
from infra.ports import free_port
from knowledge.adapters.temporal_histories import Histories
from knowledge.errors import MessageConflict, StoreUnavailable
from tests.workflows.conversations import PLENTY_S, Chat, message, until

ASKED = {"text": "how long?", "message_id": "m-1"}
OTHER = {"text": "how much?", "message_id": "m-1"}
DEADLINE_S = 1.0


@dataclass(frozen=True)
class Doors:
    """The same API from two processes."""

    left: httpx.AsyncClient
    right: httpx.AsyncClient
    conversation: str

    async def say(self, door: httpx.AsyncClient, body: dict[str, str]) -> httpx.Response:
        return await door.post(f"/v1/conversations/{self.conversation}/messages", json=body, timeout=PLENTY_S)


@contextmanager
def api_process(folder: Path, database: str, temporal_address: str) -> Iterator[str]:
    port = free_port()
    settings = {
        "ASOF_POSTGRES_DSN": database,
        "ASOF_TEMPORAL_ADDRESS": temporal_address,
        "ASOF_PORT": str(port),
        "ASOF_TURN_DEADLINE": str(DEADLINE_S),
    }
    environment = {**isolated_environment(folder, os.environ), **settings}
    with (folder / f"api-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.api_process"], env=environment, cwd=Path.cwd(), stdout=log, stderr=log
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture
async def doors(chat: Chat, database: str, temporal_address: str, tmp_path: Path) -> AsyncIterator[Doors]:
    async with AsyncExitStack() as stack:
        both = []
        for _ in range(2):
            url = stack.enter_context(api_process(tmp_path, database, temporal_address))
            both.append(await stack.enter_async_context(httpx.AsyncClient(base_url=url)))
        await asyncio.gather(*(until(lambda door=door: _serves(door)) for door in both))
        yield Doors(*both, conversation=chat.conversation)


async def test_two_sends_at_once_through_two_processes_are_one_turn(chat: Chat, doors: Doors) -> None:
    async with chat.worker():
        replies = await asyncio.gather(*(doors.say(door, ASKED) for door in (doors.left, doors.right) * 3))

    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.text for reply in replies}) == 1
    assert chat.transcript() == ["how long?"]
    assert len(chat.answering.calls) == 1


async def test_an_answered_id_gives_its_answer_whatever_was_replaced_since(
    chat: Chat, doors: Doors, database: str, temporal_address: str, tmp_path: Path
) -> None:
    async with chat.worker():
        first = (await doors.say(doors.left, ASKED)).json()
        assert (await doors.say(doors.right, ASKED)).json() == first, "another process"

        run = (await chat.workflow.describe()).run_id
        await chat.workflow.signal(ConversationWorkflow.begin_anew)
        await until(lambda: _another_run(chat, run))
        assert (await doors.say(doors.right, ASKED)).json() == first, "another run"
        assert (await doors.say(doors.right, OTHER)).status_code == 409

    assert (await doors.say(doors.left, ASKED)).json() == first, "no worker"
    async with chat.worker():
        assert (await doors.say(doors.left, ASKED)).json() == first, "another worker"
        await chat.end("its server was lost")
        await ActivityEnvironment().run(Histories(chat.temporal).delete, [chat.workflow.id])
        assert (await doors.say(doors.left, ASKED)).json() == first, "nothing left in Temporal"
        with api_process(tmp_path, database, temporal_address) as url:
            async with httpx.AsyncClient(base_url=url) as late:
                await until(lambda: _serves(late))
                assert (await doors.say(late, ASKED)).json() == first, "a process that was not there then"
                assert (await doors.say(late, OTHER)).status_code == 409

    assert chat.transcript() == ["how long?"]
    assert len(chat.answering.calls) == 1


async def test_the_same_id_with_another_text_is_a_conflict_at_the_other_process(chat: Chat, doors: Doors) -> None:
    async with chat.worker():
        await doors.say(doors.left, ASKED)
        refused = await doors.say(doors.right, OTHER)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/message-conflict")

    assert chat.transcript() == ["how long?"]


async def test_it_is_a_conflict_while_the_first_is_being_answered_and_nobody_waits_so_long(
    chat: Chat, doors: Doors
) -> None:
    chat.answering.gate.clear()
    async with chat.worker():
        accepted = await doors.say(doors.left, ASKED)
        assert accepted.status_code == 202
        refused = await doors.say(doors.right, OTHER)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/message-conflict")
        assert (await doors.say(doors.right, ASKED)).status_code == 202
        chat.answering.gate.set()
        await until(lambda: _answered(doors))

    assert chat.transcript() == ["how long?"]


async def test_a_retried_attempt_answers_once(chat: Chat, doors: Doors) -> None:
    chat.answering.errors += [StoreUnavailable("down")] * 3
    async with chat.worker():
        await until(lambda: _answered(doors))
        first, second = await asyncio.gather(doors.say(doors.left, ASKED), doors.say(doors.right, ASKED))

    assert first.json() == second.json()
    assert chat.transcript() == ["how long?"]


async def test_an_update_is_refused_for_an_id_that_a_signal_brought_with_another_text(chat: Chat) -> None:
    chat.answering.gate.clear()
    async with chat.worker():
        holding = asyncio.create_task(chat.send(message("hold the lock")))
        await chat.calls(1)
        await chat.workflow.signal(ConversationWorkflow.deliver_message, message("how long?", "m-1"))
        await until(lambda: _waits(chat))
        with pytest.raises(MessageConflict):
            await chat.send(message("how much?", "m-1"))
        chat.answering.gate.set()
        await holding
        assert (await chat.send(message("how long?", "m-1"))).turn.answer == "HOW LONG?"

    assert chat.transcript() == ["hold the lock", "how long?"]


async def _serves(door: httpx.AsyncClient) -> bool:
    try:
        return (await door.get("/healthz")).is_success
    except httpx.TransportError:
        return False


async def _another_run(chat: Chat, run: str) -> bool:
    return (await chat.workflow.describe()).run_id != run


async def _answered(doors: Doors) -> bool:
    return (await doors.say(doors.left, ASKED)).status_code == 200


async def _waits(chat: Chat) -> bool:
    return (await chat.state()).waiting == 1
