"""Conversations that are looked at while they work leave histories that replay: on another worker they go on."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from chat.activities import Answered
from chat.conversation import ConversationWorkflow
from chat.messages import AnswerTurn, LoadedConversation
from chat.store import TranscriptStore
from chat.streaming import Emitter
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import WorkflowsUnavailable
from tests.workflows.conversations import TENANT, Chat, ScriptedAnswering, message, until

CONVERSATIONS = 80  # while queries told the state, two or three of so many did not replay


@dataclass
class SlowAnswering(ScriptedAnswering):
    rng: random.Random = field(default_factory=lambda: random.Random(1))

    def __call__(self, asked: AnswerTurn, emitter: Emitter) -> Answered:
        time.sleep(self.rng.choice((0, 0.02, 0.3, 0.8, 1.5)))  # some within the workflow's task, some beside it
        return super().__call__(asked, emitter)


class SlowStore(TranscriptStore):
    def last_turns(self, tenant: str, conversation: str, limit: int) -> LoadedConversation:
        time.sleep(random.choice((0, 0.02, 0.05, 0.3, 0.9)))
        return super().last_turns(tenant, conversation, limit)


async def talk_and_look(chat: Chat, number: int) -> None:
    await asyncio.sleep(random.random() * 3)
    first = message("one")
    if number % 2:
        await asyncio.gather(chat.send(first), chat.client.hand_in(TENANT, chat.conversation, first), chat.state())
    else:
        await chat.client.hand_in(TENANT, chat.conversation, first)
    for text in ("two", "three"):
        await chat.client.hand_in(TENANT, chat.conversation, message(text))
        await chat.state()
    await chat.send(message("four"))


async def test_every_history_replays(chat: Chat, pool: Pool) -> None:
    chat = replace(chat, answering=SlowAnswering(), store=SlowStore(pool))
    chats = [
        replace(chat, conversation=await chat.client.open(TENANT, "local", "watched")) for _ in range(CONVERSATIONS)
    ]
    async with chat.worker():
        # With so many, some are told to come again: what they left behind has to replay as well.
        await asyncio.gather(*(talk_and_look(one, n) for n, one in enumerate(chats)), return_exceptions=True)
        await replay(chats)  # first: one that does not replay never tells its state
        for one in chats:
            await until(partial(tells_its_state, one))
    await replay(chats)
    for one in chats:
        await one.end("the test is over")


async def replay(chats: Sequence[Chat]) -> None:
    replayer = Replayer(workflows=[ConversationWorkflow], data_converter=pydantic_data_converter)
    for one in chats:
        await replayer.replay_workflow(await one.workflow.fetch_history())


async def tells_its_state(chat: Chat) -> bool:
    try:
        return (await chat.state()).conversation == chat.conversation
    except WorkflowsUnavailable:  # its worker has too much to do: a person would look again
        return False
