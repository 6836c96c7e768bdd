"""What a conversation does today can be replayed tomorrow: each kind of run leaves its history in tests/replay."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from chat.client import ConversationClient
from chat.conversation import ConversationWorkflow
from chat.messages import SUMMARISE_EVERY
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import DocumentNotFound, StoreUnavailable
from tests.fixtures.asking import AskingChat
from tests.fixtures.receiver import Receiver
from tests.workflows.conversations import Chat, message, until

HISTORIES = Path(__file__).parent.parent / "replay" / "histories"
OF_THIS_MACHINE = {"stackTrace", "identity", "workerVersion", "stickyAttributes"}


async def test_a_run_with_turns_of_every_kind_replays(chat: Chat) -> None:
    chat.answering.errors += [DocumentNotFound("there is no document 'x'"), StoreUnavailable("down")]
    async with chat.worker():
        with pytest.raises(DocumentNotFound):
            await chat.send(message("what of x?", "m1"))
        await chat.send(message("how long?", "m2"))
        await chat.workflow.signal(ConversationWorkflow.deliver_message, message("how long?", "m2"))
        await chat.workflow.signal(ConversationWorkflow.deliver_message, message("and a year earlier?", "m3"))
        await chat.calls(4)
        await chat.send(message("and for contractors?", "m4"))
    await _replays(await chat.workflow.fetch_history(), "conversation-turns")


async def test_a_run_that_hands_over_replays(chat: Chat) -> None:
    chat = chat.restless(idle_after=timedelta(hours=24), history_limit=12)
    async with chat.worker():
        await chat.send(message("one", "m1"))
        first_run = (await chat.workflow.describe()).run_id
        await chat.send(message("two", "m2"))
        await chat.send(message("three", "m3"))
        await until(lambda: _another_run(chat, first_run))
    history = await chat.temporal.get_workflow_handle(chat.workflow.id, run_id=first_run).fetch_history()
    await _replays(history, "conversation-rolled-over")


async def test_a_run_that_closes_when_idle_replays(chat: Chat) -> None:
    chat = chat.restless(idle_after=timedelta(milliseconds=200), history_limit=2000)
    async with chat.worker():
        await chat.send(message("one", "m1"))
        await chat.workflow.result()
    await _replays(await chat.workflow.fetch_history(), "conversation-closed-when-idle")


async def test_a_run_that_is_retried_replays(chat: Chat) -> None:
    chat.answering.errors += [StoreUnavailable("down")] * 4
    async with chat.worker():
        await chat.send(message("how long?", "m1"))
    history = await chat.workflow.fetch_history()
    started = [event.activity_task_started_event_attributes for event in history.events]
    assert max(attributes.attempt for attributes in started) > 1
    await _replays(history, "conversation-retried")


async def test_a_run_with_a_summary_that_closes_replays(chat: Chat) -> None:
    chat = chat.restless(idle_after=timedelta(seconds=1), history_limit=2000)
    async with chat.worker():
        for number in range(SUMMARISE_EVERY + 1):
            await chat.send(message(f"question {number}", f"m{number}"))
        await chat.workflow.result()
    await _replays(await chat.workflow.fetch_history(), "conversation-summarised")


async def test_a_run_that_begins_with_a_summary_replays(chat: Chat) -> None:
    chat = chat.restless(idle_after=timedelta(hours=24), history_limit=40)
    async with chat.worker():
        first_run = None
        for number in range(20):
            await chat.send(message(f"question {number}", f"m{number}"))
            first_run = first_run or (await chat.workflow.describe()).run_id
        await until(lambda: _another_run(chat, str(first_run)))
        await chat.send(message("and on", "m-on"))
    history = await chat.workflow.fetch_history()
    assert history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    await _replays(history, "conversation-went-on-with-summary")


async def test_a_run_that_waits_for_people_replays(chat: Chat, pool: Pool, receiver: Receiver) -> None:
    people = AskingChat(chat, pool, receiver)
    async with people.working():
        answered = await people.ask("May parcels be left with a neighbour?", "m1")
        cancelled = await people.ask("And with a shop?", "m2")
        await people.delivered(answered)
        await people.delivered(cancelled)
        people.questions.cancel("default", cancelled.id, actor="mo")
        await people.tell(cancelled)
        await people.answer(answered, "Yes.")
        await people.settled()
        await people.turns(3)
        await chat.send(message("and on", "m3"))
    await _replays(await chat.workflow.fetch_history(), "conversation-asked-people")


async def test_a_run_settles_what_it_does_before_its_first_activity(chat: Chat, pool: Pool, receiver: Receiver) -> None:
    people = AskingChat(chat, pool, receiver)
    async with people.working():
        asked = await people.ask("May parcels be left with a neighbour?", "m1")
        await people.delivered(asked)
        await people.answer(asked, "Yes.")
        await people.turns(2)
        for number in range(SUMMARISE_EVERY):
            await chat.send(message(f"question {number}", f"m{number + 2}"))
    history = await chat.workflow.fetch_history()
    names = [event.marker_recorded_event_attributes.marker_name for event in history.events]
    assert next(filter(None, names)) == "core_patch"
    assert names.count("core_patch") == 1
    await _replays(history, "conversation-settled-first")


async def test_a_run_that_has_no_room_for_what_is_delivered_replays(chat: Chat) -> None:
    chat = replace(chat, client=ConversationClient(chat.temporal, chat.store, most_delivered=2))
    for number in range(4):
        await chat.client._hand_in(
            chat.client._opened("default", chat.conversation), message(f"question {number}", f"m{number}")
        )
    async with chat.worker():
        await until(lambda: _told(chat, failures=2, turns=2))
        await chat.send(message("question 3", "m3"))
    await _replays(await chat.workflow.fetch_history(), "conversation-bounded")


async def _told(chat: Chat, *, failures: int, turns: int) -> bool:
    failed = chat.store.failures("default", chat.conversation)
    return (len(failed), len(chat.transcript())) == (failures, turns)


async def _another_run(chat: Chat, run: str) -> bool:
    return (await chat.workflow.describe()).run_id != run


async def _replays(history: WorkflowHistory, name: str) -> None:
    await Replayer(workflows=[ConversationWorkflow], data_converter=pydantic_data_converter).replay_workflow(history)
    keep_history(history, name)


def keep_history(history: WorkflowHistory, name: str) -> None:
    """Where none of this name stands: one that does is never written anew."""
    file = HISTORIES / f"{name}.json"
    if not file.exists():
        file.write_text(json.dumps(_portable(json.loads(history.to_json())), indent=1) + "\n")


def _portable(value: object) -> object:
    """The history without what tells of the machine that it was made on."""
    if isinstance(value, dict) and value.get("kind") == "TASK_QUEUE_KIND_STICKY":
        return {**value, "name": "sticky"}
    if isinstance(value, dict):
        return {name: _portable(part) for name, part in value.items() if name not in OF_THIS_MACHINE}
    return [_portable(part) for part in value] if isinstance(value, list) else value
