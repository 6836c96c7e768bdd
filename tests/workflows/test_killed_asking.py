"""A worker killed at each point of asking a person: one question under one id, and one turn of its answer."""

import asyncio
import subprocess
import sys
from signal import SIGKILL

import pytest

from knowledge.adapters.postgres.pool import Pool
from tests.fixtures.asking import AskingChat, asking
from tests.fixtures.receiver import Receiver
from tests.workflows.asking_process import POINTS
from tests.workflows.conversations import PLENTY_S, TENANT, Chat

QUESTION = "Is it?"


@pytest.mark.parametrize("point", POINTS)
async def test_whoever_is_killed_where_it_is_one_question_and_one_answer(
    *, chat: Chat, pool: Pool, receiver: Receiver, database: str, temporal_address: str, point: str
) -> None:
    people = AskingChat(chat, pool, receiver)
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.workflows.asking_process", temporal_address, database, point,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    await chat.client.hand_in(TENANT, chat.conversation, asking(QUESTION, "m1"))
    if point == POINTS[-1]:
        await asyncio.to_thread(receiver.arrived, 1)
        (call,) = people.pending()
        await people.answer(people.by_id(call.request_id), "Yes.")
    async with asyncio.timeout(PLENTY_S):
        assert await killed.wait() == -SIGKILL
    async with people.working():
        people.will_ask(QUESTION)
        await asyncio.to_thread(receiver.arrived, 1)
        (question,), _ = people.questions.page(TENANT, status=None, conversation=None, limit=9)
        await people.delivered(question)
        if point != POINTS[-1]:
            await people.answer(question, "Yes.")
        await people.turns(2)
        await people.settled()

    assert set(receiver.ids) == {str(question.id)}
    assert len(receiver.ids) == (2 if point == "sent, not kept" else 1)
    assert len({one.body for one in receiver.received}) == 1
    assert chat.transcript() == [QUESTION, QUESTION]
    assert people.stands(question).turn == 2
