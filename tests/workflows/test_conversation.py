"""A conversation takes messages in order and answers each once."""

import asyncio
from dataclasses import replace

import pytest
from temporalio.client import WorkflowExecutionStatus

from chat.client import ConversationClient
from chat.conversation import ConversationWorkflow
from chat.messages import MAX_CHARACTERS, MAX_WAITING, WINDOW_TURNS
from chat.streaming import StreamKind
from knowledge.errors import (
    ConversationBusy,
    ConversationNotFound,
    DocumentNotFound,
    InvalidRequest,
    MessageConflict,
    StoreUnavailable,
    TurnFailed,
)
from tests.workflows.conversations import PLENTY_S, TENANT, Chat, message, until


async def test_one_message_sent_twice_at_once_is_one_turn(chat: Chat) -> None:
    sent = message("how long?")
    async with chat.worker():
        first, second = await asyncio.gather(chat.send(sent), chat.send(sent))

    assert first == second
    assert first.turn.answer == "HOW LONG?"
    assert chat.transcript() == ["how long?"]
    assert len(chat.answering.calls) == 1


async def test_an_update_and_a_signal_with_one_id_are_one_turn(chat: Chat) -> None:
    sent = message("how long?")
    chat.answering.gate.clear()
    async with chat.worker():
        by_update = asyncio.create_task(chat.send(sent))
        await chat.calls(1)
        await chat.workflow.signal(ConversationWorkflow.deliver_message, sent)
        chat.answering.gate.set()
        await by_update
        await chat.send(message("and then?"))

    assert chat.transcript() == ["how long?", "and then?"]
    assert len(chat.answering.calls) == 2


async def test_a_signalled_message_is_answered_though_nobody_waits(chat: Chat) -> None:
    async with chat.worker():
        await chat.send(message("first"))
        await chat.workflow.signal(ConversationWorkflow.deliver_message, message("second"))
        await chat.calls(2)
        await until(lambda: _waits(chat, 0))

    assert chat.transcript() == ["first", "second"]


async def test_an_id_used_for_another_question_is_a_conflict(chat: Chat) -> None:
    async with chat.worker():
        await chat.send(message("how long?", "m1"))
        with pytest.raises(MessageConflict):
            await chat.send(message("how much?", "m1"))
        with pytest.raises(MessageConflict):
            await chat.send(message("how long?", "m1").model_copy(update={"as_of": "2024-01-01"}))


async def test_an_id_being_answered_is_a_conflict_for_another_question(chat: Chat) -> None:
    chat.answering.gate.clear()
    async with chat.worker():
        first = asyncio.create_task(chat.send(message("how long?", "m1")))
        await chat.calls(1)
        second = asyncio.create_task(chat.send(message("how much?", "m1")))
        chat.answering.gate.set()
        assert (await first).turn.question == "how long?"
        with pytest.raises(MessageConflict):
            await second


async def test_a_follow_up_gets_the_last_turns_before_it(chat: Chat) -> None:
    questions = [f"question {number}" for number in range(WINDOW_TURNS + 2)]
    async with chat.worker():
        for question in questions:
            await chat.send(message(question))
        state = await chat.state()

    asked = chat.answering.calls[-1]
    assert [turn.question for turn in asked.recent] == questions[-1 - WINDOW_TURNS : -1]
    assert state.turns == len(questions)
    assert state.doing == "waiting for a message"


async def test_messages_are_answered_in_the_order_they_came(chat: Chat) -> None:
    chat.answering.gate.clear()
    sending = []
    async with chat.worker():
        for number in range(1 + MAX_WAITING):
            sending.append(asyncio.create_task(chat.send(message(f"question {number}"))))
            await chat.calls(1)
            await until(lambda: _waits(chat, number))  # noqa: B023
        assert (await chat.state()).doing == "answering 'question 0'"

        with pytest.raises(ConversationBusy):
            await chat.send(message("one too many"), deadline_s=3)
        chat.answering.gate.set()
        await asyncio.gather(*sending)

    assert chat.transcript() == [f"question {number}" for number in range(1 + MAX_WAITING)]


async def test_however_many_hand_in_at_once_those_that_find_no_room_are_refused_before_they_are_accepted(
    chat: Chat,
) -> None:
    chat.answering.gate.clear()
    async with chat.worker():
        holding = asyncio.create_task(chat.send(message("hold the lock")))
        await chat.calls(1)
        await until(lambda: _waits(chat, 0))
        handing_in = [chat.client.hand_in(TENANT, chat.conversation, message(f"question {n}")) for n in range(8)]
        came = await asyncio.gather(*handing_in, return_exceptions=True)
        refused = [number for number, one in enumerate(came) if isinstance(one, ConversationBusy)]
        assert [one for one in came if one is not None and not isinstance(one, ConversationBusy)] == []
        assert (await chat.state()).waiting == MAX_WAITING
        chat.answering.gate.set()
        await holding
        await until(lambda: _turns(chat, 1 + MAX_WAITING))

    assert len(refused) == 8 - MAX_WAITING
    assert set(chat.transcript()) == {"hold the lock"} | {f"question {n}" for n in range(8) if n not in refused}
    assert chat.store.failures(TENANT, chat.conversation) == []


async def test_a_message_handed_in_under_the_id_of_another_question_is_a_conflict(chat: Chat) -> None:
    chat.answering.gate.clear()
    async with chat.worker():
        assert await chat.client.hand_in(TENANT, chat.conversation, message("how long?", "m1")) is None
        await chat.calls(2)  # at once, then with patience
        with pytest.raises(MessageConflict):
            await chat.client.hand_in(TENANT, chat.conversation, message("how much?", "m1"))
        chat.answering.gate.set()


async def test_messages_that_came_while_nobody_could_count_are_answered_up_to_a_bound_and_the_others_told(
    chat: Chat,
) -> None:
    chat = replace(chat, client=ConversationClient(chat.temporal, chat.store, most_delivered=6))
    sent = [message(f"question {number}", f"m{number}") for number in range(9)]
    for one in sent:
        await chat.client.hand_in(TENANT, chat.conversation, one)
    chat.answering.gate.clear()
    async with chat.worker():
        await until(lambda: _failures(chat, 3))
        assert (await chat.state()).waiting == 5
        chat.answering.gate.set()
        await until(lambda: _turns(chat, 6))
        again = await chat.send(sent[8])

    events = chat.streams.page(TENANT, chat.conversation, after=0, limit=1_000)
    told = {event.message_id: event.body for event in events if event.kind is StreamKind.FAILED}
    assert set(told) == {"m6", "m7", "m8"}
    assert told["m6"]["error"] == "conversation-busy"
    assert told["m6"]["detail"] == "6 messages wait for an answer already: send this one after them"
    assert again.turn.answer == "QUESTION 8"
    assert chat.transcript() == [*(f"question {number}" for number in range(6)), "question 8"]
    assert {failed.message_id for failed in chat.store.failures(TENANT, chat.conversation)} == {"m6", "m7"}


@pytest.mark.parametrize("text", ["", " \n", "x" * (MAX_CHARACTERS + 1)])
async def test_an_empty_or_oversized_message_is_refused_at_the_door_and_by_the_workflow(chat: Chat, text: str) -> None:
    with pytest.raises(InvalidRequest):
        await chat.send(message(text))
    async with chat.worker():
        await chat.send(message("a good one"))
        with pytest.raises(InvalidRequest):
            await chat.client._turn(chat.client._opened(TENANT, chat.conversation), message(text), PLENTY_S)
        await chat.workflow.signal(ConversationWorkflow.deliver_message, message(text))
        await chat.send(message("another good one"))

    assert chat.transcript() == ["a good one", "another good one"]


@pytest.mark.parametrize("unknown", ["11111111-1111-1111-1111-111111111111", "no-uuid"])
async def test_a_message_to_an_unknown_conversation_starts_nothing(chat: Chat, unknown: str) -> None:
    with pytest.raises(ConversationNotFound):
        await chat.client.send(TENANT, unknown, message("hello"), PLENTY_S)
    with pytest.raises(ConversationNotFound):
        await chat.client.send("another tenant", chat.conversation, message("hello"), PLENTY_S)
    with pytest.raises(ConversationNotFound):
        await chat.client.state(TENANT, unknown)


async def test_a_message_that_can_never_be_answered_fails_alone(chat: Chat) -> None:
    chat.answering.errors.append(DocumentNotFound("there is no document 'x'"))
    async with chat.worker():
        with pytest.raises(DocumentNotFound, match="no document 'x'"):
            await chat.send(message("what of x?", "m1"))
        await chat.send(message("and of y?"))

    (failed,) = chat.store.failures(TENANT, chat.conversation)
    assert (failed.message_id, failed.error) == ("m1", "document-not-found")
    assert failed.detail == "there is no document 'x'"
    assert chat.transcript() == ["and of y?"]


async def test_a_fault_of_ours_ends_the_message_and_not_the_conversation(chat: Chat) -> None:
    chat.answering.errors += [ZeroDivisionError("1 / 0")] * 4  # at once, and three times with patience
    async with chat.worker():
        with pytest.raises(TurnFailed, match="ZeroDivisionError"):
            await chat.send(message("divide"))
        await chat.send(message("and go on"))

    assert chat.transcript() == ["and go on"]


async def test_an_outage_is_waited_out(chat: Chat) -> None:
    chat.answering.errors += [StoreUnavailable("down")] * 4
    async with chat.worker():
        await chat.send(message("are you there?"))

    assert len(chat.answering.calls) == 5
    assert chat.transcript() == ["are you there?"]


async def test_a_lost_workflow_goes_on_from_the_transcript(chat: Chat) -> None:
    async with chat.worker():
        first = await chat.send(message("how long?", "m1"))
        await chat.end("lost")
        await chat.send(message("and a year earlier?"))
        state = await chat.state()
        again = await chat.client._turn(
            chat.client._opened(TENANT, chat.conversation), message("how long?", "m1"), PLENTY_S
        )

    assert chat.answering.calls[1].recent == (first.turn,)
    assert [turn.question for turn in state.recent] == ["how long?", "and a year earlier?"]
    assert state.turns == 2
    assert again == first
    assert (await chat.workflow.describe()).status is WorkflowExecutionStatus.RUNNING


async def _turns(chat: Chat, number: int) -> bool:
    return len(chat.transcript()) >= number


async def _failures(chat: Chat, number: int) -> bool:
    return len(chat.store.failures(TENANT, chat.conversation)) == number


async def _waits(chat: Chat, number: int) -> bool:
    state = await chat.state()
    return state.waiting == number
