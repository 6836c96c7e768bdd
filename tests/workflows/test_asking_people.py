"""A question to a person: sent until it arrives, waited for, answered by one turn, whatever the receiver does."""

import asyncio
import datetime as dt
import threading
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from temporalio.client import WorkflowExecutionStatus

from chat.people.model import BY_MODEL, QuestionStatus
from knowledge.adapters.postgres.pool import Pool
from knowledge.errors import QuestionAnswered, QuestionClosed, TooManyQuestions
from tests.fixtures.asking import PUBLIC_URL, AskingChat, asking
from tests.fixtures.receiver import Answer, Received, Receiver
from tests.workflows.conversations import TENANT, Chat, message, until

QUESTION = "May parcels be left with a neighbour?"


@pytest.fixture
def people(chat: Chat, pool: Pool, receiver: Receiver) -> AskingChat:
    return AskingChat(chat, pool, receiver)


async def test_a_person_is_asked_and_their_answer_is_a_turn_of_its_own(people: AskingChat, receiver: Receiver) -> None:
    async with people.working():
        question = await people.ask(QUESTION)
        await asyncio.to_thread(receiver.arrived, 1)
        assert [call.question for call in (await people.chat.state()).pending] == [QUESTION]
        await people.chat.send(message("something else meanwhile"))
        await people.answer(question, "Yes, if the sender agrees.")
        await people.settled()
        state = await people.chat.state()

    (sent,) = receiver.received
    assert sent.id == str(question.id)
    assert sent.is_signed_with(people.people.secret(people.person.id))
    assert sent.said["type"] == "question.asked"
    assert sent.said["data"]["text"] == QUESTION
    assert sent.said["data"]["answer_url"].startswith(f"{PUBLIC_URL}/v1/questions/{question.id}/answer?token=")
    turns, _ = people.chat.store.turns(TENANT, people.chat.conversation)
    assert [turn.text for turn in turns] == [QUESTION, "something else meanwhile", QUESTION]
    told = turns[2].answer
    assert told["answer"] == "Yes, if the sender agrees."
    assert str(told["text"]).startswith("Ann Lee, who was asked on ")
    assert (told["model"], told["citations"]) == ("person", [])
    assert told["told_by"]["name"] == "Ann Lee"  # type: ignore[index]
    assert turns[0].asked is not None
    assert (turns[0].asked["status"], turns[0].asked["turn"]) == ("answered", 3)
    assert state.recent[-1].answer == "Ann Lee said: Yes, if the sender agrees."
    assert people.notices()[0].startswith(f"Ann Lee was asked: “{QUESTION}”")


async def test_a_receiver_that_fails_and_then_takes_it_is_told_under_one_id(
    people: AskingChat, receiver: Receiver
) -> None:
    receiver.answer = lambda _: Answer(status=500 if len(receiver.received) < 4 else 200)
    async with people.working():
        question = await people.ask(QUESTION)
        await people.delivered(question)
        await people.answer(question, "Yes.")
        await people.settled()

    assert receiver.ids == [str(question.id)] * 4
    assert len({one.body for one in receiver.received}) == 1
    assert people.stands(question).attempts == 4
    assert people.chat.transcript() == [QUESTION, QUESTION]


async def test_a_receiver_that_hangs_holds_up_nobody_and_is_told_again(people: AskingChat, receiver: Receiver) -> None:
    people.deadline_s = 0.3
    hanging = threading.Event()
    receiver.answer = lambda _: Answer(wait=hanging if len(receiver.received) == 1 else None)
    async with people.working():
        question = await people.ask(QUESTION)
        await asyncio.to_thread(receiver.arrived, 1)
        await people.chat.send(message("something else meanwhile"))
        await people.delivered(question)
        hanging.set()
        await people.answer(question, "Yes.")
        await people.settled()

    assert receiver.ids == [str(question.id)] * 2
    assert people.chat.transcript() == [QUESTION, "something else meanwhile", QUESTION]


async def test_an_answer_that_is_there_before_the_sending_has_ended_is_one_turn(
    people: AskingChat, receiver: Receiver
) -> None:
    answered = threading.Event()
    receiver.answer = lambda _: Answer(status=500, wait=answered)
    async with people.working():
        question = await people.ask(QUESTION)
        await asyncio.to_thread(receiver.arrived, 1)
        await people.answer(question, "Yes.")
        answered.set()  # only now the receiver says, wrongly, that it failed
        await people.settled()

    assert receiver.ids == [str(question.id)]
    assert people.chat.transcript() == [QUESTION, QUESTION]
    assert people.stands(question).error is None


async def test_the_same_answer_again_is_one_turn_and_another_one_is_refused(people: AskingChat) -> None:
    async with people.working():
        question = await people.ask(QUESTION)
        await asyncio.gather(*(people.answer(question, "Yes.") for _ in range(3)))
        await people.turns(2)
        await people.answer(question, "Yes.", name="Ann")
        with pytest.raises(QuestionAnswered, match="Ann Lee answered it otherwise"):
            people.questions.answer(question.id, "No.", None)
        await people.settled()

    assert people.chat.transcript() == [QUESTION, QUESTION]


async def test_a_message_sent_again_asks_once(people: AskingChat, receiver: Receiver) -> None:
    async with people.working():
        question = await people.ask(QUESTION, "m1")
        people.will_ask(QUESTION)
        again, _ = await asyncio.gather(
            people.chat.send(asking(QUESTION, "m1")), people.chat.send(asking(QUESTION, "m1"))
        )
        await people.delivered(question)

    assert again.asks is not None
    assert again.asks.request_id == str(question.id)
    assert len(people.pending()) == len(receiver.received) == 1


async def test_a_run_that_hands_over_takes_its_questions_along(people: AskingChat, receiver: Receiver) -> None:
    people.restless(idle_after=dt.timedelta(hours=24), history_limit=20)
    async with people.working():
        question = await people.ask(QUESTION)
        await people.delivered(question)
        first_run = (await people.chat.workflow.describe()).run_id

        async def another_run() -> bool:
            return (await people.chat.workflow.describe()).run_id != first_run

        for number in range(6):
            await people.chat.send(message(f"question {number}"))

        async def carried() -> bool:
            return [call.request_id for call in (await people.chat.state()).pending] == [str(question.id)]

        await until(another_run)
        await until(carried)
        await people.answer(question, "Yes.")
        await people.turns(8)
        await people.chat.send(message("and on"))

    assert receiver.ids == [str(question.id)]
    assert people.chat.transcript()[-2:] == [QUESTION, "and on"]


async def test_a_conversation_that_waits_for_a_person_does_not_close_before(people: AskingChat) -> None:
    people.restless(idle_after=dt.timedelta(milliseconds=200), history_limit=2000)
    async with people.working():
        question = await people.ask(QUESTION)
        begun = await people.chat.workflow.describe()
        other = replace(people.chat, conversation=await people.chat.client.open(TENANT, "local"))
        await other.send(message("nobody is asked"))
        await other.workflow.result()  # as quiet, and quiet for a shorter time
        described = await people.chat.workflow.describe()
        assert (described.status, described.run_id) == (WorkflowExecutionStatus.RUNNING, begun.run_id)
        await people.answer(question, "Yes.")
        await people.chat.workflow.result()
        state = await people.chat.state()

    assert people.chat.transcript() == [QUESTION, QUESTION]
    assert (state.closed, state.pending) == (True, ())


async def test_a_question_that_nobody_answers_ends_and_the_conversation_is_told(people: AskingChat) -> None:
    people.wait = dt.timedelta(milliseconds=700)
    async with people.working():
        question = await people.ask(QUESTION)
        await people.settled()
        with pytest.raises(QuestionClosed, match="was to be answered before"):
            people.questions.answer(question.id, "Yes.", None)

    assert people.stands(question).status is QuestionStatus.EXPIRED
    assert people.notices()[-1].startswith("Ann Lee did not answer in time")
    assert people.chat.transcript() == [QUESTION]


async def test_a_cancelled_question_is_sent_no_more_and_cannot_be_answered(
    people: AskingChat, receiver: Receiver
) -> None:
    receiver.answer = lambda _: Answer(status=500)
    async with people.working():
        question = await people.ask(QUESTION)
        await asyncio.to_thread(receiver.arrived, 2)
        people.questions.cancel(TENANT, question.id, actor="mo")
        await people.tell(question)
        await people.settled()
        sent = len(receiver.received)
        with pytest.raises(QuestionClosed, match="cancelled by mo"):
            people.questions.answer(question.id, "Yes.", None)
        await people.chat.send(message("and on"))

    assert len(receiver.received) == sent
    assert people.notices()[-1].startswith("Ann Lee is asked no more")


async def test_questions_of_a_lost_workflow_are_taken_up(people: AskingChat, receiver: Receiver) -> None:
    async with people.working():
        question = await people.ask(QUESTION)
        await people.delivered(question)
        await people.chat.end("lost")
        people.questions.answer(question.id, "Yes.", None)
        with people.pool.connection() as connection:
            connection.execute("UPDATE person_question SET answered_at = answered_at - interval '1 hour'")
        assert await people.resuming.resume() == 1
        await people.settled()
        await people.turns(2)
        assert await people.resuming.resume() == 0

    assert people.chat.transcript() == [QUESTION, QUESTION]
    assert receiver.ids == [str(question.id)]


async def test_more_questions_than_anybody_would_answer_are_refused(
    people: AskingChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.people.asking.MOST_OPEN", 1)
    async with people.working():
        await people.ask(QUESTION)
        with pytest.raises(TooManyQuestions):
            await people.ask("And with a shop?")

    assert people.chat.transcript() == [QUESTION]


async def test_who_answers_at_the_address_that_came_with_the_question_before_taking_it_is_heard_once(
    chat: Chat, pool: Pool, receiver: Receiver, served: str, tmp_path: Path
) -> None:
    people = AskingChat(chat, pool, receiver, public_url=served, key=(tmp_path / "webhook.key").read_bytes())
    statuses: list[int] = []

    def answer_twice_and_fail(received: Received) -> Answer:
        url = received.said["data"]["answer_url"]
        replies = [httpx.post(url, json={"answer": said}, trust_env=False) for said in ("Yes.", "Yes.", "No.")]
        statuses.extend(reply.status_code for reply in replies)
        return Answer(status=500)

    receiver.answer = answer_twice_and_fail
    async with people.working():
        question = await people.ask(QUESTION)
        await people.turns(2)
        await people.settled()

    assert statuses == [200, 200, 409]
    assert receiver.ids == [str(question.id)]
    assert people.chat.transcript() == [QUESTION, QUESTION]
    assert people.stands(question).turn == 2


async def test_a_model_that_asks_as_others_fill_the_last_place_is_answered_by_another_attempt(
    people: AskingChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chat.people.asking.MOST_OPEN", 1)
    async with people.working():
        await people.ask(QUESTION)
        people.will_ask("And with a shop?")
        assert people.chat.answering.asking is not None
        people.chat.answering.asking = replace(people.chat.answering.asking, call=BY_MODEL)
        sending = asyncio.create_task(people.chat.send(asking("And with a shop?")))
        await people.chat.calls(2)
        people.chat.answering.asking = None
        result = await sending

    assert result.asks is None
    assert people.chat.transcript() == [QUESTION, "And with a shop?"]
    assert people.chat.store.failures(TENANT, people.chat.conversation) == []
