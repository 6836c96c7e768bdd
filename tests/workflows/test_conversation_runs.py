"""Runs of a conversation end and begin; no message is lost between them, and none by the death of a worker."""

import asyncio
import subprocess
import sys
from datetime import timedelta

import psycopg
import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from chat.client import ConversationClient
from infra.ports import free_port
from knowledge.errors import WorkflowsUnavailable
from tests.workflows.conversations import TENANT, Chat, message, until
from tests.workflows.worker_process import LOCK

NEVER = timedelta(hours=24)
MESSAGES = 40


async def test_a_message_that_no_worker_takes_is_kept_and_answered_later(chat: Chat) -> None:
    sent = message("anybody there?")
    assert await chat.client.send(TENANT, chat.conversation, sent, 0.5) is None

    async with chat.worker():
        result = await chat.send(sent)
        await chat.send(message("and now?"))

    assert result.turn.answer == "ANYBODY THERE?"
    assert chat.transcript() == ["anybody there?", "and now?"]


async def test_a_message_is_refused_where_it_might_be_lost(chat: Chat) -> None:
    nowhere = await Client.connect(f"127.0.0.1:{free_port()}", lazy=True, data_converter=pydantic_data_converter)
    client = ConversationClient(nowhere, chat.store)

    with pytest.raises(WorkflowsUnavailable):
        await client.send(TENANT, chat.conversation, message("hello"), 0.3)


async def test_a_long_history_hands_over_to_the_next_run_and_loses_nothing(chat: Chat) -> None:
    chat = chat.restless(idle_after=NEVER, history_limit=30)
    sent = await _exchange(chat)

    assert sorted(chat.transcript()) == sorted(sent)
    assert len(chat.answering.calls) == MESSAGES
    assert await _runs(chat) > 1


async def test_an_idle_conversation_closes_and_the_next_message_opens_it_again(chat: Chat) -> None:
    chat = chat.restless(idle_after=timedelta(milliseconds=1), history_limit=2000)
    sent = await _exchange(chat, pause_s=0.02)  # some messages come while the run is closing

    assert sorted(chat.transcript()) == sorted(sent)
    assert len(chat.answering.calls) == MESSAGES
    assert await _runs(chat) > 1


async def test_a_worker_killed_in_the_middle_of_a_turn_costs_seconds_and_no_answer(
    chat: Chat, temporal_address: str, database: str
) -> None:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as blocker:
        await blocker.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        doomed = subprocess.Popen(  # noqa: ASYNC220 (returns at once)
            [sys.executable, "-m", "tests.workflows.worker_process", temporal_address, database]
        )
        try:
            waiting = asyncio.create_task(chat.send(message("how long?")))
            await until(lambda: _somebody_waits(blocker))
        finally:
            doomed.kill()
            doomed.wait()
        async with chat.worker():
            result = await waiting

    assert result.turn.answer == "HOW LONG?"
    assert chat.transcript() == ["how long?"]
    assert len(chat.answering.calls) == 1


async def _exchange(chat: Chat, pause_s: float = 0.0) -> list[str]:
    """Messages by two devices at once, each waiting for its answer before it sends the next."""
    async with chat.worker():

        async def device(name: str) -> list[str]:
            sent = [f"{name} {number}" for number in range(MESSAGES // 2)]
            for number, text in enumerate(sent):
                await asyncio.sleep(pause_s * (number % 8))
                await chat.send(message(text))
            return sent

        both = await asyncio.gather(device("left"), device("right"))
    return [text for sent in both for text in sent]


async def _runs(chat: Chat) -> int:
    return len([run async for run in chat.temporal.list_workflows(f"WorkflowId = '{chat.workflow.id}'")])


async def _somebody_waits(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> bool:
    found = await connection.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return await found.fetchone() is not None
