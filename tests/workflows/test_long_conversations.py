"""However long a conversation is, and was left alone: its summary and last turns go with it, and nothing twice."""

import asyncio
import os
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import ActivityEnvironment

from chat.client import ConversationClient
from chat.conversation import ConversationWorkflow
from chat.messages import SUMMARISE_EVERY, WINDOW_TURNS, RecentTurn
from chat.summary import Summary
from knowledge.adapters.postgres.eraser import as_eraser
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.temporal_histories import Histories
from knowledge.errors import StoreUnavailable
from tests.workflows.conversations import TENANT, Chat, message, until

DAY = timedelta(hours=24)
BLINK = timedelta(milliseconds=1)
TURNS = int(os.environ.get("LONG_CHAT_TURNS", "80"))
SENDERS = 8
EVENTS_A_RUN = 400 if TURNS > 1000 else 60


async def test_the_summary_tells_what_the_window_no_longer_holds(chat: Chat) -> None:
    turns = WINDOW_TURNS + SUMMARISE_EVERY
    async with chat.worker():
        for number in range(turns):
            await chat.send(message(f"question {number}"))
        await until(lambda: _told(chat, turns - SUMMARISE_EVERY + 1))
        await chat.send(message("the last one"))
        state = await chat.state()

    assert "- question 0 [2026-11-23] QUESTION 0" in state.summary
    assert chat.store.conversation(TENANT, chat.conversation).summary == state.summary
    asked = chat.answering.calls[-1]
    said = asked.summary + "".join(turn.question for turn in asked.recent)
    assert all(f"question {number}" in said for number in range(turns))


async def test_a_run_that_follows_on_another_goes_on_with_its_summary(chat: Chat) -> None:
    chat = chat.restless(idle_after=DAY, history_limit=40)
    async with chat.worker():
        for number in range(20):
            await chat.send(message(f"question {number}"))
        state = await chat.state()

    assert await _runs(chat) > 1
    assert "question 0" in state.summary
    assert state.turns == 20


async def test_a_run_ends_by_the_size_of_its_history_too(chat: Chat) -> None:
    client = ConversationClient(chat.temporal, chat.store, idle_after=DAY, history_bytes=20_000)
    chat = replace(chat, client=client)
    async with chat.worker():
        for number in range(10):
            await chat.send(message(f"question {number} {'x' * 3000}"))

    assert await _runs(chat) > 1
    assert len(chat.transcript()) == 10


async def test_a_quiet_conversation_closes_with_a_summary_of_all_its_turns(chat: Chat) -> None:
    chat = chat.restless(idle_after=BLINK, history_limit=2000)
    async with chat.worker():
        await chat.send(message("how long?"))
        await chat.workflow.result()
        kept = chat.store.conversation(TENANT, chat.conversation)
        assert (kept.summarised, kept.summary) == (1, "- how long? [2026-11-23] HOW LONG?")
        state = await chat.state()

    assert (await chat.workflow.describe()).status is WorkflowExecutionStatus.COMPLETED
    assert (state.closed, state.doing) == (True, "closed: the next message opens it again")


async def test_a_week_later_it_goes_on_with_summary_and_last_turns_though_temporal_has_forgotten_it(
    chat: Chat, pool: Pool
) -> None:
    quiet = chat.restless(idle_after=BLINK, history_limit=2000)
    turns = WINDOW_TURNS + 2
    async with chat.worker():
        for number in range(turns):
            await quiet.send(message(f"question {number}"))
        await until(lambda: _told(chat, turns))
        await quiet.end("should it still run")
        with pool.connection() as connection:
            connection.execute("UPDATE turn SET sent_at = sent_at - interval '7 days'")
            connection.execute("UPDATE turn SET answered_at = answered_at - interval '7 days'")
            connection.execute("UPDATE conversation SET active_at = active_at - interval '7 days'")
        await ActivityEnvironment().run(Histories(chat.temporal).delete, [chat.workflow.id])

        state = await chat.state()
        assert (state.closed, state.turns) == (True, turns)
        assert [turn.question for turn in state.recent] == [f"question {n}" for n in range(2, turns)]

        again = await chat.send(message("and what of question 0?"))
        opened = await chat.state()

    asked = chat.answering.calls[-1]
    assert again.turn.answer == "AND WHAT OF QUESTION 0?"
    assert "- question 0 [" in asked.summary
    assert [turn.question for turn in asked.recent] == [f"question {n}" for n in range(2, turns)]
    assert (opened.closed, opened.turns) == (False, turns + 1)


async def test_each_conversation_has_its_own_time_of_quiet(chat: Chat) -> None:
    short = replace(chat, conversation=await chat.client.open(TENANT, "local", idle_after=BLINK))
    async with chat.worker():
        await chat.send(message("by the settings"))
        await short.send(message("by its own"))
        await short.workflow.result()

    assert (await chat.workflow.describe()).status is WorkflowExecutionStatus.RUNNING


async def test_a_summary_that_cannot_be_written_costs_no_turn(chat: Chat) -> None:
    asked = Counter[str]()

    def refuse(before: Summary, following: object) -> str:
        asked["summaries"] += 1
        raise ZeroDivisionError("a fault of a model's client")

    async with chat.worker(refuse):
        for number in range(SUMMARISE_EVERY):
            await chat.send(message(f"question {number}"))

        async def tried() -> bool:
            return asked["summaries"] > 0

        await until(tried)
        await chat.send(message("and on"))

    assert chat.transcript()[-1] == "and on"
    assert (await chat.workflow.describe()).status is WorkflowExecutionStatus.RUNNING


async def test_a_summary_is_tried_again_after_an_outage_and_turns_go_on_meanwhile(chat: Chat) -> None:
    outages = [StoreUnavailable("down")] * 2

    def hesitate(before: Summary, following: object) -> str:
        if outages:
            raise outages.pop()
        return "They talked."

    async with chat.worker(hesitate):
        for number in range(SUMMARISE_EVERY + 1):
            await chat.send(message(f"question {number}"))
        await until(lambda: _told(chat, SUMMARISE_EVERY))

    assert chat.store.conversation(TENANT, chat.conversation).summary == "They talked."


async def test_a_summary_written_from_what_was_cleared_meanwhile_is_written_again(chat: Chat, pool: Pool) -> None:
    seen: list[list[str]] = []

    def clear_meanwhile(before: Summary, following: list[RecentTurn]) -> str:
        seen.append([turn.question for turn in following])
        if len(seen) == 1:  # as an erasure does
            with transaction(pool) as cursor, as_eraser(cursor):
                cursor.execute("UPDATE turn SET recent = jsonb_set(recent, '{question}', '\"[erased]\"')")
                cursor.execute("UPDATE conversation SET summary_round = summary_round + 1")
        return " ".join(turn.question for turn in following)

    async with chat.worker(clear_meanwhile):
        for number in range(SUMMARISE_EVERY):
            await chat.send(message(f"secret {number}"))
        await until(lambda: _told(chat, SUMMARISE_EVERY))

    assert "secret" not in chat.store.conversation(TENANT, chat.conversation).summary
    assert seen[1] == ["[erased]"] * SUMMARISE_EVERY


@pytest.mark.timeout(3600)
async def test_many_turns_over_many_runs_are_each_answered_once_and_in_order(chat: Chat) -> None:
    """By senders at once, who send some messages twice, or as a signal beside. Long form: `make bench-long-chat`."""
    chat = chat.restless(idle_after=DAY, history_limit=EVENTS_A_RUN)
    chance = random.Random(20261128)
    async with chat.worker():

        async def sender(name: int) -> None:
            for number in range(TURNS // SENDERS):
                sent = message(f"{name}: question {number}", f"m-{name}-{number}")
                ways = [chat.send(sent, deadline_s=600)]
                if chance.random() < 0.1:
                    ways.append(chat.send(sent, deadline_s=600))
                if chance.random() < 0.1:
                    await chat.workflow.signal(ConversationWorkflow.deliver_message, sent)
                results = await asyncio.gather(*ways)
                assert {result.turn.question for result in results} == {sent.text}

        await chat.send(message("the first of all"))
        async with asyncio.TaskGroup() as all_at_once:
            for name in range(SENDERS):
                all_at_once.create_task(sender(name))
        await until(lambda: _waits_for_nothing(chat))

    said = _transcript(chat)
    assert [number for number, _ in said] == list(range(1, TURNS // SENDERS * SENDERS + 2))
    for name in range(SENDERS):
        own = [text for _, text in said if text.startswith(f"{name}: ")]
        assert own == [f"{name}: question {number}" for number in range(TURNS // SENDERS)]
    runs = await _runs(chat)
    assert runs >= TURNS // EVENTS_A_RUN
    print(f"\n{len(said)} turns of {SENDERS} senders over {runs} runs, none lost, none twice")  # noqa: T201


def _transcript(chat: Chat) -> list[tuple[int, str]]:
    said: list[tuple[int, str]] = []
    after: int | None = 0
    while after is not None:
        page, after = chat.store.turns(TENANT, chat.conversation, limit=500, after=after)
        said += [(turn.number, turn.text) for turn in page]
    return said


async def _told(chat: Chat, turns: int) -> bool:
    return (await asyncio.to_thread(chat.store.conversation, TENANT, chat.conversation)).summarised >= turns


async def _waits_for_nothing(chat: Chat) -> bool:
    state = await chat.state()
    return state.waiting == 0 and state.doing == "waiting for a message"


async def _runs(chat: Chat) -> int:
    return len([run async for run in chat.temporal.list_workflows(f"WorkflowId = '{chat.workflow.id}'")])
